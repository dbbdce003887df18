"""What devices print: the real report as it reads, and reports of made-up nights."""

from __future__ import annotations

from datetime import datetime

from oximetry import Analysis, analyse
from oximetry.concordance import Comparison, Concordance, concordance
from oximetry.report_fields import NAMES, Value
from tests.unit.oximetry.samples import recording

# Read by eye from the report that the device's app made of the report night.
REPORT: dict[str, Value] = {
    "app": "ViHealth",
    "start": datetime(2025, 10, 15, 20, 35),
    "end": datetime(2025, 10, 16, 6, 35),
    "duration_s": 10 * 3600 + 8,
    "spo2_max": 99,
    "spo2_mean": 88,
    "spo2_min": 61,
    "pulse_max": 93,
    "pulse_mean": 67,
    "pulse_min": 49,
    "o2_score": 3.6,
    "drops_4": 95,
    "drops_4_per_hour": 9.50,
    "drops_3": 143,
    "drops_3_per_hour": 14.30,
    "spo2_threshold": 90,
    "spo2_from_95_s": 28 * 60 + 4,
    "spo2_from_95_pct": 4.68,
    "spo2_from_threshold_s": 3 * 3600 + 20 * 60 + 18,
    "spo2_from_threshold_pct": 33.38,
    "spo2_below_threshold_s": 6 * 3600 + 11 * 60 + 44,
    "spo2_below_threshold_pct": 61.94,
    "pulse_high": 120,
    "pulse_low": 50,
    "pulse_above_high_s": 0,
    "pulse_above_high_pct": 0.0,
    "pulse_between_s": 9 * 3600 + 59 * 60 + 51,
    "pulse_between_pct": 99.96,
    "pulse_below_low_s": 16,
    "pulse_below_low_pct": 0.04,
    "spo2_95_100_s": 28 * 60 + 4,
    "spo2_95_100_pct": 4.68,
    "spo2_90_94_s": 3 * 3600 + 20 * 60 + 18,
    "spo2_90_94_pct": 33.38,
    "spo2_80_89_s": 5 * 3600 + 54 * 60 + 40,
    "spo2_80_89_pct": 59.10,
    "spo2_70_79_s": 11 * 60 + 37,
    "spo2_70_79_pct": 1.94,
    "spo2_below_70_s": 5 * 60 + 26,
    "spo2_below_70_pct": 0.91,
}
NOT_COMPARED = (
    "app",
    "device",
    "name",
    "age",
    "sex",
    "o2_score",
    "spo2_threshold",
    "pulse_high",
    "pulse_low",
)
COMPARED = tuple(name for name in NAMES if name not in NOT_COMPARED)


def rows(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}_{unit}" for name in names for unit in ("s", "pct"))


def an_hour() -> Analysis:
    """900 samples of 4 s: baseline 95, one drop of more than 4 points; 90 samples of 80 %, 9 without SpO2."""
    levels = [95] * 601 + [80] * 90 + [97] * 200 + [None] * 9
    return analyse(recording(levels, [60] * 800 + [130] * 90 + [45] * 10))


def printed_of(night: Analysis, **changed: Value | None) -> dict[str, Value | None]:
    """What a report of this night would print, but for some fields."""
    limits: dict[str, Value | None] = {"spo2_threshold": 90, "pulse_high": 120, "pulse_low": 50}
    values: dict[str, Value | None] = {each.name: each.computed for each in concordance(limits, night).fields}
    return limits | values | changed


def value_of(compared: Concordance, name: str) -> Comparison:
    return next(each for each in compared.fields if each.name == name)


def computed(compared: Concordance, *names: str) -> tuple[object, ...]:
    return tuple(value_of(compared, name).computed for name in names)


def names_of(compared: Concordance) -> set[str]:
    return {each.name for each in compared.fields}
