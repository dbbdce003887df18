"""Small EDF files, byte by byte, with all the oddities that real ones have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pytest

from oximetry import Recording, RecordingError, read_recording


@dataclass(frozen=True)
class Channel:
    """One channel; ``data`` holds 16-bit samples, or the bytes of each record's annotations."""

    label: str
    data: Sequence[int] | Sequence[bytes]
    dimension: str = "%"
    physical: tuple[object, object] = (0, 100)
    digital: tuple[object, object] = (0, 100)


def edf(
    *channels: Channel,
    records: int,
    record_s: object = 60,
    declared: object = None,
    recording: str = "Startdate 15-OCT-2025 X X X",
    patient: str = "P123 F 01-JAN-1960 Ana_Popescu",
    date: str = "15.10.25",
    time: str = "22.30.00",
    kind: str = "",
) -> bytes:
    """A file of ``records`` data records over which each channel's data is spread evenly."""
    parts = [_per_record(channel, records) for channel in channels]
    width = [len(part[0]) // 2 if part else 0 for part in parts]
    size = 256 * (len(channels) + 1)
    head = [
        *(("0", 8), (patient, 80), (recording, 80), (date, 8), (time, 8), (size, 8), (kind, 44)),
        *((records if declared is None else declared, 8), (record_s, 8), (len(channels), 4)),
        *((each.label, 16) for each in channels),
        *(("probe", 80) for _ in channels),
        *((each.dimension, 8) for each in channels),
        *((each.physical[0], 8) for each in channels),
        *((each.physical[1], 8) for each in channels),
        *((each.digital[0], 8) for each in channels),
        *((each.digital[1], 8) for each in channels),
        *(("", 80) for _ in channels),
        *((each, 8) for each in width),
        *(("", 32) for _ in channels),
    ]
    text = b"".join(str(value).encode("latin-1").ljust(room) for value, room in head)
    return text + b"".join(part[at] for at in range(records) for part in parts)


def _per_record(channel: Channel, records: int) -> list[bytes]:
    if channel.data and isinstance(channel.data[0], bytes):
        longest = max(len(each) for each in channel.data if isinstance(each, bytes))
        return [bytes(each).ljust(longest + longest % 2, b"\0") for each in channel.data]
    values = np.array(channel.data, dtype="<i2").reshape(records, -1)
    return [row.tobytes() for row in values]


def onsets(*seconds: float) -> Channel:
    """The annotation channel of a file whose records begin at these seconds."""
    return Channel(
        "EDF Annotations", [f"+{each:g}\x14\x14\0".encode() for each in seconds], "", (-1, 1), (-9, 9)
    )


RISING = [88 + at % 10 for at in range(120)]
BEATS = [60 + at % 7 for at in range(120)]


def spo2(data: object = RISING, label: str = "SpO2", **more: object) -> Channel:
    return Channel(label, data, **more)  # type: ignore[arg-type]


def pulse(data: object = BEATS, label: str = "Pulse", **more: object) -> Channel:
    return Channel(label, data, **({"dimension": "bpm", "physical": (0, 300), "digital": (0, 300)} | more))  # type: ignore[arg-type]


def read(data: bytes, filename: str = "night.edf", start: datetime | None = None) -> Recording:
    return read_recording(data, filename, start=start)


def refused(data: bytes) -> str:
    with pytest.raises(RecordingError) as error:
        read(data)
    return error.value.key


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in recording.warnings]
