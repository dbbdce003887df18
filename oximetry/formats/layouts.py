"""The shape of one written time: at which byte each part stands.

A time's *skeleton* is its text with every digit replaced by ``0``. All times
of one skeleton have the same layout, so it is worked out once for each
skeleton and thousands of rows are then read column by column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Required, TypedDict

from oximetry.formats.months import month_number

_CLOCK = re.compile(rb"(0{1,2}):(00):(00)(?:[.,]0{1,9})?")
_HALF_DAY = re.compile(rb"(?:\s|\xc2\xa0|\xe2\x80\xaf)*([AaPp])\.?(?:\s|\xc2\xa0)?[Mm]\b\.?")
_ZONE = re.compile(rb"\s*(Z|[+-]00:?00)?\s*")
_NUMBERS = re.compile(rb"0+")
_WORD = re.compile(r"[^\W\d_]+\.?")
_BETWEEN = re.compile(r"\s*([/\-.]|\s|\u5e74|\u6708)\s*")
_PARTS = 3
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """Digits at byte ``at``."""

    at: int
    width: int


class _DateParts(TypedDict, total=False):
    year: Required[Part]
    day: Part
    month: Part | int
    first: Part
    second: Part


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a time stand.

    ``first`` and ``second`` are the two numbers of a date whose order is open;
    otherwise ``day`` is given and ``month`` is a part or a number.
    """

    hour: Part
    minute: Part
    second_of_minute: Part
    afternoon: bool | None
    year: Part
    day: Part | None = None
    month: Part | int | None = None
    first: Part | None = None
    second: Part | None = None


@lru_cache(maxsize=256)
def layout_of(skeleton: bytes) -> Layout | None:
    """The layout of a skeleton such as ``00:00:00 00/00/0000``; None if it is no time."""
    clock = _CLOCK.search(skeleton)
    if clock is None:
        return None
    half = _HALF_DAY.match(skeleton, clock.end())
    after = half.end() if half else clock.end()
    begin, end = _date_span(skeleton, clock.start(), after)
    afternoon = half[1] in b"Pp" if half else None
    hour, minute, second = (Part(clock.start(i), clock.end(i) - clock.start(i)) for i in (1, 2, 3))
    date = _date_parts(skeleton, begin, end)
    return Layout(hour, minute, second, afternoon, **date) if date else None


def _date_span(skeleton: bytes, before: int, after: int) -> tuple[int, int]:
    """The bytes that hold the date: after the clock, or before it with at most a UTC mark behind."""
    if not skeleton[:before].strip():
        return after, len(skeleton)
    return (0, before) if _ZONE.fullmatch(skeleton, after) else (0, 0)


def _date_parts(skeleton: bytes, begin: int, end: int) -> _DateParts | None:
    numbers = (found.span() for found in _NUMBERS.finditer(skeleton, begin, end))
    parts = [Part(start, stop - start) for start, stop in numbers]
    words = _WORD.findall(skeleton[begin:end].decode(errors="replace").rstrip("T "))
    if len(parts) == _PARTS and _plainly_joined(skeleton, parts):
        return _numeric_date(parts)
    if len(parts) == _PARTS - 1 and 0 < len(words) <= _WORDS:
        return _named_date(parts, words)
    return None


def _plainly_joined(skeleton: bytes, parts: list[Part]) -> bool:
    joints = (skeleton[one.at + one.width : other.at] for one, other in pairwise(parts))
    return all(_BETWEEN.fullmatch(joint.decode(errors="replace")) for joint in joints)


def _numeric_date(parts: list[Part]) -> _DateParts | None:
    widths = tuple(part.width for part in parts)
    if widths[0] == 4 and max(widths[1:]) <= 2:
        return {"year": parts[0], "month": parts[1], "day": parts[2]}
    if widths[2] in (2, 4) and max(widths[:2]) <= 2:
        return {"first": parts[0], "second": parts[1], "year": parts[2]}
    return None


def _named_date(parts: list[Part], words: list[str]) -> _DateParts | None:
    months = [month for month in map(month_number, words) if month]
    years = [part for part in parts if part.width == 4]
    days = [part for part in parts if part.width <= 2]
    if len(months) == len(years) == len(days) == 1:
        return {"month": months[0], "year": years[0], "day": days[0]}
    return None
