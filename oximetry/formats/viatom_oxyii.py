"""The binary file of the O2Ring S ("OxyII"), with its trailer or before the device has written it.

10 bytes of header, 3 bytes for each reading (2 without motion), 48 bytes of
trailer with the start, the interval and the device's own summary. The layout is
that of the vendor's SDK (class ``OxyIIBleFile``), of khromov's
wellue-o2ring-web-ui, tried on a device, and of nglessner's o2ring-s-protocol.

The third byte of a reading is told differently: the public SDK has motion in
bits 2 to 7, khromov has reminders in bits 7 and 6 and motion in bits 0 to 5.
Tepna found twice the whole byte to be ViHealth's motion in all 24,040 readings
of one night, which only the second allows. Motion is given as ViHealth gives it,
so that both files of a night are the same.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from oximetry.device_report import DeviceReport
from oximetry.errors import RecordingWarning
from oximetry.formats.assemble import Column, assemble
from oximetry.formats.filename import parse_filename
from oximetry.formats.grid import wall_clock
from oximetry.formats.placed import evenly
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.viatom_binary import begun, columns, device_report, likely
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

NAME = "viatom-oxyii"

BEGINNING = b"\x01\x03"  # version, and the type of an oximetry file
MAGIC = b"\x48\x12\x5a\xda"
HEADER_BYTES, TRAILER_BYTES = 10, 48
# Checksum, magic, start, readings, interval, kind of readings, bytes of each.
TRAILER = struct.Struct("<I4sIIBBB")
SUMMARY_AT = 32
WIDTHS = {0: 2, 1: 3}  # bytes of a reading by its kind: without motion, with motion
MOTION_BITS = 0x3F
MOTION_SCALE = 2

_MAGIC_AT = 4
_NEAR_END = 2 * TRAILER_BYTES
_USUAL_WIDTH = 3
_MOST_READINGS = 36_000  # then the ring begins a new file (OSCAR, viatom_loader.cpp)
_USUAL_PERIOD_S = 1

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the device adds once the recording is over."""

    checksum: int
    start: datetime | None
    readings: int
    interval_s: int
    kind: int
    bytes_each: int
    report: DeviceReport


def sniff(source: Source) -> bool:
    """Whether the content begins as an oximetry file, with an empty header or a trailer at its end."""
    data = source.data
    if not data.startswith(BEGINNING) or len(data) < HEADER_BYTES:
        return False
    return not any(data[len(BEGINNING) : 8]) or _ends_with_trailer(data)


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: if the readings do not make a recording, or nobody says when it began.
    """
    data = source.data
    body = data[HEADER_BYTES : _end_of_readings(data)]
    if not body:
        raise refusal("header_only")
    trailer = _trailer(data) if _ends_with_trailer(data) else None
    start, said = begun(source, trailer.start if trailer else None)
    samples, about_samples = _samples(body, trailer)
    period_s, about_period = _period(trailer)
    grid = evenly(start, period_s, len(samples))
    return assemble(
        grid,
        # Device model 7 writes 0 for no reading, the others 255 (khromov); neither can be one.
        columns(samples[:, 0], samples[:, 1], _motion(samples)),
        format_name=NAME,
        named=parse_filename(source.filename),
        device_report=trailer.report if trailer else None,
        warnings=(*said, *_about_trailer(data, trailer), *about_samples, *about_period),
    )


def _ends_with_trailer(data: bytes) -> bool:
    begin = len(data) - TRAILER_BYTES
    return begin >= HEADER_BYTES and data.startswith(MAGIC, begin + _MAGIC_AT)


def _end_of_readings(data: bytes) -> int:
    """Where the trailer begins, be it whole or cut short; else the end of the file."""
    found = data.rfind(MAGIC, max(HEADER_BYTES + _MAGIC_AT, len(data) - _NEAR_END))
    return found - _MAGIC_AT if found >= 0 else len(data)


def _trailer(data: bytes) -> Trailer:
    block = data[-TRAILER_BYTES:]
    checksum, _, seconds, readings, interval_s, kind, bytes_each = TRAILER.unpack_from(block)
    start = likely(wall_clock(seconds))  # the device's wall clock, counted as if it were universal time
    report = device_report(block[SUMMARY_AT:], start, readings * interval_s)
    return Trailer(checksum, start, readings, interval_s, kind, bytes_each, report)


def _samples(body: bytes, trailer: Trailer | None) -> tuple[Bytes, tuple[RecordingWarning, ...]]:
    """The readings, shape ``(rows, 2 or 3)``, and what is odd about their number."""
    width = _width(len(body), trailer) if trailer else _USUAL_WIDTH
    rows, rest = divmod(len(body), width)
    samples = np.frombuffer(body, dtype=np.uint8, count=rows * width).reshape(rows, width)
    said: list[RecordingWarning] = []
    if trailer and trailer.readings != rows:
        said.append(notice("readings_count", stated=trailer.readings, count=rows))
    elif rest:
        said.append(notice("truncated_last_row"))
    if rows >= _MOST_READINGS:
        said.append(notice("file_full", count=_MOST_READINGS))
    return samples, tuple(said)


def _width(length: int, trailer: Trailer) -> int:
    """Bytes of a reading: what the trailer says, unless only another width gives its number of readings."""
    said = (WIDTHS.get(trailer.kind, 0), trailer.bytes_each)
    known = [width for width in said if width in WIDTHS.values()]
    fitting = [width for width in (*known, *WIDTHS.values()) if trailer.readings * width == length]
    if not fitting + known:
        raise refusal("unknown_layout")
    return (fitting + known)[0]


def _period(trailer: Trailer | None) -> tuple[int, tuple[RecordingWarning, ...]]:
    if trailer and trailer.interval_s:
        return trailer.interval_s, ()
    return _USUAL_PERIOD_S, (notice("period_assumed", period=_USUAL_PERIOD_S),)


def _motion(samples: Bytes) -> Column | None:
    if samples.shape[1] < _USUAL_WIDTH:
        return None
    count = (samples[:, 2] & MOTION_BITS).astype(np.int32) * MOTION_SCALE
    return Column(count, np.ones(len(count), dtype=bool))


def _about_trailer(data: bytes, trailer: Trailer | None) -> tuple[RecordingWarning, ...]:
    if trailer is None:
        return (notice("unfinished"),)
    return () if checksum(data[:-TRAILER_BYTES]) == trailer.checksum else (notice("checksum"),)


def checksum(data: bytes) -> int:
    """The sum of all bytes; no file that is read is large enough for it to pass 32 bits."""
    return int(np.frombuffer(data, dtype=np.uint8).sum(dtype=np.uint64))


READER = Reader(
    NAME,
    title="Viatom O2Ring S binary (OxyII)",
    files=".dat, .bin, 14 digits without an extension",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
