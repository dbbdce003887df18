"""Nights to compare on: simulated ones of all kinds, and how the toolbox is given a night."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from oximetry import Recording
from oximetry.regularity.complexity import HELD_S, spo2_at
from oximetry.signal import MISSING
from oximetry.simulate import Night, night
from oximetry.simulate.night import START
from tests.reference.toolbox import Signal


def as_signal(recording: Recording) -> Signal:
    """SpO2 held at 1 Hz with its gaps kept: NaN wherever there is no reading, below the range as well."""
    values, _ = spo2_at(recording, HELD_S)
    return np.where(values > MISSING, values, np.nan)


def simulated(seed: int) -> Night:
    """A night of 3 to 9 hours with some of everything; the same ``seed`` gives the same night."""
    rng = np.random.default_rng((seed, 2021))
    hours = float(rng.uniform(3, 9))
    made = night(hours, seed, period_s=int(rng.choice([1, 2, 4])), baseline=float(rng.integers(87, 98)))

    def at_hour(offset: float) -> str:
        return f"{START + timedelta(hours=offset):%H:%M:%S}"

    def any_time() -> str:
        return at_hour(float(rng.uniform(0.1, hours - 0.2)))

    if rng.random() < 0.6:
        made = made.with_rem_clusters(float(rng.uniform(10, 60)), float(rng.uniform(3, 12)))
    if rng.random() < 0.6:
        begin, end = at_hour(0.2 * hours), at_hour(float(rng.uniform(0.3, 0.9)) * hours)
        made = made.with_apnoea_hours(begin, end, float(rng.uniform(10, 70)), float(rng.uniform(2, 15)))
    for _ in range(rng.poisson(6)):
        made = made.with_drop(any_time(), float(rng.uniform(2, 20)), float(rng.uniform(8, 150)))
    for _ in range(rng.poisson(2)):
        made = made.with_gap(any_time(), float(rng.uniform(1, 120)))
    for _ in range(rng.poisson(4)):
        made = made.with_sensor_off(any_time(), float(rng.uniform(1, 120)))
    for _ in range(rng.poisson(3)):
        made = made.with_artefact(any_time(), float(rng.uniform(4, 30)))
    for _ in range(rng.poisson(1)):
        made = made.with_below_range(any_time(), float(rng.uniform(4, 90)))
    return made
