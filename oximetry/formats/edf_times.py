"""When the samples of an EDF file were taken: its start, its gaps, and the grid of its readings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from oximetry.formats.edf_header import Channel, Header
from oximetry.formats.grid import Ints, Mask
from oximetry.formats.limits import MOST_ROWS
from oximetry.formats.placed import check_extent
from oximetry.formats.source import Source
from oximetry.formats.starts import named_start, start_of
from oximetry.messages import refusal

ANONYMISED = date(1985, 1, 1)  # the earliest date that EDF can write; programs put it for a removed one
GAP_TEXT = "No rows in the file"
_GAP = re.compile(
    rb"([+-]\d{1,12}(?:\.\d{1,12})?)\x15(\d{1,12}(?:\.\d{1,12})?)\x14" + GAP_TEXT.encode() + b"\x14"
)
_ONSET = re.compile(rb"([+-]\d{1,12}(?:\.\d{1,12})?)\x14\x14")
_LEGACY = re.compile(r"(\d{1,2})[.:/' -](\d{1,2})[.:/' -](\d{1,2})")
_EDF_PLUS = re.compile(r"Startdate (\d{1,2})-([A-Z]{3})-(\d{4})\b", re.IGNORECASE)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FIRST_SHORT_YEAR = 85  # 85 to 99 are of the last century (www.edfplus.info)
_LAST_YEAR = 2099
_LATEST_S = 1e6  # eleven days after the file's start
_NOTED = 1e-3  # seconds: annotations are written to the microsecond
_HAIR = 1e-6  # seconds, and parts of a sample: what decimal fractions lose in binary

Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Stretches without a break, all equally long: the whole of a continuous file, or its data records.

    Attributes:
        onsets: seconds from the header's start to each, rising, shape ``(blocks,)``.
        length_s: seconds in each.
        records: data records in each.
    """

    onsets: Seconds
    length_s: float
    records: int


@dataclass(frozen=True, slots=True, eq=False)
class Ticks:
    """The grid: where on it there are samples, and from which block and when in it they come.

    Attributes:
        place: the places on the grid, rising from 0, shape ``(rows,)``.
        block: the block of each, shape ``(rows,)``.
        since_s: seconds from the block's onset to each, shape ``(rows,)``.
    """

    place: Ints
    block: Ints
    since_s: Seconds

    def sample(self, channel: Channel, blocks: Blocks) -> Ints:
        """Which sample of ``channel`` stands at each: the one begun last."""
        samples = channel.samples * blocks.records
        within = np.floor(self.since_s * (samples / blocks.length_s) + _HAIR).astype(np.int64)
        result: Ints = self.block * samples + np.minimum(within, samples - 1)
        return result

    def without(self, gaps: Mask) -> Ticks:
        """The ticks that are not in ``gaps``, a mask over the rows."""
        return Ticks(self.place[~gaps], self.block[~gaps], self.since_s[~gaps])


def blocks_of(header: Header, annotations: bytes) -> Blocks:
    """The stretches of the file; ``annotations`` is what its first annotation channel holds.

    Raises:
        RecordingError: ``edf_onsets`` if an interrupted (EDF+D) file does not say when each record
            began, or a file says that it began long after its start.
    """
    if header.kind.startswith("EDF+D"):
        return Blocks(_onsets(header, annotations), header.record_s, 1)
    first = _ONSET.match(annotations) if header.kind.startswith("EDF+") else None
    onsets = _checked([float(first[1]) if first else 0.0])
    return Blocks(onsets, header.record_s * header.records, header.records)


def ticks_of(blocks: Blocks, period_s: float) -> Ticks:
    """A tick every ``period_s`` from the first onset on, where there are samples.

    A break shorter than a period is one of the clock, not of the recording.

    Raises:
        RecordingError: ``too_sparse`` or ``too_long``.
    """
    onsets = _in_step(blocks, period_s)
    span_s = float(onsets[-1]) + blocks.length_s
    check_extent(period_s, span_s)
    time = np.arange(int(np.ceil(span_s / period_s - _HAIR))) * period_s
    block = np.searchsorted(onsets, time + _HAIR, side="right") - 1
    since = time - onsets[block]
    pause = np.append(np.diff(onsets) - blocks.length_s, 0.0)
    held = (since < blocks.length_s - _HAIR) | (pause[block] < period_s - _HAIR)
    return Ticks(np.flatnonzero(held), block[held], np.maximum(since[held], 0.0))


