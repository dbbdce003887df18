"""The header of an EDF file, checked before anything relies on it.

Layout: Kemp et al. 1992 (EDF) and Kemp & Olivan 2003 (EDF+), www.edfplus.info.
256 bytes for the file, then 256 for each of its channels, all text in fields of
fixed width; after them data records of 16-bit samples, channel after channel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise

from oximetry.messages import refusal

VERSION = b"0       "
_FIXED = 256
_PER_CHANNEL = 256
# Width of each field of the file's own header, and of the fields that every channel has.
_FILE_FIELDS = (8, 80, 80, 8, 8, 8, 44, 8, 8, 4)
_CHANNEL_FIELDS = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_RECORDS_AT, _RECORDS_WIDTH = 236, 8
_UNKNOWN_COUNT = -1
_SAMPLE_BYTES = 2
# What Python takes for a blank around a number in text but not in bytes, and the NULs that some makers write.
_BLANKS = bytes.maketrans(b"\0\x1c\x1d\x1e\x1f\x85\xa0", b" " * 7)


@dataclass(frozen=True, slots=True)
class Scale:
    """The readings at the lowest and the highest sample, and those samples."""

    low: float
    high: float
    lowest: int
    highest: int

    @property
    def is_sound(self) -> bool:
        """Whether the limits are a range."""
        return math.isfinite(self.high - self.low) and self.low < self.high and self.lowest < self.highest

    @property
    def step(self) -> float:
        """The smallest difference between two readings."""
        return (self.high - self.low) / (self.highest - self.lowest)


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel as its header has it; ``samples`` are those in one data record.

    ``limits`` are the physical minimum and maximum, then the digital ones.
    """

    label: str
    dimension: str
    limits: tuple[str, str, str, str]
    samples: int

    @property
    def is_annotations(self) -> bool:
        """Whether it holds EDF+ annotations and no samples."""
        return self.label == "EDF Annotations"

    @property
    def scale(self) -> Scale | None:
        """How samples become readings; None where the limits are no scale."""
        low, high, lowest, highest = self.limits
        try:
            scale = Scale(float(low), float(high), int(lowest), int(highest))
        except ValueError:  # left blank, as some makers do
            return None
        return scale if scale.is_sound else None


@dataclass(frozen=True, slots=True)
class Header:
    """A header that fits the file it stands in.

    Attributes:
        recording: what the file says of the recording (EDF+ subfields).
        date, time: as written, ``dd.mm.yy`` and ``hh.mm.ss``.
        kind: ``EDF+C``, ``EDF+D`` or whatever the maker put there.
        size: bytes of the header.
        declared: data records that the header says there are, -1 for unknown.
        records: data records to read, all of them whole.
        record_s: seconds in a data record.
        channels: in the file's order.
    """

    recording: str
    date: str
    time: str
    kind: str
    size: int
    declared: int
    records: int
    record_s: float
    channels: tuple[Channel, ...]

    @property
    def record_bytes(self) -> int:
        """Bytes of one data record."""
        return _SAMPLE_BYTES * sum(channel.samples for channel in self.channels)

    @property
    def missing(self) -> int:
        """Data records that should be in the file and are not."""
        return max(self.declared - self.records, 0)


def parse_header(data: bytes) -> Header:
    """Read and check the header.

    Raises:
        RecordingError: ``edf_header`` if it is damaged, ``edf_no_data`` if no data record follows it.
    """
    file = _fields(data[:_FIXED], _FILE_FIELDS, 1)
    number = _whole(file[9][0]) if len(data) >= _FIXED else 0
    size = _FIXED + number * _PER_CHANNEL
    record_s = _seconds(file[8][0])
    if number < 1 or len(data) < size or _whole(file[5][0]) != size:
        raise refusal("edf_header")
    channels = _channels(data[_FIXED:size], number)
    declared = _whole(file[7][0])
    records = _records(declared, len(data) - size, channels)
    return Header(file[2][0], file[3][0], file[4][0], file[6][0], size, declared, records, record_s, channels)


def sound(data: bytes, header: Header) -> bytes:
    """The file with the record count that it has, plain blanks in its header, and no rest of a record."""
    text = data[: header.size].translate(_BLANKS)
    count = str(header.records).encode().ljust(_RECORDS_WIDTH)
    end = header.size + header.records * header.record_bytes
    head = text[:_RECORDS_AT] + count + text[_RECORDS_AT + _RECORDS_WIDTH :]
    return b"".join((head, memoryview(data)[header.size : end]))


def _fields(text: bytes, widths: tuple[int, ...], number: int) -> list[list[str]]:
    """The fields, each as the values of all ``number`` channels."""
    letters = text.decode("latin-1").replace("\0", " ")
    edges = pairwise((0, *accumulate(width * number for width in widths)))
    parts = ((letters[start:end], width) for (start, end), width in zip(edges, widths, strict=True))
    return [[part[at * width : (at + 1) * width].rstrip() for at in range(number)] for part, width in parts]


def _channels(text: bytes, number: int) -> tuple[Channel, ...]:
    labels, _, dimensions, *limits, _, samples, _ = _fields(text, _CHANNEL_FIELDS, number)
    low, high, lowest_step, highest_step = limits
    each = zip(labels, dimensions, low, high, lowest_step, highest_step, samples, strict=True)
    return tuple(
        Channel(label, dimension, (a, b, c, d), _samples(count))
        for label, dimension, a, b, c, d, count in each
    )


def _records(declared: int, data_bytes: int, channels: tuple[Channel, ...]) -> int:
    """How many whole data records to read; ResMed leaves -1 in the header of a file it did not close."""
    record_bytes = _SAMPLE_BYTES * sum(channel.samples for channel in channels)
    found = data_bytes // record_bytes if record_bytes else 0
    records = found if declared == _UNKNOWN_COUNT else min(declared, found)
    if records < 1:
        raise refusal("edf_no_data")
    return records


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise refusal("edf_header") from error


def _samples(text: str) -> int:
    count = _whole(text)
    if count < 0:
        raise refusal("edf_header")
    return count


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError as error:
        raise refusal("edf_header") from error
    if not (math.isfinite(seconds) and seconds >= 0):
        raise refusal("edf_header")
    return seconds
