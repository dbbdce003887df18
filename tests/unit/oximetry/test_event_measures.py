"""What each desaturation was like: against the plain way to work it out, second by second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oximetry import Desaturation, Recording, analyse, read_file
from oximetry.event_measures import deepest
from oximetry.signal import BELOW_RANGE, coded_spo2, held
from oximetry.simulate import night
from tests.recordings import QUIET_NIGHT, REPORT_NIGHT, real
from tests.unit.oximetry.samples import recording


def check(event: Desaturation, signal: list[int], period_s: float) -> None:
    begin, end = int(event.start_s), int(event.end_s)
    level = signal[begin]
    seconds = [(second, signal[second]) for second in range(begin, end)]
    shown = [(second, value) for second, value in seconds if value > 0]
    nadir_s, lowest = min(shown, key=lambda each: (each[1], each[0]))
    assert (event.nadir_pct, event.nadir_s, event.depth_pct) == (lowest, nadir_s, level - lowest)
    assert event.area_pct_s == sum(max(level - value, 0) for _, value in shown)
    assert event.reaches_below_range == any(value == BELOW_RANGE for _, value in seconds)
    falling = [(second, value) for second, value in shown if second <= nadir_s]
    top = max(value for _, value in falling)
    last = max(second for second, value in falling if value == top)
    step = last
    while step - 1 >= begin and signal[step - 1] == top:
        step -= 1
    last_sample = max(step, last + 1 - period_s)
    assert event.slope_pct_per_s == pytest.approx((lowest - top) / (nadir_s - last_sample))


def check_all(signal: Recording) -> int:
    seconds = held(coded_spo2(signal), signal.period_s).tolist()
    found = analyse(signal).desaturations
    for event in found:
        check(event, seconds, signal.period_s)
    return len(found)


@pytest.mark.parametrize("name", [REPORT_NIGHT, QUIET_NIGHT])
def test_real_nights(name: str) -> None:
    assert check_all(read_file(real(name))) > 20


@pytest.mark.parametrize("period_s", [1, 2, 4])
def test_made_up_nights(period_s: int) -> None:
    made_up = night(hours=5, seed=period_s, period_s=period_s).with_rem_clusters()
    assert check_all(made_up.with_below_range("01:00").with_sensor_off("02:00", 8).recording()) > 10


@given(st.lists(st.one_of(st.none(), st.integers(80, 97)), min_size=2, max_size=200))
def test_any_signal(spo2: list[int | None]) -> None:
    check_all(recording(spo2, period_s=1))


def test_all_of_them_together() -> None:
    # Two falls from 95 to 92, held for 10 s and 20 s, in a quarter of an hour.
    fall = [95, 94, 93]
    first, second = [*fall, *[92] * 10], [*fall, *[92] * 20]
    signal = [96] * 100 + first + [96] * 100 + second + [96] * 100
    analysis = analyse(recording(signal + [96] * (900 - len(signal)), period_s=1))
    durations = [event.duration_s for event in analysis.desaturations]
    assert durations == [13, 23]
    total = analysis.desaturation_totals
    assert (total.longest_s, total.mean_duration_s) == (23, 18)
    assert (total.deepest_pct, total.mean_depth_pct) == (3, 3)
    # Each: 0 + 1 + 2 on the way down, then 3 points for 10 s and 20 s: 96 %·s in a quarter of an hour.
    assert total.area_pct_min_per_hour == pytest.approx(96 / 60 * 4)


def test_a_night_without_events() -> None:
    total = analyse(recording([96] * 900)).desaturation_totals
    assert (total.longest_s, total.deepest_pct, total.area_pct_min_per_hour) == (None, None, 0.0)


def test_the_deepest_first() -> None:
    events = analyse(night(hours=6).with_rem_clusters().recording()).desaturations
    first = deepest(events, 5)
    assert len(first) == 5
    assert first[0].depth_pct == max(event.depth_pct for event in events)
    assert [event.depth_pct for event in first] == sorted((e.depth_pct for e in events), reverse=True)[:5]
    assert len(deepest(events)) == min(50, len(events))
