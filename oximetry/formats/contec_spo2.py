"""The ``.SpO2`` files of Contec's SpO2 Assistant (CMS50 series and clones).

Layout as real files have it and as OSCAR's ``cms50_loader.cpp`` reads it, all
little-endian: u16 offset of a block; in the block, 200 bytes on, seven u32
(year, month, day, hour, minute, second, number of readings); then SpO2 and pulse,
one byte each, at 1 Hz. The CMS50I puts a u16 before each pair; the CMS50D+ has
no calendar and writes the year 0. The block begins with a name in UTF-16, which
may be a patient's and is never read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from oximetry.errors import RecordingWarning
from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.filename import NamedFile
from oximetry.formats.placed import evenly
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.starts import plausible_start, start_of
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

APP = "SpO2 Assistant"
NAME = "contec-spo2"
DEVICE = "Contec CMS50"

BLOCK = 0x358  # where the block begins in all files seen
FIRST_WORDS = b"\0\0\1\0\0\0"  # behind the offset
WHEN = struct.Struct("<7I")
WHEN_AT = 200
NO_SPO2, NO_PULSE = 0x7F, 0xFF

_PERIOD_S = 1.0
_PAIR, _LONG_PAIR = 2, 4
_MARGIN = 0.2
_SAMPLE = 100_000  # bytes
_PULSE_RANGE = (20, 250)
_NEAR = 4

Pairs = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Header:
    """When the recording began (None if the file does not say), how many readings it states, and where."""

    start: datetime | None
    stated: int
    data_at: int


def sniff(source: Source) -> bool:
    """Whether the file begins as these do, and holds a date and a number of readings where they should be."""
    return _begins_as_seen(source.data) or _is_likely(source.data)


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: ``no_readings``, ``no_start``, or as for any recording that is too short or too long.
    """
    header = _header(source.data)
    if header is None:
        raise refusal("no_readings")
    pairs, said = _readings(source.data, header)
    if not len(pairs):
        raise refusal("no_readings")
    grid = evenly(start_of(source, header.start), _PERIOD_S, len(pairs))
    spo2, pulse = pairs[:, 0], pairs[:, 1]
    columns = Columns(_column(spo2, NO_SPO2), _column(pulse, NO_PULSE))
    return assemble(
        grid, columns, format_name=NAME, named=NamedFile(DEVICE, None, None), app=APP, warnings=said
    )


def _begins_as_seen(data: bytes) -> bool:
    return data.startswith(BLOCK.to_bytes(2, "little") + FIRST_WORDS)


def _is_likely(data: bytes) -> bool:
    """Whether a file with its block elsewhere is one: first words, a date, and the bytes that it states."""
    header = _header(data)
    if header is None or not header.start or data[2:8] != FIRST_WORDS:
        return False
    rest = len(data) - header.data_at
    return header.stated > 0 and _PAIR * header.stated <= rest <= _LONG_PAIR * header.stated


def _header(data: bytes) -> Header | None:
    """What stands before the readings; None if the file ends earlier."""
    when_at = int.from_bytes(data[:2], "little") + WHEN_AT
    data_at = when_at + WHEN.size
    if len(data) < data_at:
        return None
    year, month, day, hour, minute, second, stated = WHEN.unpack_from(data, when_at)
    return Header(plausible_start(year, month, day, hour, minute, second), stated, data_at)


def _readings(data: bytes, header: Header) -> tuple[Pairs, tuple[RecordingWarning, ...]]:
    """SpO2 and pulse, shape ``(rows, 2)``: as many as are stated and there, or all if none are stated."""
    body = np.frombuffer(data[header.data_at :], dtype=np.uint8)
    pairs = _pairs(body, _width(body, header.stated))
    taken = min(header.stated or len(pairs), len(pairs))
    if len(pairs) == header.stated:
        return pairs, ()
    said = notice("count_differs", stated=header.stated, held=len(pairs), taken=taken)
    return pairs[:taken], (said,)


def _width(body: Pairs, stated: int) -> int:
    """Bytes of one reading: by the size of the file, or else by what makes more sense."""
    exact = [width for width in (_PAIR, _LONG_PAIR) if stated and len(body) == width * stated]
    if exact:
        return exact[0]
    sense = {width: _sense(_pairs(body[:_SAMPLE], width)) for width in (_PAIR, _LONG_PAIR)}
    return _LONG_PAIR if sense[_LONG_PAIR] > sense[_PAIR] + _MARGIN else _PAIR


def _pairs(body: Pairs, width: int) -> Pairs:
    whole = len(body) // width
    return body[: whole * width].reshape(whole, width)[:, -_PAIR:]


def _sense(pairs: Pairs) -> float:
    """Which part of the pairs is a possible reading, or the mark for none, close to the SpO2 before it."""
    if len(pairs) < 2:
        return 0.0
    spo2, pulse = pairs[:, 0], pairs[:, 1]
    slowest, fastest = _PULSE_RANGE
    possible = (spo2 >= 50) & (spo2 <= 100) & (pulse >= slowest) & (pulse <= fastest)
    nothing = (spo2 == NO_SPO2) & (pulse == NO_PULSE)
    close = np.abs(np.diff(spo2.astype(np.int16))) <= _NEAR
    return float(((possible | nothing)[1:] & close).mean())


def _column(value: Pairs, nothing: int) -> Column:
    return Column(value.astype(np.int32), value != nothing)


READER = Reader(
    NAME,
    title="Contec SpO2 Assistant binary (CMS50 series, Beurer PO 80, Pulox PO-400)",
    files=".SpO2",
    evidence=Evidence.REAL_FILES,
    sniff=sniff,
    read=read,
)
