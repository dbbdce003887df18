"""The binary of the O2Ring S: with its trailer, without it, and with one that does not fit."""

import struct
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import analyse, read_recording
from oximetry.formats.source import Source
from oximetry.formats.viatom_oxyii import READER
from oximetry.simulate import night
from oximetry.simulate.viatom_files import write_oxyii
from tests.unit.oximetry.readings import assert_same, codes, refused, taken_or_refused
from tests.unit.oximetry.samples import START, recording

NAME = "20251015223000.dat"
HEADER = b"\x01\x03\0\0\0\0\0\0\x04\0"
VARIED = [90 + value % 10 for value in range(60)]
WRITTEN = recording(VARIED, period_s=1.0)
FILE = write_oxyii(WRITTEN)


def file_of(
    samples: list[tuple[int, ...]],
    *,
    count: int | None = None,
    interval_s: int = 1,
    kind: int = 1,
    width: int = 3,
    start: int = 1_760_567_400,
    score: int = 85,
    model: int = 4,
) -> bytes:
    """A file built field by field, as the vendor's class ``OxyIIBleFile`` reads it."""
    body = HEADER[:8] + struct.pack("<H", model) + b"".join(bytes(sample) for sample in samples)
    return (
        body
        + struct.pack("<I", sum(body))
        + bytes.fromhex("48125ada")
        + struct.pack("<II", start, len(samples) if count is None else count)
        + bytes([interval_s, kind, width])
        + bytes(13)
        + struct.pack("<H5BH2BIB", 3600, 95, 88, 7, 3, 2, 120, 1, score, 250, 61)
    )


def changed(data: bytes, at: int, value: int) -> bytes:
    """The file with one byte changed, counted from its end."""
    content = bytearray(data)
    content[at] = value
    return bytes(content)


