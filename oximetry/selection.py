"""What of a recording an analysis is made of: a stretch of it, without what was left out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from oximetry.messages import refusal
from oximetry.quality import below_range_mask, display_floor, runs
from oximetry.recording import Mask, Recording

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The chosen part of a recording.

    Attributes:
        recording: the stretch; what was left out counts as not recorded.
        below_range: where SpO2 was below the device's range, judged on the whole recording.
        floor: the lowest value, %, that the device can show, likewise.
        excluded_s: what was left out, seconds from the stretch's start.
    """

    recording: Recording
    below_range: Mask
    floor: int
    excluded_s: tuple[tuple[float, float], ...]


def select(
    recording: Recording,
    begin: datetime | None = None,
    end: datetime | None = None,
    excluded: Iterable[Interval] = (),
) -> Selection:
    """Choose the samples from ``begin`` to before ``end``, without those that touch an excluded interval.

    Times are the device's wall clock; None is the recording's own start or end.

    Raises:
        RecordingError: ``nothing_left``.
    """
    low, floor = below_range_mask(recording), display_floor(recording)
    first, after = _stretch(recording, begin, end)
    part = _cut(recording, first, after)
    mask = np.zeros(len(part.spo2), dtype=bool)
    for interval in excluded:
        mask[_samples(part, *interval)] = True
    if not (part.recorded & ~mask).any():
        raise refusal("nothing_left")
    left_out = zip(*(edge * part.period_s for edge in runs(mask)), strict=True)
    seconds = tuple((float(begin), float(end)) for begin, end in left_out)
    return Selection(_without(part, mask), low[first:after] & ~mask, floor, seconds)


def _stretch(recording: Recording, begin: datetime | None, end: datetime | None) -> tuple[int, int]:
    size = len(recording.spo2)
    first = 0 if begin is None else _sample_from(recording, begin)
    after = size if end is None else _sample_from(recording, end)
    if first >= after:
        raise refusal("nothing_left")
    return first, after


def _sample_from(recording: Recording, time: datetime) -> int:
    """The first sample at or after ``time``, within the recording."""
    samples = -((recording.start - time) // timedelta(seconds=recording.period_s))
    return min(max(samples, 0), len(recording.spo2))


def _samples(recording: Recording, begin: datetime, end: datetime) -> slice:
    """The samples whose time touches the interval."""
    first = (begin - recording.start) // timedelta(seconds=recording.period_s)
    return slice(min(max(first, 0), len(recording.spo2)), _sample_from(recording, end))


def _cut(recording: Recording, first: int, after: int) -> Recording:
    if (first, after) == (0, len(recording.spo2)):
        return recording
    part = slice(first, after)
    return replace(
        recording,
        start=recording.start + timedelta(seconds=first * recording.period_s),
        spo2=recording.spo2[part],
        spo2_valid=recording.spo2_valid[part],
        pulse=recording.pulse[part],
        pulse_valid=recording.pulse_valid[part],
        motion=recording.motion[part],
        motion_valid=recording.motion_valid[part],
        recorded=recording.recorded[part],
    )


def _without(recording: Recording, mask: Mask) -> Recording:
    if not mask.any():
        return recording
    kept = ~mask
    return replace(
        recording,
        spo2_valid=recording.spo2_valid & kept,
        pulse_valid=recording.pulse_valid & kept,
        motion_valid=recording.motion_valid & kept,
        recorded=recording.recorded & kept,
    )
