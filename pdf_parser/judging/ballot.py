"""Readings of one field, and which value they speak for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from oximetry.report_fields import Value
from pdf_parser.places.spots import Spot
from pdf_parser.places.values import KINDS, without_point
from pdf_parser.report import Box

_HEARD = 0.1  # below this Tesseract says that it does not know
_SURELY = 0.9
_GUESSED = 0.92  # times the confidence, where a point had to be put in


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one look at one place gave.

    Attributes:
        value: for the field.
        confidence: of the reading, 0 to 1.
        box: of the place, in points.
        way: of looking; the same slip is less likely in another.
    """

    value: Value
    confidence: float
    box: Box
    way: str


Ballot = Sequence[Candidate]
Ballots = Mapping[str, Ballot]


def candidates(spot: Spot, text: str, confidence: float, way: str) -> tuple[Candidate, ...]:
    """What a reading of the place says: nothing, a value, or several that it could mean."""
    if confidence < _HEARD:
        return ()
    values = spot.values(text)
    if values or spot.pattern:
        return tuple(Candidate(value, confidence, spot.box, way) for value in values)
    guessed = without_point(KINDS[spot.name], text)
    return tuple(Candidate(value, _GUESSED * confidence, spot.box, way) for value in guessed)


def ranked(ballot: Ballot) -> tuple[Value, ...]:
    """The values that were read, that with the most and surest readings first."""
    return tuple(
        sorted(dict.fromkeys(each.value for each in ballot), key=lambda value: -weight(ballot, value))
    )


def weight(ballot: Ballot, value: Value) -> float:
    """The confidences that speak for the value, together."""
    return sum(each.confidence for each in ballot if each.value == value)


def speaking_for(ballot: Ballot, value: Value) -> tuple[Candidate, ...]:
    """The readings that gave the value, the surest first."""
    return tuple(sorted((each for each in ballot if each.value == value), key=lambda each: -each.confidence))


def elected(ballots: Ballots) -> dict[str, Value]:
    """The value that each field's readings speak for most."""
    return {name: ranked(ballot)[0] for name, ballot in ballots.items() if ballot}


def agreeing(ballot: Ballot, value: Value) -> int:
    """In how many different ways, or places, the value was read."""
    return len({(each.way, each.box) for each in speaking_for(ballot, value)})


def against(ballot: Ballot, value: Value) -> int:
    """In how many ways another value was read."""
    return len({(each.way, each.box) for each in ballot if each.value != value} - _ways(ballot, value))


def _ways(ballot: Ballot, value: Value) -> set[tuple[str, Box]]:
    return {(each.way, each.box) for each in speaking_for(ballot, value)}


def surest(ballot: Iterable[Candidate]) -> float:
    """The highest confidence; 0 if there is none."""
    return max((each.confidence for each in ballot), default=0.0)


def disputed(ballot: Ballot) -> bool:
    """Whether places clearly apart say, each surely, another value: two reports may share a page."""
    sure = {each.value: each.box for each in ballot if _says_surely(ballot, each)}
    return any(_apart(*boxes) for boxes in combinations(sure.values(), 2))


def _says_surely(ballot: Ballot, reading: Candidate) -> bool:
    """Whether nothing else was read at that place, and this surely."""
    there = [each for each in ballot if not _apart(each.box, reading.box)]
    return reading.confidence >= _SURELY and all(each.value == reading.value for each in there)


def _apart(one: Box, other: Box) -> bool:
    return one[0] > other[2] or other[0] > one[2] or one[1] > other[3] or other[1] > one[3]
