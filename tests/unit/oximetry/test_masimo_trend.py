"""TrendCom files: named values, exception bits, and lines that are something else."""

from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, read_recording
from oximetry.formats import masimo_trend
from oximetry.formats.source import Source
from oximetry.simulate import night
from oximetry.simulate.trend_files import write_masimo, write_medview, write_nellcor
from tests.recordings import CONTEC_BINARY, CONTEC_CSV, REPORT_NIGHT, RING_BINARY, real
from tests.unit.oximetry.test_properties import nights

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "recorded")

# Operator's manual of the Rad-8, 4-24.
MANUAL = """\
09/21/08 09:56:08 SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET
09/21/08 09:56:10 SpO2=000 PR=000 PI=00.00 EXC=828:Search,OffPat,SET
09/21/08 09:56:12 SpO2=097 PR=069 PI=04.69 EXC=800:SET
09/21/08 09:56:14 SpO2=096 PR=074 PI=02.28 EXC=C00:LowSigIQ,SET
09/21/08 09:56:16 SpO2=098 PR=078 PI=03.64 EXC=800:SET
09/21/08 09:56:18 SpO2=000 PR=000 PI=00.00 EXC=800:SET
09/21/08 09:56:20 SpO2=000 PR=000 PI=00.00 EXC=820:OffPat,SET
09/21/08 09:56:22 SpO2=096 PR=078 PI=02.68 EXC=800:SET
"""


def lines(tails: list[str], date: str = "09/21/08") -> list[str]:
    return [f"{date} 09:{at // 30:02}:{2 * at % 60:02} {tail}" for at, tail in enumerate(tails)]


def text(rows: list[str]) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def with_exception(digits: str) -> Recording:
    tails = ["SpO2=097 PR=069 PI=04.69 EXC=800:SET", f"SpO2=091 PR=070 PI=04.69 EXC={digits}"]
    return read_recording(text(lines(tails)), "x.out")


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]


def key(data: bytes) -> str:
    with pytest.raises(RecordingError) as error:
        read_recording(data, "x.out")
    return error.value.key


def sniffs(data: bytes) -> bool:
    return masimo_trend.READER.sniff(Source(data, "x.out"))


GOOD = ["SpO2=097 PR=069 PI=04.69 EXC=800:SET"] * 40


@settings(deadline=None, max_examples=40)
@given(nights().map(lambda made: made.recording()))
def test_what_is_written_is_read(written: Recording) -> None:
    read = read_recording(write_masimo(written), "Ion Popescu.out")
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(written, name)), name
    assert (read.start, read.end, read.period_s) == (written.start, written.end, written.period_s)
    assert (read.format, read.device) == ("masimo-trend", None)
    said = [warning for warning in read.warnings if warning.code != "monitor_no_signal"]
    assert tuple(said) == written.warnings


def test_the_manual_s_sample() -> None:
    recording = read_recording(MANUAL.encode(), "trend.out")
    assert (recording.start, recording.period_s) == (datetime(2008, 9, 21, 9, 56, 8), 2)
    assert recording.spo2.tolist() == [0, 0, 97, 96, 98, 0, 0, 96]
    assert recording.pulse.tolist() == [0, 0, 69, 74, 78, 0, 0, 78]
    assert recording.spo2_valid.tolist() == [False, False, True, True, True, False, False, True]
    said = {warning.code: warning.params["count"] for warning in recording.warnings}
    assert said == {"monitor_no_signal": 3, "monitor_weak_signal": 1}


@pytest.mark.parametrize(
    "digits",
    [
        pytest.param("001", id="no sensor"),
        pytest.param("002", id="defective sensor"),
        pytest.param("008", id="pulse search"),
        pytest.param("010", id="interference"),
        pytest.param("020", id="sensor off"),
        pytest.param("040", id="ambient light"),
        pytest.param("080", id="unrecognised sensor"),
        pytest.param("8a0:two of them,SET", id="together, in small letters"),
        pytest.param("C08:Search,LowSigIQ,SET", id="with a weak signal"),
    ],
)
def test_without_a_signal_there_is_no_reading(digits: str) -> None:
    recording = with_exception(digits)
    assert recording.spo2_valid.tolist() == recording.pulse_valid.tolist() == [True, False]
    assert recording.recorded.all()
    assert codes(recording) == ["monitor_no_signal"]
    assert recording.warnings[0].params == {"count": 1}


@pytest.mark.parametrize(
    "digits", [pytest.param("004", id="low perfusion"), pytest.param("C00:LowSigIQ,SET", id="low signal IQ")]
)
def test_a_weak_signal_is_kept_and_counted(digits: str) -> None:
    recording = with_exception(digits)
    assert recording.spo2.tolist() == [97, 91]
    assert recording.pulse.tolist() == [69, 70]
    assert codes(recording) == ["monitor_weak_signal"]


@pytest.mark.parametrize("digits", ["000", "800", "800:SET", "100", "200"])
def test_what_is_no_exception(digits: str) -> None:
    recording = with_exception(digits)
    assert recording.spo2.tolist() == [97, 91]
    assert codes(recording) == []


def test_a_weak_signal_without_values_is_not_counted_as_kept() -> None:
    recording = read_recording(text(lines([*GOOD, "SpO2=000 PR=000 PI=00.00 EXC=C00:LowSigIQ,SET"])), "x")
    assert codes(recording) == []


