"""Levels and times of a night: how high, how low, how long."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from oximetry.analysis import BelowRange, PulseLevels, Spo2Levels, TimeBelow
from oximetry.recording import Recording, Samples

SUSTAINED_S = 8
FAST_BPM, SLOW_BPM = 120, 50
# T88 is the qualification for home oxygen and includes 88 itself; the others are strict.
THRESHOLDS = (90, 88, 85, 80, 70)
INCLUSIVE = frozenset({88})


def spo2_levels(recording: Recording, below: BelowRange) -> Spo2Levels:
    """Levels over the valid SpO2 samples, %.

    SD is that of the population (divided by n); percentiles are interpolated
    linearly between samples.
    """
    values = recording.spo2[recording.spo2_valid]
    if not len(values):
        return Spo2Levels(None, None, None, None, None, None, None, None, below)
    p1, p5, median = (float(each) for each in np.percentile(values, (1, 5, 50)))
    return Spo2Levels(
        mean=float(values.mean()),
        median=median,
        sd=float(values.std()),
        min=int(values.min()),
        max=int(values.max()),
        p1=p1,
        p5=p5,
        sustained_nadir=sustained_nadir(recording),
        below_range=below,
    )


def pulse_levels(recording: Recording) -> PulseLevels:
    """Levels over the valid pulse samples, bpm, and seconds above 120 and below 50."""
    values = recording.pulse[recording.pulse_valid]
    if not len(values):
        return PulseLevels(None, None, None, None, None, 0.0, 0.0)
    return PulseLevels(
        mean=float(values.mean()),
        median=float(np.median(values)),
        sd=float(values.std()),
        min=int(values.min()),
        max=int(values.max()),
        above_120_s=_seconds(values > FAST_BPM, recording),
        below_50_s=_seconds(values < SLOW_BPM, recording),
    )


def sustained_nadir(recording: Recording) -> int | None:
    """The lowest level, %, at or below which SpO2 stayed for at least 8 s without a missing sample.

    Returns:
        the minimum over all 8-s windows of the highest value in them, or None
        if no window is wholly valid.
    """
    width = math.ceil(SUSTAINED_S / recording.period_s)
    if len(recording.spo2) < width:
        return None
    filled = np.where(recording.spo2_valid, recording.spo2, np.int16(np.iinfo(np.int16).max))
    lowest = int(sliding_window_view(filled, width).max(axis=-1).min())
    return lowest if lowest <= 100 else None


def times_below(recording: Recording, below: BelowRange) -> dict[int, TimeBelow]:
    """Time below 90, 85, 80 and 70 % and at or below 88 %, over valid samples.

    Below-range stretches lie under all of these; they are added only in
    ``seconds_with_below_range``.
    """
    values = recording.spo2[recording.spo2_valid]
    return {threshold: _time_below(values, threshold, recording, below) for threshold in THRESHOLDS}


def _time_below(values: Samples, threshold: int, recording: Recording, below: BelowRange) -> TimeBelow:
    inclusive = threshold in INCLUSIVE
    low = values <= threshold if inclusive else values < threshold
    seconds = _seconds(low, recording)
    percent = 100 * float(low.mean()) if len(values) else 0.0
    return TimeBelow(f"{'<=' if inclusive else '<'} {threshold}", seconds, percent, seconds + below.seconds)


def _seconds(chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], recording: Recording) -> float:
    return float(np.count_nonzero(chosen) * recording.period_s)
