"""Contec's older .spo and .spor binaries, which nothing marks but their content."""

import struct
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oximetry import RecordingError, read_recording
from oximetry.formats import READERS, contec_spo
from oximetry.formats.source import Source
from oximetry.simulate import night
from oximetry.simulate.contec_files import write_spo
from tests.recordings import CONTEC_BINARY, CONTEC_CSV, RING_BINARY, real
from tests.unit.oximetry.samples import START, recording

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "recorded")
HEADER = 64
PAIRS = bytes([71, 95]) * 30

MADE_UP = night(hours=0.5, period_s=1).with_sensor_off("22:40", 60).with_below_range("22:45", 20).recording()


def spo(written: str, pairs: bytes = PAIRS, *, second_word: int = 2, data_at: int = HEADER) -> bytes:
    """A file with this text in the place of its date."""
    words = struct.pack("<4H", data_at, second_word, len(pairs) // 2, 0)
    return (words + written.encode("utf-16-le")).ljust(data_at, b"\0") + pairs


def sniffed(data: bytes) -> bool:
    return contec_spo.sniff(Source(data, "x.spo"))


def test_what_is_written_is_read() -> None:
    read = read_recording(write_spo(MADE_UP), "x.spo")
    assert (read.start, read.period_s) == (MADE_UP.start, 1.0)
    assert (read.format, read.device, read.warnings) == ("contec-spo", "Contec CMS50", ())
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(MADE_UP, name)), name


def test_pulse_stands_before_spo2() -> None:
    read = read_recording(spo("05/15/21 12:06:42"), "x.spor")
    assert read.start == datetime(2021, 5, 15, 12, 6, 42)
    assert set(read.pulse.tolist()) == {71}
    assert set(read.spo2.tolist()) == {95}


@pytest.mark.parametrize("nothing", [b"\x7f\xff", b"\xff\x7f"])
def test_no_reading_in_either_order(nothing: bytes) -> None:
    read = read_recording(spo("05/15/21 12:06:42", PAIRS + nothing), "x.spo")
    assert read.pulse_valid.tolist() == read.spo2_valid.tolist() == [True] * 30 + [False]


def test_each_value_may_be_missing_without_the_other() -> None:
    made = recording([95, None, 96, 97] * 5, [60, 127, None, 70] * 5, period_s=1)
    read = read_recording(write_spo(made), "x.spo")
    assert read.spo2_valid.tolist() == made.spo2_valid.tolist()
    assert read.pulse_valid.tolist() == made.pulse_valid.tolist()


@pytest.mark.parametrize("written", ["", "00/00/00 00:00:00"])
def test_a_device_without_a_clock(written: str) -> None:
    data = spo(written)
    with pytest.raises(RecordingError) as error:
        read_recording(data, "x.spo")
    assert error.value.key == "no_start"
    assert read_recording(data, "x.spo", start=START).start == START
    assert read_recording(data, "night 2025-10-15 22.30.00.spo").start == START


def test_half_a_reading_at_the_end_is_left_out_and_said() -> None:
    read = read_recording(spo("05/15/21 12:06:42", PAIRS + b"\x47"), "x.spo")
    assert [warning.code for warning in read.warnings] == ["truncated_last_row"]
    assert read.rows == 30


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(spo("05/15/21 12:06:42", bytes([95, 120]) * 30), id="SpO2 before pulse"),
        pytest.param(spo("05/15/21 12:06:42", PAIRS[:18]), id="too few readings"),
        pytest.param(spo("05/15/21 12:06:42", b"\0" * 200), id="nothing but zeros"),
        pytest.param(spo("05/15/21 12:06:42", bytes(range(256)) * 4), id="all sorts of bytes"),
        pytest.param(spo("Popescu Maria 1970"), id="a text that is no date"),
        pytest.param(spo("", second_word=0), id="no date and not the second word"),
        pytest.param(spo("", data_at=5000), id="readings that begin far away"),
        pytest.param(spo("05/15/21 12:06:42")[:60], id="a file that ends in its header"),
        pytest.param(b"0       " + b" " * 400 + PAIRS, id="EDF"),
        pytest.param(night(hours=0.1).to_csv(), id="text"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_such_file(data: bytes) -> None:
    assert not sniffed(data)


@pytest.mark.parametrize("name", [CONTEC_BINARY, CONTEC_CSV, RING_BINARY])
def test_real_files_of_other_kinds_are_not_claimed(name: str) -> None:
    data = real(name).read_bytes()
    assert not sniffed(data)
    assert not any(sniffed(data[cut:]) for cut in range(1, 200))


def test_no_other_reader_claims_one() -> None:
    source = Source(write_spo(MADE_UP), "x.spo")
    assert [reader.name for reader in READERS if reader.sniff(source)] == ["contec-spo"]


@given(st.binary(min_size=2, max_size=2), st.binary(max_size=400), st.booleans())
def test_anything_like_one_is_a_recording_or_refused(place: bytes, tail: bytes, dated: bool) -> None:
    data = bytearray(spo("05/15/21 12:06:42" if dated else "", PAIRS + tail))
    if tail[:1] > b"\x80":
        data[:2] = place
    try:
        read = read_recording(bytes(data), "20251015223000")
    except RecordingError:
        return
    assert read.rows >= 2
