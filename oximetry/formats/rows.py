"""Rows of text, each with its time, to a Recording: what every such export shares.

A reader finds out how its file is written and reads the columns into ``Rows``;
which rows are to be trusted, what their dates are and what is said about it is
decided here, for all of them alike.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

import numpy as np

from oximetry.errors import RecordingError, RecordingWarning
from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.date_order import DateOrder, date_order, month_and_day
from oximetry.formats.delimited import Numbers, Table, split
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Ints, Mask, lay_out
from oximetry.formats.headings import names_readings
from oximetry.formats.limits import MOST_ROWS
from oximetry.formats.timestamps import WrittenTimes, epoch_seconds
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

D = TypeVar("D")

_DELIMITERS = (",", ";", "\t")

_HEAD_BYTES = 4096
_HEADING_ROWS = 20
_MOST_FIELDS = 12
_FEW_ROWS = 5
_FEW_SHARE = 0.01
_FEW_BYTES = 2000
_SENTINELS = (127, 255, 511, 65535)
_SURE_SHARE = 0.9
# Hours and minutes alone, and not those of a zone: so do spreadsheets save a time.
_NO_SECONDS = re.compile(rb"(?<![\d:+-])\d?\d:\d\d(?![\d:])")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table's rows read as readings; ``fit`` is where a row has the right shape."""

    table: Table
    times: WrittenTimes
    spo2: Numbers
    pulse: Numbers
    motion: Numbers | None
    fit: Mask


def read_rows(
    table: Table, times: WrittenTimes, spo2: Numbers, pulse: Numbers, motion: Numbers | None, *, last: int
) -> Rows:
    """The columns as rows, which fit where they reach field ``last`` and hold what they should."""
    whole = table.count >= last
    fit = whole & times.readable & (spo2.given | spo2.missing) & (pulse.given | pulse.missing)
    return Rows(table, times, spo2, pulse, motion, fit)


def beginning(text: bytes) -> bytes:
    """The first few thousand bytes, without a line that is cut; enough to know a format by."""
    head = text[:_HEAD_BYTES]
    return head if len(text) <= _HEAD_BYTES else head[: head.rfind(b"\n") + 1]


def by_delimiter(head: bytes, dialect_of: Callable[[bytes, str], D | None]) -> D | None:
    """What ``dialect_of`` makes of a text's beginning with the first delimiter that makes sense of it."""
    if not head.strip():
        return None
    found = (dialect_of(head, delimiter) for delimiter in _DELIMITERS)
    return next((dialect for dialect in found if dialect), None)


def heading_row(head: bytes, delimiter: str) -> list[str]:
    """The first row with known headings, else the first row whatever it is."""
    lines = [line for line in head.decode(errors="replace").split("\n") if line.strip()]
    rows = [row[:_MOST_FIELDS] for row in csv.reader(lines[:_HEADING_ROWS], delimiter=delimiter)]
    known = (row for row in rows if len(row) > 1 and names_readings(row))
    return next(known, rows[0] if rows else [])


def mostly_readings(rows: Rows) -> bool:
    """Whether, from the first row that fits, most are such as an oximeter could have written."""
    spo2, pulse = rows.spo2, rows.pulse
    saturation = spo2.missing | (spo2.value <= 100) | np.isin(spo2.value, _SENTINELS)
    rate = pulse.missing | (pulse.value <= 300) | np.isin(pulse.value, _SENTINELS)
    plausible = rows.fit & saturation & rate
    return bool(plausible[int(rows.fit.argmax()) :].mean() >= 0.5)


def surely_readings(rows: Rows) -> bool:
    """Whether, from the first row that fits, nearly all are an oximeter's, whatever their headings are."""
    spo2, pulse = rows.spo2, rows.pulse
    saturation = is_saturation(spo2) | spo2.missing | np.isin(spo2.value, (0, *_SENTINELS))
    beats = (pulse.value >= 20) & (pulse.value <= 300)
    rate = beats | pulse.missing | np.isin(pulse.value, (0, *_SENTINELS))
    sure = rows.fit & saturation & rate
    return bool(sure[int(rows.fit.argmax()) :].mean() >= _SURE_SHARE)


