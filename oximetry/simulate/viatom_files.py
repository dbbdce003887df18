"""A recording as the Viatom family's binary files, for tests and demonstrations.

None of these files has a time beside a reading. While the device is on it writes
one for every period, without values where the finger is out; a recording with
missing rows cannot come of it. So such a recording is refused, and not filled
with empty readings, which would say that the device was on. What the device would
count itself is computed by the device rule; a score only if the recording has one,
as no formula of it is public.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC

import numpy as np
from numpy.typing import NDArray

from oximetry.device_report import DeviceReport
from oximetry.device_rule import device_rule
from oximetry.formats import viatom_oxyii, viatom_pod2, viatom_vld
from oximetry.formats.viatom_binary import NO_SCORE, SUMMARY
from oximetry.recording import Mask, Recording, Samples

_NO_SPO2, _NO_PULSE_U8, _NO_PULSE_U16 = 255, 255, 65535
_MOST_U8, _MOST_U16 = 255, 65535
_MOST_MOTION = 254
_MOST_PULSE = {viatom_vld.NAME: 254, viatom_oxyii.NAME: 254, viatom_pod2.NAME: 250}
_O2RING_S = 4
_PERFUSION, _BATTERY_FULL = 20, 0xC0


def write_vld(recording: Recording, version: int = 3, *, doubled: bool = False) -> bytes:
    """The file of a Checkme O2 or O2Ring: version 3, 5 or 6.

    Args:
        recording: at 1, 2 or 4 s, without missing rows, at most 18 h.
        version: 5 and 6 differ from 3 in the number alone.
        doubled: each reading twice, as some devices of version 3 store them.

    Raises:
        ValueError: for a recording that such a file cannot hold.
    """
    _check(recording, viatom_vld.NAME)
    duration_s = len(recording.spo2) * _whole_period(recording)
    if duration_s > _MOST_U16:
        raise ValueError(f"{duration_s} s are more than the 65535 s that the file can say")
    records = np.zeros(len(recording.spo2), dtype=viatom_vld.RECORD)
    records["spo2"] = np.where(recording.spo2_valid, recording.spo2, _NO_SPO2)
    records["pulse"] = np.where(recording.pulse_valid, recording.pulse, _NO_PULSE_U16)
    motion = np.minimum(recording.motion, _MOST_MOTION)
    records["motion"] = np.where(recording.motion_valid, motion, viatom_vld.NO_MOTION)
    size = viatom_vld.HEADER_BYTES + records.nbytes
    clock = recording.start.timetuple()[:6]
    front = viatom_vld.FRONT.pack(version, 0, *clock, size, duration_s)
    header = (front + _summary(recording, pulse_mean=0)).ljust(viatom_vld.HEADER_BYTES, b"\0")
    return header + np.repeat(records, 2 if doubled else 1).tobytes()


def write_oxyii(recording: Recording, *, trailer: bool = True) -> bytes:
    """The file of an O2Ring S.

    Motion becomes as coarse as the device counts it: an even number up to 126.

    Args:
        recording: without missing rows; motion in all rows or in none.
        trailer: False for a file that the device has not finished; it is read as 1 s.

    Raises:
        ValueError: for a recording that such a file cannot hold.
    """
    _check(recording, viatom_oxyii.NAME)
    spo2 = np.where(recording.spo2_valid, recording.spo2, _NO_SPO2)
    pulse = np.where(recording.pulse_valid, recording.pulse, _NO_PULSE_U8)
    motion = np.minimum(recording.motion // viatom_oxyii.MOTION_SCALE, viatom_oxyii.MOTION_BITS)
    kind = _kind(recording.motion_valid)
    if not (kind or trailer):
        raise ValueError("an unfinished file does not tell that it has no motion")
    readings = _interleaved(spo2, pulse, *((motion,) if kind else ()))
    header = (viatom_oxyii.BEGINNING + bytes(6)) + _O2RING_S.to_bytes(2, "little")
    body = header + readings
    return body + _trailer(recording, body, kind) if trailer else body


def write_pod2(recording: Recording) -> bytes:
    """The file of a POD2, which holds no motion; its name tells the start.

    Raises:
        ValueError: for a recording that such a file cannot hold.
    """
    _check(recording, viatom_pod2.NAME)
    if recording.period_s != viatom_pod2.PERIOD_S:
        raise ValueError(f"a POD2 writes one reading a second, not one every {recording.period_s:g} s")
    nothing = np.zeros(len(recording.spo2), dtype=np.int16)
    perfusion, battery = nothing + np.int16(_PERFUSION), nothing + np.int16(_BATTERY_FULL)
    return _interleaved(recording.spo2, recording.pulse, nothing, perfusion, nothing, battery)


def pod2_filename(recording: Recording) -> str:
    """The name of a POD2's file, as if the wall clock showed universal time."""
    return f"{round(recording.start.replace(tzinfo=UTC).timestamp() * 1000)}.dat"


