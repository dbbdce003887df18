"""Levels and times of SpO2: how high, how low, how long."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from oximetry.analysis import BelowRange, Spo2Levels, TimeBelow
from oximetry.quality import runs
from oximetry.recording import Mask, Recording, Samples
from oximetry.signal import BELOW_RANGE
from oximetry.sliding import highest_until

Counts = NDArray[np.intp]

SUSTAINED_S = 8
DEFICIT_PCT = 90
DELTA_S = 12
# T88 is the qualification for home oxygen and includes 88 itself; the others are strict.
THRESHOLDS = (90, 88, 85, 80, 70)
INCLUSIVE = frozenset({88})
_NOT_SHOWN = 101


def spo2_levels(recording: Recording, below: BelowRange) -> Spo2Levels:
    """Levels over the valid SpO2 samples, %.

    SD is that of the population (divided by n); percentiles are interpolated
    linearly between samples.
    """
    values = recording.spo2[recording.spo2_valid]
    if not len(values):
        return Spo2Levels(None, None, None, None, None, None, None, None, None, None, below, {})
    counts = np.bincount(values, minlength=DEFICIT_PCT)
    mean = float(values.mean())
    return Spo2Levels(
        mean=mean,
        median=_percentile(counts, 50),
        sd=math.sqrt(float(counts @ (np.arange(len(counts)) - mean) ** 2) / len(values)),
        min=int(values.min()),
        max=int(values.max()),
        p1=_percentile(counts, 1),
        p5=_percentile(counts, 5),
        sustained_nadir=sustained_nadir(recording),
        deficit_below_90=float(counts[:DEFICIT_PCT] @ np.arange(DEFICIT_PCT, 0, -1)) / len(values),
        delta_index=delta_index(recording),
        below_range=below,
        histogram_s={
            int(value): float(counts[value] * recording.period_s) for value in np.flatnonzero(counts)
        },
    )


def _percentile(counts: Counts, percent: float) -> float:
    """The percentile of values counted in ``counts``, interpolated linearly between samples."""
    order = np.cumsum(counts)
    place = percent / 100 * (int(order[-1]) - 1)
    below, above = np.searchsorted(order, (math.floor(place), math.ceil(place)), side="right")
    return float(below + (above - below) * (place % 1))


def delta_index(recording: Recording) -> float | None:
    """The mean absolute difference, %, of successive 12-s means of the valid samples.

    A window without a valid sample has no mean, and takes part in no difference.

    Returns:
        None where no two successive windows have one.

    Source: Magalang et al. 2003 (Chest 124:1694).
    """
    width = max(1, round(DELTA_S / recording.period_s))
    whole = len(recording.spo2) // width * width
    shown = recording.spo2_valid[:whole].reshape(-1, width).sum(axis=1)
    total = recording.spo2[:whole].reshape(-1, width).sum(axis=1)
    means = total / np.maximum(shown, 1)
    both = (shown[1:] > 0) & (shown[:-1] > 0)
    return float(np.abs(np.diff(means))[both].mean()) if both.any() else None


def sustained_nadir(recording: Recording) -> int | None:
    """The lowest level, %, at or below which SpO2 stayed for at least 8 s without a missing sample.

    Returns:
        the minimum over all 8-s windows of the highest value in them, or None
        if no window is wholly valid.
    """
    width = math.ceil(SUSTAINED_S / recording.period_s)
    filled = np.where(recording.spo2_valid, recording.spo2, np.int16(_NOT_SHOWN))
    lowest = int(highest_until(filled, width)[width - 1 :].min(initial=_NOT_SHOWN))
    return None if lowest == _NOT_SHOWN else lowest


def times_below(values: Samples, period_s: float, below: BelowRange) -> dict[int, TimeBelow]:
    """Time below 90, 85, 80 and 70 % and at or below 88 %, over the valid samples of a coded signal.

    Below-range stretches lie under all of these; they are added only in
    ``seconds_with_below_range``, and do not end ``longest_s``.
    """
    shown = values > 0
    valid = int(np.count_nonzero(shown))
    return {
        threshold: _time_below(values, shown, threshold, valid, period_s, below) for threshold in THRESHOLDS
    }


def _time_below(
    values: Samples, shown: Mask, threshold: int, valid: int, period_s: float, below: BelowRange
) -> TimeBelow:
    inclusive = threshold in INCLUSIVE
    under = shown & (values <= threshold if inclusive else values < threshold)
    count = int(np.count_nonzero(under))
    starts, ends = runs(under | (values == BELOW_RANGE))
    return TimeBelow(
        rule=f"{'<=' if inclusive else '<'} {threshold}",
        seconds=count * period_s,
        percent=100 * count / valid if valid else 0.0,
        seconds_with_below_range=count * period_s + below.seconds,
        longest_s=float((ends - starts).max(initial=0) * period_s),
    )
