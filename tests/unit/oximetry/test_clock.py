"""Gaps, repeated rows and clocks that are put back."""

from datetime import datetime, timedelta

import pytest

from oximetry import Recording, RecordingError, analyse, read_recording
from oximetry.simulate import night
from tests.unit.oximetry.samples import csv, lines

START = datetime(2025, 10, 26, 1, 30)


def written(*offsets: int) -> list[str]:
    return lines(f"{START + timedelta(seconds=offset):%H:%M:%S %d/%m/%Y}" for offset in offsets)


def read(*offsets: int) -> Recording:
    return read_recording(csv(written(*offsets)), "x.csv")


def read_at(*times: datetime) -> Recording:
    return read_recording(csv(lines(f"{time:%Y-%m-%d %H:%M:%S}" for time in times)), "x.csv")


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]


def refusal(*offsets: int) -> str:
    with pytest.raises(RecordingError) as refused:
        read(*offsets)
    return refused.value.key


def test_missing_rows_become_samples_that_are_not_recorded() -> None:
    recording = read(0, 4, 8, 20, 24)
    assert recording.recorded.tolist() == [True, True, True, False, False, True, True]
    assert (recording.rows, recording.recording_s) == (5, 20)
    assert [(said.code, said.params) for said in recording.warnings] == [("gaps", {"count": 1, "seconds": 8})]


def test_a_clock_that_jitters_by_a_second_loses_no_row() -> None:
    recording = read(0, 4, 9, 12, 16, 19, 24, 28)
    assert recording.recorded.tolist() == [True] * 8
    assert codes(recording) == []


def test_two_rows_in_one_second_and_none_in_the_next() -> None:
    recording = read(0, 1, 2, 2, 4, 5, 6)
    assert recording.rows == 7
    assert recording.recorded.all()


def drifting(rows: int, seconds: float) -> list[int]:
    """Whole seconds of rows that are ``seconds`` apart."""
    return [int(row * seconds) for row in range(rows)]


@pytest.mark.parametrize(("period", "really"), [(4, 4.05), (4, 4.3), (1, 1.01), (2, 2.02)])
def test_a_clock_that_drifts_away_loses_no_row(period: int, really: float) -> None:
    recording = read(*drifting(2000, really))
    assert (recording.period_s, recording.rows, recording.recording_s) == (period, 2000, 2000 * period)
    # The grid keeps to the wall clock: an empty sample for each period by which the clock has drifted.
    drift_s = 1999 * (really - period)
    assert len(recording.spo2) == pytest.approx(2000 + drift_s / period, abs=1)
    assert codes(recording) == (["gaps"] if period == 1 else ["uneven_clock"])


def test_a_clock_that_is_a_little_slow_leaves_out_a_row_now_and_then_and_says_so() -> None:
    recording = read(*drifting(2000, 3.95))
    assert (recording.period_s, len(recording.spo2)) == (4, recording.rows)
    assert [(said.code, said.params) for said in recording.warnings] == [("repeated_times", {"count": 25})]


def test_a_period_that_changes_in_the_night_is_refused() -> None:
    assert refusal(*range(0, 4000, 4), *range(4000, 4900)) == "changing_period"


def test_a_four_second_device_that_is_late_by_a_second_now_and_then() -> None:
    recording = read(0, 4, 8, 13, 17, 21, 26, 30)
    assert recording.recorded.all()
    assert recording.rows == 8
    assert codes(recording) == []


@pytest.mark.parametrize("period", [1, 2, 3, 4, 5, 10])
def test_several_short_drop_outs(period: int) -> None:
    gone = {*range(50, 53), *range(120, 121), *range(300, 320)}
    recording = read(*(row * period for row in range(400) if row not in gone))
    assert {int(row) for row in (~recording.recorded).nonzero()[0]} == gone
    assert (recording.period_s, recording.recording_s) == (period, (400 - 24) * period)
    assert recording.end == START + timedelta(seconds=399 * period)
    assert [(said.code, said.params) for said in recording.warnings] == [
        ("gaps", {"count": 3, "seconds": 24 * period})
    ]
    assert not recording.spo2_valid[~recording.recorded].any()
    assert recording.spo2_valid[recording.recorded].all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2025, 12, 31, 23, 59, 56), datetime(2026, 1, 1)),
        (datetime(2024, 2, 28, 23, 59, 56), datetime(2024, 2, 29)),
        (datetime(2024, 2, 29, 23, 59, 56), datetime(2024, 3, 1)),
        (datetime(2025, 2, 28, 23, 59, 56), datetime(2025, 3, 1)),
        (datetime(2025, 10, 15, 23, 59, 56), datetime(2025, 10, 16)),
    ],
)
def test_midnight_is_no_gap(before: datetime, after: datetime) -> None:
    recording = read_at(before, after, after + timedelta(seconds=4))
    assert (recording.start, recording.end) == (before, after + timedelta(seconds=4))
    assert recording.recorded.all()


