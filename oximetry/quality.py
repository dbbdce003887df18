"""What the missing values of a night mean: nothing recorded, or less than the device can show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oximetry.analysis import BelowRange
from oximetry.recording import Mask, Recording

ENTERED_FROM_PCT = 66
# The lowest SpO2, %, that these devices display. OSCAR: Viatom writes 0xFF for SpO2 when a reading falls
# below 61 % (viatom_loader.cpp). On the report night the lowest value shown is 61 as well, and all 67
# rows with a pulse and no SpO2 come right after 61 to 64.
DISPLAY_FLOOR_PCT = 61

Indices = NDArray[np.intp]


def runs(mask: Mask) -> tuple[Indices, Indices]:
    """First index, and index after the last, of every run of True in ``mask``."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if len(mask) and mask[0]:
        edges = np.concatenate(([0], edges))
    if len(edges) % 2:
        edges = np.append(edges, len(mask))
    return edges[::2], edges[1::2]


def below_range_mask(recording: Recording) -> Mask:
    """Where the device had a pulse but could show no saturation, after a very low one.

    A run of recorded samples with a valid pulse and no SpO2 counts if the
    sample right before it is a valid SpO2 of 66 % or less: devices of the
    Viatom family show nothing below about 61 % (``DISPLAY_FLOOR_PCT``). Other
    makers' devices show lower values, so there such a run is only missing.

    Returns:
        a mask of shape ``(n,)``.
    """
    starts, ends = _below_range_runs(recording)
    mask = np.zeros(len(recording.spo2), dtype=bool)
    for start, end in zip(starts, ends, strict=True):
        mask[start:end] = True
    return mask


def below_range(mask: Mask, period_s: float, floor: int) -> BelowRange:
    """The runs of a ``below_range_mask``; ``floor`` is the device's."""
    starts, ends = runs(mask)
    return BelowRange(
        runs=len(starts),
        seconds=float((ends - starts).sum() * period_s),
        floor=floor if len(starts) else None,
        intervals_s=tuple(
            (float(a * period_s), float(b * period_s)) for a, b in zip(starts, ends, strict=True)
        ),
    )


def display_floor(recording: Recording) -> int:
    """The lowest value, %, this device can show: one that showed less than the family's limit can do so."""
    shown = recording.spo2[recording.spo2_valid]
    return min(DISPLAY_FLOOR_PCT, int(shown.min())) if len(shown) else DISPLAY_FLOOR_PCT


def _below_range_runs(recording: Recording) -> tuple[Indices, Indices]:
    starts, ends = runs(recording.recorded & recording.pulse_valid & ~recording.spo2_valid)
    before = np.maximum(starts - 1, 0)
    entered = (
        recording.is_viatom
        & (starts > 0)
        & recording.spo2_valid[before]
        & (recording.spo2[before] <= ENTERED_FROM_PCT)
    )
    return starts[entered], ends[entered]
