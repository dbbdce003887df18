"""Rows of the Viatom family, whatever its apps write around them."""

from datetime import datetime

import numpy as np
import pytest

from oximetry import Recording, RecordingError, read_recording
from oximetry.simulate import SHAPES, night
from tests.unit.oximetry.samples import HEADINGS, csv, lines

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "motion", "motion_valid", "recorded")


def same(one: Recording, other: Recording) -> bool:
    return one.start == other.start and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS
    )


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]


EVENTFUL = night(hours=2).with_below_range("23:00", 40).with_sensor_off("23:30", 60).with_gap("23:50", 90)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_read_back(shape: str) -> None:
    recording = read_recording(EVENTFUL.to_csv(shape), EVENTFUL.filename(shape))
    assert same(recording, EVENTFUL.recording())
    assert recording.device == (None if shape == "V9" else "Checkme O2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250"])
def test_every_encoding_is_read(encoding: str) -> None:
    text = EVENTFUL.to_csv("V1").decode("utf-8-sig")
    recording = read_recording(text.encode(encoding), EVENTFUL.filename("V1"))
    assert same(recording, EVENTFUL.recording())
    assert codes(recording) == ["gaps"]


def test_western_code_page_with_a_french_month() -> None:
    rows = lines(f"22:20:{second:02} févr. 06 2025" for second in range(0, 40, 4))
    recording = read_recording(
        csv(rows, "Heure,Niveau d’oxygène,Pouls,Mouvement").decode().encode("cp1252"), "x"
    )
    assert recording.start == datetime(2025, 2, 6, 22, 20)
    assert codes(recording) == []


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(delimiter: str) -> None:
    text = EVENTFUL.to_csv("V1").replace(b",", delimiter.encode())
    assert same(read_recording(text, EVENTFUL.filename("V1")), EVENTFUL.recording())


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_other_line_ends(line_end: bytes) -> None:
    text = EVENTFUL.to_csv("V1").replace(b"\n", line_end)
    assert same(read_recording(text, EVENTFUL.filename("V1")), EVENTFUL.recording())


def test_unknown_headings_are_said() -> None:
    rows = lines(f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4))
    recording = read_recording(csv(rows, "Aika,Happitaso,Syke,Liike"), "x.csv")
    assert codes(recording) == ["unknown_headings"]
    assert recording.warnings[0].params == {"time": "Aika", "spo2": "Happitaso", "pulse": "Syke"}


@pytest.mark.parametrize(
    "headings",
    [
        "Timp,Nivel de oxigen,Puls cardiac,Mişcare",
        "Zeit,Sauerstoffgehalt,Pulsfrequenz,Bewegung",
        "Heure,Niveau d’oxygène,Pouls,Mouvement",
        "Hora,Nivel de oxígeno,Pulso,Movimiento",
        "Время,Уровень кислорода,Пульс,Движение",
        "时间,血氧,脉率,体动",
        "TIME;SPO2(%);PR(bpm);MOTION;SpO2 Reminder;PR Reminder",
    ],
)
def test_likely_headings_are_no_surprise(headings: str) -> None:
    rows = lines(f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4))
    delimiter = ";" if ";" in headings else ","
    recording = read_recording(csv((row.replace(",", delimiter) for row in rows), headings), "x.csv")
    assert codes(recording) == []
    assert recording.motion_valid.all()


def test_lines_above_the_headings_are_passed_over() -> None:
    rows = lines(f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4))
    recording = read_recording(csv([HEADINGS, *rows], "sep=,\nDevice: O2Ring"), "x.csv")
    assert (recording.rows, codes(recording)) == (10, [])


def test_no_headings_at_all() -> None:
    rows = lines(f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4))
    recording = read_recording(csv(rows, None), "x.csv")
    assert (recording.rows, codes(recording)) == (10, [])


def test_known_headings_find_columns_that_moved() -> None:
    rows = [f"22:20:{second:02} 15/10/2025,61,93,7" for second in range(0, 40, 4)]
    recording = read_recording(csv(rows, "Time,Pulse Rate,Oxygen Level,Motion"), "x.csv")
    assert set(recording.spo2.tolist()) == {93}
    assert set(recording.pulse.tolist()) == {61}


