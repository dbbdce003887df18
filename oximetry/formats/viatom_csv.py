"""The CSV exports of the Viatom family: Checkme O2, O2Ring, Wellue, SleepU, Oxylink.

No two of their apps write the same headings, time style or number of columns,
so a file is known by the shape of its rows alone: a time, an SpO2, a pulse
rate and mostly a motion count. Missing values are dashes, blanks, 255 or 65535.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from oximetry.errors import RecordingError, RecordingWarning
from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.date_order import DateOrder, date_order, month_and_day
from oximetry.formats.delimited import Numbers, Table, numbers, split
from oximetry.formats.filename import parse_filename
from oximetry.formats.grid import Ints, Mask, lay_out
from oximetry.formats.headings import Places, has_date, kinds, names_readings, places
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.timestamps import WrittenTimes, epoch_seconds, read_times
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

NAME = "viatom-csv"

_DELIMITERS = (",", ";", "\t")
_HEAD_BYTES = 4096
_HEADING_ROWS = 20
_MOST_ROWS = 200_000  # 48 h at one row a second, and room
_MOST_FIELDS = 12
_FEW_ROWS = 5
_FEW_SHARE = 0.01
_FEW_BYTES = 2000
_SENTINELS = (127, 255, 511, 65535)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written: its delimiter, its headings (if any) and which column is which."""

    delimiter: str
    headings: tuple[str, ...]
    places: Places


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table's rows read as readings; ``fit`` is where a row has the right shape."""

    table: Table
    times: WrittenTimes
    spo2: Numbers
    pulse: Numbers
    motion: Numbers | None
    fit: Mask


def sniff(source: Source) -> bool:
    """Whether the text begins with rows of this family, or with its headings and no rows."""
    return _dialect(source.text) is not None


def read(source: Source) -> Recording:
    """Read one export.

    Raises:
        RecordingError: if the rows do not make a recording.
    """
    dialect = _dialect(source.text)
    if dialect is None:
        raise refusal("columns")
    named = parse_filename(source.filename)
    rows = _read_rows(_split(source.text, dialect), dialect.places)
    times, exists, order = _resolve_dates(rows, named.start.date() if named.start else None)
    fit, cut = _checked(source.text, rows, rows.fit & exists)
    grid = lay_out(times[fit])
    columns = Columns(_column(rows.spo2, fit), _column(rows.pulse, fit), _motion(rows, fit))
    said = (*_about_headings(dialect), *_about_order(order, grid.start), *cut)
    return assemble(grid, columns, format_name=NAME, named=named, warnings=said)


def _dialect(text: bytes) -> Dialect | None:
    """How the text is written, from its first few thousand bytes; None if it is not of this family."""
    head = text[:_HEAD_BYTES]
    if len(text) > _HEAD_BYTES:
        head = head[: head.rfind(b"\n") + 1]
    if not head.strip():
        return None
    found = (_dialect_of(head, delimiter) for delimiter in _DELIMITERS)
    return next((dialect for dialect in found if dialect), None)


def _dialect_of(head: bytes, delimiter: str) -> Dialect | None:
    headings = _headings(head, delimiter)
    layout = places(headings)
    rows = _read_rows(split(head, delimiter), layout)
    if not rows.fit.any():
        only_headings = {"time", "spo2", "pulse"} <= set(kinds(headings)) and not has_date(headings)
        return Dialect(delimiter, tuple(headings), layout) if only_headings else None
    first = int(rows.fit.argmax())
    if _plausible(rows)[first:].mean() < 0.5:
        return None
    return Dialect(delimiter, tuple(headings) if first else (), layout)


def _headings(head: bytes, delimiter: str) -> list[str]:
    """The first row with known headings, else the first row whatever it is."""
    lines = [line for line in head.decode(errors="replace").split("\n") if line.strip()]
    rows = [row[:_MOST_FIELDS] for row in csv.reader(lines[:_HEADING_ROWS], delimiter=delimiter)]
    known = (row for row in rows if names_readings(row))
    return next(known, rows[0] if rows else [])


def _plausible(rows: Rows) -> Mask:
    """Rows that fit and whose numbers an oximeter could have written."""
    spo2, pulse = rows.spo2, rows.pulse
    saturation = spo2.missing | (spo2.value <= 100) | np.isin(spo2.value, _SENTINELS)
    rate = pulse.missing | (pulse.value <= 300) | np.isin(pulse.value, _SENTINELS)
    return rows.fit & saturation & rate


def _split(text: bytes, dialect: Dialect) -> Table:
    """The whole table, unless it is beyond what one recording can be."""
    lines = text.count(b"\n") + 1
    if lines > _MOST_ROWS:
        raise refusal("too_large")
    if text.count(dialect.delimiter.encode()) > lines * _MOST_FIELDS:
        raise refusal("columns")
    return split(text, dialect.delimiter)


def _read_rows(table: Table, layout: Places) -> Rows:
    times = read_times(table, layout.time)
    spo2, pulse = numbers(table, layout.spo2), numbers(table, layout.pulse)
    motion = None if layout.motion is None else numbers(table, layout.motion)
    whole = table.count >= max(layout.time, layout.spo2, layout.pulse)
    fit = whole & times.readable & (spo2.given | spo2.missing) & (pulse.given | pulse.missing)
    return Rows(table, times, spo2, pulse, motion, fit)


def _resolve_dates(rows: Rows, stamp: date | None) -> tuple[Ints, Mask, DateOrder]:
    times = replace(rows.times, readable=rows.fit)
    order = date_order(times, stamp)
    seconds, exists = epoch_seconds(times, *month_and_day(times, order))
    return seconds, exists, order


def _checked(text: bytes, rows: Rows, fit: Mask) -> tuple[Mask, tuple[RecordingWarning, ...]]:
    """The rows to take: without a cut last one, and refusing if too many others cannot be read."""
    if not fit.any():
        raise _no_rows(rows)
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


def _no_rows(rows: Rows) -> RecordingError:
    below_headings = len(rows.table.start) - 1
    if not below_headings:
        return refusal("header_only")
    return refusal("unreadable_rows", count=below_headings, rows=below_headings)


def _last_is_cut(text: bytes, table: Table, fit: Mask) -> bool:
    """A last row that cannot be read, or that ends early without a line break."""
    usual = int(np.bincount(table.count[fit]).argmax())
    return not fit[-1] or (not text.endswith(b"\n") and int(table.count[-1]) < usual)


def _column(read: Numbers, fit: Mask) -> Column:
    return Column(read.value[fit], read.given[fit])


def _motion(rows: Rows, fit: Mask) -> Column | None:
    return _column(rows.motion, fit) if rows.motion else None


def _about_headings(dialect: Dialect) -> tuple[RecordingWarning, ...]:
    headings = dialect.headings
    if len(headings) < 3 or names_readings(list(headings)):
        return ()
    return (notice("unknown_headings", time=headings[0], spo2=headings[1], pulse=headings[2]),)


def _about_order(order: DateOrder, start: datetime) -> tuple[RecordingWarning, ...]:
    return (notice("date_order_assumed", date=f"{start:%Y-%m-%d}"),) if order.assumed else ()


READER = Reader(
    NAME,
    title="Viatom family CSV (Checkme O2, O2Ring, Wellue, SleepU, Oxylink; ViHealth, O2 Insight)",
    files=".csv",
    evidence=Evidence.REAL_FILES,
    sniff=sniff,
    read=read,
)
