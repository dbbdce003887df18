"""The abc rule on signals short enough to follow by hand (1 Hz, a number a second)."""

from collections.abc import Sequence

import pytest

from oximetry import Desaturation, analyse
from oximetry.desaturation import Event, find_events
from oximetry.signal import coded_spo2, steps_of
from tests.unit.oximetry.samples import recording


def events(spo2: Sequence[int | None], threshold: int = 3) -> list[Event]:
    return find_events(steps_of(coded_spo2(recording(spo2, period_s=1))), [threshold])[threshold]


def described(
    spo2: Sequence[int | None], pulse: Sequence[int | None] | None = None, period_s: float = 1
) -> tuple[Desaturation, ...]:
    return analyse(recording(spo2, pulse, period_s=period_s)).desaturations


FLAT = [96] * 30
FALL = [95, 94, 93, 92]  # A is the 95; B the 92, three below


def test_a_fall_and_a_return() -> None:
    # A at 30; 92 is held until 45; the first sample >= 10 s after A within 1 point of 95 is the 96 at 46.
    (event,) = events(FLAT + FALL + [92] * 12 + [96] * 40)
    assert (event.start_s, event.end_s, event.from_pct) == (30, 46, 95)


def test_a_fall_that_is_too_shallow_for_its_threshold() -> None:
    signal = FLAT + FALL + [92] * 12 + [96] * 40
    assert (len(events(signal, 3)), len(events(signal, 4))) == (1, 0)


def test_c_comes_ten_seconds_after_a_at_the_earliest() -> None:
    (event,) = events(FLAT + FALL + [96] * 60)
    assert (event.start_s, event.end_s) == (30, 40)


def test_c_comes_ninety_seconds_after_a_at_the_latest() -> None:
    # C is the first 96: at A + 90 it still counts, a second later it does not.
    assert len(events(FLAT + FALL + [92] * 86 + [96] * 40)) == 1
    assert len(events(FLAT + FALL + [92] * 87 + [96] * 40)) == 0


def test_a_partial_return_of_three_points_counts_and_the_event_lasts_until_the_full_one() -> None:
    # Falls to 88, rises to 91 (three above the lowest) at 51 = C, is within 1 point of 95 only at 66.
    (event,) = events(FLAT + [95, 94, 93, 92, 91, 90, 89, 88] + [88] * 13 + [91] * 15 + [96] * 40)
    assert (event.start_s, event.end_s) == (30, 66)


def test_an_event_that_begins_before_the_last_has_ended_is_one_with_it() -> None:
    # As above, but falling again from 91 to 86 before it is back at 94: two A-B-C, one event.
    first = [95, 94, 93, 92, 91, 90, 89, 88] + [88] * 13 + [91] * 5
    second = [90, 89, 88, 87, 86] + [86] * 10
    (event,) = events(FLAT + first + second + [96] * 60)
    assert event.start_s == 30


def test_a_sudden_fall_of_more_than_the_threshold_is_no_beginning() -> None:
    assert events(FLAT + [90] * 20 + [96] * 40) == []


def test_a_fall_with_a_step_up_in_it_is_not_unbroken() -> None:
    # 95, 94, 95: the first A fails; the next A is the 94 after it, and 91 is three below that.
    (event,) = events(FLAT + [95, 94, 95, 94, 93, 92, 91] + [91] * 10 + [96] * 40)
    assert event.start_s == 33


def test_nothing_crosses_more_than_ten_seconds_without_samples() -> None:
    def with_gap(seconds: int) -> list[int | None]:
        return FLAT + FALL + [92] * 5 + [None] * seconds + [92] * 3 + [96] * 40

    no_pulse = [60] * 39 + [None] * 11 + [60] * 60
    assert len(events(with_gap(10))) == 1
    assert described(with_gap(11), no_pulse[: len(with_gap(11))]) == ()


def test_below_range_is_not_a_gap() -> None:
    fall = [*range(95, 61, -1)]
    signal = FLAT + fall + [None] * 20 + [62, 70, 80, 90, 95] + [96] * 40
    (event,) = described(signal)
    assert event.reaches_below_range
    assert (event.nadir_pct, event.depth_pct) == (62, 33)


def test_depth_nadir_slope_and_area() -> None:
    # Samples of 4 s. A = 95 at 120 s, 93, 91 at 128 s, 91, back at 136 s.
    (event,) = described([96] * 30 + [95, 93, 91, 91] + [96] * 30, period_s=4)
    assert (event.start_s, event.end_s, event.duration_s) == (120, 136, 16)
    assert (event.depth_pct, event.nadir_pct, event.nadir_s) == (4, 91, 128)
    assert event.slope_pct_per_s == pytest.approx(-4 / 8)  # 95 at 120 s to 91 at 128 s
    assert event.area_pct_s == (0 + 2 + 4 + 4) * 4


def test_denominators() -> None:
    # 30 minutes recorded, 15 of them without any reading at the end: one event is 2 and 4 an hour.
    signal = FLAT + FALL + [92] * 12 + [96] * (900 - 46) + [None] * 900
    odi = analyse(recording(signal, [60] * 900 + [None] * 900, period_s=1)).odi["abc"][3]
    assert (odi.events, odi.per_hour, odi.per_valid_hour) == (1, 2.0, 4.0)


def test_samples_that_are_no_whole_seconds_apart_are_held() -> None:
    (event,) = described([96] * 60 + [95] * 2 + [94] * 2 + [93] * 2 + [92] * 26 + [96] * 80, period_s=0.5)
    assert (event.start_s, event.end_s) == (30, 46)
