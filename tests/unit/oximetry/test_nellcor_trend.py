"""Nellcor printouts: pages, dashes, stars and status codes."""

from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, read_recording
from oximetry.formats import nellcor_trend
from oximetry.formats.source import Source
from oximetry.simulate import night
from oximetry.simulate.trend_files import write_masimo, write_medview, write_nellcor
from tests.recordings import CONTEC_BINARY, CONTEC_CSV, REPORT_NIGHT, RING_BINARY, real
from tests.unit.oximetry.test_properties import nights

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "recorded")
HEADING = "TIME               %SPO2  BPM  PA"

# Operator's manual of the NPB-290, appendix B.
MANUAL = """\
NPB-290 VERSION 1.0.0.1 TREND SpO2 Limit: 30-100% PR Limit: 100-180BPM
TIME %SPO2 BPM PA
22-NOV-07 14:00:05 100 120 150
22-NOV-07 14:00:07 100 121 154
22-NOV-07 14:00:09 100 120 150
Output Complete
"""


def lines(tails: list[str], date: str = "24-JAN-06") -> list[str]:
    return [f"{date} 07:{at // 15:02}:{4 * at % 60:02}  {tail}" for at, tail in enumerate(tails)]


def text(rows: list[str], heading: str = HEADING) -> bytes:
    return ("\n".join([heading, *rows]) + "\n").encode()


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]


def key(data: bytes) -> str:
    with pytest.raises(RecordingError) as error:
        read_recording(data, "x.txt")
    return error.value.key


def sniffs(data: bytes) -> bool:
    return nellcor_trend.READER.sniff(Source(data, "x.txt"))


GOOD = ["98  62  120"] * 40


@settings(deadline=None, max_examples=40)
@given(nights().map(lambda made: made.recording()))
def test_what_is_written_is_read(written: Recording) -> None:
    read = read_recording(write_nellcor(written), "Ion Popescu.txt")
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(written, name)), name
    assert (read.start, read.end, read.period_s) == (written.start, written.end, written.period_s)
    assert (read.format, read.device, read.warnings) == ("nellcor-trend", "Nellcor N-395", written.warnings)


def test_the_manual_s_sample() -> None:
    recording = read_recording(MANUAL.encode(), "x.txt")
    assert (recording.start, recording.period_s) == (datetime(2007, 11, 22, 14, 0, 5), 2)
    assert recording.spo2.tolist() == [100, 100, 100]
    assert recording.pulse.tolist() == [120, 121, 120]
    assert (recording.device, codes(recording)) == ("Nellcor NPB-290", [])


@pytest.mark.parametrize(
    ("tail", "spo2", "pulse"),
    [
        ("---  ---  ---", None, None),
        ("- - -  - - -  - - -", None, None),
        ("0  0  0", None, None),
        ("", None, None),
        ("---  62  120", None, 62),
        ("98  ---  ---", 98, None),
        ("82*  62  120", 82, 62),
        ("82*  41*  120", 82, 41),
        ("97  62  ---", 97, 62),
    ],
)
def test_what_stands_for_none(tail: str, spo2: int | None, pulse: int | None) -> None:
    recording = read_recording(text(lines([*GOOD, tail, *GOOD[:3]])), "x.txt")
    assert recording.rows == 44
    assert (recording.spo2[40], recording.spo2_valid[40]) == (spo2 or 0, spo2 is not None)
    assert (recording.pulse[40], recording.pulse_valid[40]) == (pulse or 0, pulse is not None)
    assert codes(recording) == []


def test_a_blank_among_values_is_not_guessed() -> None:
    # Which of the three is missing cannot be told from white space.
    recording = read_recording(text(lines([*GOOD, "62  120", *GOOD[:3]])), "x.txt")
    assert codes(recording) == ["unreadable_rows", "gaps"]


@pytest.mark.parametrize("code", ["LP", "PS", "SD", "AO SD", "PS AO LB"])
def test_without_a_pulse_there_is_no_reading(code: str) -> None:
    recording = read_recording(text(lines([*GOOD, f"98 62 120 {code}"]), f"{HEADING}  Status"), "x.txt")
    assert (recording.spo2_valid[-1], recording.pulse_valid[-1]) == (False, False)
    assert codes(recording) == ["monitor_no_signal"]
    assert recording.warnings[0].params == {"count": 1}