@pytest.mark.parametrize("period_s", [1, 2, 4])
@pytest.mark.parametrize("trailer", [True, False])
def test_what_is_written_is_read(period_s: int, trailer: bool) -> None:
    made = night(hours=1, period_s=period_s).with_sensor_off("22:40", 60).with_below_range("22:50", 40)
    written = made.recording()
    read = read_recording(write_oxyii(written, trailer=trailer), NAME)
    assert_same(read, written, "motion")
    assert np.array_equal(read.motion, np.minimum(written.motion // 2 * 2, 126))
    assert (read.start, read.format) == (written.start, "viatom-oxyii")
    assert read.period_s == (period_s if trailer else 1)
    assert codes(read) == ([] if trailer else ["unfinished", "period_assumed"])


def test_device_report_is_the_trailer() -> None:
    report = read_recording(file_of([(95, 60, 0)] * 60, interval_s=4), NAME).device_report
    assert report is not None
    assert (report.start, report.duration_s) == (datetime(2025, 10, 15, 22, 30), 240)
    assert (report.spo2_mean, report.spo2_min, report.pulse_mean) == (95, 88, 61)
    assert (report.drops_3, report.drops_4, report.o2_score) == (7, 3, 8.5)
    assert (report.below_90_pct, report.below_90_s, report.below_90_episodes) == (2, 120, 1)
    assert (report.asleep_s, report.steps) == (3600, 250)


def test_a_score_of_255_is_none() -> None:
    report = read_recording(file_of([(95, 60, 0)] * 60, score=255), NAME).device_report
    assert report is not None
    assert report.o2_score is None


def test_summary_of_a_made_up_night_is_the_device_rule() -> None:
    made = night(hours=2, period_s=1).with_apnoea_hours("22:40", "23:40", per_hour=40, depth=9)
    read = read_recording(made.to_oxyii(), NAME)
    report, analysis = read.device_report, analyse(read)
    rule = analysis.device_rule
    assert report is not None
    assert rule is not None
    assert analysis.pulse.mean is not None
    assert rule.drops_4 > 0
    assert (report.drops_3, report.drops_4) == (rule.drops_3, rule.drops_4)
    assert report.pulse_mean == round(analysis.pulse.mean)


class TestReadings:
    """SpO2, pulse and a byte of flags and motion."""

    def test_motion_is_as_vihealth_gives_it_and_without_the_reminders(self) -> None:
        read = read_recording(file_of([(95, 60, 0), (95, 60, 5), (95, 60, 63), (95, 60, 0xC5)]), NAME)
        assert read.motion.tolist() == [0, 10, 126, 10]
        assert read.warnings == ()

    def test_without_motion_readings_have_two_bytes(self) -> None:
        read = read_recording(file_of([(95, 60), (94, 61), (93, 62)], kind=0, width=2), NAME)
        assert read.spo2.tolist() == [95, 94, 93]
        assert not read.motion_valid.any()
        assert read.warnings == ()

    @pytest.mark.parametrize("model", [4, 7])
    @pytest.mark.parametrize("none", [0, 255])
    def test_none_of_each(self, model: int, none: int) -> None:
        read = read_recording(file_of([(none, 60, 0), (95, none, 0), (95, 60, 0)], model=model), NAME)
        assert read.spo2_valid.tolist() == [False, True, True]
        assert read.pulse_valid.tolist() == [True, False, True]

    def test_noise_is_refused(self) -> None:
        noise = np.random.default_rng(5).integers(0, 256, 3000, dtype=np.uint8).tobytes()
        assert refused(HEADER + noise, NAME) == "unreadable_rows"


class TestTrailer:
    """Its own statements are held to each other and to the readings."""

    def test_a_wrong_checksum_is_said(self) -> None:
        assert codes(read_recording(FILE, NAME)) == []
        assert codes(read_recording(changed(FILE, 10, 96), NAME)) == ["checksum"]

    def test_another_number_of_readings_is_said(self) -> None:
        read = read_recording(file_of([(95, 60, 0)] * 60, count=70), NAME)
        (said,) = read.warnings
        assert (read.rows, said.code, said.params) == (60, "readings_count", {"stated": 70, "count": 60})

    @pytest.mark.parametrize(("kind", "width"), [(0, 3), (1, 2), (9, 3), (0, 2)])
    def test_the_number_of_readings_settles_their_width(self, kind: int, width: int) -> None:
        read = read_recording(file_of([(95, 60, 4)] * 60, kind=kind, width=width), NAME)
        assert (read.rows, read.spo2.tolist(), read.warnings) == (60, [95] * 60, ())

    def test_an_unknown_layout_is_refused(self) -> None:
        assert refused(file_of([(95, 60, 0, 0)] * 60, kind=3, width=4), NAME) == "unknown_layout"

    def test_an_interval_of_none_is_1_s_and_said(self) -> None:
        read = read_recording(file_of([(95, 60, 0)] * 60, interval_s=0), NAME)
        assert (read.period_s, codes(read)) == (1.0, ["period_assumed"])

    def test_an_interval_too_long_is_refused(self) -> None:
        assert refused(file_of([(95, 60, 0)] * 60, interval_s=60), NAME) == "too_sparse"

    def test_a_trailer_that_was_cut_short_is_no_reading(self) -> None:
        read = read_recording(FILE[:-10], NAME)
        assert (read.rows, codes(read)) == (60, ["unfinished", "period_assumed"])

    def test_a_full_file_may_go_on_in_another(self) -> None:
        assert codes(read_recording(file_of([(95, 60, 0)] * 36_000), NAME)) == ["file_full"]

    def test_a_reading_cut_off_at_the_end_of_an_unfinished_file(self) -> None:
        read = read_recording(write_oxyii(WRITTEN, trailer=False)[:-1], NAME)
        assert (read.rows, codes(read)) == (59, ["unfinished", "truncated_last_row", "period_assumed"])


class TestStart:
    """The trailer says it, then the name; the caller knows better."""

    def test_is_in_the_trailer(self) -> None:
        assert read_recording(FILE, "night.dat").start == START

    def test_another_one_in_the_name_is_said(self) -> None:
        read = read_recording(FILE, "20251016223000.dat")
        assert (read.start, codes(read)) == (START, ["start_differs"])

    def test_a_clock_that_was_not_set(self) -> None:
        data = file_of([(95, 60, 0)] * 60, start=0)
        assert read_recording(data, NAME).start == START
        assert refused(data, "night.dat") == "no_start"

    def test_an_unfinished_file_has_it_in_its_name_only(self) -> None:
        data = write_oxyii(WRITTEN, trailer=False)
        assert read_recording(data, "O2Ring S_20251015223000.dat").start == START
        assert read_recording(data, "x", start=START).start == START
        assert refused(data, "x") == "no_start"

    def test_the_name_tells_the_device(self) -> None:
        assert read_recording(FILE, "O2Ring S 2100_20251015223000.dat").device == "O2Ring S"
        assert read_recording(FILE, "Ana Pop_20251015223000.dat").device is None


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (FILE, True),
        (HEADER, True),
        (changed(FILE, 5, 1), True),
        (changed(FILE[:-48], 5, 1), False),
        (changed(FILE, 1, 2), False),
        (changed(FILE, 0, 2), False),
        (b"\x01\x03 text", False),
        (b"0103000000", False),
    ],
)
def test_sniff(data: bytes, is_one: bool) -> None:
    assert READER.sniff(Source(data, NAME)) is is_one


def test_without_readings_it_is_refused() -> None:
    assert refused(HEADER, NAME) == "header_only"
    assert refused(HEADER + b"\x5f\x3c\0", NAME) == "one_row"
    assert refused(file_of([]), NAME) == "header_only"


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.booleans(), st.sampled_from([HEADER, HEADER[:2]]))
def test_any_bytes_are_a_recording_or_refused(middle: bytes, trailer: bool, beginning: bytes) -> None:
    data = beginning + middle + (FILE[-48:] if trailer else b"")
    taken_or_refused(data, NAME)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_trailer_is_a_recording_or_refused(data: st.DataObject) -> None:
    content = bytearray(FILE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(len(FILE) - 48, len(FILE) - 1))] = data.draw(st.integers(0, 255))
    taken_or_refused(bytes(content), NAME)
