"""The fields of a device's report in words: what each is called, and what stands in it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime, gettext

from night_view import decimal
from oximetry.report_fields import LEVELS, LIMITS, Value

TIME, SHARE = "_s", "_pct"


def row_name(row: str) -> str:
    """What a row of a table with times and shares is called."""
    return _row_names()[row]


def field_name(name: str) -> str:
    """What a field of a report, or of the summary in a device's file, is called."""
    row, unit = _row_and_unit(name)
    if row is None:
        return _field_names()[name]
    words = row_name(row)
    return str(
        gettext("%(what)s: time", what=words) if unit == TIME else gettext("%(what)s: share", what=words)
    )


def _row_and_unit(name: str) -> tuple[str | None, str]:
    """The row of a table that a field stands in, and which of its two columns."""
    found = ((name.removesuffix(unit), unit) for unit in (TIME, SHARE) if name.endswith(unit))
    return next((each for each in found if each[0] in _row_names()), (None, ""))


def _field_names() -> dict[str, str]:
    return {
        "app": gettext("App"),
        "device": gettext("Device"),
        "name": gettext("Name"),
        "age": gettext("Age"),
        "sex": gettext("Sex"),
        "start": gettext("Start"),
        "end": gettext("End"),
        "duration_s": gettext("Duration"),
        "spo2_max": gettext("Highest SpO2"),
        "spo2_mean": gettext("Mean SpO2"),
        "spo2_min": gettext("Lowest SpO2"),
        "pulse_max": gettext("Highest pulse"),
        "pulse_mean": gettext("Mean pulse"),
        "pulse_min": gettext("Lowest pulse"),
        "o2_score": gettext("O2 score"),
        **_drop_names(),
        "spo2_threshold": gettext("SpO2 threshold"),
        "pulse_high": gettext("Upper pulse threshold"),
        "pulse_low": gettext("Lower pulse threshold"),
        "below_90_episodes": gettext("Falls of SpO2 below 90 %"),
    }


def _drop_names() -> dict[str, str]:
    names = {}
    for points in (3, 4):
        names[f"drops_{points}"] = gettext("Drops >%(points)s %%", points=points)
        names[f"drops_{points}_per_hour"] = gettext("Drops >%(points)s %%, per hour", points=points)
    return names


def _row_names() -> dict[str, str]:
    """The rows of the tables that give a time and a share of it."""
    return {
        "spo2_from_95": gettext("SpO2 from 95 %"),
        "spo2_from_threshold": gettext("SpO2 from the threshold to 94 %"),
        "spo2_below_threshold": gettext("SpO2 below the threshold"),
        "pulse_above_high": gettext("Pulse above the upper threshold"),
        "pulse_between": gettext("Pulse between the thresholds"),
        "pulse_below_low": gettext("Pulse below the lower threshold"),
        "spo2_95_100": "SpO2 95–100 %",
        "spo2_90_94": "SpO2 90–94 %",
        "spo2_80_89": "SpO2 80–89 %",
        "spo2_70_79": "SpO2 70–79 %",
        "spo2_below_70": gettext("SpO2 below 70 %"),
        "below_90": gettext("SpO2 below 90 %"),
    }


def printed_value(name: str, value: Value) -> str:
    """A field's value in the reader's way of writing it, without its unit."""
    if isinstance(value, datetime):
        return str(format_datetime(value, "d MMM yyyy, HH:mm", rebase=False))
    if isinstance(value, str):
        return value
    return duration(value) if name.endswith(TIME) else decimal(value, _places(name, value))


def _places(name: str, value: float) -> int:
    """Shares and rates have two, unless they are given as whole numbers; the score has one."""
    if isinstance(value, int):
        return 0
    return 2 if name.endswith((SHARE, "_per_hour")) else 1


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, as 0:04:28."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def unit_of(name: str) -> str:
    """The unit of a field; times of day, durations, counts and words have none."""
    if name.endswith(SHARE):
        return "%"
    if name.endswith("_per_hour"):
        return "/h"
    if name in (*LEVELS, *LIMITS):
        return "%" if name.startswith("spo2") else str(gettext("bpm"))
    return ""
