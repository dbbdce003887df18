"""Random recordings of every kind that readers give, for what must hold for all of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from hypothesis import strategies as st

from oximetry import Recording
from oximetry.recording import Mask, Samples

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "motion", "motion_valid", "recorded")
PERIODS = (1.0, 2.0, 3.0, 4.0, 1.5, 10 / 7)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """A short recording with gaps and missing readings, at least one valid SpO2, a row at both ends."""
    rows = draw(st.integers(2, 200))
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    recorded = chance.random(rows) < draw(st.sampled_from([0.7, 0.97, 1.1]))
    recorded[[0, -1]] = True
    spo2, spo2_valid = _column(chance, recorded, 50, 100)
    pulse, pulse_valid = _column(chance, recorded, 20, 300)
    motion, motion_valid = _column(chance, recorded & draw(st.booleans()), 0, 999)
    spo2[0], spo2_valid[0] = 95, True
    start = datetime(2025, 10, 15, 22, 30) + timedelta(seconds=draw(st.integers(0, 10**8)))
    return Recording(
        start=start + timedelta(microseconds=draw(st.sampled_from([0, 0, 250_000, 1]))),
        period_s=draw(st.sampled_from(PERIODS)),
        spo2=spo2,
        spo2_valid=spo2_valid,
        pulse=pulse,
        pulse_valid=pulse_valid,
        motion=motion,
        motion_valid=motion_valid,
        recorded=recorded,
        format=draw(st.sampled_from(["viatom-csv", "contec-spo2", "edf"])),
        device=draw(st.sampled_from([None, "Checkme O2", "O2Ring S"])),
        device_number=draw(st.sampled_from([None, "0331"])),
        app=draw(st.sampled_from([None, "ViHealth"])),
    )


def _column(chance: np.random.Generator, recorded: Mask, lowest: int, highest: int) -> tuple[Samples, Mask]:
    valid = recorded & (chance.random(len(recorded)) < 0.8)
    values = chance.integers(lowest, highest + 1, len(recorded)).astype(np.int16)
    return np.where(valid, values, np.int16(0)), valid
