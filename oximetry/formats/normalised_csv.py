"""Our own CSV, written by ``oximetry.writers.csv``: a recording as it is, to be read back unchanged.

Lines ``# key: value`` tell the device, the period and the format that the
recording first came in, which stays its format: what holds for a device's
files holds for this one. The device's own summary and what was said on reading
are not in it.
"""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.delimited import Numbers, Table, numbers, split
from oximetry.formats.edf_origin import is_format
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Ints, Mask
from oximetry.formats.limits import MOST_ROWS
from oximetry.formats.placed import check_extent, placed
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.messages import notice, refusal
from oximetry.recording import Recording

NAME = "oxinight-csv"
VERSION = "1"
HEADINGS = "time,spo2_pct,pulse_bpm,motion"

_FIRST_LINE = f"# {NAME}: ".encode()
_HEAD_BYTES = 4096
_LONGEST_VALUE = 80
_SHORTEST_S = 0.1
_HAIR_S = 2e-6
_FIRST_YEAR = 1985
# A digit for each 0; a recording that began between whole seconds is written with microseconds.
_TIME = b"0000-00-00T00:00:00.000000"
_TO_THE_SECOND = 19
_PARTS = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))

Keys = dict[str, str]
Times = NDArray[np.datetime64]


def sniff(source: Source) -> bool:
    """Whether the text begins with our first line."""
    return source.text.startswith(_FIRST_LINE)


def read(source: Source) -> Recording:
    """Read one file.

    Raises:
        RecordingError: if it was changed and is no recording any more.
    """
    keys, rows = _parted(source.text)
    period_s = _period(keys)
    whole = rows[: rows.rfind(b"\n") + 1]
    table = _table(whole)
    times, exists = _times(table)
    readings = [numbers(table, column) for column in (1, 2, 3)]
    _check(exists, table, readings)
    start: datetime = times[0].item()
    carried = keys.get("format", "")
    return assemble(
        placed(start, period_s, _places(times, period_s)),
        Columns(*(Column(each.value, each.given) for each in readings)),
        format_name=carried if is_format(carried) else NAME,
        named=NamedFile(keys.get("device"), keys.get("device_number"), None),
        app=keys.get("app"),
        warnings=() if whole == rows else (notice("truncated_last_row"),),
    )


def _parted(text: bytes) -> tuple[Keys, bytes]:
    """What the lines above the headings say, and the rows below."""
    heading = f"\n{HEADINGS}\n".encode()
    at = text.find(heading, 0, _HEAD_BYTES)
    if at < 0:
        raise refusal("columns")
    lines = text[:at].decode(errors="replace").split("\n")
    pairs = (line.removeprefix("# ").partition(": ") for line in lines)
    keys = {key: value.strip()[:_LONGEST_VALUE] for key, _, value in pairs}
    if keys[NAME] != VERSION:
        raise refusal("csv_version", version=keys[NAME][:8])
    return {key: value for key, value in keys.items() if value}, text[at + len(heading) :]


def _period(keys: Keys) -> float:
    try:
        period_s = float(keys.get("period_s", ""))
    except ValueError as error:
        raise refusal("csv_period") from error
    if not _SHORTEST_S <= period_s < math.inf:
        raise refusal("csv_period")
    return period_s


def _table(rows: bytes) -> Table:
    if not rows.strip():
        raise refusal("header_only")
    if rows.count(b"\n") > MOST_ROWS:
        raise refusal("too_large")
    return split(rows, ",")


def _times(table: Table) -> tuple[Times, Mask]:
    """Each row's time, and where there is one."""
    span = table.span(0)
    width = min(int(span.end[0] - span.start[0]), len(_TIME))
    texts = table.bytes_at(span.start[:, None] + np.arange(width))
    pattern = np.frombuffer(_TIME[:width], np.uint8)
    is_digit = pattern == ord("0")
    digits = (texts - np.uint8(ord("0"))).astype(np.int64)
    exists = (span.end - span.start == width) & np.where(is_digit, digits < 10, texts == pattern).all(axis=1)
    if width not in (_TO_THE_SECOND, len(_TIME)):
        return np.zeros(len(texts), dtype="datetime64[us]"), np.zeros(len(texts), dtype=bool)
    return _as_times(np.where(exists[:, None], digits, 0), exists)


def _as_times(digits: NDArray[np.int64], exists: Mask) -> tuple[Times, Mask]:
    """Times of the digits at the places of ``_TIME``; days and hours that do not exist are none."""
    year, month, day, hour, minute, second = (_number(digits, begin, end) for begin, end in _PARTS)
    exists = exists & (year >= _FIRST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24)
    months = np.where(exists, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    exists &= (days.astype("datetime64[M]") == months) & (minute < 60) & (second < 60)
    micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + _number(
        digits, _TO_THE_SECOND + 1, len(_TIME)
    )
    return days.astype("datetime64[us]") + micros, exists


def _number(digits: NDArray[np.int64], begin: int, end: int) -> Ints:
    """The number that columns ``begin`` to ``end`` make; 0 where there are none."""
    part = digits[:, begin:end]
    value: Ints = part @ 10 ** np.arange(part.shape[1], dtype=np.int64)[::-1]
    return value


def _check(exists: Mask, table: Table, readings: list[Numbers]) -> None:
    """Refuse a file of which any row is not as it was written."""
    fits = exists & (table.count == len(readings))
    for each in readings:
        fits &= each.given | each.missing
    _refuse_unless(fits)


def _places(times: Times, period_s: float) -> Ints:
    """Each row's sample; refuses rows between two samples, and those that do not rise."""
    offset_s = (times - times[0]).astype(np.int64) / 1e6
    check_extent(period_s, float(offset_s.max()) + period_s)
    place: Ints = np.rint(offset_s / period_s).astype(np.int64)
    _refuse_unless(np.abs(place * period_s - offset_s) < _HAIR_S)
    wrong = np.flatnonzero(np.diff(place) <= 0) + 1
    if len(wrong):
        raise refusal("clock_backwards", time=f"{times[wrong[0]].item():%H:%M:%S}")
    return place


def _refuse_unless(fits: Mask) -> None:
    if not fits.all():
        raise refusal("unreadable_rows", count=int((~fits).sum()), rows=len(fits))


READER = Reader(
    NAME,
    title="Oxinight's own CSV",
    files=".csv",
    evidence=Evidence.REAL_FILES,
    sniff=sniff,
    read=read,
)
