"""CSV exports with date and time in columns of their own: Contec's, EMAY's and others'."""

import time
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, read_file, read_recording
from oximetry.formats import READERS, viatom_csv
from oximetry.formats.source import Source
from oximetry.simulate import SHAPES, night
from tests.recordings import CONTEC_CSV, real
from tests.unit.oximetry.samples import csv

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "recorded")
CONTEC, EMAY = "DATE,TIME,SPO2,PULSE", "Date,Time,SpO2(%),PR(bpm)"
OCTOBER = datetime(2025, 10, 15, 21, 10, 35)

EVENTFUL = (
    night(hours=2, period_s=1)
    .with_below_range("23:00", 40)
    .with_sensor_off("23:30", 60)
    .with_gap("23:50", 90)
)


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]


def same(one: Recording, other: Recording) -> bool:
    return (one.start, one.period_s) == (other.start, other.period_s) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS
    )


def rows(date: str, clocks: tuple[str, ...], tail: str = "95,60") -> list[str]:
    return [f"{date},{clock},{tail}" for clock in clocks]


def refused(data: bytes) -> str:
    with pytest.raises(RecordingError) as error:
        read_recording(data, "x.csv")
    return error.value.key


EVENING = ("21:10:35", "21:10:36", "21:10:37")
EVENING_PM = ("9:10:35 PM", "9:10:36 PM", "9:10:37 PM")


def test_the_real_export_is_read_whole_and_without_doubt() -> None:
    recording = read_file(real(CONTEC_CSV))
    assert (recording.format, recording.device, recording.device_number) == (
        "contec-csv",
        "Contec CMS50",
        None,
    )
    assert (recording.rows, recording.start) == (10_425, datetime(2021, 5, 15, 12, 6, 42))
    assert recording.end == datetime(2021, 5, 15, 15, 0, 26)
    assert recording.recorded.all()
    assert recording.warnings == ()


@pytest.mark.parametrize("text", [EVENTFUL.to_contec_csv(), EVENTFUL.to_emay_csv()], ids=["contec", "emay"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_is_written_is_read(text: bytes, encoding: str, delimiter: str) -> None:
    data = (text.decode().replace(",", delimiter) + "\n\n").encode(encoding)
    recording = read_recording(data, "x.csv")
    assert same(recording, EVENTFUL.recording())
    assert codes(recording) == ["gaps"]


def test_each_family_is_known_by_its_headings() -> None:
    contec = read_recording(EVENTFUL.to_contec_csv(), "x.csv")
    emay = read_recording(EVENTFUL.to_emay_csv(), "x.csv")
    assert (contec.format, contec.device) == ("contec-csv", "Contec CMS50")
    assert (emay.format, emay.device) == ("emay-csv", "EMAY SleepO2")


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        ("date, time, spo2, pulse", "contec-csv"),
        ('"DATE","TIME","SPO2","PULSE"', "contec-csv"),
        ("Date,Time,SpO2 (%),PR (bpm),Extra,Extra2", "emay-csv"),
        ("Date,Time,SpO2,Pulse Rate", "date-time-csv"),
        ("Data,Ora,SpO2,Puls", "date-time-csv"),
    ],
)
def test_headings_however_they_are_written(headings: str, name: str) -> None:
    tail = "95,60,1,x" if "Extra" in headings else "95,60"
    recording = read_recording(csv(rows("2025-10-15", EVENING, tail), headings), "x.csv")
    assert (recording.format, recording.rows, codes(recording)) == (name, 3, [])
    assert recording.device == {"contec-csv": "Contec CMS50", "emay-csv": "EMAY SleepO2"}.get(name)


@pytest.mark.parametrize("headings", [None, "Päivä,Aika,Happi,Syke"])
def test_rows_without_known_headings_are_known_by_what_they_hold(headings: str | None) -> None:
    tails = ["127,255", "0,0", *["95,60"] * 8]
    lines = [f"2025-10-15,21:10:{at + 10},{tail}" for at, tail in enumerate(tails)]
    recording = read_recording(csv(lines, headings), "x.csv")
    assert (recording.format, recording.device) == ("date-time-csv", None)
    assert recording.spo2_valid.tolist() == recording.pulse_valid.tolist() == [False] * 2 + [True] * 8
    assert codes(recording) == ["usual_columns"]


@pytest.mark.parametrize("tail", ["12,60", "95,5", "103,95", "127,255", ",", "95", "95.5,60", "x,60"])
def test_other_rows_without_known_headings_are_not_taken(tail: str) -> None:
    assert refused(csv(rows("2025-10-15", EVENING, tail), None)) == "columns"


