"""What the device or its app says of a night itself: the summary in a file, or a printed report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """The device's own numbers, as it wrote them; None where it says nothing.

    These are imported, never computed: ``oximetry.device_rule`` computes the
    same numbers from the samples.

    Attributes:
        start: the device's local wall clock.
        duration_s: recorded seconds, as stated.
        spo2_mean, spo2_min, spo2_max: %.
        pulse_mean, pulse_min, pulse_max: bpm.
        drops_3, drops_4: drops of more than 3 and 4 points (device drops, never an ODI).
        below_90_s, below_90_pct: time below 90 %, seconds and whole percent.
        below_90_episodes: how often SpO2 fell below 90 %.
        o2_score: the vendor's score from 0 to 10; no formula is public.
        asleep_s: seconds that the device takes for sleep.
        steps: what the device's pedometer counted.
    """

    start: datetime | None = None
    duration_s: int | None = None
    spo2_mean: int | None = None
    spo2_min: int | None = None
    spo2_max: int | None = None
    pulse_mean: int | None = None
    pulse_min: int | None = None
    pulse_max: int | None = None
    drops_3: int | None = None
    drops_4: int | None = None
    below_90_s: int | None = None
    below_90_pct: int | None = None
    below_90_episodes: int | None = None
    o2_score: float | None = None
    asleep_s: int | None = None
    steps: int | None = None
