"""Our own CSV: what is written is read back unchanged, and a changed file is refused."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, RecordingError, analyse, read_recording
from oximetry.device_rule import device_rule
from oximetry.formats.unreadable import LARGEST
from oximetry.simulate import night
from oximetry.writers import write_csv
from tests.unit.oximetry.made_up import ARRAYS, recordings
from tests.unit.oximetry.samples import recording

NIGHT = night(hours=1).with_apnoea_hours("22:40", "23:10").with_gap("23:12", 60).recording()
WRITTEN = write_csv(NIGHT)
ROW = b"2025-10-15T22:30:00,"


def refused(data: bytes) -> RecordingError:
    with pytest.raises(RecordingError) as error:
        read_recording(data, "x.csv")
    return error.value


def test_what_is_written() -> None:
    spo2, pulse = [95, None, 93, 0, 92], [60, 61, None, 0, 62]
    made = recording(spo2, pulse, recorded=[True, True, True, False, True])
    named = replace(made, device="Checkme O2", device_number="0331", app="ViHealth")
    assert write_csv(named).decode().split("\n") == [
        "# oxinight-csv: 1",
        "# device: Checkme O2",
        "# device_number: 0331",
        "# app: ViHealth",
        "# format: viatom-csv",
        "# period_s: 4",
        "time,spo2_pct,pulse_bpm,motion",
        "2025-10-15T22:30:00,95,60,0",
        "2025-10-15T22:30:04,,61,0",
        "2025-10-15T22:30:08,93,,0",
        "2025-10-15T22:30:16,92,62,0",
        "",
    ]


@settings(deadline=None, max_examples=60)
@given(recordings())
def test_reading_gives_what_was_written(made: Recording) -> None:
    read = read_recording(write_csv(made), "anything.txt")
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(made, name)), name
        assert getattr(read, name).dtype == getattr(made, name).dtype
    for name in ("start", "period_s", "format", "device", "device_number", "app"):
        assert getattr(read, name) == getattr(made, name), name


def test_the_device_rule_follows_the_first_format() -> None:
    read = read_recording(WRITTEN, "x.csv")
    assert device_rule(read) == device_rule(NIGHT)
    contec = replace(NIGHT, format="contec-spo2", device=None, device_number=None)
    read = read_recording(write_csv(contec), "x.csv")
    assert (read.format, device_rule(read), read.device) == ("contec-spo2", None, None)


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    read = read_recording(b"\xef\xbb\xbf" + WRITTEN.replace(b"\n", b"\r\n"), "x.csv")
    assert np.array_equal(read.spo2, NIGHT.spo2)


def test_a_device_s_name_stays_on_its_line() -> None:
    read = read_recording(write_csv(replace(NIGHT, device="a\n# format: b,c")), "x.csv")
    assert (read.device, read.format) == ("a # format: b,c", "viatom-csv")


def test_a_last_row_without_its_end_is_left_out_and_said() -> None:
    read = read_recording(WRITTEN[:-2], "x.csv")
    assert len(read.spo2) == len(NIGHT.spo2) - 1
    assert "truncated_last_row" in [warning.code for warning in read.warnings]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (b"# oxinight-csv: 1", b"# oxinight-csv: 2", "csv_version"),
        (b"# period_s: 4", b"# period_s: 0", "csv_period"),
        (b"# period_s: 4", b"# period_s: x", "csv_period"),
        (b"# period_s: 4", b"# period_s: nan", "csv_period"),
        (b"# period_s: 4", b"# period_s: inf", "csv_period"),
        (b"# period_s: 4\n", b"", "csv_period"),
        (b"# period_s: 4", b"# period_s: 12", "too_sparse"),
        (b"# period_s: 4", b"# period_s: 3", "unreadable_rows"),
        (b"time,", b"when,", "columns"),
        (ROW, b"2025-10-15T22:30:01,", "unreadable_rows"),
        (ROW, b"2025-10-15 22:30:00,", "unreadable_rows"),
        (ROW, b"15/10/2025 22:30,", "unreadable_rows"),
        (ROW, b"2025-02-30T22:30:00,", "unreadable_rows"),
        (ROW, b"0000-00-00T00:00:00,", "unreadable_rows"),
        (ROW, b"2025-10-15T24:30:00,", "unreadable_rows"),
        (ROW, b"2025-10-15T22:30:00,x", "unreadable_rows"),
        (ROW, b"2025-10-15T22:30:00,1,", "unreadable_rows"),
        (b"2025-10-15T22:30:04,", b"2025-10-15T22:30:12,", "clock_backwards"),
        (b"2025-10-15T22:30:04,", b"2025-10-15T22:29:56,", "clock_backwards"),
        (ROW, b"2025-10-13T22:30:00,", "too_long"),
        (ROW, b"2025-10-15T09:30:00,", "long_gap"),
    ],
)
def test_what_was_changed_is_refused(old: bytes, new: bytes, key: str) -> None:
    assert old in WRITTEN
    assert refused(WRITTEN.replace(old, new, 1)).key == key


def test_too_few_rows() -> None:
    begin = WRITTEN.index(ROW)
    assert refused(WRITTEN[:begin]).key == "header_only"
    assert refused(WRITTEN[: WRITTEN.index(b"\n", begin) + 1]).key == "one_row"


def test_no_reading_is_as_little_as_one_out_of_range() -> None:
    first = WRITTEN[WRITTEN.index(ROW) :].split(b"\n", 1)[0]
    read = read_recording(WRITTEN.replace(first, ROW + b"12,400,"), "x.csv")
    assert [read.spo2_valid[0], read.pulse_valid[0], read.motion_valid[0]] == [False] * 3
    assert read.recorded[0]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_damaged_file_is_a_recording_or_refused(data: st.DataObject) -> None:
    content = bytearray(WRITTEN[:600])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(17, len(content) - 1))] = data.draw(
            st.sampled_from(b"0123456789-:T.,\n# \xff")
        )
    try:
        read = read_recording(bytes(content), "x.csv")
    except RecordingError:
        return
    analyse(read)


HEAD = WRITTEN[: WRITTEN.index(ROW)]


@pytest.mark.parametrize(
    "make",
    [
        lambda: HEAD + random.Random(1).randbytes(LARGEST - len(HEAD)),
        lambda: HEAD + b"\n" * (LARGEST - len(HEAD)),
        lambda: HEAD + b"," * (LARGEST - len(HEAD)),
        lambda: HEAD + (ROW + b"x,y,z\n") * 190_000,
        lambda: HEAD + b'"' * 1_000_000 + b"\n" + ROW + b"1,2,3\n",
        lambda: HEAD + b"2025-10-15T22:30:00.123456" * 600_000 + b",1,1,1\n" + ROW + b"1,2,3\n",
    ],
)
def test_nothing_takes_long(make: Callable[[], bytes]) -> None:
    data = make()
    begin = time.perf_counter()
    assert refused(data)
    assert time.perf_counter() - begin < 2