def is_saturation(spo2: Numbers) -> Mask:
    """Where a number could be an SpO2."""
    possible: Mask = spo2.given & (spo2.value >= 50) & (spo2.value <= 100)
    return possible


def split_all(text: bytes, delimiter: str) -> Table:
    """The whole table, unless it is beyond what one recording can be.

    Raises:
        RecordingError: ``too_large`` or ``columns``.
    """
    lines = text.count(b"\n") + 1
    if lines > MOST_ROWS:
        raise refusal("too_large")
    if text.count(delimiter.encode()) > lines * _MOST_FIELDS:
        raise refusal("columns")
    return split(text, delimiter)


def recording_of(
    text: bytes,
    rows: Rows,
    *,
    format_name: str,
    named: NamedFile,
    app: str | None = None,
    warnings: tuple[RecordingWarning, ...],
) -> Recording:
    """The rows of ``text`` as a recording; ``named.day`` may settle the order of the dates.

    Raises:
        RecordingError: if the rows do not make a recording.
    """
    times, exists, order = _resolve_dates(rows, named.day)
    fit, cut = _checked(text, rows, rows.fit & exists)
    grid = lay_out(times[fit])
    motion = _column(rows.motion, fit) if rows.motion else None
    columns = Columns(_column(rows.spo2, fit), _column(rows.pulse, fit), motion)
    said = (*warnings, *_about_order(order, grid.start), *cut)
    return assemble(grid, columns, format_name=format_name, named=named, app=app, warnings=said)


def _resolve_dates(rows: Rows, stamp: date | None) -> tuple[Ints, Mask, DateOrder]:
    times = replace(rows.times, readable=rows.fit)
    order = date_order(times, stamp)
    seconds, exists = epoch_seconds(times, *month_and_day(times, order))
    return seconds, exists, order


def _checked(text: bytes, rows: Rows, fit: Mask) -> tuple[Mask, tuple[RecordingWarning, ...]]:
    """The rows to take: without a cut last one, and refusing if too many others cannot be read."""
    if not fit.any():
        raise _no_rows(text, rows)
    body = np.arange(len(fit)) >= fit.argmax()
    said: list[RecordingWarning] = []
    if _last_is_cut(text, rows.table, fit):
        body[-1] = False
        said.append(notice("truncated_last_row"))
    bad = int((body & ~fit).sum())
    if bad > max(_FEW_ROWS, _FEW_SHARE * body.sum()) or _much_lost(rows.table, fit):
        raise refusal("unreadable_rows", count=int((~fit).sum()), rows=len(fit))
    if bad:
        said.append(notice("unreadable_rows", count=bad))
    return fit & body, tuple(said)


def _much_lost(table: Table, fit: Mask) -> bool:
    """Whether the rows left out are more of the file than a few damaged lines."""
    lengths = table.end - table.start
    return bool(lengths[~fit].sum() > max(_FEW_BYTES, _FEW_SHARE * lengths.sum()))


def _no_rows(text: bytes, rows: Rows) -> RecordingError:
    below_headings = len(rows.table.start) - 1
    if not below_headings:
        return refusal("header_only")
    lines = beginning(text).strip().split(b"\n")[1:]
    if 2 * sum(_NO_SECONDS.search(line) is not None for line in lines) > len(lines):
        return refusal("no_seconds")
    return refusal("unreadable_rows", count=below_headings, rows=below_headings)


def _last_is_cut(text: bytes, table: Table, fit: Mask) -> bool:
    """A last row that cannot be read, or that ends early without a line break."""
    usual = int(np.bincount(table.count[fit]).argmax())
    return not fit[-1] or (not text.endswith(b"\n") and int(table.count[-1]) < usual)


def _column(read: Numbers, fit: Mask) -> Column:
    return Column(read.value[fit], read.given[fit])


def _about_order(order: DateOrder, start: datetime) -> tuple[RecordingWarning, ...]:
    return (notice("date_order_assumed", date=f"{start:%Y-%m-%d}"),) if order.assumed else ()
