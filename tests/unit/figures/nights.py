"""Small nights and their analyses, made by hand so that each number in a test is in sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from oximetry import analyse
from oximetry.analysis import Analysis, BelowRange, Desaturation
from oximetry.recording import Recording

START = datetime(2025, 10, 15, 20, 35, 10)
NONE_BELOW = BelowRange(runs=0, seconds=0.0, floor=None, intervals_s=())


def night(rows: int = 900, *, period_s: float = 4.0, spo2: int = 94, pulse: int = 66) -> Recording:
    """A night without events or gaps; both signals waver, so that no sample is like the next."""
    wave = np.arange(rows) % 3
    whole = np.ones(rows, dtype=np.bool_)
    return Recording(
        start=START,
        period_s=period_s,
        spo2=(spo2 + wave).astype(np.int16),
        spo2_valid=whole,
        pulse=(pulse + wave).astype(np.int16),
        pulse_valid=whole,
        motion=(np.arange(rows) % 40).astype(np.int16),
        motion_valid=whole,
        recorded=whole,
        format="viatom-csv",
    )


def without_spo2(recording: Recording, *stretches: tuple[int, int]) -> Recording:
    """The night with SpO2 missing in sample ranges, the pulse still there."""
    valid, spo2 = recording.spo2_valid.copy(), recording.spo2.copy()
    for first, past in stretches:
        valid[first:past] = False
        spo2[first:past] = 0
    return replace(recording, spo2=spo2, spo2_valid=valid)


def sensor_off(recording: Recording, first: int, past: int) -> Recording:
    """The night with both signals missing in a sample range."""
    valid = recording.pulse_valid.copy()
    valid[first:past] = False
    return replace(without_spo2(recording, (first, past)), pulse_valid=valid)


def clock_jump(recording: Recording, first: int, past: int) -> Recording:
    """The night with no rows at all in a sample range."""
    recorded = recording.recorded.copy()
    recorded[first:past] = False
    return replace(sensor_off(recording, first, past), recorded=recorded, motion_valid=recorded)


def analysis(
    recording: Recording, *, events: tuple[Desaturation, ...] = (), below: BelowRange = NONE_BELOW
) -> Analysis:
    """An analysis with these events and below-range runs, whatever the samples would give."""
    found = analyse(recording)
    return replace(found, spo2=replace(found.spo2, below_range=below), desaturations=events, warnings=())


def desaturation(start_s: float, *, seconds: float = 30, depth: float = 5, nadir: int = 88) -> Desaturation:
    """An event with what a figure draws of it."""
    return Desaturation(
        start_s=start_s,
        end_s=start_s + seconds,
        nadir_s=start_s + seconds / 2,
        depth_pct=depth,
        nadir_pct=nadir,
        slope_pct_per_s=0.0,
        area_pct_s=0.0,
    )


def below_range(recording: Recording, *stretches: tuple[int, int], floor: int = 61) -> BelowRange:
    """Below-range runs at sample ranges."""
    intervals = tuple((first * recording.period_s, past * recording.period_s) for first, past in stretches)
    return BelowRange(len(intervals), sum(end - start for start, end in intervals), floor, intervals)
