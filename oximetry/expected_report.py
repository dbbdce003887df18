"""What a device's report of a recording should print, and how far from it a printed value may be.

The rules are those of the Viatom family's report (see ``oximetry.device_rule``). Of other makers' devices
only what needs no such rule is expected: times, levels, and the bands' shares of the valid time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from oximetry.analysis import Analysis
from oximetry.pulse import FAST_BPM, SLOW_BPM
from oximetry.report_fields import Value

Quantity = int | float | datetime
Printed = Mapping[str, Value | None]

CLOCK_S = 120  # times are printed to the minute
DURATION_S = 10
SHARE_PCT = 0.05
WHOLE_PCT = 0.99  # a whole number of percent, be it rounded or cut off
_ABOVE_ALL = 101
_BEGINNING = datetime(1, 1, 1)
_BANDS: Mapping[str, tuple[float, float]] = {
    "spo2_from_95": (95, _ABOVE_ALL),
    "spo2_95_100": (95, _ABOVE_ALL),
    "spo2_90_94": (90, 95),
    "spo2_80_89": (80, 90),
    "spo2_70_79": (70, 80),
    "spo2_below_70": (0, 70),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A value to be printed.

    Attributes:
        value: in the field's unit.
        within: how far from it a printed value may be and still agree, inclusive; seconds for a time of day.
        decimals: to these a printed value is rounded first (half up), as ``value`` is; None: as it stands.
    """

    value: Quantity
    within: float = 0
    decimals: int | None = None

    def allows(self, printed: Quantity) -> bool:
        """Whether a printed value agrees."""
        shown = _decimal(printed)
        if self.decimals is not None:
            shown = half_up(shown, self.decimals)
        return abs(shown - _decimal(self.value)) <= _decimal(self.within)


def half_up(value: Decimal, decimals: int) -> Decimal:
    """A number to so many decimals, halves away from zero, as the devices print it."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def expected_report(night: Analysis, printed: Printed) -> dict[str, Expected]:
    """What should be printed of this night, by field; where the report chooses a limit, with that limit.

    Times in bands and drops per hour follow from the duration. The printed one is taken where it agrees, so
    that the few seconds that it may be off are not held against each of them.
    """
    own_s = night.device_rule.duration_s if night.device_rule else round(night.recording_s)
    duration = Expected(own_s, DURATION_S)
    duration_s = _agreed_duration_s(printed.get("duration_s"), duration) or own_s
    return {
        "start": Expected(night.start, CLOCK_S),
        "end": Expected(night.end, CLOCK_S),
        "duration_s": duration,
        **_levels(night),
        **_drops(night, duration_s),
        **_spo2_rows(night, printed.get("spo2_threshold"), duration_s),
        **_pulse_rows(night, printed, duration_s),
        **_below_90(night),
    }


def _decimal(value: Quantity) -> Decimal:
    """A value as it is printed: in floats 4.73 is more than 0.05 above 4.68. Of a time, its seconds."""
    number = (value - _BEGINNING).total_seconds() if isinstance(value, datetime) else value
    return Decimal(str(number))


def _agreed_duration_s(stated: Value | None, duration: Expected) -> float | None:
    return stated if isinstance(stated, int | float) and duration.allows(stated) else None


def _levels(night: Analysis) -> dict[str, Expected]:
    """Highest and lowest as they are, means as whole numbers; none without a valid sample."""
    extremes = {
        "spo2_max": night.spo2.max,
        "spo2_min": night.spo2.min,
        "pulse_max": night.pulse.max,
        "pulse_min": night.pulse.min,
    }
    means = {"spo2_mean": night.spo2.mean, "pulse_mean": night.pulse.mean}
    return {name: Expected(value) for name, value in extremes.items() if value is not None} | {
        name: Expected(int(half_up(_decimal(value), 0)), decimals=0)
        for name, value in means.items()
        if value is not None
    }


def _drops(night: Analysis, duration_s: float) -> dict[str, Expected]:
    """The drops of the device rule; none for other makers' devices."""
    rule = night.device_rule
    if rule is None:
        return {}
    counts = {"drops_3": rule.drops_3, "drops_4": rule.drops_4}
    rates = {f"{name}_per_hour": count / duration_s * 3600 for name, count in counts.items()}
    return {name: Expected(count) for name, count in counts.items()} | {
        name: Expected(_rounded(rate, 2), decimals=2) for name, rate in rates.items()
    }


def _spo2_rows(night: Analysis, threshold: Value | None, duration_s: float) -> dict[str, Expected]:
    """The bands, and the threshold's rows where it is known: nobody can tell where unread ones cut."""
    rows = dict(_BANDS)
    if isinstance(threshold, int | float):
        rows |= {"spo2_from_threshold": (threshold, 95), "spo2_below_threshold": (0, threshold)}
    shown = night.spo2.histogram_s
    seconds = {
        name: sum(each for value, each in shown.items() if low <= value < high)
        for name, (low, high) in rows.items()
    }
    return _shares(seconds, sum(shown.values()), duration_s)


def _pulse_rows(night: Analysis, printed: Printed, duration_s: float) -> dict[str, Expected]:
    """The pulse's rows where the report cuts at the limits that the analysis has."""
    if (printed.get("pulse_high"), printed.get("pulse_low")) != (FAST_BPM, SLOW_BPM):
        return {}
    valid_s = night.valid_pulse * night.period_s
    above, below = night.pulse.above_120_s, night.pulse.below_50_s
    seconds = {
        "pulse_above_high": above,
        "pulse_between": valid_s - above - below,
        "pulse_below_low": below,
    }
    return _shares(seconds, valid_s, duration_s)


def _shares(seconds: Mapping[str, float], valid_s: float, duration_s: float) -> dict[str, Expected]:
    """Each row's time and percent, as the device spreads its duration over the valid samples.

    A time may be as far off as its percentage may, and a second that is cut off.
    """
    if not valid_s:
        return {}
    shares = {row: each / valid_s for row, each in seconds.items()}
    times = {row: int(each * duration_s // valid_s) for row, each in seconds.items()}
    within_s = SHARE_PCT / 100 * duration_s + 1
    return {f"{row}_s": Expected(each, within_s) for row, each in times.items()} | {
        f"{row}_pct": Expected(_rounded(100 * each, 2), SHARE_PCT) for row, each in shares.items()
    }


def _below_90(night: Analysis) -> dict[str, Expected]:
    """What the summary of the family's binary files says beside what a report prints."""
    rule, below = night.device_rule, night.below[90]
    if rule is None:
        return {}
    return {
        "below_90_s": Expected(below.seconds, SHARE_PCT / 100 * rule.duration_s + 1),
        "below_90_pct": Expected(_rounded(below.percent, 2), WHOLE_PCT),
        "below_90_episodes": Expected(rule.episodes_below_90),
    }


def _rounded(value: float, decimals: int) -> float:
    return float(half_up(_decimal(value), decimals))
