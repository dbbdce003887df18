"""Where on a page a field's value stands, and what was read there first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oximetry.report_fields import Value
from pdf_parser.lines import around
from pdf_parser.report import Box
from pdf_parser.values import KINDS, parse
from pdf_parser.words import Word


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a field's value is printed, or must be by the table's lines and columns.

    Attributes:
        name: of the field. The same field may be printed in several places.
        box: around the value, in points.
        text: what was read there, together with the label that cannot be kept apart from it.
        confidence: of that reading; 0 if there was none.
        pattern: finds the value in such a text; None where the value stands alone.
        signs: that can stand there; empty for any.
    """

    name: str
    box: Box
    text: str = ""
    confidence: float = 0.0
    pattern: re.Pattern[str] | None = None
    signs: str = ""

    def values(self, text: str) -> tuple[Value, ...]:
        """What a reading of this place means for the field."""
        kind = KINDS[self.name]
        if self.pattern is None:
            return parse(kind, text)
        found = self.pattern.search(re.sub(r"\s", "", text))
        return parse(kind, found[found.lastindex or 0]) if found else ()


def spot_of(name: str, words: Sequence[Word], pattern: re.Pattern[str] | None = None) -> Spot:
    """The place where these words stand."""
    text = " ".join(word.text for word in words)
    confidence = min(word.confidence for word in words)
    return Spot(name, around([word.box for word in words]), text, confidence, pattern)
