"""Rows with times onto a uniform grid, whatever the clock did in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from oximetry.errors import RecordingWarning
from oximetry.formats.limits import HOUR_S, check_gap, check_period, check_span
from oximetry.messages import notice, refusal

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_FEW_ROWS = 5
_FEW_SHARE = 0.01
_SQUEEZED_SHARE = 0.05  # a device's clock may run that much too slowly beside its sampling
_DROP_OUT_S = 600  # so long may the signal be lost while the clock is put back


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Where each kept row goes.

    Attributes:
        start: wall clock of the first sample.
        period_s: seconds between samples.
        size: samples on the grid.
        kept: which rows of the file have a place, shape ``(rows,)``.
        place: the sample of each kept row, strictly rising, shape ``(kept rows,)``.
        warnings: what was decided on the way.
    """

    start: datetime
    period_s: float
    size: int
    kept: Mask
    place: Ints
    warnings: tuple[RecordingWarning, ...]


def wall_clock(seconds: int) -> datetime:
    """A wall-clock time, without a zone, from seconds since 1970 on that clock."""
    return datetime.fromtimestamp(seconds, tz=UTC).replace(tzinfo=None)


def lay_out(times: Ints) -> Grid:
    """Find the period and a place for each row.

    The period is the median step between rows. A step back of one hour is the
    end of summer time: the grid runs on. A few rows that repeat a time or step
    back are left out and counted; more than a few are refused. Rows that come
    a little too late or too early take the nearest sample, so a clock that
    drifts against the period leaves a sample empty, or a row out, now and then.

    Args:
        times: seconds since 1970 on the device's wall clock, shape ``(rows,)``, in the file's order.

    Raises:
        RecordingError: ``one_row``, ``clock_backwards``, ``changing_period``, ``too_sparse``,
            ``long_gap`` or ``too_long``.
    """
    if len(times) < 2:
        raise refusal("one_row")
    period = _period(times)
    times, said = _without_fall_back(times, period)
    kept = _kept(times)
    _check_extent(times[kept], period)
    place = _places(times[kept], period)
    unique = np.diff(place, prepend=-1) > 0
    _check_squeezed(times[kept], unique, period)
    place, kept[kept] = place[unique], unique
    said += _notices(times[kept], place, period, len(times) - int(kept.sum()))
    return Grid(wall_clock(int(times[kept][0])), period, int(place[-1]) + 1, kept, place, said)


def _period(times: Ints) -> int:
    """The median step forward, always one that occurs."""
    steps = np.diff(times)
    forward = steps[steps > 0]
    if not len(forward):
        raise _backwards(times, np.flatnonzero(steps <= 0)[0] + 1)
    middle = (len(forward) - 1) // 2
    period = int(np.partition(forward, middle)[middle])
    check_period(period)
    return period


def _backwards(times: Ints, row: int) -> Exception:
    return refusal("clock_backwards", time=f"{wall_clock(int(times[row])):%H:%M:%S}")


def _without_fall_back(times: Ints, period: int) -> tuple[Ints, tuple[RecordingWarning, ...]]:
    """The times with a repeated hour taken out, if there is exactly one."""
    steps = np.diff(times)
    really = steps + HOUR_S
    back = np.flatnonzero((really >= 0) & (really <= max(2 * period, _DROP_OUT_S)))
    if len(back) != 1 or not _stays(steps, int(back[0])):
        return times, ()
    row = int(back[0])
    shifted = times.copy()
    shifted[row + 1 :] += HOUR_S
    return shifted, (notice("clock_back_hour", time=f"{wall_clock(int(shifted[row]) + period):%H:%M:%S}"),)


def _stays(steps: Ints, row: int) -> bool:
    """Whether the clock goes on from there, and does not jump back up after a few stray rows."""
    after = steps[row + 1 : row + 1 + _FEW_ROWS]
    return not bool((after >= HOUR_S // 2).any())


def _kept(times: Ints) -> Mask:
    """Leave out a few rows out of order: those behind the rows before, or ahead of those after."""
    if bool((np.diff(times) >= 0).all()):
        return np.ones(len(times), dtype=bool)
    highest = np.maximum.accumulate(times)
    behind = np.concatenate(([False], times[1:] < highest[:-1]))
    lowest = np.minimum.accumulate(times[::-1])[::-1]
    ahead = np.concatenate((times[:-1] > lowest[1:], [False]))
    stray = behind if behind.sum() <= ahead.sum() else ahead
    _check_few(times, stray)
    return ~stray


def _check_few(times: Ints, left_out: Mask) -> None:
    if left_out.sum() > max(_FEW_ROWS, _FEW_SHARE * len(times)):
        raise _backwards(times, int(np.flatnonzero(np.diff(times) <= 0)[0]) + 1)


def _check_squeezed(times: Ints, unique: Mask, period: int) -> None:
    """Of the rows without a sample of their own, few may repeat a time, and not many may be too early."""
    later = np.diff(times, prepend=times[:1]) > 0
    _check_few(times, ~unique & ~later)
    if (~unique & later).sum() > max(_FEW_ROWS, _SQUEEZED_SHARE * len(times)):
        raise refusal("changing_period", period=period)


def _check_extent(times: Ints, period: int) -> None:
    if len(times) < 2:
        raise refusal("one_row")
    steps = np.diff(times)
    longest = int(steps.argmax())
    check_gap(wall_clock(int(times[longest])), int(steps[longest]))
    check_span(int(times[-1] - times[0]) + period)


def _places(times: Ints, period: int) -> Ints:
    """The nearest sample of each row; a row whose sample is taken moves to the next if that is free."""
    place: Ints = (2 * (times - times[0]) + period - 1) // (2 * period)
    steps = np.diff(place)
    taken = np.concatenate(([False], steps == 0))
    free = np.concatenate((steps > 1, [True]))
    return place + (taken & free)


def _notices(times: Ints, place: Ints, period: int, left_out: int) -> tuple[RecordingWarning, ...]:
    said: list[RecordingWarning] = []
    if left_out:
        said.append(notice("repeated_times", count=left_out))
    missing = np.diff(place) - 1
    drifted = 2 * np.diff(times) <= 3 * period  # too soon for a row to be missing
    gaps, empty = missing[~drifted & (missing > 0)], missing[drifted & (missing > 0)]
    if len(gaps):
        said.append(notice("gaps", count=len(gaps), seconds=int(gaps.sum()) * period))
    if len(empty):
        said.append(notice("uneven_clock", count=len(empty), period=period))
    for row in np.flatnonzero(np.abs(np.diff(times) - HOUR_S - period) < period):
        time = wall_clock(int(times[row])) + timedelta(seconds=period)
        said.append(notice("clock_forward_hour", time=f"{time:%H:%M:%S}"))
    return tuple(said)
