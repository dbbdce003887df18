"""Samples whose places on the grid are known already: checked, and their gaps told."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from oximetry.errors import RecordingWarning
from oximetry.formats.grid import Grid, Ints
from oximetry.formats.limits import check_gap, check_period, check_span
from oximetry.messages import notice, refusal


def evenly(start: datetime, period_s: float, rows: int) -> Grid:
    """The grid of a file without a time in each row: one sample after the other.

    Raises:
        RecordingError: as ``placed``.
    """
    return placed(start, period_s, np.arange(rows, dtype=np.int64))


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
    check_period(period_s)
    check_span(span_s)


def gaps(place: Ints, period_s: float) -> tuple[RecordingWarning, ...]:
    """What is said of the samples between the first and the last that have no row."""
    missing = np.diff(place) - 1
    if not missing.any():
        return ()
    return (notice("gaps", count=int((missing > 0).sum()), seconds=int(missing.sum() * period_s)),)


def _check_gaps(start: datetime, period_s: float, place: Ints) -> None:
    steps = np.diff(place)
    longest = int(steps.argmax())
    before = start + timedelta(seconds=float(place[longest]) * period_s)
    check_gap(before, float(steps[longest]) * period_s)
