"""CSV exports with the date and the time of day in columns of their own: Contec, EMAY and their like.

SpO2 Assistant and Smart Device Assistant (Contec and its clones by Beurer and
Pulox) write ``DATE,TIME,SPO2,PULSE``, EMAY ``Date,Time,SpO2(%),PR(bpm)``. Which
of them it is, is known by these headings; what else writes such rows is read
under a name of its own and no device is claimed.

The files of both are named after their users or by them, so nothing but the
date is taken from a name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial

from oximetry.formats.contec_spo2 import APP, DEVICE
from oximetry.formats.delimited import Numbers, Table, numbers, split
from oximetry.formats.filename import parse_filename
from oximetry.formats.headings import kinds, names_readings
from oximetry.formats.months import plain
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.rows import (
    Rows,
    beginning,
    by_delimiter,
    heading_row,
    is_saturation,
    mostly_readings,
    read_rows,
    recording_of,
    split_all,
    surely_readings,
)
from oximetry.formats.source import Source
from oximetry.formats.timestamps import read_times
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

# "Date" in languages that these apps may speak; only English has been seen.
_DATE_WORDS = ("date", "data", "datum", "fecha", "дата", "日期")
_NO_PULSE = 255  # what Contec writes without a finger, beside an SpO2 of 127


@dataclass(frozen=True, slots=True)
class Family:
    """Whose export it is: the format's name, the device, its app, and the headings that tell."""

    name: str
    device: str | None = None
    app: str | None = None
    headings: tuple[str, ...] = ()


CONTEC = Family("contec-csv", DEVICE, APP, ("date", "time", "spo2", "pulse"))
EMAY = Family("emay-csv", "EMAY SleepO2", headings=("date", "time", "spo2(%)", "pr(bpm)"))
OTHER = Family("date-time-csv")


@dataclass(frozen=True, slots=True)
class Places:
    """Which field holds what."""

    date: int = 0
    time: int = 1
    spo2: int = 2
    pulse: int = 3

    @property
    def sensible(self) -> bool:
        """Whether these are four fields, and date and time stand side by side."""
        fields = {self.date, self.time, self.spo2, self.pulse}
        return len(fields) == 4 and min(fields) >= 0 and abs(self.date - self.time) == 1


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written; ``named`` is whether its headings say which column is which."""

    family: Family
    delimiter: str
    places: Places
    named: bool


def _sniff(family: Family, source: Source) -> bool:
    dialect = _dialect(source.text)
    return dialect is not None and dialect.family is family


def _read(source: Source) -> Recording:
    dialect = _dialect(source.text)
    if dialect is None:
        raise refusal("columns")
    rows = _read_rows(split_all(source.text, dialect.delimiter), dialect.places)
    named = replace(parse_filename(source.filename), device=dialect.family.device, number=None)
    said = () if dialect.named else (notice("usual_columns"),)
    family = dialect.family
    return recording_of(
        source.text, rows, format_name=family.name, named=named, app=family.app, warnings=said
    )


def _dialect(text: bytes) -> Dialect | None:
    """How the text is written, from its first few thousand bytes; None if it is not of this kind."""
    return _dialect_of_head(beginning(text))


@lru_cache(maxsize=1)
def _dialect_of_head(head: bytes) -> Dialect | None:
    """The three families ask it of the same file, one after the other."""
    return by_delimiter(head, _dialect_of)


def _dialect_of(head: bytes, delimiter: str) -> Dialect | None:
    headings = heading_row(head, delimiter)
    named = names_readings(headings)
    layout = _places(headings) if named else Places()
    if not layout.sensible:
        return None
    rows = _read_rows(split(head, delimiter), layout)
    if not rows.fit.any():
        taken = named and _names_when(headings)
    else:
        taken = mostly_readings(rows) if named else _surely_readings(rows) and not _in_one(rows, layout)
    return Dialect(_family(headings), delimiter, layout, named) if taken else None


def _places(headings: list[str]) -> Places:
    """The columns by their headings, where these name the readings; the time by its neighbour if need be."""
    kind = kinds(headings)
    dates = [at for at, heading in enumerate(headings) if _is_date(heading)]
    time = kind.index("time") if "time" in kind else dates[0] + 1 if dates else Places().time
    date = dates[0] if dates else time - 1
    return Places(date, time, kind.index("spo2"), kind.index("pulse"))


def _names_when(headings: list[str]) -> bool:
    return "time" in kinds(headings) and any(_is_date(heading) for heading in headings)


def _is_date(heading: str) -> bool:
    return plain(heading).strip() in _DATE_WORDS


def _family(headings: list[str]) -> Family:
    """The family with exactly these headings, whatever columns come after them."""
    tokens = tuple("".join(heading.casefold().split()) for heading in headings[:4])
    return next((family for family in (CONTEC, EMAY) if family.headings == tokens), OTHER)


def _read_rows(table: Table, layout: Places) -> Rows:
    times = read_times(table, min(layout.date, layout.time), max(layout.date, layout.time))
    spo2, pulse = numbers(table, layout.spo2), _without(numbers(table, layout.pulse), _NO_PULSE)
    last = max(layout.date, layout.time, layout.spo2, layout.pulse)
    return read_rows(table, times, spo2, pulse, None, last=last)


def _without(read: Numbers, sentinel: int) -> Numbers:
    """The column with what stands for no reading taken as missing."""
    nothing = read.given & (read.value == sentinel)
    return replace(read, given=read.given & ~nothing, missing=read.missing | nothing)


def _surely_readings(rows: Rows) -> bool:
    """Whether rows below no known headings can only be an oximeter's."""
    return bool((rows.fit & is_saturation(rows.spo2)).any()) and surely_readings(rows)


def _in_one(rows: Rows, layout: Places) -> bool:
    """Whether one field holds date and time, and what comes next is no part of them (``--``, say)."""
    return bool((rows.fit & read_times(rows.table, layout.date).readable).any())


def _reader(family: Family, title: str, evidence: Evidence) -> Reader:
    return Reader(family.name, title, ".csv", evidence, partial(_sniff, family), _read)


CONTEC_READER = _reader(
    CONTEC, "Contec CSV (CMS50E/F, Beurer PO 80, Pulox PO-400; SpO2 Assistant)", Evidence.REAL_FILES
)
EMAY_READER = _reader(EMAY, "EMAY SleepO2 CSV", Evidence.DOCUMENTED)
OTHER_READER = _reader(OTHER, "CSV with date and time in two columns, of any app", Evidence.DOCUMENTED)
READERS = (CONTEC_READER, EMAY_READER, OTHER_READER)
