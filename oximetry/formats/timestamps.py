"""A column of written times as arrays: date parts as written, and the second of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from oximetry.formats.delimited import Bytes, Span, Table
from oximetry.formats.layouts import Layout, Part, layout_of

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_WIDEST = 64
_MOST_LAYOUTS = 1000  # a file writes its times in a few ways; thousands are damage
_DAY_S = 86_400
_NOON = 12
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True, eq=False)
class WrittenTimes:
    """Times as a file writes them, all arrays of shape ``(rows,)``.

    Attributes:
        readable: where a time was found; the rest means nothing elsewhere.
        second_of_day: seconds since midnight.
        year: four digits.
        first, second: month and day where ``open_order`` is False, else the
            two numbers in the order in which they are written.
        open_order: True where the file does not say which is the day.
        half_days: whether any row has an AM/PM clock as phones set to US English write it.
    """

    readable: Mask
    second_of_day: Ints
    year: Ints
    first: Ints
    second: Ints
    open_order: Mask
    half_days: bool


def read_times(table: Table, column: int, last: int | None = None) -> WrittenTimes:
    """Read field ``column`` of each row as a time in any of the known layouts.

    Where date and clock stand in fields of their own, the time is what lies from
    field ``column`` to field ``last``, with the delimiter between them.
    """
    span = table.span(column, last)
    text = _matrix(table.content, span)
    times = _blank(len(text))
    half_days = False
    for layout, rows in _layouts(text, span.end - span.start):
        _fill(times, layout, text[rows], rows)
        half_days |= layout.american
    plausible = (times.year >= _FIRST_YEAR) & (times.year <= _LAST_YEAR) & (times.second_of_day >= 0)
    return replace(times, readable=times.readable & plausible, half_days=half_days)


def epoch_seconds(times: WrittenTimes, month: Ints, day: Ints) -> tuple[Ints, Mask]:
    """Seconds since 1970 on the same wall clock, and where the date exists."""
    packed = (times.year * 100 + month) * 100 + day
    distinct, where = np.unique(packed, return_inverse=True)
    ordinals = np.array([_ordinal(int(each)) for each in distinct], dtype=np.int64)[where]
    return (ordinals - _EPOCH) * _DAY_S + times.second_of_day, times.readable & (ordinals > 0)


def _ordinal(packed: int) -> int:
    year, month_day = divmod(packed, 10_000)
    try:
        return date(year, *divmod(month_day, 100)).toordinal()
    except ValueError:  # no such day: its row is reported as unreadable
        return 0


def _blank(rows: int) -> WrittenTimes:
    second_of_day, year, first, second = np.zeros((4, rows), dtype=np.int64)
    readable, open_order = np.zeros((2, rows), dtype=bool)
    return WrittenTimes(readable, second_of_day, year, first, second, open_order, half_days=False)


def _matrix(content: Bytes, span: Span) -> Bytes:
    """The fields side by side, shape ``(rows, width)``, filled up with zero bytes."""
    lengths = span.end - span.start
    width = int(min(lengths.max(initial=0), _WIDEST))
    if not width:
        return np.zeros((len(lengths), 0), dtype=np.uint8)
    padded = np.concatenate((content, np.zeros(width, dtype=np.uint8)))
    text: Bytes = sliding_window_view(padded, width)[span.start]
    if lengths.min() < width:
        text[np.arange(width) >= lengths[:, None]] = 0
    return text


def _layouts(text: Bytes, lengths: Ints) -> Iterator[tuple[Layout, Ints]]:
    """Each layout with the rows that have it."""
    skeletons = np.where(text - np.uint8(48) < 10, np.uint8(48), text)
    changes = np.flatnonzero((skeletons[1:] != skeletons[:-1]).any(axis=1)) + 1
    edges = [0, *changes.tolist(), len(text)] if len(text) else []
    known: dict[bytes, Layout | None] = {}
    runs: dict[Layout, list[Ints]] = {}
    for begin, end in pairwise(edges):
        skeleton = skeletons[begin].tobytes() if lengths[begin] <= _WIDEST else b""
        if skeleton not in known and len(known) < _MOST_LAYOUTS:
            known[skeleton] = layout_of(skeleton.rstrip(b"\0"))
        layout = known.get(skeleton)
        if layout is not None:
            runs.setdefault(layout, []).append(np.arange(begin, end))
    return ((layout, np.concatenate(rows)) for layout, rows in runs.items())


def _fill(times: WrittenTimes, layout: Layout, text: Bytes, rows: Ints) -> None:
    """Read ``text``, the rows of one layout, into their places."""
    times.readable[rows] = True
    times.second_of_day[rows] = _second_of_day(layout, text)
    year = _number(text, layout.year)
    times.year[rows] = year + 2000 if layout.year.width == 2 else year
    if layout.first is not None and layout.second is not None:
        times.open_order[rows] = True
        times.first[rows], times.second[rows] = _number(text, layout.first), _number(text, layout.second)
    elif layout.month is not None and layout.day is not None:
        times.first[rows] = layout.month if isinstance(layout.month, int) else _number(text, layout.month)
        times.second[rows] = _number(text, layout.day)


def _second_of_day(layout: Layout, text: Bytes) -> Ints:
    """Seconds since midnight; -1 where the clock shows no such time."""
    hour, minute = _number(text, layout.hour), _number(text, layout.minute)
    second = _number(text, layout.second_of_minute)
    fits = (minute < 60) & (second < 60) & (hour < 24)
    if layout.afternoon is not None:
        fits &= (hour <= _NOON) | layout.afternoon  # 22:30:00PM is written, 22:30:00AM is no time
        hour = np.where(hour <= _NOON, hour % _NOON + _NOON * layout.afternoon, hour)
    return np.where(fits, (hour * 60 + minute) * 60 + second, -1)


def _number(text: Bytes, part: Part) -> Ints:
    value = np.zeros(len(text), dtype=np.int64)
    for at in range(part.at, part.at + part.width):
        value = value * 10 + (text[:, at] - np.uint8(48))
    return value
