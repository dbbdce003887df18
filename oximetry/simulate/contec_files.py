"""Recordings as Contec's and EMAY's programs write them, each layout as its reader describes it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from oximetry.formats import contec_spo, contec_spo2
from oximetry.recording import Mask, Recording, Samples

_NAME_AT = 8
_SPO_HEADER = 64
_MOST_SECONDS = 0xFFFF


def write_spo2(recording: Recording, *, name: str = "BLE") -> bytes:
    """The recording as a ``.SpO2`` file; ``name`` is what its name field holds.

    These devices write a reading a second and no times, so rows that the
    recording lacks become seconds without readings.

    Raises:
        ValueError: if the period is not 1 s. Readings are not repeated to fill
            the seconds: the file would claim a resolution that the night never had.
    """
    _check_period(recording)
    block = bytearray(contec_spo2.WHEN_AT)
    block[:4] = struct.pack("<I", 1)
    field = name.encode("utf-16-le")
    block[_NAME_AT : _NAME_AT + len(field)] = field
    head = struct.pack("<H", contec_spo2.BLOCK) + contec_spo2.FIRST_WORDS
    when = contec_spo2.WHEN.pack(*recording.start.timetuple()[:6], len(recording.spo2))
    return b"".join([head.ljust(contec_spo2.BLOCK, b"\0"), block, when, _pairs(recording).tobytes()])


def write_spo(recording: Recording) -> bytes:
    """The recording as a ``.spo`` file, pulse before SpO2.

    Raises:
        ValueError: if the period is not 1 s (see ``write_spo2``).
    """
    _check_period(recording)
    duration = min(len(recording.spo2), _MOST_SECONDS)
    words = struct.pack("<4H", _SPO_HEADER, contec_spo.SECOND_WORD, duration, 0)
    written = f"{recording.start:%m/%d/%y %H:%M:%S}".encode("utf-16-le")
    return (words + written).ljust(_SPO_HEADER, b"\0") + _pairs(recording)[:, ::-1].tobytes()


def write_contec_csv(recording: Recording) -> bytes:
    """The recording as SpO2 Assistant exports it: 127 and 255 where there is no reading."""
    none = (str(contec_spo2.NO_SPO2), str(contec_spo2.NO_PULSE))
    rows = (
        f"{time:%Y-%m-%d}, {time:%H:%M:%S}, {spo2 or none[0]}, {pulse or none[1]}"
        for time, spo2, pulse in _rows(recording)
    )
    return "\r\n".join(["DATE,TIME,SPO2,PULSE", *rows, ""]).encode()


def write_emay_csv(recording: Recording) -> bytes:
    """The recording as EMAY's program exports it in the United States: blanks where there is no reading."""
    rows = (
        f"{time.month}/{time.day}/{time.year},{_half_day(time)},{spo2 or ''},{pulse or ''}"
        for time, spo2, pulse in _rows(recording)
    )
    return "\n".join(["Date,Time,SpO2(%),PR(bpm)", *rows, ""]).encode()


def _check_period(recording: Recording) -> None:
    if recording.period_s != 1:
        raise ValueError(f"such a file holds one reading a second, not one every {recording.period_s:g} s")


def _half_day(time: datetime) -> str:
    return f"{(time.hour - 1) % 12 + 1}:{time:%M:%S} {'AM' if time.hour < 12 else 'PM'}"


def _pairs(recording: Recording) -> NDArray[np.uint8]:
    """SpO2 and pulse as bytes, shape ``(n, 2)``."""
    spo2 = np.where(recording.spo2_valid, recording.spo2, contec_spo2.NO_SPO2)
    pulse = np.where(recording.pulse_valid, recording.pulse, contec_spo2.NO_PULSE)
    pulse = np.minimum(pulse, contec_spo2.NO_PULSE)  # the byte has no room for more
    return np.stack([spo2, pulse], axis=1).astype(np.uint8)


def _rows(recording: Recording) -> Iterator[tuple[datetime, int | None, int | None]]:
    """Time, SpO2 and pulse of each row that the file of a recording holds."""
    spo2 = _or_none(recording.spo2, recording.spo2_valid)
    pulse = _or_none(recording.pulse, recording.pulse_valid)
    step = timedelta(seconds=recording.period_s)
    for at in np.flatnonzero(recording.recorded).tolist():
        yield recording.start + at * step, spo2[at], pulse[at]


def _or_none(values: Samples, valid: Mask) -> list[int | None]:
    pairs = zip(values.tolist(), valid.tolist(), strict=True)
    return [value if shown else None for value, shown in pairs]
