"""Nights as varied as many patients': quiet and severe ones, naps, and some in which the year ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from oximetry.simulate import Night, night

_FIRST_DAY = datetime(2023, 1, 1)
_DAYS = 4 * 365
_LAST_EVENINGS = tuple(datetime(year, month, 28) for year in (2023, 2025) for month in (2, 12))


def a_night(rng: np.random.Generator) -> Night:
    """A night of half an hour to twelve hours."""
    make = _KINDS[int(rng.integers(len(_KINDS)))]
    return make(_asleep(rng), rng)


def _asleep(rng: np.random.Generator) -> Night:
    short = rng.random() < 0.25
    return night(
        hours=float(rng.uniform(0.5, 2) if short else rng.uniform(4, 12)),
        seed=int(rng.integers(1_000_000)),
        period_s=int(rng.choice([4, 4, 4, 2, 1])),
        start=_start(rng),
        baseline=float(rng.uniform(94, 97)),
        pulse=float(rng.uniform(46, 92) if rng.random() < 0.85 else rng.uniform(92, 118)),
        device_number=f"{rng.integers(10_000):04d}",
    )


def _start(rng: np.random.Generator) -> datetime:
    """An evening, or an afternoon; the last days of a month more often than they come."""
    day = _FIRST_DAY + timedelta(days=int(rng.integers(_DAYS)))
    if rng.random() < 0.15:
        day = _LAST_EVENINGS[int(rng.integers(len(_LAST_EVENINGS)))] + timedelta(days=int(rng.integers(4)))
    hour = float(rng.uniform(12, 16) if rng.random() < 0.15 else rng.uniform(19.5, 25.5))
    return day + timedelta(seconds=round(hour * 3600))


def _quiet(asleep: Night, rng: np.random.Generator) -> Night:
    return asleep


def _healthy(asleep: Night, rng: np.random.Generator) -> Night:
    """High enough to touch 100 %."""
    return _with_baseline(asleep, float(rng.uniform(98, 99.5)))


def _few_drops(asleep: Night, rng: np.random.Generator) -> Night:
    for _ in range(int(rng.integers(1, 12))):
        asleep = asleep.with_drop(
            _somewhen(asleep, rng), float(rng.uniform(4, 12)), float(rng.uniform(20, 60))
        )
    return asleep


def _moderate(asleep: Night, rng: np.random.Generator) -> Night:
    return asleep.with_rem_clusters(per_hour=float(rng.uniform(15, 40)), depth=float(rng.uniform(5, 9)))


def _severe(asleep: Night, rng: np.random.Generator) -> Night:
    """Apnoeas most of the night, some of them deeper than the device can show."""
    lower = _with_baseline(asleep, float(rng.uniform(88, 94)))
    made = lower.with_apnoea_hours(
        _clock(lower, 0.05), _clock(lower, 0.95), float(rng.uniform(30, 60)), float(rng.uniform(8, 18))
    )
    for _ in range(int(rng.integers(0, 8))):
        made = made.with_below_range(_somewhen(made, rng), float(rng.uniform(10, 60)))
    return made


def _low(asleep: Night, rng: np.random.Generator) -> Night:
    """Below 90 % without any drops."""
    return _with_baseline(asleep, float(rng.uniform(84, 90)))


def _interrupted(asleep: Night, rng: np.random.Generator) -> Night:
    """The finger is out for some minutes."""
    return _few_drops(asleep, rng).with_sensor_off(_somewhen(asleep, rng), float(rng.uniform(30, 600)))


_KINDS: tuple[Callable[[Night, np.random.Generator], Night], ...] = (
    _quiet,
    _healthy,
    _few_drops,
    _moderate,
    _severe,
    _low,
    _interrupted,
)


def _with_baseline(asleep: Night, baseline: float) -> Night:
    return night(
        asleep.hours,
        asleep.seed,
        period_s=asleep.period_s,
        start=asleep.start,
        baseline=baseline,
        pulse=asleep.pulse,
        device_number=asleep.device_number,
    )


def _somewhen(made: Night, rng: np.random.Generator) -> str:
    return _clock(made, float(rng.uniform(0.05, 0.9)))


def _clock(made: Night, share: float) -> str:
    """The time of day when ``share`` of the night is over."""
    return f"{made.start + timedelta(hours=share * made.hours):%H:%M:%S}"
