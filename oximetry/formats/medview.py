"""The MedView files of ChoiceMMed oximeters (MD300W1, MD300C318 and others).

Layout as OSCAR's ``md300w1_loader.cpp`` and the converters to MedView have it:
an id, the number of records as u16, then 11 bytes a record: 0, 0, id, year
after 2000, month, day, hour, minute, second, SpO2, pulse. The report's title
may follow; it can hold a patient's name and is never read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oximetry.errors import RecordingWarning
from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Ints, Mask, lay_out
from oximetry.formats.limits import MOST_ROWS
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

NAME = "medview"

HEADER_BYTES = 3
RECORD = np.dtype(
    [
        ("zeros", "<u2"),
        ("id", "u1"),
        ("year", "u1"),
        ("month", "u1"),
        ("day", "u1"),
        ("hour", "u1"),
        ("minute", "u1"),
        ("second", "u1"),
        ("spo2", "u1"),
        ("pulse", "u1"),
    ]
)
Records = NDArray[np.void]

_NO_SPO2 = (127, 255)  # what other oximeters write for "none" and no saturation can be
_NO_PULSE = 255
_FIRST_RECORDS = 64
_FEW_RECORDS = 5
_FEW_SHARE = 0.01
_LAST_YEAR = 99
_LONGEST_TITLE = 65_536  # far more than a title; what is longer is another file


def sniff(source: Source) -> bool:
    """Whether nearly all records have two zeros, a date, a time and a possible saturation."""
    if not _begins_well(source.data):
        return False
    records = _records(source.data)
    behind = len(source.data) - HEADER_BYTES - records.nbytes
    ends = behind <= _LONGEST_TITLE or len(records) > MOST_ROWS
    return len(records) > 0 and ends and not _too_many(_fit(records))


def _begins_well(data: bytes) -> bool:
    """Whether most of the first records are some: other files need not be looked through."""
    head = data[HEADER_BYTES : HEADER_BYTES + _FIRST_RECORDS * RECORD.itemsize]
    whole = len(head) // RECORD.itemsize
    records: Records = np.frombuffer(head, RECORD, whole)
    return 2 * int(_fit(records).sum()) >= max(whole, 1)


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: if the records do not make a recording.
    """
    records = _records(source.data)
    if len(records) > MOST_ROWS:
        raise refusal("too_large")
    fit = _fit(records)
    if _too_many(fit):
        raise refusal("unreadable_rows", count=int((~fit).sum()), rows=len(fit))
    said = (*_about_end(source.data, records), *_about_unfit(fit))
    records = records[fit]
    grid = lay_out(_times(records))
    columns = Columns(_column(records["spo2"]), _column(records["pulse"], _NO_PULSE))
    return assemble(
        grid, columns, format_name=NAME, named=NamedFile(None, None, None), app="MedView", warnings=said
    )


def _records(data: bytes) -> Records:
    """The records of a file, whole ones only.

    There are as many as the count says, and those that go on beyond it: 24 h at
    one a second are more than 16 bits can count.
    """
    whole = min(max(len(data) - HEADER_BYTES, 0) // RECORD.itemsize, MOST_ROWS + 1)
    if not whole:
        return np.zeros(0, dtype=RECORD)
    records: Records = np.frombuffer(data, RECORD, whole, HEADER_BYTES)
    counted = min(_stated(data), whole)
    beyond = _fit(records[counted:])
    return records[: counted + (len(beyond) if beyond.all() else int(beyond.argmin()))]


def _stated(data: bytes) -> int:
    """The number of records as the file says it."""
    return int.from_bytes(data[1:HEADER_BYTES], "little")


def _fit(records: Records) -> Mask:
    """Where a record is one: its zeros, a date that exists, a time, a saturation or none."""
    spo2 = records["spo2"]
    clock = (records["hour"] < 24) & (records["minute"] < 60) & (records["second"] < 60)
    possible = (spo2 <= 100) | np.isin(spo2, _NO_SPO2)
    fit: Mask = (records["zeros"] == 0) & clock & possible & _date_exists(records)
    return fit


def _date_exists(records: Records) -> Mask:
    month = records["month"].astype(np.int64)
    plausible = (records["year"] <= _LAST_YEAR) & (month >= 1) & (month <= 12)
    exists: Mask = plausible & (_days(records).astype("M8[M]") == _months(records))
    return exists


def _months(records: Records) -> NDArray[np.datetime64]:
    since_1970: Ints = (records["year"].astype(np.int64) + 30) * 12 + records["month"] - 1
    months: NDArray[np.datetime64] = since_1970.astype("M8[M]")
    return months


def _days(records: Records) -> NDArray[np.datetime64]:
    days: NDArray[np.datetime64] = _months(records).astype("M8[D]") + (
        records["day"].astype(np.int64) - 1
    ).astype("m8[D]")
    return days


def _times(records: Records) -> Ints:
    """Seconds since 1970 on the device's wall clock."""
    hour, minute, second = (records[part].astype(np.int64) for part in ("hour", "minute", "second"))
    times: Ints = _days(records).astype(np.int64) * 86_400 + (hour * 60 + minute) * 60 + second
    return times


def _too_many(fit: Mask) -> bool:
    """Whether the records that are none are more than a few damaged ones."""
    unfit = int((~fit).sum())
    return not fit.any() or unfit > max(min(_FEW_RECORDS, len(fit) // 10), _FEW_SHARE * len(fit))


def _about_end(data: bytes, records: Records) -> tuple[RecordingWarning, ...]:
    """A file that ends before the number of records it announces."""
    return (notice("truncated_last_row"),) if len(records) < _stated(data) else ()


def _about_unfit(fit: Mask) -> tuple[RecordingWarning, ...]:
    return () if fit.all() else (notice("unreadable_rows", count=int((~fit).sum())),)


def _column(values: NDArray[Any], none: int | None = None) -> Column:
    """Readings; 0 is none, as everything outside the possible ranges."""
    return Column(values.astype(np.int32), values != none)


READER = Reader(
    NAME,
    title="ChoiceMMed MedView (MD300W1, MD300B, MD300I, MD300KI, MD300C318, MD2000A)",
    files=".dat",
    evidence=Evidence.DOCUMENTED,
    sniff=sniff,
    read=read,
)
