"""Contec's .SpO2 binaries: the real one, written ones, damaged ones."""

import struct
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, read_file, read_recording
from oximetry.formats import contec_spo2
from oximetry.formats.source import Source
from oximetry.recording import Samples
from oximetry.simulate import night
from oximetry.simulate.contec_files import write_spo2
from tests.recordings import CONTEC_BINARY, CONTEC_CSV, real
from tests.unit.oximetry.samples import START, recording

COLUMNS = ("spo2", "spo2_valid", "pulse", "pulse_valid")
ARRAYS = (*COLUMNS, "recorded")
WHEN_AT, COUNT_AT, DATA_AT = 0x420, 0x438, 0x43C  # of the real file

MADE_UP = night(hours=0.5, period_s=1).with_sensor_off("22:40", 60).with_below_range("22:45", 20)
WRITTEN = MADE_UP.recording()


def codes(read: Recording) -> list[str]:
    return [warning.code for warning in read.warnings]


def refused(data: bytes, filename: str = "x.SpO2") -> str:
    with pytest.raises(RecordingError) as error:
        read_recording(data, filename)
    return error.value.key


def with_words(data: bytes, at: int, *words: int) -> bytes:
    """The file with these u32 written over what stands at ``at``."""
    block = struct.pack(f"<{len(words)}I", *words)
    return data[:at] + block + data[at + len(block) :]


def long_pairs(data: bytes, first: Samples) -> bytes:
    """The file as a CMS50I would write it: a u16 before each pair."""
    pairs = np.frombuffer(data[DATA_AT:], dtype=np.uint8).reshape(-1, 2)
    words = first.astype("<u2").view(np.uint8).reshape(-1, 2)
    return data[:DATA_AT] + np.hstack([words, pairs]).tobytes()


def test_the_real_pair_is_equal_sample_by_sample() -> None:
    binary, csv = read_file(real(CONTEC_BINARY)), read_file(real(CONTEC_CSV))
    assert (binary.start, binary.period_s) == (datetime(2021, 5, 15, 12, 6, 42), 1.0)
    assert (csv.start, csv.period_s) == (binary.start, binary.period_s)
    assert binary.rows == csv.rows == 10_425
    for name in ARRAYS:
        assert np.array_equal(getattr(binary, name), getattr(csv, name)), name
    assert binary.spo2_valid.all()
    assert (binary.spo2[0], binary.pulse[0], binary.pulse[-1]) == (95, 71, 98)
    assert (int(binary.spo2.min()), int(binary.pulse.max())) == (90, 112)
    assert (binary.format, csv.format) == ("contec-spo2", "contec-csv")
    assert binary.device == csv.device == "Contec CMS50"
    assert binary.warnings == csv.warnings == ()


def test_what_is_written_has_the_layout_of_the_real_file() -> None:
    source = read_file(real(CONTEC_BINARY))
    assert write_spo2(source) == real(CONTEC_BINARY).read_bytes()


def test_what_is_written_is_read() -> None:
    read = read_recording(MADE_UP.to_spo2(), "x.SpO2")
    assert (read.start, read.period_s, read.format) == (WRITTEN.start, 1.0, "contec-spo2")
    assert read.warnings == ()
    assert (WRITTEN.pulse_valid & ~WRITTEN.spo2_valid).sum() == 20
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(WRITTEN, name)), name


def test_each_value_may_be_missing_without_the_other() -> None:
    read = read_recording(write_spo2(recording([95, None, 96, None], [60, 61, None, None], period_s=1)), "x")
    assert read.spo2_valid.tolist() == [True, False, True, False]
    assert read.pulse_valid.tolist() == [True, True, False, False]


def test_a_jump_of_the_clock_is_written_as_seconds_without_readings() -> None:
    gap = night(hours=0.5, period_s=1).with_gap("22:40", 90)
    read = read_recording(gap.to_spo2(), "x")
    assert (read.rows, int((~read.spo2_valid).sum())) == (1800, 90)


def test_a_night_of_a_slower_device_is_not_written() -> None:
    with pytest.raises(ValueError, match="not one every 4 s"):
        night(hours=0.1, period_s=4).to_spo2()


