"""The drops and bands that the Viatom family's own report prints, by its rule.

These are *device drops*, never an ODI: the rule has one baseline for the whole
night, counts a single sample, and falls of more than three (four) points. It
was recovered from the counts of two devices, which it gives exactly (see
docs/metrics.md). It serves to know a printed report and a recording for the same night.
"""

from __future__ import annotations

import math

import numpy as np

from oximetry.analysis import Band, DeviceRule
from oximetry.recording import Mask, Recording, Samples

_RECOVERED = 2  # a drop ends within two points of the baseline
_HYPOXIC, _LEFT_HYPOXIC = 90, 91


def device_rule(recording: Recording) -> DeviceRule | None:
    """What the device prints; None for other makers' formats or without a valid SpO2."""
    values = recording.spo2[recording.spo2_valid]
    if not recording.is_viatom or not len(values):
        return None
    base = baseline(values)
    duration = (recording.rows + 1) * recording.period_s
    drops = {depth: episodes(values, below=base - depth, until=base - _RECOVERED) for depth in (3, 4)}
    return DeviceRule(
        baseline=base,
        drops_3=drops[3],
        drops_4=drops[4],
        per_hour_3=drops[3] / duration * 3600,
        per_hour_4=drops[4] / duration * 3600,
        duration_s=int(duration),
        bands=spo2_bands(values, duration),
        pulse_bands=pulse_bands(recording.pulse[recording.pulse_valid], duration),
        episodes_below_90=episodes(values, below=_HYPOXIC, until=_LEFT_HYPOXIC),
    )


def baseline(values: Samples) -> int:
    """The commonest valid value that is not below the rounded mean (half rounds up)."""
    mean = math.floor(float(values.mean()) + 0.5)
    high = values[values >= mean]
    return int(np.bincount(high).argmax()) if len(high) else mean


def episodes(values: Samples, *, below: int, until: int) -> int:
    """How often SpO2 falls under ``below``, counting again only after it was at ``until`` or more."""
    marks = np.where(values < below, 1, np.where(values >= until, -1, 0))
    marks = marks[marks != 0]
    return int(np.count_nonzero(np.diff(marks, prepend=-1) > 0))


def spo2_bands(values: Samples, duration_s: float) -> dict[str, Band]:
    """Time in the bands of the printed report, which spreads invalid time over them."""
    masks = {
        "95-100": values >= 95,
        "90-94": (values >= 90) & (values < 95),
        "<90": values < 90,
        "80-89": (values >= 80) & (values < 90),
        "70-79": (values >= 70) & (values < 80),
        "0-69": values < 70,
    }
    return {name: _band(mask, duration_s) for name, mask in masks.items()}


def pulse_bands(values: Samples, duration_s: float) -> dict[str, Band]:
    """Time above 120, from 50 to 120 and below 50 bpm; empty without a valid pulse."""
    if not len(values):
        return {}
    masks = {">120": values > 120, "50-120": (values >= 50) & (values <= 120), "<50": values < 50}
    return {name: _band(mask, duration_s) for name, mask in masks.items()}


def _band(mask: Mask, duration_s: float) -> Band:
    count, valid = int(np.count_nonzero(mask)), len(mask)
    return Band(seconds=int(count * duration_s // valid), percent=round(100 * count / valid, 2))
