"""The older binary file of the Viatom family: Checkme O2, O2Ring, SleepU, Oxylink (versions 3, 5 and 6).

A header of 40 bytes with the start and the device's own summary, then 5 bytes
for each reading. The layout is that of the vendor's SDK (class ``OxyBleFile``)
and was held to a real file and the CSV of the same night, byte by byte.
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
from oximetry.formats.placed import evenly
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.starts import plausible_start
from oximetry.formats.viatom_binary import NO_PULSE, NO_SPO2, SUMMARY, begun, columns, device_report, likely
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

NAME = "viatom-vld"

HEADER_BYTES = 40
RECORD = np.dtype([("spo2", "u1"), ("pulse", "<u2"), ("motion", "u1"), ("flags", "u1")])
# Version, mode, year, month, day, hour, minute, second, size of the file, seconds; the summary comes next.
FRONT = struct.Struct("<BBH5BIH")
NO_MOTION = 255

_VERSIONS, _MODES = (3, 5, 6), (0, 1)
_OLDEST = 3
_PERIODS_S = (1, 2, 4)
_OLDEST_PERIOD_S = 4  # OSCAR, viatom_loader.cpp: no other has been seen in version 3
_NEARLY = 0.02
_FLAGGED_INVALID = 0x10
_ENOUGH_CHANGES = 20  # so many changes all between pairs and none within: once in a million by chance

Records = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the readings.

    Attributes:
        version: 3, 5 or 6.
        start: the device's clock, None where it was not set.
        stated: distinct readings, from the size that the file gives for itself; 0 where that is none.
        duration_s: recording time.
        report: the device's own summary.
    """

    version: int
    start: datetime | None
    stated: int
    duration_s: int
    report: DeviceReport


def sniff(source: Source) -> bool:
    """Whether the content begins with a header: version, mode, and a date or the file's own size."""
    data = source.data
    if len(data) < HEADER_BYTES or data[0] not in _VERSIONS or data[1] not in _MODES:
        return False
    header = _header(data)
    whole = header.stated * RECORD.itemsize == len(data) - HEADER_BYTES
    return header.start is not None or (whole and header.stated > 0)


def read(source: Source) -> Recording:
    """Read one file, as far as it goes.

    Raises:
        RecordingError: if the readings do not make a recording, or nothing tells their period.
    """
    header = _header(source.data)
    start, said = begun(source, header.start)
    records, twice = _distinct(header, _records(source.data))
    if not len(records):
        raise refusal("header_only")
    period_s, doubts = _period(header, len(records))
    grid = evenly(start, period_s, len(records))
    motion = Column(records["motion"].astype(np.int32), records["motion"] != NO_MOTION)
    return assemble(
        grid,
        columns(records["spo2"], records["pulse"], motion),
        format_name=NAME,
        named=parse_filename(source.filename),
        device_report=header.report,
        warnings=(
            *said,
            *((notice("doubled_readings", period=period_s),) if twice else ()),
            *doubts,
            *_about_end(source.data),
            *_about_flags(records),
        ),
    )


def _header(data: bytes) -> Header:
    version, _, *clock, size, duration_s = FRONT.unpack_from(data)
    start = likely(plausible_start(*clock))
    stated, rest = divmod(size - HEADER_BYTES, RECORD.itemsize)
    summary = data[FRONT.size : FRONT.size + SUMMARY.size]
    return Header(
        version=version,
        start=start,
        stated=stated if stated > 0 and not rest else 0,
        duration_s=duration_s,
        report=device_report(summary, start, duration_s),
    )


def _records(data: bytes) -> Records:
    count = (len(data) - HEADER_BYTES) // RECORD.itemsize
    return np.frombuffer(data, dtype=RECORD, count=count, offset=HEADER_BYTES)


def _distinct(header: Header, records: Records) -> tuple[Records, bool]:
    """The readings with each taken once, and whether the file holds each twice.

    Some devices of version 3 store every reading twice and count only distinct
    ones in the size that the header gives (OSCAR, viatom_loader.cpp). So it must
    not be the size of all of them, all pairs must be equal, and either the size is
    exactly that of half, or the readings change often enough for equal pairs to
    be no chance (in a file that was cut short).
    """
    pairs = len(records) // 2
    if header.version != _OLDEST or header.stated == len(records) or not pairs:
        return records, False
    raw = np.frombuffer(records.tobytes(), dtype=np.uint8).reshape(-1, RECORD.itemsize)
    first, second = raw[: 2 * pairs : 2], raw[1 : 2 * pairs : 2]
    changes = int((first[1:] != first[:-1]).any(axis=1).sum())
    half = 2 * header.stated == len(records)
    twice = bool((first == second).all()) and (half or changes >= _ENOUGH_CHANGES)
    return (records[::2], True) if twice else (records, False)


def _period(header: Header, count: int) -> tuple[int, tuple[RecordingWarning, ...]]:
    """Seconds between readings, which the file does not say: its duration over its readings.

    The larger of the stated and the held number comes first: in a file that was cut
    short the duration is that of the stated one.
    """
    duration_s = header.duration_s
    for tolerance in (0.0, _NEARLY):
        for readings in sorted({count, header.stated} - {0}, reverse=True):
            period_s = _fitting(duration_s, readings, tolerance)
            if period_s:
                return period_s, _about_count(header, count, readings, period_s)
    if header.version != _OLDEST:
        raise refusal("no_period")
    if not duration_s:
        return _OLDEST_PERIOD_S, (notice("period_assumed", period=_OLDEST_PERIOD_S),)
    return _OLDEST_PERIOD_S, (_unclear(duration_s, count, _OLDEST_PERIOD_S),)


def _fitting(duration_s: int, readings: int, tolerance: float) -> int | None:
    """The period that makes ``readings`` last ``duration_s``, within a share of that."""
    fitting = (each for each in _PERIODS_S if abs(readings * each - duration_s) <= tolerance * duration_s)
    return next(fitting, None)


def _about_count(header: Header, count: int, readings: int, period_s: int) -> tuple[RecordingWarning, ...]:
    if readings != count:
        return (notice("readings_count", stated=readings, count=count),)
    return () if count * period_s == header.duration_s else (_unclear(header.duration_s, count, period_s),)


def _unclear(duration_s: int, count: int, period_s: int) -> RecordingWarning:
    return notice("period_unclear", seconds=duration_s, count=count, period=period_s)


def _about_end(data: bytes) -> tuple[RecordingWarning, ...]:
    partial = (len(data) - HEADER_BYTES) % RECORD.itemsize
    return (notice("truncated_last_row"),) if partial else ()


def _about_flags(records: Records) -> tuple[RecordingWarning, ...]:
    """A word where the device marks a reading invalid and yet gives it.

    The values decide: in the real file no record has the mark, not even those without
    values, and the vendor's own ``OxyBleFile`` names it but never acts on it.
    """
    given = ~np.isin(records["spo2"], NO_SPO2) | ~np.isin(records["pulse"], NO_PULSE)
    marked = int((given & (records["flags"] & _FLAGGED_INVALID > 0)).sum())
    return (notice("flagged_invalid", count=marked),) if marked else ()


READER = Reader(
    NAME,
    title="Viatom VLD binary (Checkme O2, O2Ring, SleepU, Oxylink; versions 3, 5 and 6)",
    files=".vld, .dat, .bin, 14 digits without an extension",
    evidence=Evidence.REAL_FILES,
    sniff=sniff,
    read=read,
)
