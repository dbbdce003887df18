"""What a report's numbers must have to do with each other, if they were read right.

The rules are the Viatom family's own (see docs/metrics.md): time in a band is the share of the printed
duration, rounded down; drops per hour are the drops by that duration; the tables repeat each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from oximetry.report_fields import BANDS, PULSE_ROWS, SPO2_ROWS, Value

Values = Mapping[str, Value]

_HALF_PERCENT = 0.005  # what rounding to two decimals hides
_SLACK = 1e-6
_MINUTE = timedelta(minutes=1)
_TWO_PERIODS = timedelta(seconds=8)
_DAY = 24 * 3600
_USUAL_THRESHOLD = 90
_BAND_ENDS = ((95, 100), (90, 94), (80, 89), (70, 79), (0, 69))
_REPEATED = {"spo2_from_95": "spo2_95_100", "spo2_from_threshold": "spo2_90_94"}
_BELOW_90 = BANDS[2:]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so.

    Attributes:
        names: of the fields that it compares.
        holds: whether it is so.
        pins: whether it can confirm a field; how far it does, ``pdf_parser.judging.resolve`` finds out.
    """

    names: tuple[str, ...]
    holds: bool
    pins: bool


_Rule = tuple[tuple[str, ...], bool, Callable[..., bool]]


def checks(values: Values) -> tuple[Check, ...]:
    """All that can be compared, given what was read."""
    return tuple(
        Check(names, rule(*(values[name] for name in names)), pins)
        for names, pins, rule in _rules(values)
        if all(name in values for name in names)
    )


def confirming(values: Values) -> Mapping[str, Callable[[Value], bool]]:
    """By field: whether another value would pass all that confirms this one; only of confirmed fields."""
    held: dict[str, list[_Rule]] = {}
    for names, pins, rule in _rules(values):
        there = pins and all(name in values for name in names)
        if there and rule(*(values[name] for name in names)):
            for name in names:
                held.setdefault(name, []).append((names, pins, rule))
    return {name: _passing(values, name, rules) for name, rules in held.items()}


def _passing(values: Values, name: str, rules: Sequence[_Rule]) -> Callable[[Value], bool]:
    def passes(other: Value) -> bool:
        changed = {**values, name: other}
        return all(rule(*(changed[each] for each in names)) for names, _, rule in rules)

    return passes


def _rules(values: Values) -> Iterator[_Rule]:
    for rows in (SPO2_ROWS, PULSE_ROWS, BANDS):
        yield tuple(f"{row}_pct" for row in rows), True, _shares_add_up
        yield ("duration_s", *(f"{row}_s" for row in rows)), True, _times_add_up
        for row in rows:
            yield ("duration_s", f"{row}_s", f"{row}_pct"), True, _time_is_share
    yield from _repeats(values)
    for depth in (3, 4):
        yield ("duration_s", f"drops_{depth}", f"drops_{depth}_per_hour"), True, _per_hour
    yield ("drops_4", "drops_3"), False, lambda four, three: four <= three
    yield ("drops_4_per_hour", "drops_3_per_hour"), False, lambda four, three: four <= three
    yield ("start", "end", "duration_s"), True, _lasts
    yield from _levels()
    yield from _limits()


def _repeats(values: Values) -> Iterator[_Rule]:
    usual = values.get("spo2_threshold", _USUAL_THRESHOLD) == _USUAL_THRESHOLD
    for first, second in _REPEATED.items():
        if usual or first == "spo2_from_95":
            for unit in ("s", "pct"):
                yield (f"{first}_{unit}", f"{second}_{unit}"), True, lambda a, b: a == b
    if usual:
        for unit, most in (("s", 2.0), ("pct", 0.02)):
            names = (f"spo2_below_threshold_{unit}", *(f"{band}_{unit}" for band in _BELOW_90))
            yield names, True, _sum_within(most)