def _check(recording: Recording, name: str) -> None:
    if not recording.recorded.all():
        raise ValueError("the file has no times, so it cannot hold a recording with missing rows")
    most = _MOST_PULSE[name]
    fastest = int(recording.pulse[recording.pulse_valid].max(initial=0))
    if fastest > most:
        raise ValueError(f"a pulse of {fastest} bpm is beyond the {most} bpm that the file can hold")


def _whole_period(recording: Recording) -> int:
    if recording.period_s not in (1, 2, 4):
        raise ValueError(f"these devices write every 1, 2 or 4 s, not every {recording.period_s:g} s")
    return int(recording.period_s)


def _kind(motion_valid: Mask) -> int:
    """Whether each reading has motion: 1, or 0 where none has."""
    if motion_valid.any() and not motion_valid.all():
        raise ValueError("the file has no sign for a missing motion")
    return int(motion_valid.all())


def _interleaved(*parts: NDArray[np.integer]) -> bytes:
    return np.stack(parts, axis=1).astype(np.uint8).tobytes()


def _trailer(recording: Recording, body: bytes, kind: int) -> bytes:
    start = int(recording.start.replace(tzinfo=UTC).timestamp())
    front = viatom_oxyii.TRAILER.pack(
        viatom_oxyii.checksum(body),
        viatom_oxyii.MAGIC,
        start,
        len(recording.spo2),
        _whole_period(recording),
        kind,
        viatom_oxyii.WIDTHS[kind],
    )
    beats = recording.pulse[recording.pulse_valid]
    pulse_mean = _rounded_mean(beats) if len(beats) else 0
    return front.ljust(viatom_oxyii.SUMMARY_AT, b"\0") + _summary(recording, pulse_mean)


def _summary(recording: Recording, pulse_mean: int) -> bytes:
    """The night in the device's own numbers; zeros where there is no SpO2."""
    own = recording.device_report or DeviceReport()
    score = NO_SCORE if own.o2_score is None else round(own.o2_score * 10)
    rule = device_rule(replace(recording, format=viatom_vld.NAME))
    if rule is None:
        return SUMMARY.pack(0, 0, 0, 0, 0, 0, 0, 0, score, 0, pulse_mean)
    values = recording.spo2[recording.spo2_valid]
    low = int((values < 90).sum())
    return SUMMARY.pack(
        own.asleep_s or 0,
        _rounded_mean(values),
        int(values.min()),
        min(rule.drops_3, _MOST_U8),
        min(rule.drops_4, _MOST_U8),
        100 * low // len(values),
        min(round(low * recording.period_s), _MOST_U16),
        min(rule.episodes_below_90, _MOST_U8),
        score,
        own.steps or 0,
        pulse_mean,
    )


def _rounded_mean(values: Samples) -> int:
    return math.floor(float(values.mean()) + 0.5)
