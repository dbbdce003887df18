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


def test_the_beginning_of_summer_time_is_a_gap_that_is_named() -> None:
    recording = read(*range(0, 1800, 4), *range(1800 + 3600, 7200, 4))
    assert codes(recording) == ["gaps", "clock_forward_hour"]
    assert recording.recording_s == 3600


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
