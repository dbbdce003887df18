"""docs/metrics.md defines just the numbers that an analysis holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from oximetry import Analysis, RecordingWarning

PAGE = (Path(__file__).parents[2] / "docs/metrics.md").read_text(encoding="utf-8")
# What the keys of a field that is a dict are called on the page.
KEYS = {"below": "N", "odi": "RULE", "odi.RULE": "N"}


def defined() -> list[str]:
    """The names in the first column of the page's tables."""
    cells = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def held(kind: Any, at: str) -> Iterator[str]:
    """The names of all numbers in a field of this type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        yield from held(next(each for each in arguments if each is not type(None)), at)
    elif is_dataclass(kind) and kind is not RecordingWarning:
        hints = get_type_hints(kind)
        for field in fields(kind):
            yield from held(hints[field.name], f"{at}.{field.name}".lstrip("."))
    elif origin is dict and arguments[1] is not float:
        yield from held(arguments[1], f"{at}.{KEYS.get(at, '*')}")
    elif origin is tuple and is_dataclass(arguments[0]) and arguments[0] is not RecordingWarning:
        yield from held(arguments[0], f"{at}[]")
    else:
        yield at


def test_every_number_is_defined_once_and_nothing_else_is() -> None:
    names = defined()
    assert len(names) == len(set(names))
    assert set(names) == set(held(Analysis, ""))


def test_every_rule_has_a_section() -> None:
    for rule in ("`abc`", "`rolling`"):
        assert f"## The rule {rule}" in PAGE
    assert "## The device rule" in PAGE