def test_a_third_party_export_with_iso_times_and_other_columns() -> None:
    rows = [
        "2026-02-14 22:05:11,96,62,0,0,0",
        "2026-02-14 22:05:15,,,3,0,1",
        "2026-02-14 22:05:19,95,61,0,0,0",
    ]
    recording = read_recording(csv(rows, "Time,SpO2(%),Pulse Rate(bpm),Motion,Vibration,Invalid"), "x.csv")
    assert recording.start == datetime(2026, 2, 14, 22, 5, 11)
    assert recording.spo2_valid.tolist() == [True, False, True]


def test_a_perfusion_index_is_not_motion() -> None:
    rows = ["2026-02-14 22:05:11,96,62,4.1,3,0", "2026-02-14 22:05:12,96,62,4.2,3,0"]
    headings = "Time,SpO2(%),Pulse Rate(bpm),Perfusion Index(%),Battery Level,Invalid"
    assert not read_recording(csv(rows, headings), "x.csv").motion_valid.any()


@pytest.mark.parametrize("nothing", ["--", "- -", "", "---", "-", "–", "NaN", "255", "127", "0", "49", "101"])
def test_what_stands_for_no_saturation(nothing: str) -> None:
    rows = [
        "22:20:00 15/10/2025,95,60,0",
        f"22:20:04 15/10/2025,{nothing},61,0",
        "22:20:08 15/10/2025,96,62,0",
    ]
    recording = read_recording(csv(rows), "x.csv")
    assert recording.spo2_valid.tolist() == [True, False, True]
    assert recording.spo2.tolist() == [95, 0, 96]
    assert recording.pulse_valid.all()


@pytest.mark.parametrize("nothing", ["--", "- -", "", "65535", "0", "19", "301"])
def test_what_stands_for_no_pulse(nothing: str) -> None:
    rows = [
        "22:20:00 15/10/2025,95,60,0",
        f"22:20:04 15/10/2025,94,{nothing},0",
        "22:20:08 15/10/2025,96,62,0",
    ]
    recording = read_recording(csv(rows), "x.csv")
    assert recording.pulse_valid.tolist() == [True, False, True]
    assert recording.spo2_valid.all()


@pytest.mark.parametrize("period", [1, 2, 4])
def test_cadence_is_the_median_with_invalid_rows_kept(period: int) -> None:
    made_up = night(hours=0.5, period_s=period).with_sensor_off("22:40", 300)
    assert read_recording(made_up.to_csv("V3"), "x.csv").period_s == period


@pytest.mark.parametrize(
    "time",
    [
        "20:35:10 15/10/2025",
        "20:35:10 10/15/2025",
        "20:35:10 15-10-2025",
        "20:35:10 15.10.2025",
        "20:35:10 15/10/25",
        "15/10/2025 20:35:10",
        "2025-10-15T20:35:10Z",
        "2025-10-15 20:35:10.000",
        "20:35:10 Oct 15 2025",
        "20:35:10 15 oct. 2025",
        "20:35:10 15 octombrie 2025",
        "20:35:10 15. Okt. 2025",
        '"08:35:10PM Oct 15, 2025"',
        '"8:35:10PM Oct 15, 2025"',
        "08:35:10 PM Oct 15 2025",
        "08:35:10 p.m. Oct 15 2025",
        '"08:35:10PM 10/15/2025"',
    ],
)
def test_every_way_to_write_a_time(time: str) -> None:
    rows = lines([time, time.replace("35:10", "35:14"), time.replace("35:10", "35:18")])
    assert read_recording(csv(rows), "x.csv").start == datetime(2025, 10, 15, 20, 35, 10)


@pytest.mark.parametrize(("clock", "hour"), [("12:00:01AM", 0), ("12:00:01PM", 12), ("01:00:01PM", 13)])
def test_the_twelve_hour_clock(clock: str, hour: int) -> None:
    rows = lines(
        [f'"{clock} Oct 15, 2025"', f'"{clock.replace("01A", "05A").replace("01P", "05P")} Oct 15, 2025"']
    )
    assert read_recording(csv(rows), "x.csv").start.hour == hour


def test_a_last_row_cut_in_the_middle_is_left_out_and_said() -> None:
    whole = night(hours=0.2).to_csv("V2")
    for cut in range(2, 22):
        recording = read_recording(whole[:-cut], "x.csv")
        assert recording.rows == 179 + (cut <= 2)
        assert codes(recording) == ([] if cut <= 2 else ["truncated_last_row"])


