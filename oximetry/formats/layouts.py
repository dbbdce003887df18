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

from oximetry.formats.date_words import read_words

_CLOCK = re.compile(rb"(0{1,2}):(00):(00)(?:[.,]0{1,9}(?![0/.\-]))?")
# So do phones set to Danish, Finnish or Indonesian write a clock (CLDR); a date ends in four digits.
_DOTTED = re.compile(rb"(?<![0.])(0{1,2})\.(00)\.(00)(?![0.])")
_ZONE = re.compile(rb"\s*(?:Z|[+-]00:?00)\s*$")
_NUMBERS = re.compile(rb"0+")
_BETWEEN = re.compile(r"\s*([/\-.]|\s)\s*")
_MARKS = re.compile(r"\s?([年月日号號년월일])")
_MARKED = dict(
    zip("年월月일日号號년", ("year", "month", "month", "day", "day", "day", "day", "year"), strict=True)
)
_PARTS = 3


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
    otherwise ``day`` is given and ``month`` is a part or a number. ``american``
    says that an AM or PM stands in plain capitals.
    """

    hour: Part
    minute: Part
    second_of_minute: Part
    afternoon: bool | None
    american: bool
    year: Part
    day: Part | None = None
    month: Part | int | None = None
    first: Part | None = None
    second: Part | None = None


@lru_cache(maxsize=256)
def layout_of(skeleton: bytes) -> Layout | None:
    """The layout of a skeleton such as ``00:00:00 00/00/0000``; None if it is no time."""
    clock = _CLOCK.search(skeleton) or _dotted_clock(skeleton)
    if clock is None:
        return None
    begin, end = clock.span()
    date = _blanked(skeleton, begin, end)
    words = read_words(date.decode(errors="replace"))
    parts = _date_parts(date, words.month) if words else None
    if words is None or parts is None:
        return None
    hour, minute, second = (Part(clock.start(i), clock.end(i) - clock.start(i)) for i in (1, 2, 3))
    return Layout(hour, minute, second, words.afternoon, words.american, **parts)


def _dotted_clock(skeleton: bytes) -> re.Match[bytes] | None:
    """The clock with dots, if there is only one thing that could be it."""
    found = list(_DOTTED.finditer(skeleton))
    return found[0] if len(found) == 1 else None


def _blanked(skeleton: bytes, begin: int, end: int) -> bytes:
    """The skeleton without its clock and, behind a date and a clock, without the UTC mark."""
    if b"0" in skeleton[:begin]:
        zone = _ZONE.search(skeleton, end)
        skeleton = skeleton[: zone.start()] if zone else skeleton
    return skeleton[:begin] + b" " * (end - begin) + skeleton[end:]


def _date_parts(date: bytes, month: int | None) -> _DateParts | None:
    parts = [Part(found.start(), found.end() - found.start()) for found in _NUMBERS.finditer(date)]
    if month is not None:
        return _named_date(parts, month)
    if len(parts) != _PARTS:
        return None
    return _marked_date(date, parts) or (_numeric_date(parts) if _plainly_joined(date, parts) else None)


def _plainly_joined(date: bytes, parts: list[Part]) -> bool:
    joints = (date[one.at + one.width : other.at] for one, other in pairwise(parts))
    return all(_BETWEEN.fullmatch(joint.decode(errors="replace")) for joint in joints)


def _numeric_date(parts: list[Part]) -> _DateParts | None:
    widths = tuple(part.width for part in parts)
    if widths[0] == 4 and max(widths[1:]) <= 2:
        return {"year": parts[0], "month": parts[1], "day": parts[2]}
    if widths[2] in (2, 4) and max(widths[:2]) <= 2:
        return {"first": parts[0], "second": parts[1], "year": parts[2]}
    return None


def _marked_date(date: bytes, parts: list[Part]) -> _DateParts | None:
    """A date such as ``00月 00 0000``, whose signs say what a number is; four digits are the year."""
    roles = {role: part for part in parts if (role := _role(date, part))}
    bare = [part for part in parts if not _role(date, part)]
    missing = [role for role in ("month", "day") if role not in roles]
    if not roles or len(missing) > 1 or len(roles) + len(bare) != _PARTS:
        return None
    bare.sort(key=lambda part: part.width)
    found = roles | dict(zip([*missing, "year"], bare, strict=False))
    year, month, day = (found[role] for role in ("year", "month", "day"))
    if year.width != 4 or max(month.width, day.width) > 2:
        return None
    return {"year": year, "month": month, "day": day}


def _role(date: bytes, part: Part) -> str | None:
    sign = _MARKS.match(date[part.at + part.width :].decode(errors="replace"))
    return _MARKED[sign[1]] if sign else None


def _named_date(parts: list[Part], month: int) -> _DateParts | None:
    years = [part for part in parts if part.width == 4]
    days = [part for part in parts if part.width <= 2]
    if len(parts) == _PARTS - 1 and len(years) == len(days) == 1:
        return {"month": month, "year": years[0], "day": days[0]}
    return None
