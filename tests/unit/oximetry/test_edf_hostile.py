"""Damaged and hostile EDF files: a recording or a sentence, soon, and in little room."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import RecordingError, analyse
from oximetry.formats.unreadable import LARGEST
from tests.unit.oximetry.edf_files import (
    Channel,
    edf,
    onsets,
    pulse,
    read,
    spo2,
)

GOOD = edf(spo2(), pulse(), onsets(0, 60), records=2, kind="EDF+D")


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_damaged_file_is_a_recording_or_refused(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(8, len(content) - 1))
        content[at] = data.draw(st.sampled_from(b"0123456789-+. e\0\x14xA\xff"))
    taken_or_refused(bytes(content[: data.draw(st.integers(8, len(content)))]))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=1500))
def test_anything_after_the_version_is_a_recording_or_refused(rest: bytes) -> None:
    taken_or_refused(b"0       " + rest)


def taken_or_refused(data: bytes) -> None:
    try:
        night = read(data)
    except RecordingError:
        return
    analyse(night)


def padded(data: bytes, more: bytes = b"\x5a") -> bytes:
    return (data + more * (LARGEST // len(more)))[:LARGEST]


def filled(record_s: object, *channels: Channel, kind: str = "", more: bytes = b"\x5a\0") -> bytes:
    """As large a file as is taken, of an unknown number of records."""
    return padded(edf(*channels, records=1, record_s=record_s, declared=-1, kind=kind), more)


def noted_gaps() -> bytes:
    """A file as of our own writer, with a gap noted again and again."""
    note = b"+0\x14\x14\0" + b"+9\x1520\x14No rows in the file\x14\0" * 2000
    silence = Channel("EDF Annotations", [note] * 300)
    ours = "Startdate 15-OCT-2025 X X X oxinight=viatom-csv"
    return edf(spo2([90] * 300), silence, records=300, record_s=1, kind="EDF+C", recording=ours)


ONE = spo2([90])
LARGE: list[Callable[[], bytes]] = [
    lambda: padded(GOOD),
    lambda: filled(1, spo2([90] * 256), more=b"\x5a\0"),
    lambda: filled("1e-2", ONE),
    lambda: filled("1e-4", ONE),
    lambda: filled(1, *[ONE] * 200),
    lambda: filled(1, *[spo2([0])] * 200, more=b"\0"),
    lambda: filled(1, *[ONE] * 9998),
    lambda: filled(1, ONE, onsets(0), kind="EDF+D", more=b"+0\x14\x14"),
    lambda: filled(60, spo2([90] * 60), onsets(0), kind="EDF+C", more=b"+1"),
    lambda: b"0       " + random.Random(1).randbytes(LARGEST - 8),
    noted_gaps,
]


@pytest.mark.parametrize("make", LARGE)
def test_nothing_takes_long_or_much_room(make: Callable[[], bytes]) -> None:
    data = make()
    begin = time.perf_counter()
    taken_or_refused(data)
    assert time.perf_counter() - begin < 2


def test_the_fastest_channel_stays_within_its_room() -> None:
    data = filled("1e-2", ONE)
    tracemalloc.start()
    try:
        read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 150 * 1024 * 1024