def _levels() -> Iterator[_Rule]:
    for kind in ("spo2", "pulse"):
        names = tuple(f"{kind}_{part}" for part in ("min", "mean", "max"))
        for pair in (names[:2], names[1:], (names[0], names[2])):
            yield pair, False, lambda lower, higher: lower <= higher
    times = tuple(f"{band}_s" for band in BANDS)
    yield ("spo2_min", *times), False, lambda level, *spent: _in_band(level, spent, -1)
    yield ("spo2_max", *times), False, lambda level, *spent: _in_band(level, spent, 0)
    shares = tuple(f"{band}_pct" for band in BANDS)
    yield ("spo2_min", "spo2_mean", "spo2_max", *shares), False, _mean_of_bands


def _limits() -> Iterator[_Rule]:
    yield from _possible()
    yield ("pulse_low", "pulse_high"), False, lambda low, high: low < high
    yield ("spo2_threshold",), False, _between(70, 95)
    yield ("o2_score",), False, _between(0, 10)
    yield ("pulse_min", "pulse_low", "pulse_below_low_s"), False, lambda a, low, s: (a < low) == (s > 0)
    yield ("pulse_max", "pulse_high", "pulse_above_high_s"), False, lambda a, high, s: (a > high) == (s > 0)
    yield (
        (
            *("pulse_min", "pulse_mean", "pulse_max", "pulse_low", "pulse_high"),
            *(f"{row}_pct" for row in PULSE_ROWS),
        ),
        False,
        _mean_of_pulse,
    )


def _possible() -> Iterator[_Rule]:
    """No time is longer than a day, nor than the recording; no share is more than all."""
    yield ("duration_s",), False, _between(1, _DAY)
    for row in (*SPO2_ROWS, *PULSE_ROWS, *BANDS):
        yield (f"{row}_s",), False, _between(0, _DAY)
        yield (f"{row}_pct",), False, _between(0, 100)
        yield ("duration_s", f"{row}_s"), False, lambda duration, time: time <= duration


def _between(low: float, high: float) -> Callable[[float], bool]:
    return lambda value: low <= value <= high


def _sum_within(most: float) -> Callable[..., bool]:
    return lambda whole, *parts: abs(whole - sum(parts)) <= most + _SLACK


def _shares_add_up(*shares: float) -> bool:
    return abs(sum(shares) - 100) <= len(shares) * _HALF_PERCENT + _HALF_PERCENT + _SLACK


def _times_add_up(duration: int, *times: int) -> bool:
    return duration - len(times) <= sum(times) <= duration


def _time_is_share(duration: int, time: int, share: float) -> bool:
    low, high = ((share + side) / 100 * duration for side in (-_HALF_PERCENT, _HALF_PERCENT))
    return floor(low - _SLACK) <= time <= floor(high + _SLACK)


def _per_hour(duration: int, drops: int, rate: float) -> bool:
    return duration > 0 and abs(drops / (duration / 3600) - rate) <= _HALF_PERCENT + _SLACK


def _lasts(start: datetime, end: datetime, duration: int) -> bool:
    """Both are cut off to the minute, and the end may be that of the last sample, two periods short."""
    more = end - start - timedelta(seconds=duration)
    return -(_MINUTE + _TWO_PERIODS) <= more <= _MINUTE


def _in_band(level: int, spent: Sequence[int], which: int) -> bool:
    """Whether the level lies in the first (0) or the last (-1) band in which any time was spent."""
    filled = [ends for ends, time in zip(_BAND_ENDS, spent, strict=True) if time > 0]
    return bool(filled) and filled[which][0] <= level <= filled[which][1]


def _mean_of_bands(lowest: int, mean: int, highest: int, *shares: float) -> bool:
    ends = [(max(low, lowest), min(high, highest)) for low, high in _BAND_ENDS]
    return _mean_possible(mean, ends, shares)


def _mean_of_pulse(lowest: int, mean: int, highest: int, low: int, high: int, *shares: float) -> bool:
    ends = [(high + 1, highest), (max(low, lowest), min(high, highest)), (lowest, low - 1)]
    return _mean_possible(mean, ends, shares)


def _mean_possible(mean: int, ends: Sequence[tuple[int, int]], shares: Sequence[float]) -> bool:
    least, most = (
        sum(end[side] * share for end, share in zip(ends, shares, strict=True)) / 100 for side in (0, 1)
    )
    return least - 1 <= mean <= most + 1