def test_a_day_that_is_not_in_the_calendar_cannot_be_read() -> None:
    rows = lines(["22:00:00 29 Feb 2025", "22:00:04 29 Feb 2025"])
    with pytest.raises(RecordingError) as refused:
        read_recording(csv(rows), "x.csv")
    assert refused.value.key == "unreadable_rows"


def test_repeated_rows_are_left_out_and_counted() -> None:
    recording = read(*range(0, 400, 4), 396, 396, *range(400, 800, 4))
    assert (recording.rows, bool(recording.recorded.all())) == (200, True)
    assert [(said.code, said.params) for said in recording.warnings] == [("repeated_times", {"count": 2})]


def test_one_row_from_the_future_does_not_take_the_rest_with_it() -> None:
    recording = read(*range(0, 400, 4), 40_000, *range(404, 800, 4))
    assert (recording.rows, len(recording.spo2)) == (199, 200)
    assert codes(recording) == ["repeated_times", "gaps"]


def test_the_end_of_summer_time_runs_on() -> None:
    hour = 3600
    recording = read(
        *range(0, hour + 1800, 4), *(second - hour for second in range(hour + 1800, 3 * hour, 4))
    )
    assert recording.recorded.all()
    assert recording.end == START + timedelta(seconds=3 * hour - 4)
    assert codes(recording) == ["clock_back_hour"]
    assert recording.warnings[0].params == {"time": "03:00:00"}


def test_the_signal_may_be_lost_while_the_clock_goes_back() -> None:
    hour = 3600
    recording = read(*range(0, 5400, 4), *(second - hour for second in range(5520, 3 * hour, 4)))
    assert codes(recording) == ["clock_back_hour", "gaps"]
    assert recording.end == START + timedelta(seconds=3 * hour - 4)
    assert (~recording.recorded).sum() == 30


@pytest.mark.parametrize("period", [1, 2, 4])
def test_the_repeated_hour_at_each_period(period: int) -> None:
    night = range(0, 4 * 3600, period)
    recording = read(*(second if second < 5400 else second - 3600 for second in night))
    assert (recording.rows, recording.recording_s) == (len(night), 4 * 3600)
    assert codes(recording) == ["clock_back_hour"]


def test_the_beginning_of_summer_time_is_a_gap_that_is_named() -> None:
    recording = read(*range(0, 1800, 4), *range(1800 + 3600, 7200, 4))
    assert codes(recording) == ["gaps", "clock_forward_hour"]
    assert recording.recording_s == 3600


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_the_beginning_of_summer_time_is_known_by_about_an_hour(late: int) -> None:
    after = 1800 + 3600 + late
    assert "clock_forward_hour" in codes(read(*range(0, 1800, 4), *range(after, after + 1800, 4)))


@pytest.mark.parametrize("missing_s", [1800, 3500, 3700, 7200])
def test_another_gap_is_not_taken_for_summer_time(missing_s: int) -> None:
    after = 1800 + missing_s
    assert codes(read(*range(0, 1800, 4), *range(after, after + 1800, 4))) == ["gaps"]


def test_a_clock_that_runs_backwards_is_refused() -> None:
    assert refusal(*range(400, 0, -4)) == "clock_backwards"
    assert refusal(*range(4000, 8000, 4), *range(0, 4000, 4)) == "clock_backwards"
    assert refusal(0, 0, 0) == "clock_backwards"


def test_two_nights_in_one_file_are_refused() -> None:
    assert refusal(*range(0, 400, 4), *range(86_400, 86_800, 4)) == "long_gap"


def test_a_span_that_is_no_night_is_refused_without_making_room_for_it() -> None:
    assert refusal(*range(0, 400, 4), *range(10**9, 10**9 + 400, 4)) == "long_gap"
    assert refusal(*(part * 39_600 + second for part in range(6) for second in range(0, 40, 4))) == "too_long"


def test_spot_readings_are_refused() -> None:
    assert refusal(0, 60, 120, 180) == "too_sparse"


def test_no_event_crosses_a_gap() -> None:
    # 96 to 92 before the gap, back to 96 after it: with the gap filled this would be one event.
    before, after = [96] * 20 + [95, 94, 93, 92], [92, 94, 96] + [96] * 20
    times = [4 * i for i in range(len(before))] + [4 * i + 16 + 96 for i in range(len(after))]
    rows = [
        row.replace(",95,", f",{value},") for row, value in zip(written(*times), before + after, strict=True)
    ]
    assert analyse(read_recording(csv(rows), "x.csv")).odi["abc"][3].events == 0


def test_recorded_time_does_not_count_the_gap() -> None:
    analysis = analyse(night(hours=2).with_gap("23:00", 600).recording())
    assert analysis.recording_s == 7200 - 600


def test_every_row_twice_is_refused() -> None:
    assert refusal(*(second for second in range(0, 400, 4) for _ in range(2))) == "clock_backwards"
