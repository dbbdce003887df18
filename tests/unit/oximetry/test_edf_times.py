"""When the readings of an EDF file were taken: its start, its rate, its interruptions."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.unit.oximetry.edf_files import (
    RISING,
    Channel,
    codes,
    edf,
    onsets,
    pulse,
    read,
    refused,
    spo2,
)


@pytest.mark.parametrize(
    ("samples", "record_s", "period_s"),
    [(30, 30, 1), (15, 30, 2), (1, 4, 4), (20, 30, 1.5), (10, 100, 10), (8, 10, 1.25), (3, "0.3e1", 1)],
)
def test_one_reading_a_second_or_slower_is_kept(samples: int, record_s: object, period_s: float) -> None:
    data = RISING[: samples * 5]
    data += RISING[: samples * 5 - len(data)]
    night = read(edf(spo2(data), records=5, record_s=record_s))
    assert night.period_s == period_s
    assert night.spo2.tolist() == data
    assert night.warnings == ()


def test_readings_too_far_apart() -> None:
    assert refused(edf(spo2(), records=120, record_s=11)) == "too_sparse"


@pytest.mark.parametrize(("rate", "record_s"), [(10, 1), (16, 30), (256, 2), (3, 1)])
def test_faster_readings_are_taken_at_each_second(rate: int, record_s: int) -> None:
    # Each second counts up from its whole value; only the sample at the second itself is a saturation.
    each = [value if at == 0 else 20 for value in RISING[: 2 * record_s] for at in range(rate)]
    night = read(edf(spo2(each), records=2, record_s=record_s))
    assert (night.period_s, night.spo2.tolist()) == (1.0, RISING[: 2 * record_s])
    assert [warning.message for warning in night.warnings] == [
        f"SpO2 was written {rate} times a second; the value at each whole second was taken."
    ]


def test_three_readings_in_two_seconds() -> None:
    # At 0, 0.67, 1.33 ...: the value shown at each whole second is the one written last.
    night = read(edf(spo2([90, 91, 92, 93, 94, 95]), records=2, record_s=2))
    assert night.spo2.tolist() == [90, 91, 93, 94]


def test_pulse_comes_onto_the_grid_of_saturation() -> None:
    slow = read(edf(spo2(RISING[:8]), pulse([60, 70]), records=2, record_s=4))
    assert slow.pulse.tolist() == [60] * 4 + [70] * 4
    fast = read(edf(spo2([90, 91]), pulse([60, 61, 62, 63, 64, 65, 66, 67]), records=2, record_s=4))
    assert (fast.period_s, fast.pulse.tolist()) == (4.0, [60, 64])


@pytest.mark.parametrize(
    ("date", "recording", "start"),
    [
        ("15.10.25", "", datetime(2025, 10, 15, 22, 30)),
        ("15.10.84", "a free text", datetime(2084, 10, 15, 22, 30)),
        ("15.10.99", "", datetime(1999, 10, 15, 22, 30)),
        ("15/10/25", "", datetime(2025, 10, 15, 22, 30)),
        ("15.10.yy", "Startdate 02-MAR-2002 X X X", datetime(2002, 3, 2, 22, 30)),
        ("15.10.25", "Startdate 02-mar-2002 X X X", datetime(2002, 3, 2, 22, 30)),
        ("15.10.25", "Startdate X X X X", datetime(2025, 10, 15, 22, 30)),
        ("15.10.25", "Startdate 31-FEB-2002 X X X", datetime(2025, 10, 15, 22, 30)),
        ("15.10.25", "Startdate 01-OCT-9999 X X X", datetime(2025, 10, 15, 22, 30)),
    ],
)
def test_dates(date: str, recording: str, start: datetime) -> None:
    assert read(edf(spo2(), records=2, date=date, recording=recording)).start == start


def test_a_file_without_a_date() -> None:
    data = edf(spo2(), records=2, date="xx.xx.xx", recording="")
    assert refused(data) == "no_start"
    assert refused(edf(spo2(), records=2, time="25.00.00")) == "no_start"
    assert read(data, "20240101-221500.edf").start == datetime(2024, 1, 1, 22, 15)
    assert read(data, start=datetime(2023, 1, 1)).start == datetime(2023, 1, 1)


def test_a_removed_date_is_taken_and_said_unless_the_name_has_one() -> None:
    data = edf(spo2(), records=2, date="01.01.85", recording="Startdate X X X X")
    night = read(data)
    assert (night.start, codes(night)) == (datetime(1985, 1, 1, 22, 30), ["anonymised_date"])
    named = read(data, "20240101-221500.edf")
    assert (named.start, codes(named)) == (datetime(2024, 1, 1, 22, 15), [])


def test_interrupted_files_keep_their_gaps() -> None:
    # Records of 60 s at 0, 60 and, after two minutes without, 240 s.
    data = [90] * 60 + [91] * 60 + [92] * 60
    night = read(edf(spo2(data), onsets(0, 60, 240), records=3, kind="EDF+D"))
    assert len(night.spo2) == 300
    assert night.recorded.tolist() == [True] * 120 + [False] * 120 + [True] * 60
    assert night.spo2[[59, 60, 119, 240, 299]].tolist() == [90, 91, 91, 92, 92]
    assert [warning.params for warning in night.warnings] == [{"count": 1, "seconds": 120}]


def test_a_record_out_of_step_with_the_first() -> None:
    night = read(edf(spo2(range(80, 95)), onsets(0, 20, 50), records=3, record_s=20, kind="EDF+D"))
    assert night.period_s == 4.0
    assert night.recorded.tolist() == [True] * 10 + [False] * 3 + [True] * 5
    assert night.spo2[night.recorded].tolist() == list(range(80, 95))


@pytest.mark.parametrize("onset", [59.6, 59.996, 60.004, 60.4])
def test_a_jitter_of_the_clock_is_no_gap(onset: float) -> None:
    night = read(edf(spo2(), onsets(0, onset), records=2, kind="EDF+D"))
    assert night.spo2.tolist() == RISING
    assert night.recorded.all()


def test_records_shorter_than_a_reading_s_second() -> None:
    quarters = [value for value in RISING[:10] for _ in range(4)]
    times = [at / 4 + 0.003 * (1 - at % 2) for at in range(40)]
    night = read(edf(spo2(quarters), onsets(*times), records=40, record_s=0.25, kind="EDF+D"))
    assert night.spo2.tolist() == RISING[:10]
    assert night.recorded.all()


def test_fractions_of_a_second_belong_to_the_start() -> None:
    night = read(edf(spo2(), onsets(0.25, 60.25), records=2, kind="EDF+C"))
    assert night.start == datetime(2025, 10, 15, 22, 30, 0, 250_000)


@pytest.mark.parametrize(
    ("times", "key"),
    [
        ((0, 30), "clock_backwards"),
        ((60, 0), "clock_backwards"),
        ((0, 0), "clock_backwards"),
        ((0, 100_000), "long_gap"),
        ((0, 300_000), "too_long"),
        ((0, 1e11), "edf_onsets"),
    ],
)
def test_records_whose_times_make_no_recording(times: tuple[float, float], key: str) -> None:
    assert refused(edf(spo2(), onsets(*times), records=2, kind="EDF+D")) == key


def test_an_interrupted_file_without_onsets() -> None:
    assert refused(edf(spo2(), records=2, kind="EDF+D")) == "edf_onsets"
    silent = Channel("EDF Annotations", [b"+0\x14\x14\0", b"hello"])
    assert refused(edf(spo2(), silent, records=2, kind="EDF+D")) == "edf_onsets"


def test_a_recording_begins_with_a_row_whatever_is_noted() -> None:
    gap = Channel("EDF Annotations", [b"+0\x14\x14\0+0\x1530\x14No rows in the file\x14\0", b"+60\x14\x14\0"])
    ours = "Startdate 15-OCT-2025 X X X oxinight=edf"
    night = read(edf(spo2(), gap, records=2, kind="EDF+C", recording=ours))
    assert night.recorded.tolist() == [True] + [False] * 29 + [True] * 90
    theirs = read(edf(spo2(), gap, records=2, kind="EDF+C"))
    assert theirs.recorded.all()


def test_a_long_night_is_too_long() -> None:
    assert refused(edf(spo2(), records=120, record_s=3 * 3600)) == "too_sparse"
    assert refused(edf(spo2([90] * 200_000), records=100, record_s=2000)) == "too_long"