def test_headings_find_columns_that_moved() -> None:
    lines = [f"{number},21:10:3{number},2025-10-15,60,95" for number in range(5)]
    recording = read_recording(csv(lines, "No,Time,Date,Pulse,SpO2"), "x.csv")
    assert recording.start == datetime(2025, 10, 15, 21, 10, 30)
    assert set(recording.spo2.tolist()) == {95}
    assert set(recording.pulse.tolist()) == {60}


@pytest.mark.parametrize("date", ["2025-10-15", "2025/10/15", "10/15/2025", "15/10/2025", "15.10.2025"])
@pytest.mark.parametrize(
    "clocks", [EVENING, EVENING_PM, ("9:10:35PM", "9:10:36PM"), ("09:10:35 pm", "09:10:36 pm")]
)
@pytest.mark.parametrize("headings", [CONTEC, EMAY])
def test_every_way_to_write_a_date(headings: str, date: str, clocks: tuple[str, ...]) -> None:
    recording = read_recording(csv(rows(date, clocks), headings), "x.csv")
    assert (recording.start, codes(recording)) == (OCTOBER, [])


@pytest.mark.parametrize("date", ["15.10.2025 г.", "2025年10月15日", "2025. 10. 15", "15 oct. 2025"])
def test_dates_of_other_locales(date: str) -> None:
    assert read_recording(csv(rows(date, EVENING), EMAY), "x.csv").start == OCTOBER


def test_fields_may_be_quoted() -> None:
    lines = [f'"10/15/2025","{clock}","95","60"' for clock in EVENING_PM]
    assert read_recording(csv(lines, EMAY), "x.csv").start == OCTOBER


@pytest.mark.parametrize("half", ["PM ", "pm ", "下午", "오후 "])
def test_the_half_of_the_day_may_stand_before_the_clock(half: str) -> None:
    clocks = tuple(half + clock.removesuffix(" PM") for clock in EVENING_PM)
    assert read_recording(csv(rows("2025-10-15", clocks), EMAY), "x.csv").start == OCTOBER


def test_a_clock_with_an_unknown_word_is_not_read_without_it() -> None:
    clocks = tuple(f"xyz {clock.removesuffix(' PM')}" for clock in EVENING_PM)
    assert refused(csv(rows("2025-10-15", clocks), EMAY)) == "unreadable_rows"


@pytest.mark.parametrize(
    ("filename", "clocks", "start", "said"),
    [
        ("EMAY SpO2-20250807-211035.csv", EVENING, datetime(2025, 8, 7, 21, 10, 35), []),
        ("EMAY SpO2-20250708-211035.csv", EVENING, datetime(2025, 7, 8, 21, 10, 35), []),
        ("_Popescu_1_2_20250807211035.csv", EVENING, datetime(2025, 8, 7, 21, 10, 35), []),
        ("x.csv", EVENING_PM, datetime(2025, 7, 8, 21, 10, 35), []),
        ("x.csv", EVENING, datetime(2025, 8, 7, 21, 10, 35), ["date_order_assumed"]),
    ],
)
def test_day_or_month_first(filename: str, clocks: tuple[str, ...], start: datetime, said: list[str]) -> None:
    recording = read_recording(csv(rows("07/08/2025", clocks), EMAY), filename)
    assert (recording.start, codes(recording)) == (start, said)


def test_names_of_people_never_leave_the_reader() -> None:
    lines = ["Patient: Popescu Maria", *rows("07/08/2025", EVENING)]
    for filename in ("_Popescu_1_2_20250807211035.csv", "Popescu Maria.csv"):
        recording = read_recording(csv(lines, None), filename)
        said = repr(recording) + "".join(warning.message for warning in recording.warnings)
        assert "Popescu" not in said


def test_blanks_stand_for_nothing_each_for_itself() -> None:
    tails = ["93,83", "93,", ",83", ",", "94,92"]
    lines = [f"2/26/2024,9:10:3{at} PM,{tail}" for at, tail in enumerate(tails)]
    recording = read_recording(csv(lines, EMAY), "x.csv")
    assert recording.spo2_valid.tolist() == [True, True, False, False, True]
    assert recording.pulse_valid.tolist() == [True, False, True, False, True]
    assert recording.recorded.all()


