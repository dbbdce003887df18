"""The CSV exports of the Viatom family: Checkme O2, O2Ring, Wellue, SleepU, Oxylink.

No two of their apps write the same headings, time style or number of columns,
so a file is known by the shape of its rows alone: a time, an SpO2, a pulse
rate and mostly a motion count. Missing values are dashes, blanks, 255 or 65535.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from oximetry.errors import RecordingWarning
from oximetry.formats.apps import app_of
from oximetry.formats.delimited import Numbers, Table, numbers, split
from oximetry.formats.filename import NamedFile, parse_filename
from oximetry.formats.headings import Places, has_date, kinds, names_readings, places
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.rows import (
    Rows,
    beginning,
    by_delimiter,
    heading_row,
    mostly_readings,
    read_rows,
    recording_of,
    split_all,
    surely_readings,
)
from oximetry.formats.source import Source
from oximetry.formats.timestamps import read_times
from oximetry.messages import notice, refusal
from oximetry.recording import Mask, Recording

NAME = "viatom-csv"

_LONGEST_HEADING = 60
_SAME_NIGHT = timedelta(days=1)
_NO_PULSE = 255  # what the devices hold for "none" in one byte; in two it is 65535, which no pulse can be


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written: its delimiter, which column is which, by what app, and unknown headings."""

    delimiter: str
    places: Places
    app: str | None = None
    unknown: tuple[str, ...] = ()


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
    rows = _read_rows(split_all(source.text, dialect.delimiter), dialect.places)
    named = parse_filename(source.filename)
    recording = recording_of(
        source.text,
        rows,
        format_name=NAME,
        named=named,
        app=dialect.app,
        warnings=_about_headings(dialect),
    )
    return replace(recording, warnings=(*recording.warnings, *_about_name(named, recording.start)))


def _dialect(text: bytes) -> Dialect | None:
    """How the text is written, from its first few thousand bytes; None if it is not of this family."""
    return _dialect_of_head(beginning(text))


@lru_cache(maxsize=1)  # sniffing and reading ask one after the other
def _dialect_of_head(head: bytes) -> Dialect | None:
    return by_delimiter(head, _dialect_of)


def _dialect_of(head: bytes, delimiter: str) -> Dialect | None:
    headings = heading_row(head, delimiter)
    layout = places(headings)
    rows = _read_rows(split(head, delimiter), layout)
    if not rows.fit.any():
        only_headings = {"time", "spo2", "pulse"} <= set(kinds(headings)) and not has_date(headings)
        return Dialect(delimiter, layout) if only_headings else None
    if names_readings(headings):
        return Dialect(delimiter, layout, app_of(headings)) if mostly_readings(rows) else None
    return Dialect(delimiter, layout, unknown=_headings_above(rows)) if surely_readings(rows) else None


def _headings_above(rows: Rows) -> tuple[str, ...]:
    """The first three fields above the first reading, if it has as many as that.

    Other lines are not repeated: they may name the patient.
    """
    row = int(rows.fit.argmax()) - 1
    if row < 0 or rows.table.count[row] < rows.table.count[row + 1]:
        return ()
    return tuple(
        rows.table.field(row, column).decode(errors="replace")[:_LONGEST_HEADING] for column in range(3)
    )


def _read_rows(table: Table, layout: Places) -> Rows:
    times = read_times(table, layout.time)
    spo2, pulse = numbers(table, layout.spo2), numbers(table, layout.pulse)
    pulse = _without(pulse, pulse.value == _NO_PULSE)
    if layout.invalid is not None:
        struck = numbers(table, layout.invalid).value == 1
        spo2, pulse = _without(spo2, struck), _without(pulse, struck)
    motion = None if layout.motion is None else numbers(table, layout.motion)
    return read_rows(table, times, spo2, pulse, motion, last=max(layout.time, layout.spo2, layout.pulse))


def _without(readings: Numbers, struck: Mask) -> Numbers:
    """The readings without those that the file itself calls invalid."""
    return replace(readings, given=readings.given & ~struck, missing=readings.missing | struck)


def _about_headings(dialect: Dialect) -> tuple[RecordingWarning, ...]:
    if not dialect.unknown:
        return ()
    time, spo2, pulse = dialect.unknown
    return (notice("unknown_headings", time=time, spo2=spo2, pulse=pulse),)


def _about_name(named: NamedFile, start: datetime) -> tuple[RecordingWarning, ...]:
    """A word about a name that the app gave and that tells another day, whatever hour its phone had."""
    if not named.device or not named.start or abs(named.start - start) <= _SAME_NIGHT:
        return ()
    said = notice("start_differs", written=f"{start:%Y-%m-%d %H:%M}", named=f"{named.start:%Y-%m-%d %H:%M}")
    return (said,)


READER = Reader(
    NAME,
    title="Viatom family CSV (Checkme O2, O2Ring, Wellue, SleepU, Oxylink; ViHealth, O2 Insight)",
    files=".csv",
    evidence=Evidence.REAL_FILES,
    sniff=sniff,
    read=read,
)
