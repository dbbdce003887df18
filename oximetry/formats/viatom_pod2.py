"""The binary file of the POD2 fingertip oximeter (also sold as OxySmart): 6 bytes a second and nothing else.

SpO2, pulse, 0, perfusion index x 10, 0, battery (the upper two bits): OSCAR,
viatom_loader.h. There is no header, so the file is known only by every single
record, and its start only by its name: milliseconds since 1970, universal time.
The perfusion index is not read, as a Recording has no place for it.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PureWindowsPath

import numpy as np
from numpy.typing import NDArray

from oximetry.errors import RecordingWarning
from oximetry.formats.assemble import assemble
from oximetry.formats.filename import parse_filename
from oximetry.formats.grid import wall_clock
from oximetry.formats.placed import evenly
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.starts import named_start, start_of
from oximetry.formats.viatom_binary import columns, likely
from oximetry.messages import notice
from oximetry.recording import Mask, Recording

NAME = "viatom-pod2"

RECORD_BYTES = 6
PERIOD_S = 1
BATTERY_BITS = 0xC0

_STAMP = re.compile(r"(?<!\d)\d{13}(?!\d)")
_LOWEST_SPO2, _HIGHEST_SPO2, _NO_SPO2 = 50, 100, (0, 255)
_SLOWEST_BPM, _FASTEST_BPM = 20, 250  # the maker promises 30 to 250

Records = NDArray[np.uint8]


def sniff(source: Source) -> bool:
    """Whether every record is one of a POD2 and the start is known, by the file's name or the caller."""
    if len(source.data) % RECORD_BYTES:
        return False
    dated = source.start or _epoch(source) or named_start(source.filename)
    return dated is not None and _all_plausible(_records(source.data))


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: if the readings do not make a recording.
    """
    records = _records(source.data)
    start, said = _begun(source)
    grid = evenly(start, PERIOD_S, len(records))
    return assemble(
        grid,
        columns(records[:, 0], records[:, 1], None),
        format_name=NAME,
        named=parse_filename(source.filename),
        warnings=(*said, *_about_battery(records)),
    )


def _records(data: bytes) -> Records:
    return np.frombuffer(data, dtype=np.uint8).reshape(-1, RECORD_BYTES)


def _all_plausible(records: Records) -> bool:
    """Whether nothing in the file could not be a POD2's, and there is a reading in it."""
    spo2, pulse = records[:, 0], records[:, 1]
    reading = (spo2 >= _LOWEST_SPO2) & (spo2 <= _HIGHEST_SPO2)
    beating = (pulse >= _SLOWEST_BPM) & (pulse <= _FASTEST_BPM)
    known: Mask = (reading | np.isin(spo2, _NO_SPO2)) & (beating | (pulse == 0))
    return bool(reading.any() and known.all() and not records[:, 2].any() and not records[:, 4].any())


def _epoch(source: Source) -> datetime | None:
    """The time in the name, universal time."""
    stamp = _STAMP.search(PureWindowsPath(source.filename).name)
    return likely(wall_clock(int(stamp[0]) // 1000)) if stamp else None


def _begun(source: Source) -> tuple[datetime, tuple[RecordingWarning, ...]]:
    start = start_of(source, _epoch(source))
    if source.start or start != _epoch(source):
        return start, ()
    return start, (notice("start_universal", time=f"{start:%Y-%m-%d %H:%M}"),)


def _about_battery(records: Records) -> tuple[RecordingWarning, ...]:
    """OSCAR warns of a flat battery as well: what was recorded on it may be wrong."""
    flat = not (records[:, 5] & BATTERY_BITS).all()
    return (notice("battery_flat"),) if flat else ()


READER = Reader(
    NAME,
    title="Viatom POD2 binary (Wellue POD2, OxySmart)",
    files=".dat named with 13 digits",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
