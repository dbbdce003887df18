"""Samples whose places on the grid are known already: checked, and their gaps told."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from oximetry.errors import RecordingWarning
from oximetry.formats.grid import Grid, Ints
from oximetry.messages import notice, refusal

_HOUR_S = 3600
_SLOWEST_S = 10
_LONGEST_GAP_S = 12 * _HOUR_S
_LONGEST_S = 48 * _HOUR_S


def placed(start: datetime, period_s: float, place: Ints) -> Grid:
    """The grid of samples at ``place``, strictly rising from 0, shape ``(rows,)``.

    Raises:
        RecordingError: ``one_row``, ``too_sparse``, ``too_long`` or ``long_gap``.
    """
    if len(place) < 2:
        raise refusal("one_row")
    size = int(place[-1]) + 1
    check_extent(period_s, size * period_s)
    _check_gaps(start, period_s, place)
    kept = np.ones(len(place), dtype=bool)
    return Grid(start, period_s, size, kept, place, gaps(place, period_s))


def check_extent(period_s: float, span_s: float) -> None:
    """Refuse readings too far apart, or more than one recording can span."""
    if period_s > _SLOWEST_S:
        raise refusal("too_sparse", period=f"{period_s:g}")
    if span_s > _LONGEST_S:
        raise refusal("too_long", hours=int(span_s // _HOUR_S))


def gaps(place: Ints, period_s: float) -> tuple[RecordingWarning, ...]:
    """What is said of the samples between the first and the last that have no row."""
    missing = np.diff(place) - 1
    if not missing.any():
        return ()
    return (notice("gaps", count=int((missing > 0).sum()), seconds=int(missing.sum() * period_s)),)


def _check_gaps(start: datetime, period_s: float, place: Ints) -> None:
    steps = np.diff(place)
    longest = int(steps.argmax())
    gap_s = float(steps[longest]) * period_s
    if gap_s > _LONGEST_GAP_S:
        before = start + timedelta(seconds=float(place[longest]) * period_s)
        raise refusal("long_gap", time=f"{before:%Y-%m-%d %H:%M:%S}", hours=int(gap_s // _HOUR_S))