def _in_step(blocks: Blocks, period_s: float) -> Seconds:
    """Seconds from the first onset to each; to the nearest tick if the ticks divide a block evenly.

    So a clock that jitters neither loses a sample nor shows one twice.
    """
    onsets: Seconds = blocks.onsets - blocks.onsets[0]
    per_block = blocks.length_s / period_s
    if abs(per_block - round(per_block)) > _HAIR * per_block:
        return onsets
    nearest: Seconds = np.floor(onsets / period_s + 0.5) * period_s
    return nearest


def check_order(blocks: Blocks, start: datetime, period_s: float) -> None:
    """Refuse records that overlap by more than the clock's jitter of half a period.

    Raises:
        RecordingError: ``clock_backwards``.
    """
    steps = np.diff(blocks.onsets)
    wrong = np.flatnonzero((steps <= 0) | (steps < blocks.length_s - period_s / 2))
    if len(wrong):
        at = start + timedelta(seconds=float(blocks.onsets[wrong[0] + 1] - blocks.onsets[0]))
        raise refusal("clock_backwards", time=f"{at:%H:%M:%S}")


def gaps_in(ticks: Ticks, blocks: Blocks, period_s: float, annotations: bytes) -> Mask:
    """Which ticks lie in a gap that our own writer noted."""
    noted = np.array([(float(each[1]), float(each[2])) for each in _GAP.finditer(annotations)]).reshape(-1, 2)
    begin = noted[:, 0] - float(blocks.onsets[0])
    time = ticks.place * period_s
    edges = np.zeros(len(time) + 1, dtype=np.int64)
    np.add.at(edges, np.searchsorted(time, begin - _NOTED), 1)
    np.add.at(edges, np.searchsorted(time, begin + noted[:, 1] - _NOTED), -1)
    mask: Mask = np.cumsum(edges[:-1]) > 0
    mask[:1] = False  # a recording begins with a row
    return mask


def start_at(source: Source, header: Header, onset_s: float) -> datetime:
    """When the first sample was taken; a removed date gives way to the one in the file's name.

    Raises:
        RecordingError: ``no_start`` if the header has no date and nobody else knows.
    """
    written = _written(header)
    if written is not None:
        written += timedelta(seconds=onset_s)
        if written.date() == ANONYMISED:
            return source.start or named_start(source.filename) or written
    return start_of(source, written)


def _onsets(header: Header, annotations: bytes) -> Seconds:
    if header.records > MOST_ROWS:
        raise refusal("too_large")
    size = len(annotations) // header.records
    found = [_ONSET.match(annotations, at * size) for at in range(header.records)]
    onsets = [float(each[1]) for each in found if each]
    if len(onsets) < header.records:
        raise refusal("edf_onsets")
    return _checked(onsets)


def _checked(onsets: list[float]) -> Seconds:
    if min(onsets) < 0 or max(onsets) > _LATEST_S:
        raise refusal("edf_onsets")
    return np.array(onsets)


def _written(header: Header) -> datetime | None:
    """The header's date and time; EDF+ writes the year in full."""
    day, clock = _edf_plus_date(header.recording) or _legacy_date(header.date), _clock(header.time)
    return datetime.combine(day, clock) if day and clock else None


def _edf_plus_date(recording: str) -> date | None:
    found = _EDF_PLUS.match(recording)
    if not found or found[2].upper() not in MONTHS:
        return None
    return _date(int(found[3]), MONTHS.index(found[2].upper()) + 1, int(found[1]))


def _legacy_date(text: str) -> date | None:
    found = _LEGACY.fullmatch(text.strip())
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    return _date(year + (1900 if year >= _FIRST_SHORT_YEAR else 2000), month, day)


def _date(year: int, month: int, day: int) -> date | None:
    if not ANONYMISED.year <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:  # no such day
        return None


def _clock(text: str) -> time | None:
    found = _LEGACY.fullmatch(text.strip())
    if not found:
        return None
    try:
        hour, minute, second = (int(part) for part in found.groups())
        return time(hour, minute, second)
    except ValueError:  # no such time
        return None
