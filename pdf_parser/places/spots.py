"""Where on a page a field's value stands, and what was read there first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from oximetry.report_fields import Value
from pdf_parser.places.lines import around
from pdf_parser.places.values import KINDS, Kind, parse, possible
from pdf_parser.report import Box
from pdf_parser.words import Word

_MINUTE = 60  # seconds


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
        short: seconds that the last part of a clock of two parts counts: 1 for ``MM:SS``, 60 for ``HH:MM``,
            0 where that is not known and such a clock says nothing.
    """

    name: str
    box: Box
    text: str = ""
    confidence: float = 0.0
    pattern: re.Pattern[str] | None = None
    signs: str = ""
    short: int = 1

    def values(self, text: str) -> tuple[Value, ...]:
        """What a reading of this place means for the field."""
        if self.pattern is None:
            return self._parsed(text)
        found = self.pattern.search(re.sub(r"\s", "", text))
        return self._parsed(found[found.lastindex or 0]) if found else ()

    def _parsed(self, text: str) -> tuple[Value, ...]:
        kind = KINDS[self.name]
        values = tuple(value for value in parse(kind, text) if possible(self.name, value))
        if kind is not Kind.DURATION or self.short == 1 or text.count(":") != 1:
            return values
        return tuple(value * self.short for value in values if self.short and isinstance(value, int))


def unmistakable(spots: Sequence[Spot]) -> Iterator[Spot]:
    """The places without what has two meanings on a page of an unknown layout.

    ``08:00`` may be minutes or hours, and 7/8 a day of July or of August: apps do not agree on it. Start, end
    and duration together tell, or nothing does.
    """
    times = {
        name: [value for spot in spots if spot.name == name for value in spot.values(spot.text)]
        for name in ("start", "end", "duration_s")
    }
    for spot in spots:
        if KINDS[spot.name] is Kind.DURATION:
            yield replace(spot, short=_short(times) if spot.name == "duration_s" else 0)
        elif KINDS[spot.name] is not Kind.MOMENT or len(times[spot.name]) < 2 or all(times.values()):
            yield spot


def _short(times: Mapping[str, Sequence[Value]]) -> int:
    """Which meaning of the duration lasts from start to end, both cut off to the minute."""
    units = {
        unit
        for start, end, lasts in product(*times.values())
        if isinstance(start, datetime) and isinstance(end, datetime) and isinstance(lasts, int)
        for unit in (1, _MINUTE)
        if abs((end - start).total_seconds() - unit * lasts) <= _MINUTE
    }
    return units.pop() if len(units) == 1 else 0


def spot_of(name: str, words: Sequence[Word], pattern: re.Pattern[str] | None = None) -> Spot:
    """The place where these words stand."""
    text = " ".join(word.text for word in words)
    confidence = min(word.confidence for word in words)
    return Spot(name, around([word.box for word in words]), text, confidence, pattern)