def test_contec_numbers_that_stand_for_nothing() -> None:
    tails = ["95, 71", "127, 255", "127, 71", "95, 255", "95, 71"]
    lines = [f"2021-05-15, 12:06:4{at}, {tail}" for at, tail in enumerate(tails)]
    recording = read_recording(csv(lines, CONTEC), "x.csv")
    assert recording.spo2_valid.tolist() == [True, False, False, True, True]
    assert recording.pulse_valid.tolist() == [True, False, True, False, True]


def test_the_end_of_summer_time() -> None:
    first = datetime(2025, 10, 26, 3, 59, 0)
    times = [first + timedelta(seconds=at) - timedelta(hours=at >= 60) for at in range(120)]
    lines = [f"{at.month}/{at.day}/{at.year},{at:%I:%M:%S %p},95,60" for at in times]
    recording = read_recording(csv(lines, EMAY), "x.csv")
    assert (recording.rows, len(recording.spo2), codes(recording)) == (120, 120, ["clock_back_hour"])


def test_midnight_ticks_the_date() -> None:
    lines = [*rows("08/05/2026", ("23:59:58", "23:59:59")), *rows("08/06/2026", ("00:00:00", "00:00:01"))]
    recording = read_recording(csv(lines, EMAY), "x.csv")
    assert (recording.start, len(recording.spo2)) == (datetime(2026, 8, 5, 23, 59, 58), 4)


def test_a_last_row_cut_in_the_middle_is_left_out_and_said() -> None:
    whole = EVENTFUL.to_contec_csv()
    recording = read_recording(whole[:-9], "x.csv")
    assert codes(recording) == ["truncated_last_row", "gaps"]
    assert recording.rows == EVENTFUL.recording().rows - 1


@pytest.mark.parametrize("headings", [CONTEC, EMAY])
def test_headings_without_rows(headings: str) -> None:
    assert refused(csv([], headings)) == "header_only"
    assert refused(csv(["a,b,c,d"] * 9, headings)) == "unreadable_rows"


@pytest.mark.parametrize("shape", SHAPES)
def test_exports_with_one_column_of_time_are_left_to_their_reader(shape: str) -> None:
    for delimiter in (b",", b";", b"\t"):
        source = Source(EVENTFUL.to_csv(shape).replace(b",", delimiter), "x.csv")
        claimed = [reader.name for reader in READERS if reader.sniff(source)]
        assert claimed == [viatom_csv.NAME]


@pytest.mark.parametrize("text", [EVENTFUL.to_contec_csv(), EVENTFUL.to_emay_csv()], ids=["contec", "emay"])
@pytest.mark.parametrize("headings", [True, False])
def test_only_one_reader_claims_a_file(text: bytes, headings: bool) -> None:
    source = Source(text if headings else text.split(b"\n", 1)[1], "x.csv")
    assert sum(reader.sniff(source) for reader in READERS) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["Date,SpO2,Time,Pulse", *(f"2025-10-15,95,{clock},60" for clock in EVENING)],
        ["Number,Event,SpO2,Pulse"],
    ],
)
def test_date_and_time_must_be_named_side_by_side(lines: list[str]) -> None:
    assert refused(csv(lines, None)) == "columns"


pieces = st.sampled_from(
    [
        *("2021-05-15", "10/15/2025", "15.10.2025", "12:06:42", "9:10:35 PM", " ", ",", ";", "\t", "\n", '"'),
        *("95", "127", "255", "60", "--", "\0", "é", "31/02/2025", "99:99:99", "Pulse", CONTEC, EMAY),
        *("2021-05-15, 12:06:43, 95, 71\r\n", "2/26/2024,9:10:36 PM,,83\n", "2021/12/10;11:32:14;98;85\n"),
    ]
)


@settings(max_examples=200)
@given(st.sampled_from(["", CONTEC + "\n", EMAY + "\n"]), st.lists(pieces, max_size=50))
def test_anything_like_an_export_is_a_recording_or_refused(headings: str, parts: list[str]) -> None:
    try:
        read = read_recording((headings + "".join(parts)).encode(), "EMAY SpO2-20230713-045916.csv")
    except RecordingError:
        return
    assert read.rows >= 2


@pytest.mark.parametrize("piece", [b"2021-05-15, 12:06:4x, 95, 71\r\n", b",", b'"', b"\n", b"1,"])
def test_a_great_file_is_refused_soon(piece: bytes) -> None:
    data = EVENTFUL.to_contec_csv() + piece * (6 * 1024 * 1024 // len(piece))
    begin = time.perf_counter()
    assert refused(data)
    assert time.perf_counter() - begin < 2