def test_a_few_damaged_rows_become_gaps_and_are_said() -> None:
    rows = night(hours=0.2).to_csv("V2").splitlines()
    rows[50], rows[90] = b"22:3#:16 15/10/2025,95,60,0", b"garbage"
    recording = read_recording(b"\n".join(rows) + b"\n", "x.csv")
    assert codes(recording) == ["unreadable_rows", "gaps"]
    assert (recording.rows, len(recording.spo2)) == (178, 180)


def test_many_damaged_rows_are_refused() -> None:
    rows = night(hours=0.2).to_csv("V2").splitlines()
    rows[50:60] = [b"garbage"] * 10
    with pytest.raises(RecordingError) as refused:
        read_recording(b"\n".join(rows), "x.csv")
    assert refused.value.key == "unreadable_rows"
    assert refused.value.params == {"count": 11, "rows": 181}


def test_a_night_without_any_saturation_says_so() -> None:
    rows = lines((f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4)), "--,--,3")
    assert codes(read_recording(csv(rows), "x.csv")) == ["no_spo2"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("96.0", 96), ("96.00", 96), ('"96,0"', 96), ("100.0", 100), ("100", 100), ("0.0", 0)],
)
def test_whole_numbers_with_decimals(written: str, read: int) -> None:
    rows = lines([f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4)], f"{written},60.0,3.0")
    recording = read_recording(csv(rows), "x.csv")
    assert recording.spo2.tolist() == [read] * 10
    assert (recording.pulse.tolist(), recording.motion.tolist()) == ([60] * 10, [3] * 10)


@pytest.mark.parametrize("written", ["96.5", "96.05", ".0", "96.", "9.6.0"])
def test_other_decimals_are_no_reading(written: str) -> None:
    rows = lines([f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4)], f"{written},60,3")
    with pytest.raises(RecordingError):
        read_recording(csv(rows), "x.csv")


@pytest.mark.parametrize("end", [",,,\n,,,\n", " \n", '"","","",""\n', "\n\t\n"])
def test_lines_of_blank_fields_are_no_rows(end: str) -> None:
    rows = lines(f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4))
    recording = read_recording(csv(rows) + end.encode(), "x.csv")
    assert (recording.rows, codes(recording)) == (10, [])


@pytest.mark.parametrize("headings", ["time,lat,lon,alt", "Zeit,a,b,c"])
def test_numbers_under_unknown_headings_must_be_an_oximeter_s(headings: str) -> None:
    times = [f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4)]
    with pytest.raises(RecordingError) as error:
        read_recording(csv(lines(times, "45,26,80"), headings), "x.csv")
    assert error.value.key == "columns"
    for tail in ("95,60,0", "--,--,5", "255,65535,0", "--,83,0"):
        assert codes(read_recording(csv(lines(times, tail), headings), "x.csv"))[0] == "unknown_headings"


def test_a_reading_beside_dashes_is_not_taken_for_its_neighbour() -> None:
    """Date and time in two columns could begin with a whole time and dashes; the pulse is no SpO2."""
    rows = lines([f"22:20:{second:02} 15/10/2025" for second in range(0, 40, 4)], "--,83,0")
    recording = read_recording(csv(rows, "Aeg,Hapnik,Pulss,Liikumine"), "x.csv")
    assert recording.format == "viatom-csv"
    assert not recording.spo2_valid.any()
    assert recording.pulse.tolist() == [83] * 10


@pytest.mark.parametrize(
    "time",
    ["22.20.{:02} 15.10.2025", "22.20.{:02} 15/10/2025", "2025-10-15 22.20.{:02}", "15.10.2025 22.20.{:02}"],
)
def test_clocks_with_dots(time: str) -> None:
    recording = read_recording(csv(lines(time.format(second) for second in range(0, 40, 4))), "x.csv")
    assert (recording.start, recording.period_s) == (datetime(2025, 10, 15, 22, 20), 4.0)


@pytest.mark.parametrize("time", ["22.20.{:02} 15.10.25", "15.10.25 22.20.{:02}", "22.20.{:02}"])
def test_clocks_with_dots_that_could_be_dates_are_not_read(time: str) -> None:
    with pytest.raises(RecordingError):
        read_recording(csv(lines(time.format(second) for second in range(0, 40, 4))), "x.csv")
