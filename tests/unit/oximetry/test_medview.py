"""MedView files: records with their own times, known by their content alone."""

from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, read_recording
from oximetry.formats import medview
from oximetry.formats.source import Source
from oximetry.simulate import night
from oximetry.simulate.trend_files import write_masimo, write_medview, write_nellcor
from tests.recordings import CONTEC_BINARY, CONTEC_CSV, REPORT_NIGHT, RING_BINARY, real
from tests.unit.oximetry.test_properties import nights

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "recorded")


def record(second: int, spo2: int = 95, pulse: int = 60, day: int = 15) -> bytes:
    minute, second = divmod(second, 60)
    return bytes([0, 0, 7, 25, 10, day, 22, minute, second, spo2, pulse])


def file(records: list[bytes], count: int | None = None) -> bytes:
    return b"\x07" + (len(records) if count is None else count).to_bytes(2, "little") + b"".join(records)


def sniffs(data: bytes) -> bool:
    return medview.READER.sniff(Source(data, "x.dat"))


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]


RECORDS = [record(second) for second in range(40)]


@settings(deadline=None, max_examples=40)
@given(nights().map(lambda made: made.recording()))
def test_what_is_written_is_read(written: Recording) -> None:
    read = read_recording(write_medview(written), "Ion Popescu.dat")
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(written, name)), name
    assert (read.start, read.end, read.period_s) == (written.start, written.end, written.period_s)
    assert (read.format, read.device, read.warnings) == ("medview", None, written.warnings)
    assert not read.motion_valid.any()


def test_bytes_as_documented() -> None:
    recording = read_recording(file([record(0, 97, 61), record(1, 96, 62), record(2, 95, 63)]), "x")
    assert recording.start == datetime(2025, 10, 15, 22, 0)
    assert recording.period_s == 1
    assert recording.spo2.tolist() == [97, 96, 95]
    assert recording.pulse.tolist() == [61, 62, 63]


@pytest.mark.parametrize(("spo2", "pulse"), [(0, 0), (127, 255), (255, 255)])
def test_what_stands_for_none(spo2: int, pulse: int) -> None:
    recording = read_recording(file([*RECORDS, record(40, spo2, pulse)]), "x.dat")
    assert (recording.spo2_valid[-1], recording.pulse_valid[-1]) == (False, False)
    assert recording.recorded[-1]


def test_saturation_and_pulse_are_valid_each_for_itself() -> None:
    recording = read_recording(file([*RECORDS, record(40, 0, 60), record(41, 95, 0)]), "x.dat")
    assert recording.spo2_valid[-2:].tolist() == [False, True]
    assert recording.pulse_valid[-2:].tolist() == [True, False]


def test_gaps_are_kept_and_said() -> None:
    recording = read_recording(file([*RECORDS, *(record(second) for second in range(100, 120))]), "x.dat")
    assert (len(recording.spo2), recording.rows) == (120, 60)
    assert not recording.spo2_valid[40:100].any()
    assert codes(recording) == ["gaps"]


@pytest.mark.parametrize("cut", [1, 10, 11, 35])
def test_a_file_that_is_cut_off_is_said(cut: int) -> None:
    recording = read_recording(file(RECORDS)[:-cut], "x.dat")
    assert recording.rows == 40 - -(-cut // 11)
    assert codes(recording) == ["truncated_last_row"]


def test_the_report_title_behind_the_records_is_not_read() -> None:
    recording = read_recording(file(RECORDS) + b"\x0bIon Popescu, Str. Lunga 5, Brasov" * 20, "x.dat")
    assert (recording.rows, codes(recording)) == (40, [])
    assert "Popescu" not in repr(recording)


@pytest.mark.parametrize("hours", [18.5, 24])
def test_more_records_than_the_count_can_say_are_read(hours: float) -> None:
    written = night(hours=hours, period_s=1).recording()
    assert read_recording(write_medview(written) + b"Ion Popescu", "x.dat").rows == hours * 3600 > 65_535


def test_a_few_damaged_records_are_left_out_and_said() -> None:
    records = [record(second) for second in range(300)]
    records[100:103] = [b"\xff" * 11] * 3
    recording = read_recording(file(records), "x.dat")
    assert recording.rows == 297
    assert codes(recording) == ["unreadable_rows", "gaps"]


@pytest.mark.parametrize(("damaged", "taken"), [(5, True), (6, False)])
def test_how_many_are_a_few(damaged: int, taken: bool) -> None:
    records = [record(second) for second in range(100)]
    records[50 : 50 + damaged] = [b"\xff" * 11] * damaged
    assert sniffs(file(records)) == taken


def test_many_damaged_records_are_not_this_format() -> None:
    assert not sniffs(file([*RECORDS[:20], *[b"\xff" * 11] * 20]))


@pytest.mark.parametrize(
    "damaged",
    [
        bytes([0, 0, 7, 25, 2, 30, 22, 0, 0, 95, 60]),
        bytes([0, 0, 7, 25, 13, 1, 22, 0, 0, 95, 60]),
        bytes([0, 0, 7, 25, 0, 1, 22, 0, 0, 95, 60]),
        bytes([0, 0, 7, 25, 1, 0, 22, 0, 0, 95, 60]),
        bytes([0, 0, 7, 100, 1, 1, 22, 0, 0, 95, 60]),
        bytes([0, 0, 7, 25, 1, 1, 24, 0, 0, 95, 60]),
        bytes([0, 0, 7, 25, 1, 1, 23, 60, 0, 95, 60]),
        bytes([0, 0, 7, 25, 1, 1, 23, 0, 60, 95, 60]),
        bytes([0, 0, 7, 25, 1, 1, 23, 0, 0, 101, 60]),
        bytes([0, 1, 7, 25, 1, 1, 23, 0, 0, 95, 60]),
        bytes(11),
    ],
)
def test_what_no_record_is(damaged: bytes) -> None:
    assert sniffs(file([RECORDS[0]]))
    assert not sniffs(file([damaged]))
    assert not sniffs(file([damaged] * 5))


def test_a_good_beginning_is_not_enough() -> None:
    assert sniffs(file(RECORDS) + b"x" * 60_000)
    assert not sniffs(file(RECORDS) + b"x" * 100_000)


def test_too_short_to_be_anything() -> None:
    for length in range(14):
        assert not sniffs(file(RECORDS[:1])[:length])


@pytest.mark.parametrize("name", [CONTEC_BINARY, CONTEC_CSV, RING_BINARY, REPORT_NIGHT])
def test_other_formats_are_not_claimed(name: str) -> None:
    assert not sniffs(real(name).read_bytes())


def test_other_made_up_formats_are_not_claimed() -> None:
    made = night(hours=0.2)
    others = (made.to_csv(), write_masimo(made.recording()), write_nellcor(made.recording()))
    assert not any(sniffs(data) for data in others)


def test_beyond_what_one_recording_can_be() -> None:
    with pytest.raises(RecordingError) as error:
        read_recording(file(RECORDS * 6000, count=0), "x.dat")
    assert error.value.key == "too_large"


def test_one_record_is_no_recording() -> None:
    with pytest.raises(RecordingError) as error:
        read_recording(file(RECORDS[:1]), "x.dat")
    assert error.value.key == "one_row"


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(RECORDS), max_size=60), st.binary(max_size=300), st.integers(0, 65_535))
def test_anything_behind_a_good_beginning_is_a_recording_or_refused(
    records: list[bytes], rest: bytes, count: int
) -> None:
    with suppress(RecordingError):
        assert read_recording(file([*RECORDS[:3], *records], count) + rest, "x.dat").rows > 1
