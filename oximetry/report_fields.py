"""The fields of a device's printed report: their names, in the order in which they are shown.

``_s`` are seconds, ``_pct`` percent. The threshold tables are named by their rows' part in them, because a
device lets its user choose where they cut: ``spo2_threshold`` (90 unless chosen otherwise), ``pulse_high``
and ``pulse_low`` (120 and 50) say where.
"""

from __future__ import annotations

from datetime import datetime

Value = str | int | float | datetime

WORDS = ("app", "device", "name", "age", "sex")
PERSONAL = ("name", "age", "sex")
TIMES = ("start", "end")
LEVELS = ("spo2_max", "spo2_mean", "spo2_min", "pulse_max", "pulse_mean", "pulse_min")
DROPS = ("drops_4", "drops_4_per_hour", "drops_3", "drops_3_per_hour")
LIMITS = ("spo2_threshold", "pulse_high", "pulse_low")
SPO2_ROWS = ("spo2_from_95", "spo2_from_threshold", "spo2_below_threshold")
PULSE_ROWS = ("pulse_above_high", "pulse_between", "pulse_below_low")
BANDS = ("spo2_95_100", "spo2_90_94", "spo2_80_89", "spo2_70_79", "spo2_below_70")


def _time_and_percent(rows: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{row}_{unit}" for row in rows for unit in ("s", "pct"))


NAMES = (
    *WORDS,
    *TIMES,
    "duration_s",
    *LEVELS,
    "o2_score",
    *DROPS,
    *LIMITS,
    *_time_and_percent(SPO2_ROWS),
    *_time_and_percent(PULSE_ROWS),
    *_time_and_percent(BANDS),
)
