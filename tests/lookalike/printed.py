"""What a report of a night prints: the truth that a reader is measured against."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from oximetry import Analysis, Recording
from oximetry.analysis import DeviceRule, PulseLevels, Spo2Levels
from oximetry.recording import Mask
from oximetry.report_fields import Value

APP = "ViHealth"
Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Person:
    """Made up; None is not printed. In the truth these are personal fields."""

    name: str | None = None
    age: str | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the device's user chose, and the score, which nobody else can compute.

    ``whole_end``: whether the printed end is the start plus the printed duration, or the last row's time.
    They differ by two rows, and no document says which one the app prints.
    """

    spo2_threshold: int = 90
    pulse_high: int = 120
    pulse_low: int = 50
    o2_score: float = 10.0
    whole_end: bool = True


def printed(recording: Recording, analysis: Analysis, settings: Settings, person: Person) -> dict[str, Value]:
    """All values on the page by their names in ``oximetry.report_fields``, rounded as they are printed."""
    fields: dict[str, Value] = {
        "app": APP,
        **_personal(person),
        **_times(analysis, settings),
        **_levels(analysis),
    }
    fields["o2_score"] = settings.o2_score
    return (
        fields
        | _drops(analysis)
        | _limits(settings)
        | _spo2_rows(recording, settings)
        | _pulse_rows(recording, settings)
    )


def number(fields: Fields, name: str) -> int | float:
    """A field that is a number."""
    value = fields[name]
    assert isinstance(value, int | float)
    return value


def duration_s(recording: Recording) -> int:
    """As the device prints it: one row more than there are."""
    return int((recording.rows + 1) * recording.period_s)


def _personal(person: Person) -> dict[str, Value]:
    told = {"name": person.name, "age": person.age, "sex": person.sex}
    return {name: value for name, value in told.items() if value is not None}


def _times(analysis: Analysis, settings: Settings) -> dict[str, Value]:
    rule = _rule(analysis)
    end = analysis.start + timedelta(seconds=rule.duration_s) if settings.whole_end else analysis.end
    return {"start": _to_minute(analysis.start), "end": _to_minute(end), "duration_s": rule.duration_s}


def _rule(analysis: Analysis) -> DeviceRule:
    assert analysis.device_rule is not None
    return analysis.device_rule


def _to_minute(time: datetime) -> datetime:
    return time.replace(second=0, microsecond=0)


def _levels(analysis: Analysis) -> dict[str, Value]:
    levels: dict[str, Spo2Levels | PulseLevels] = {"spo2": analysis.spo2, "pulse": analysis.pulse}
    fields: dict[str, Value] = {}
    for name, each in levels.items():
        assert each.max is not None
        assert each.mean is not None
        assert each.min is not None
        fields |= {
            f"{name}_max": each.max,
            f"{name}_mean": math.floor(each.mean + 0.5),
            f"{name}_min": each.min,
        }
    return fields


def _drops(analysis: Analysis) -> dict[str, Value]:
    rule = _rule(analysis)
    return {
        "drops_4": rule.drops_4,
        "drops_4_per_hour": _two_decimals(rule.drops_4 * 3600, rule.duration_s),
        "drops_3": rule.drops_3,
        "drops_3_per_hour": _two_decimals(rule.drops_3 * 3600, rule.duration_s),
    }


def _limits(settings: Settings) -> dict[str, Value]:
    return {
        "spo2_threshold": settings.spo2_threshold,
        "pulse_high": settings.pulse_high,
        "pulse_low": settings.pulse_low,
    }


def _spo2_rows(recording: Recording, settings: Settings) -> dict[str, Value]:
    values, limit = recording.spo2[recording.spo2_valid], settings.spo2_threshold
    masks = {
        "spo2_from_95": values >= 95,
        "spo2_from_threshold": (values >= limit) & (values < 95),
        "spo2_below_threshold": values < limit,
        "spo2_95_100": values >= 95,
        "spo2_90_94": (values >= 90) & (values < 95),
        "spo2_80_89": (values >= 80) & (values < 90),
        "spo2_70_79": (values >= 70) & (values < 80),
        "spo2_below_70": values < 70,
    }
    return _time_and_percent(masks, duration_s(recording))


def _pulse_rows(recording: Recording, settings: Settings) -> dict[str, Value]:
    values = recording.pulse[recording.pulse_valid]
    masks = {
        "pulse_above_high": values > settings.pulse_high,
        "pulse_between": (values >= settings.pulse_low) & (values <= settings.pulse_high),
        "pulse_below_low": values < settings.pulse_low,
    }
    return _time_and_percent(masks, duration_s(recording))


def _time_and_percent(masks: dict[str, Mask], duration: int) -> dict[str, Value]:
    """The share of the valid samples, and that share of the printed duration, cut off to seconds."""
    fields: dict[str, Value] = {}
    for name, mask in masks.items():
        count, valid = int(np.count_nonzero(mask)), len(mask)
        fields |= {f"{name}_s": count * duration // valid, f"{name}_pct": _two_decimals(100 * count, valid)}
    return fields


def _two_decimals(numerator: int, denominator: int) -> float:
    """Halves are rounded up, as the app does it."""
    return float((Decimal(numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))
