"""The older binary of the Viatom family: equal to the CSV of its night, and read as far as it goes."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import analyse, read_file, read_recording
from oximetry.formats.source import Source
from oximetry.formats.viatom_vld import FRONT, READER
from oximetry.simulate import night
from oximetry.simulate.viatom_files import write_vld
from tests.recordings import RING_BINARY, RING_NIGHT, real
from tests.unit.oximetry.readings import assert_same, codes, refused, taken_or_refused
from tests.unit.oximetry.samples import START, recording

NAME = "20251015223000.vld"
VARIED = [90 + value % 10 for value in range(60)]


def dated(data: bytes, *clock: int) -> bytes:
    """The file with another date and time in its header."""
    version, mode, *_, size, duration_s = FRONT.unpack_from(data)
    return FRONT.pack(version, mode, *clock, size, duration_s) + data[FRONT.size :]


class TestRealFile:
    """A real night of an O2Ring, of which the vendor's CSV is known as well."""

    def test_is_the_csv_of_the_same_night_sample_by_sample(self) -> None:
        binary, csv = read_file(real(RING_BINARY)), read_file(real(RING_NIGHT))
        assert_same(binary, csv)
        assert (binary.start, binary.period_s) == (csv.start, csv.period_s)
        assert (binary.format, binary.device, binary.warnings) == ("viatom-vld", None, ())

    def test_device_report_is_the_header(self) -> None:
        # Bytes 2-29 of the file: e907 03 06 16 14 38 da980000 287a 0000 5e 57 35 16 01 8c01 1a 55 00000000.
        report = read_file(real(RING_BINARY)).device_report
        assert report is not None
        assert (report.start, report.duration_s) == (datetime(2025, 3, 6, 22, 20, 56), 31_272)
        assert (report.spo2_mean, report.spo2_min, report.drops_3, report.drops_4) == (94, 87, 53, 22)
        assert (report.below_90_s, report.below_90_pct, report.below_90_episodes) == (396, 1, 26)
        assert (report.o2_score, report.asleep_s, report.steps, report.pulse_mean) == (8.5, None, 0, None)

    def test_what_is_computed_is_what_the_device_counted(self) -> None:
        night_read = read_file(real(RING_BINARY))
        report, analysis = night_read.device_report, analyse(night_read)
        rule = analysis.device_rule
        assert report is not None
        assert rule is not None
        assert analysis.spo2.mean is not None
        assert (rule.drops_3, rule.drops_4) == (report.drops_3, report.drops_4)
        assert (rule.episodes_below_90, analysis.below[90].seconds) == (report.below_90_episodes, 396)
        assert (round(analysis.spo2.mean), analysis.spo2.min) == (report.spo2_mean, report.spo2_min)

    def test_is_written_as_the_device_wrote_it(self) -> None:
        path = real(RING_BINARY)
        assert write_vld(read_file(path)) == path.read_bytes()


@pytest.mark.parametrize("version", [3, 5, 6])
@pytest.mark.parametrize("period_s", [1, 2, 4])
def test_what_is_written_is_read(version: int, period_s: int) -> None:
    made = night(hours=1, period_s=period_s).with_sensor_off("22:40", 60).with_below_range("22:50", 40)
    written, read = made.recording(), read_recording(made.to_vld(version), NAME)
    assert_same(read, written)
    assert (read.start, read.period_s, read.warnings) == (written.start, float(period_s), ())


def test_summary_of_a_made_up_night_is_the_device_rule() -> None:
    made = night(hours=2).with_apnoea_hours("22:40", "23:40", per_hour=40, depth=9)
    read = read_recording(made.to_vld(), NAME)
    report, rule = read.device_report, analyse(read).device_rule
    assert report is not None
    assert rule is not None
    assert rule.drops_4 > 0
    assert (report.drops_3, report.drops_4) == (rule.drops_3, rule.drops_4)
    assert (report.duration_s, report.o2_score, report.start) == (7200, None, made.start)


def test_a_summary_that_was_not_counted_says_nothing() -> None:
    report = read_recording(write_vld(recording([None] * 60)), NAME).device_report
    assert report is not None
    assert (report.duration_s, report.spo2_mean, report.drops_3, report.steps) == (240, None, None, None)