def test_dashes_and_the_other_values_of_a_co_oximeter() -> None:
    tails = [
        "SpO2=097 SpCO=001 PR=069 PI=04.69 SpMet=0.5 EXC=800:SET",
        "SpO2=--- SpCO=--- PR=070 PI=04.69 EXC=800:SET",
        "SpO2=096 PR=--- PI=04.69 SpCO=01 Met=00.4 SpHb=12.3 PVI=014 EXC=800:SET",
    ]
    recording = read_recording(text(lines(tails)), "x.out")
    assert recording.spo2.tolist() == [97, 0, 96]
    assert recording.pulse.tolist() == [69, 70, 0]
    assert codes(recording) == []


# As they stand in the sources of people who keep what a Rad-8 and a Radical-7 send; both end a line twice.
SENT = """\
02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- \
ALARM=0000 EXC=000800
02/22/16 22:47:46 SN=---------- SPO2=097% BPM=096 PI=00.55 SPCO=--% SPMET=--.-% SPHB=--.- SPOC=-- RESVD=--- \
DESAT=-- PIDELTA=+-- PVI=--- ALARM=000000 EXC=0000C00 EXC1=00000000
02/22/16 22:47:47 SN=0000056661 SPO2=---% BPM=--- PI=--.--% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- \
ALARM=0000 EXC=000001
02/22/16 22:47:48 SN=0000056661 SPO2=096% BPM=101 PI=--.--% SPCO=--.-% SPMET=--.-% DESAT=-- PIDELTA=+-- \
ALARM=0010 EXC=000824
02/22/16 22:47:49 SPO2=095% BPM=064 PI=01.20% ALARM=0000 EXC=00000000
"""


def test_what_a_monitor_sends_as_it_measures() -> None:
    recording = read_recording(SENT.replace("\n", "\r\n\r\n").encode(), "putty.log")
    assert (recording.format, recording.start, recording.period_s) == (
        *("masimo-trend", datetime(2016, 2, 22, 22, 47, 45)),
        1.0,
    )
    assert recording.spo2.tolist() == [98, 97, 0, 0, 95]
    assert recording.pulse.tolist() == [97, 96, 0, 0, 64]
    assert codes(recording) == ["monitor_no_signal", "monitor_weak_signal"]


def test_the_month_stands_first_as_documented() -> None:
    recording = read_recording(text(lines(GOOD, "03/04/08")), "x.out")
    assert (recording.start.month, recording.start.day, codes(recording)) == (3, 4, [])


def test_the_day_stands_first_where_nothing_else_is_possible() -> None:
    recording = read_recording(text(lines(GOOD, "21/09/08")), "x.out")
    assert recording.start == datetime(2008, 9, 21, 9)


def test_a_date_in_another_line_settles_nothing() -> None:
    rows = lines(GOOD, "03/14/08")
    rows.insert(20, "25/12/08 10:00:00, printed")
    recording = read_recording(text(rows), "x.out")
    assert (recording.start.month, recording.start.day) == (3, 14)


def test_other_lines_are_passed_over_and_counted() -> None:
    rows = [*lines(GOOD)[:20], "", "Page 2 of Ion Popescu", *lines(GOOD)[20:]]
    recording = read_recording(text(["Trend of Ion Popescu", "", *rows]), "x.out")
    assert recording.rows == 40
    assert codes(recording) == ["unreadable_rows"]
    assert recording.warnings[0].params == {"count": 1}
    assert "Popescu" not in repr(recording)


def test_too_many_other_lines_are_refused() -> None:
    assert key(text([row for line in lines(GOOD) for row in (line, "something else")])) == "unreadable_rows"


@pytest.mark.parametrize("cut", [8, 12, 20, 35, 50])
def test_a_last_line_that_is_cut_is_left_out(cut: int) -> None:
    recording = read_recording(text(lines(GOOD))[:-cut], "x.out")
    assert recording.rows == 39
    assert codes(recording) == ["truncated_last_row"]


def test_a_date_that_does_not_exist_is_no_reading() -> None:
    rows = lines(GOOD, "02/28/08")
    rows[20] = rows[20].replace("02/28", "02/31")
    assert codes(read_recording(text(rows), "x.out")) == ["unreadable_rows", "gaps"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_saved_again_by_an_editor(encoding: str) -> None:
    assert read_recording(text(lines(GOOD)).decode().encode(encoding), "x.txt").rows == 40


def test_one_line_is_no_recording() -> None:
    assert key(text(lines(GOOD[:1]))) == "one_row"


@pytest.mark.parametrize("name", [CONTEC_BINARY, CONTEC_CSV, RING_BINARY, REPORT_NIGHT])
def test_other_formats_are_not_claimed(name: str) -> None:
    assert not sniffs(real(name).read_bytes())


def test_other_made_up_formats_are_not_claimed() -> None:
    made = night(hours=0.2)
    others = (made.to_csv(), write_medview(made.recording()), write_nellcor(made.recording()))
    assert not any(sniffs(data) for data in others)


pieces = st.sampled_from(
    [
        *(
            "09/21/08",
            " ",
            "09:56:08",
            "SpO2=",
            "097",
            "---",
            "PR=069",
            "PI=04.69",
            "EXC=",
            "EXC=8",
            ":SET",
            "\n",
        ),
        *MANUAL.splitlines(keepends=True),
        *("13/13/08 09:56:08 SpO2=097 PR=069 EXC=800\n", "\0", "é", ",", ",,,,"),
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(pieces, max_size=40) | st.binary(max_size=300).map(lambda data: [data.decode("latin-1")]))
def test_anything_behind_a_good_beginning_is_a_recording_or_refused(parts: list[str]) -> None:
    with suppress(RecordingError):
        assert read_recording(MANUAL.encode() + "".join(parts).encode(), "x.out").rows > 1
