"""The ``.spo`` and ``.spor`` files of Contec's older programs for the CMS50.

Layout as OSCAR's ``cms50_loader.cpp`` reads it, little-endian: u16 offset of the
readings, u16 2, u16 duration in seconds (which OSCAR only names), and from byte 8
the start as 18 characters of UTF-16, ``MM/dd/yy`` and ``HH:mm:ss``, empty where
the device has no clock. Then pulse and SpO2, one byte each, in this order: the
opposite of ``.SpO2``. The file has no mark of its own, so it is known only by a
date in its place and readings that could all be an oximeter's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.contec_spo2 import DEVICE
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Mask
from oximetry.formats.placed import evenly
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.starts import plausible_start, start_of
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

APP = "SpO2 Review"
NAME = "contec-spo"

SECOND_WORD = 2
TEXT_AT, TEXT_END = 8, 8 + 2 * 18

_PERIOD_S = 1.0  # inferred: the devices record once a second, and the older programs say nothing else
_WRITTEN = re.compile(r"(\d\d)/(\d\d)/(\d\d)\D{1,2}(\d\d):(\d\d):(\d\d)")
_LARGEST_HEADER = 4096
_FEWEST_PAIRS = 10
_SURE_SHARE = 0.95
_LEAST_SHOWN = 0.1
_NO_SPO2, _NO_PULSE = 0x7F, 0xFF

Pairs = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Header:
    """When the recording began (None if the file does not say) and where its readings begin."""

    start: datetime | None
    data_at: int


def sniff(source: Source) -> bool:
    """Whether a header is there, and nearly all that follows could be readings."""
    header = _header(source.data)
    if header is None:
        return False
    pairs = _pairs(source.data, header)
    return len(pairs) >= _FEWEST_PAIRS and _are_readings(pairs)


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: ``no_start``, or as for any recording that is too short or too long.
    """
    header = _header(source.data)
    if header is None:
        raise refusal("binary")
    pairs = _pairs(source.data, header)
    cut = (len(source.data) - header.data_at) % 2
    said = (notice("truncated_last_row"),) if cut else ()
    grid = evenly(start_of(source, header.start), _PERIOD_S, len(pairs))
    columns = Columns(_column(pairs[:, 1], pairs), _column(pairs[:, 0], pairs))
    return assemble(
        grid, columns, format_name=NAME, named=NamedFile(DEVICE, None, None), app=APP, warnings=said
    )


def _header(data: bytes) -> Header | None:
    """What stands before the readings; None where this can be no such file."""
    data_at = int.from_bytes(data[:2], "little")
    if not TEXT_END <= data_at <= min(_LARGEST_HEADER, len(data)):
        return None
    written = data[TEXT_AT:TEXT_END]
    found = _WRITTEN.match(written.decode("utf-16-le", errors="replace"))
    if found:
        month, day, year, hour, minute, second = (int(part) for part in found.groups())
        return Header(plausible_start(2000 + year, month, day, hour, minute, second), data_at)
    undated = not any(written) and int.from_bytes(data[2:4], "little") == SECOND_WORD
    return Header(None, data_at) if undated else None


def _pairs(data: bytes, header: Header) -> Pairs:
    """Pulse and SpO2, shape ``(rows, 2)``."""
    body = np.frombuffer(data[header.data_at :], dtype=np.uint8)
    return body[: len(body) // 2 * 2].reshape(-1, 2)


def _are_readings(pairs: Pairs) -> bool:
    """Whether nearly all pairs are possible ones, and enough of them show something."""
    pulse, spo2 = pairs[:, 0], pairs[:, 1]
    saturation, rate = (spo2 >= 50) & (spo2 <= 100), (pulse >= 20) & (pulse < _NO_PULSE)
    partly = (saturation | (spo2 == _NO_SPO2)) & (rate | (pulse == _NO_PULSE))
    possible = partly | _neither(pairs) | ((pulse == 0) & (spo2 == 0))
    return bool((saturation & rate).mean() >= _LEAST_SHOWN and possible.mean() >= _SURE_SHARE)


def _neither(pairs: Pairs) -> Mask:
    """Pairs that stand for no reading: OSCAR looks for 7F before FF, whatever the order of the values."""
    one, other = pairs[:, 0], pairs[:, 1]
    neither: Mask = (np.minimum(one, other) == _NO_SPO2) & (np.maximum(one, other) == _NO_PULSE)
    return neither


def _column(value: Pairs, pairs: Pairs) -> Column:
    return Column(value.astype(np.int32), ~_neither(pairs) & (value != _NO_PULSE))


READER = Reader(
    NAME,
    title="Contec SpO2 Review binary (older CMS50)",
    files=".spo, .spor",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