class TestSentinels:
    """Each value is judged by itself."""

    @pytest.mark.parametrize("none", [0, 127, 255, 101, 49])
    def test_spo2(self, none: int) -> None:
        data = bytearray(write_vld(recording(VARIED)))
        data[40] = none
        read = read_recording(bytes(data), NAME)
        assert not read.spo2_valid[0]
        assert read.pulse_valid[0]
        assert read.spo2_valid[1:].all()

    @pytest.mark.parametrize("none", [0, 255, 511, 65535, 301])
    def test_pulse(self, none: int) -> None:
        data = bytearray(write_vld(recording(VARIED)))
        data[41:43] = none.to_bytes(2, "little")
        read = read_recording(bytes(data), NAME)
        assert not read.pulse_valid[0]
        assert read.spo2_valid[0]

    def test_pulse_has_two_bytes(self) -> None:
        assert read_recording(write_vld(recording(VARIED[:2], [254, 60])), NAME).pulse[0] == 254
        data = bytearray(write_vld(recording(VARIED)))
        data[41:43] = (260).to_bytes(2, "little")
        assert read_recording(bytes(data), NAME).pulse[0] == 260

    def test_motion(self) -> None:
        data = bytearray(write_vld(recording(VARIED)))
        data[43] = 255
        assert read_recording(bytes(data), NAME).motion_valid.tolist() == [False] + 59 * [True]

    def test_a_reading_marked_as_invalid_is_kept_and_said(self) -> None:
        data = bytearray(write_vld(recording([None, None, *VARIED], [None, 60, None, *[60] * 59])))
        data[44] = data[49] = data[54] = 0x10
        read = read_recording(bytes(data), NAME)
        assert read.spo2_valid[2:].all()
        (said,) = read.warnings
        assert (said.code, said.params) == ("flagged_invalid", {"count": 2})

    @pytest.mark.parametrize(("spo2", "pulse"), [(0, 0), (127, 511), (255, 65535), (255, 255)])
    def test_a_night_of_none_is_no_noise(self, spo2: int, pulse: int) -> None:
        data = (
            write_vld(recording(VARIED))[:40] + (bytes([spo2]) + pulse.to_bytes(2, "little") + b"\0\0") * 60
        )
        assert codes(read_recording(data, NAME)) == ["no_spo2"]

    def test_noise_is_refused(self) -> None:
        header = write_vld(recording(VARIED * 20))[:40]
        noise = np.random.default_rng(5).integers(0, 256, 6000, dtype=np.uint8).tobytes()
        assert refused(header + noise, NAME) == "unreadable_rows"


class TestStart:
    """The content says it, then the name; the caller knows better."""

    FILE = write_vld(recording(VARIED))

    @pytest.mark.parametrize("name", ["20251015223059", "O2Ring 0651_20251015223000.vld", "night.dat", ""])
    def test_is_in_the_header(self, name: str) -> None:
        read = read_recording(self.FILE, name)
        assert (read.start, read.warnings) == (START, ())

    def test_another_one_in_the_name_is_said(self) -> None:
        read = read_recording(self.FILE, "20251016223000")
        assert (read.start, codes(read)) == (START, ["start_differs"])

    def test_the_caller_knows_better(self) -> None:
        start = datetime(2025, 10, 17, 22, 0)
        read = read_recording(self.FILE, "20251016223000", start=start)
        assert (read.start, read.warnings) == (start, ())
        assert read.device_report is not None
        assert read.device_report.start == START

    @pytest.mark.parametrize("clock", [(2000, 1, 1, 0, 0, 0), (2025, 13, 1, 0, 0, 0), (0, 0, 0, 0, 0, 0)])
    def test_a_clock_that_was_not_set(self, clock: tuple[int, ...]) -> None:
        data = dated(self.FILE, *clock)
        assert read_recording(data, NAME).start == START
        assert refused(data, "night.vld") == "no_start"

    def test_the_name_tells_the_device_but_no_person(self) -> None:
        read = read_recording(self.FILE, "O2Ring 0651_20251015223000.vld")
        assert (read.device, read.device_number) == ("O2Ring", "0651")
        assert read_recording(self.FILE, "Ana Pop_20251015223000.vld").device is None


class TestSniff:
    """Version, mode and a date, or the file's own size."""

    FILE = write_vld(recording(VARIED))

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"\x04" + FILE[1:], id="another version"),
            pytest.param(FILE[:1] + b"\x02" + FILE[2:], id="another mode"),
            pytest.param(dated(FILE, 2025, 10, 32, 22, 30, 0)[:-5], id="neither a date nor the size"),
            pytest.param(FILE[:39], id="cut in the header"),
            pytest.param(bytes(500), id="zeros"),
            pytest.param(b"3\x002025, text", id="text"),
        ],
    )
    def test_is_none(self, data: bytes) -> None:
        assert not READER.sniff(Source(data, NAME))

    def test_without_readings_it_is_refused(self) -> None:
        assert refused(self.FILE[:40], NAME) == "header_only"
        assert refused(self.FILE[:45], NAME) == "one_row"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([3, 5, 6]), st.binary(max_size=200), st.integers(0, 60))
def test_any_bytes_are_a_recording_or_refused(version: int, tail: bytes, kept: int) -> None:
    data = write_vld(recording(VARIED), version)[: 9 + 2 * kept] + tail
    taken_or_refused(data, NAME)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_file_is_a_recording_or_refused(data: st.DataObject) -> None:
    content = bytearray(write_vld(recording(VARIED), doubled=data.draw(st.booleans())))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(2, len(content) - 1))] = data.draw(st.integers(0, 255))
    taken_or_refused(bytes(content), NAME)