@pytest.mark.parametrize("code", ["AO", "AS LB", "MO", "SL PH"])
def test_other_status_codes_change_no_reading(code: str) -> None:
    recording = read_recording(text(lines([*GOOD, f"88* 62 120 {code}"]), f"{HEADING}  Status"), "x.txt")
    assert recording.spo2[-1] == 88
    assert codes(recording) == []


MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@pytest.mark.parametrize(("month", "name"), [*enumerate(MONTHS, start=1), (7, "Jul")])
def test_every_month(month: int, name: str) -> None:
    assert read_recording(text(lines(GOOD, f"01-{name}-06")), "x.txt").start == datetime(2006, month, 1, 7)


def test_headings_come_again_on_every_page() -> None:
    page = ["\fN-395 VERSION 2.0.0.0 TREND  SpO2 Limit: 80-100%  PR Limit: 60-160BPM", HEADING]
    rows = lines(GOOD)
    recording = read_recording(text([*rows[:20], "", "  ", *page, *rows[20:], "Output Complete"]), "x.txt")
    assert (recording.rows, codes(recording)) == (40, [])


def test_what_stands_above_the_headings_is_passed_over() -> None:
    recording = read_recording(b"Patient: Ion Popescu\n\n" + text(lines(GOOD)), "Popescu.txt")
    assert (recording.rows, recording.device, codes(recording)) == (40, None, [])
    assert "Popescu" not in repr(recording)


def test_too_many_other_lines_are_refused() -> None:
    assert key(text([row for line in lines(GOOD) for row in (line, "something else")])) == "unreadable_rows"


@pytest.mark.parametrize("cut", [5, 9, 12, 20, 28])
def test_a_last_line_that_is_cut_is_left_out(cut: int) -> None:
    recording = read_recording(text(lines(GOOD))[:-cut], "x.txt")
    assert recording.rows == 39
    assert codes(recording) == ["truncated_last_row"]


def test_headings_and_nothing_else() -> None:
    assert key(text([])) == "header_only"
    assert key(MANUAL[: MANUAL.index("22-NOV")].encode()) == "header_only"
    assert key(b"Patient: Ion Popescu\n" + text([])) == "header_only"


def test_one_line_is_no_recording() -> None:
    assert key(text(lines(GOOD[:1]))) == "one_row"


@pytest.mark.parametrize(
    "other",
    [
        "24-JAN-06 07:05:19  98  62  120\n" * 3,
        "TIME %SPO2 BPM PA\nsomething else\n",
        "TIME,%SPO2,BPM,PA\n24-JAN-06 07:05:19,98,62,120\n",
        "Time,Oxygen Level,Pulse Rate,Motion\n22:20:00 15/10/2025,95,60,0\n",
    ],
)
def test_what_is_not_claimed(other: str) -> None:
    assert not sniffs(other.encode())


@pytest.mark.parametrize("name", [CONTEC_BINARY, CONTEC_CSV, RING_BINARY, REPORT_NIGHT])
def test_other_formats_are_not_claimed(name: str) -> None:
    assert not sniffs(real(name).read_bytes())


def test_other_made_up_formats_are_not_claimed() -> None:
    made = night(hours=0.2)
    others = (made.to_csv(), write_medview(made.recording()), write_masimo(made.recording()))
    assert not any(sniffs(data) for data in others)


pieces = st.sampled_from(
    [
        *("24-JAN-06", " ", "07:05:19", "98", "---", "*", "- - -", "SD", "TIME", "%SPO2", "\n", "\f"),
        *MANUAL.splitlines(keepends=True),
        *("31-FEB-06 07:05:19 98 62 120\n", "24-XYZ-06 07:05:19 98 62 120\n", "\0", "é", ",", ",,,,"),
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(pieces, max_size=40) | st.binary(max_size=300).map(lambda data: [data.decode("latin-1")]))
def test_anything_behind_a_good_beginning_is_a_recording_or_refused(parts: list[str]) -> None:
    with suppress(RecordingError):
        assert read_recording(MANUAL.encode() + "".join(parts).encode(), "x.txt").rows > 1
