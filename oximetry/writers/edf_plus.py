"""Channels of whole numbers and annotations to the bytes of an EDF+C file.

Layout: Kemp & Olivan 2003, www.edfplus.info. Written here and not by ``edfio``,
which compares the durations of channels as binary fractions: of recordings with
a period such as 25/3 s it refused one in ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from oximetry.formats.edf_times import MONTHS

_HEADER = 256
_ANNOTATIONS = "EDF Annotations"
_LOWEST, _HIGHEST = -32768, 32767

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """A signal of whole numbers from ``lowest`` to ``highest``, shape ``(records * samples,)``."""

    label: str
    unit: str
    lowest: int
    highest: int
    values: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something from ``onset_s`` after the start on, for ``duration_s``."""

    onset_s: float
    duration_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Records:
    """How many data records of how many whole seconds the file has, and when the first begins."""

    start: datetime
    count: int
    length_s: int


def startdate(day: date) -> str:
    """A date as EDF+ writes it, e.g. ``02-MAR-2002``, in no program's language."""
    return f"{day.day:02}-{MONTHS[day.month - 1]}-{day.year:04}"


def edf_plus(
    recording: str, records: Records, channels: Sequence[Channel], annotations: Sequence[Annotation]
) -> bytes:
    """The file; ``recording`` is the field of 80 characters, the patient's is anonymous."""
    told = _annotations(records, annotations)
    data = [channel.values.astype("<i2").view(np.uint8).reshape(records.count, -1) for channel in channels]
    widths = [part.shape[1] // 2 for part in (*data, told)]
    content = np.concatenate([*data, told], axis=1).tobytes()
    return _file_header(recording, records, len(widths)) + _channel_headers(channels, widths) + content


def _file_header(recording: str, records: Records, channels: int) -> bytes:
    start = records.start
    return b"".join(
        (
            _field("0", 8),
            _field("X X X X", 80),
            _field(recording, 80),
            _field(f"{start:%d.%m.%y}", 8),
            _field(f"{start:%H.%M.%S}", 8),
            _field(_HEADER * (channels + 1), 8),
            _field("EDF+C", 44),
            _field(records.count, 8),
            _field(records.length_s, 8),
            _field(channels, 4),
        )
    )


def _channel_headers(channels: Sequence[Channel], samples: Sequence[int]) -> bytes:
    """The header's second part: each field of all channels, then the next field."""
    limits = [(channel.lowest, channel.highest) for channel in channels] + [(_LOWEST, _HIGHEST)]
    # An annotation channel has no unit; its physical limits must only differ from each other.
    physical = [*limits[:-1], (-1, 1)]
    rows: tuple[tuple[Sequence[object], int], ...] = (
        ([*(channel.label for channel in channels), _ANNOTATIONS], 16),
        ([""] * len(limits), 80),
        ([*(channel.unit for channel in channels), ""], 8),
        ([low for low, _ in physical], 8),
        ([high for _, high in physical], 8),
        ([low for low, _ in limits], 8),
        ([high for _, high in limits], 8),
        ([""] * len(limits), 80),
        (samples, 8),
        ([""] * len(limits), 32),
    )
    return b"".join(_field(value, width) for values, width in rows for value in values)


def _field(value: object, width: int) -> bytes:
    """``value`` in a field of ``width`` characters.

    Raises:
        ValueError: if it is longer.
    """
    text = str(value).encode("ascii")
    if len(text) > width:
        raise ValueError(f"{value!r} is longer than {width} characters")
    return text.ljust(width)


def _annotations(records: Records, annotations: Sequence[Annotation]) -> Bytes:
    """The annotation channel, shape ``(records, bytes)``; each record begins with its own onset."""
    after_s = records.start.microsecond / 1e6
    lists = [_onset(at * records.length_s + after_s) + b"\x14\x14\0" for at in range(records.count)]
    for each in sorted(annotations, key=lambda annotation: annotation.onset_s):
        at = min(int(each.onset_s // records.length_s), records.count - 1)
        lists[at] += _onset(each.onset_s + after_s) + f"\x15{_decimal(each.duration_s)}".encode()
        lists[at] += f"\x14{each.text}\x14\0".encode()
    longest = max(len(each) for each in lists)
    width = longest + longest % 2
    return np.frombuffer(b"".join(each.ljust(width, b"\0") for each in lists), np.uint8).reshape(-1, width)


def _onset(seconds: float) -> bytes:
    return f"+{_decimal(seconds)}".encode()


def _decimal(seconds: float) -> str:
    """Seconds to the microsecond, without zeros that say nothing."""
    return f"{seconds:.6f}".rstrip("0").rstrip(".")
