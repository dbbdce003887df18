"""The pulse of a night: levels, times, and how often it rose."""

from __future__ import annotations

import math

import numpy as np

from oximetry.analysis import PulseLevels, PulseRises
from oximetry.indices import rate_per_hour
from oximetry.recording import Mask, Recording, Samples
from oximetry.signal import MISSING, stretches
from oximetry.sliding import lowest_before

FAST_BPM, SLOW_BPM = 120, 50
RISE_BPM = 6
RISE_WITHIN_S = 30


def pulse_levels(recording: Recording, rise_bpm: int = RISE_BPM) -> PulseLevels:
    """Levels over the valid pulse samples, bpm, seconds above 120 and below 50, and rises of ``rise_bpm``."""
    values = recording.pulse[recording.pulse_valid]
    rises = pulse_rises(recording, rise_bpm)
    if not len(values):
        return PulseLevels(None, None, None, None, None, 0.0, 0.0, rises)
    return PulseLevels(
        mean=float(values.mean()),
        median=float(np.median(values)),
        sd=float(values.std()),
        min=int(values.min()),
        max=int(values.max()),
        above_120_s=_seconds(values > FAST_BPM, recording),
        below_50_s=_seconds(values < SLOW_BPM, recording),
        rises=rises,
    )


def pulse_rises(recording: Recording, threshold_bpm: int = RISE_BPM) -> PulseRises:
    """How often the pulse rose by at least ``threshold_bpm`` within 30 s.

    A rise is reached where the pulse is that much above its lowest value of
    the 30 s before; the next one counts only after it was less than half of
    that above it. None crosses more than 10 s without a pulse.

    Source: the idea is Adachi et al. 2003 (pulse rise index); window and
    re-arming are ours.
    """
    values = np.where(recording.pulse_valid, recording.pulse, np.int16(MISSING))
    window = math.ceil(RISE_WITHIN_S / recording.period_s)
    parts = stretches(values, recording.period_s)
    events = sum(_rises(values[part], window, threshold_bpm) for part in parts)
    return PulseRises(threshold_bpm, events, rate_per_hour(events, recording.recording_s))


def _rises(values: Samples, window: int, threshold: int) -> int:
    shown = values[values != MISSING]
    above = shown - lowest_before(shown, window)
    marks = np.where(above >= threshold, 1, np.where(2 * above < threshold, -1, 0))
    marks = marks[marks != 0]
    return int(np.count_nonzero(np.diff(marks, prepend=-1) > 0))


def _seconds(chosen: Mask, recording: Recording) -> float:
    return float(np.count_nonzero(chosen) * recording.period_s)