def test_the_name_in_the_file_and_in_its_name_never_leave_the_reader() -> None:
    read = read_recording(write_spo2(WRITTEN, name="Maria Popescu"), "Maria Popescu_1_2_x.SpO2")
    said = repr(read) + "".join(warning.message for warning in read.warnings)
    assert "Maria" not in said
    assert "Popescu" not in said


@pytest.mark.parametrize("first", [0, 1, 80, 0x5F47, 0xFFFF])
@pytest.mark.parametrize("cut", [0, 1, 1800, 5000])
def test_the_four_byte_readings_of_a_cms50i(first: int, cut: int) -> None:
    data = long_pairs(MADE_UP.to_spo2(), np.full(1800, first))
    read = read_recording(data[: len(data) - cut], "x")
    held = 1800 - -(-cut // 4)
    assert read.spo2.tolist() == WRITTEN.spo2[:held].tolist()
    assert codes(read) == (["count_differs"] if cut else [])


def test_a_cut_file_is_read_as_far_as_it_goes_and_that_is_said() -> None:
    whole = MADE_UP.to_spo2()
    read = read_recording(whole[:-301], "x")
    assert read.rows == 1800 - 151
    assert read.spo2.tolist() == WRITTEN.spo2[: read.rows].tolist()
    (said,) = read.warnings
    assert said.params == {"stated": 1800, "held": 1649, "taken": 1649}


def test_readings_beyond_the_stated_ones_are_left_out_and_that_is_said() -> None:
    read = read_recording(with_words(MADE_UP.to_spo2(), COUNT_AT, 1000), "x")
    assert read.rows == 1000
    (said,) = read.warnings
    assert said.params == {"stated": 1000, "held": 1800, "taken": 1000}


def test_a_file_that_states_no_readings_is_read_to_its_end() -> None:
    read = read_recording(with_words(MADE_UP.to_spo2(), COUNT_AT, 0), "x")
    assert read.rows == 1800
    assert codes(read) == ["count_differs"]


@pytest.mark.parametrize("when", [(0, 0, 0, 7, 5, 1), (0,) * 6, (2021, 2, 30, 0, 0, 0), (9, 1, 1, 1, 1, 1)])
def test_a_device_without_a_calendar(when: tuple[int, ...]) -> None:
    data = with_words(MADE_UP.to_spo2(), WHEN_AT, *when)
    assert refused(data) == "no_start"
    assert read_recording(data, "20251015-223000.SpO2").start == START
    assert read_recording(data, "x.SpO2", start=START).start == START


@pytest.mark.parametrize("size", [8, 500, DATA_AT - 1, DATA_AT, DATA_AT + 1])
def test_a_file_that_ends_before_its_readings(size: int) -> None:
    assert refused(MADE_UP.to_spo2()[:size]) == "no_readings"


def test_a_single_reading_is_refused() -> None:
    assert refused(MADE_UP.to_spo2()[: DATA_AT + 2]) == "one_row"


def moved(by: int) -> bytes:
    """The file with its block ``by`` bytes later."""
    data = MADE_UP.to_spo2()
    at = struct.pack("<H", contec_spo2.BLOCK + by)
    return at + data[2:8] + b"\0" * by + data[8:]


@pytest.mark.parametrize("by", [4, 100, 2000])
def test_a_block_elsewhere_is_found_by_its_date_and_size(by: int) -> None:
    data = moved(by)
    assert np.array_equal(read_recording(data, "x").spo2, WRITTEN.spo2)
    for damaged in (data[:-2], with_words(data, WHEN_AT + by, 2021, 13), with_words(data, 4, 7)):
        assert not contec_spo2.sniff(Source(damaged, "x.SpO2"))


@given(st.binary(max_size=400), st.binary(max_size=28), st.integers(0, 2000))
def test_anything_behind_the_first_bytes_is_a_recording_or_refused(
    tail: bytes, when: bytes, cut: int
) -> None:
    whole = MADE_UP.to_spo2()[:DATA_AT] + tail
    data = whole[:WHEN_AT] + when + whole[WHEN_AT + len(when) :]
    try:
        read = read_recording(data[: max(8, len(data) - cut)], "20251015223000")
    except RecordingError:
        return
    assert read.format == "contec-spo2"
