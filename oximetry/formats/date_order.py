"""Day or month first? A phone's locale decides how the apps write dates, and does not say.

The order of the rules is the one in which they can be trusted: a number above
twelve; the step over midnight; the time stamp in the file's name; an AM/PM
clock, which goes with month-first locales; and, said aloud, day first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from oximetry.formats.timestamps import Ints, WrittenTimes
from oximetry.messages import refusal

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Whether the day stands first, and whether that had to be assumed."""

    day_first: bool
    assumed: bool = False


def month_and_day(times: WrittenTimes, order: DateOrder) -> tuple[Ints, Ints]:
    """Month and day of each row, with the open ones read in ``order``."""
    swap = times.open_order & order.day_first
    return np.where(swap, times.second, times.first), np.where(swap, times.first, times.second)


def date_order(times: WrittenTimes, stamp: date | None) -> DateOrder:
    """Resolve the open dates of ``times``; ``stamp`` is the date in the file's name.

    Raises:
        RecordingError: ``dates`` if numbers above twelve stand in both places.
    """
    dates = _open_dates(times)
    for rule in (_above_twelve(dates), _over_midnight(dates), _by_stamp(dates, stamp)):
        if rule is not None:
            return DateOrder(rule)
    if times.half_days:
        return DateOrder(day_first=False)
    return DateOrder(day_first=True, assumed=any(first != second for _, first, second in dates))


def _open_dates(times: WrittenTimes) -> list[tuple[int, int, int]]:
    """The distinct open dates as (year, first, second), in the file's order."""
    rows = np.flatnonzero(times.open_order & times.readable)
    packed = (times.year[rows] * 100 + times.first[rows]) * 100 + times.second[rows]
    turns = np.flatnonzero(np.diff(packed, prepend=-1))
    return [(int(p) // 10_000, int(p) // 100 % 100, int(p) % 100) for p in packed[turns]]


def _above_twelve(dates: list[tuple[int, int, int]]) -> bool | None:
    first = sum(first > _MONTHS for _, first, _ in dates)
    second = sum(second > _MONTHS for _, _, second in dates)
    if first and second:
        raise refusal("dates")
    return bool(first) if first or second else None


def _over_midnight(dates: list[tuple[int, int, int]]) -> bool | None:
    """The number that ticks by one while the other stands is the day."""
    votes = set()
    for (year, first, second), (next_year, next_first, next_second) in pairwise(dates):
        step = (next_year - year, next_first - first, next_second - second)
        if step in ((0, 1, 0), (0, 0, 1)):
            votes.add(step == (0, 1, 0))
    return votes.pop() if len(votes) == 1 else None


def _by_stamp(dates: list[tuple[int, int, int]], stamp: date | None) -> bool | None:
    """The reading whose first date lies within a day of the stamp, if only one does."""
    if stamp is None or not dates:
        return None
    year, first, second = dates[0]
    day_first = _near(stamp, year, second, first)
    month_first = _near(stamp, year, first, second)
    return day_first if day_first != month_first else None


def _near(stamp: date, year: int, month: int, day: int) -> bool:
    try:
        return abs((date(year, month, day) - stamp).days) <= 1
    except ValueError:  # no such date, so this is not the order
        return False
