"""The POD2's bare records: taken only where every one of them fits and the start is known."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import read_recording
from oximetry.formats.source import Source
from oximetry.formats.viatom_pod2 import READER
from oximetry.simulate import night
from oximetry.simulate.viatom_files import pod2_filename, write_pod2
from tests.unit.oximetry.readings import assert_same, codes, refused, taken_or_refused
from tests.unit.oximetry.samples import START, recording

NAME = "1760567400000.dat"  # 2025-10-15 22:30 universal time
VARIED = [90 + value % 10 for value in range(60)]
WRITTEN = recording(VARIED, period_s=1.0)
FILE = write_pod2(WRITTEN)


def sniffed(data: bytes, filename: str = NAME, start: datetime | None = None) -> bool:
    return READER.sniff(Source(data, filename, start))


def changed(at: int, value: int) -> bytes:
    content = bytearray(FILE)
    content[at] = value
    return bytes(content)


def test_what_is_written_is_read() -> None:
    written = (
        night(hours=1, period_s=1).with_sensor_off("22:40", 60).with_below_range("22:50", 40).recording()
    )
    assert pod2_filename(written) == NAME
    read = read_recording(write_pod2(written), NAME)
    assert_same(read, written, "motion", "motion_valid")
    assert (read.start, read.period_s, read.format) == (written.start, 1.0, "viatom-pod2")
    assert not read.motion_valid.any()


def test_records_are_as_oscar_has_them() -> None:
    # SpO2, pulse, 0, perfusion index x 10, 0, battery.
    data = bytes.fromhex("613c000e00c0000000000080ff3d000e00805f3e000e00c0")
    read = read_recording(data, NAME)
    assert read.spo2.tolist() == [97, 0, 0, 95]
    assert read.pulse.tolist() == [60, 0, 61, 62]
    assert read.spo2_valid.tolist() == [True, False, False, True]
    assert read.pulse_valid.tolist() == [True, False, True, True]


class TestStart:
    """The name has it in universal time, which is not the clock on the wall."""

    def test_universal_time_is_taken_and_said(self) -> None:
        read = read_recording(FILE, NAME)
        assert (read.start, codes(read)) == (START, ["start_universal"])
        assert read.warnings[0].params == {"time": "2025-10-15 22:30"}

    def test_the_caller_knows_better(self) -> None:
        start = datetime(2025, 10, 16, 1, 30)
        for name in (NAME, "x"):
            read = read_recording(FILE, name, start=start)
            assert (read.start, read.warnings) == (start, ())

    def test_a_date_in_the_name_is_the_clock_on_the_wall(self) -> None:
        read = read_recording(FILE, "20251016-013000.dat")
        assert (read.start, read.warnings) == (datetime(2025, 10, 16, 1, 30), ())


def test_the_name_tells_the_device() -> None:
    assert read_recording(FILE, "POD2 1250_1760567400000.dat").device == "POD2"
    assert read_recording(FILE, NAME).device is None


def test_a_flat_battery_is_said() -> None:
    assert codes(read_recording(changed(5, 0x00), NAME)) == ["start_universal", "battery_flat"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(FILE[:-1], id="a part of a record"),
        pytest.param(changed(0, 49), id="SpO2 too low"),
        pytest.param(changed(0, 101), id="SpO2 too high"),
        pytest.param(changed(1, 19), id="pulse too slow"),
        pytest.param(changed(1, 251), id="pulse too fast"),
        pytest.param(changed(2, 1), id="third byte"),
        pytest.param(changed(4, 1), id="fifth byte"),
        pytest.param(bytes(5) + b"\xc0" * 1, id="no reading"),
        pytest.param(b"Time, SpO2, Pulse\n" * 10, id="text"),
        pytest.param("Time,SpO2,Pulse\nab".encode("utf-16-be") * 3, id="text of two bytes a letter"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_one_byte_that_does_not_fit_is_enough(data: bytes) -> None:
    assert not sniffed(data)
    assert sniffed(FILE)


@pytest.mark.parametrize("name", ["night.dat", "176056740000.dat", "17605674000000.dat", "9999999999999.dat"])
def test_without_a_start_it_is_not_known(name: str) -> None:
    assert not sniffed(FILE, name)
    assert sniffed(FILE, name, START)


def test_a_single_reading_is_refused() -> None:
    assert refused(FILE[:6], NAME) == "one_row"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 1)), max_size=30))
def test_any_bytes_are_a_recording_or_refused(records: list[tuple[int, int, int]]) -> None:
    data = FILE[:60] + b"".join(bytes([spo2, pulse, odd, 20, 0, 0xC0]) for spo2, pulse, odd in records)
    taken_or_refused(data, NAME)
