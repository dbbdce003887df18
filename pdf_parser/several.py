"""Whether one page holds two reports, by what a report prints only once."""

from __future__ import annotations

import re

_ONCE = (
    r"raportul nivelului de oxigen|oxygen level report",
    r"timpul de ini\w+|start time",
    r"sf\w+itul timpului|end time",
    r"\b70 ?- ?79\b",
    r"\b80 ?- ?89\b",
)
_ENOUGH = 2  # of these printed twice: one may stand in a note


def holds_several(text: str) -> bool:
    """Whether several of a report's own words stand twice in the page's text."""
    return sum(len(re.findall(each, text, re.IGNORECASE)) > 1 for each in _ONCE) >= _ENOUGH
