"""What the Viatom family's binary files have in common: the summary, the start, the signs for nothing."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from oximetry.device_report import DeviceReport
from oximetry.errors import RecordingWarning
from oximetry.formats.assemble import PULSE_RANGE, SPO2_RANGE, Column, Columns
from oximetry.formats.source import Source
from oximetry.formats.starts import named_start, start_of
from oximetry.messages import notice, refusal
from oximetry.recording import Mask

Readings = NDArray[np.uint8] | NDArray[np.uint16]

# Seconds asleep, mean and lowest SpO2, drops of more than 3 and 4 points, percent and seconds below 90,
# episodes below 90, score x 10, steps, mean pulse. The vendor's SDK has the same fields in the same order
# in both files (OxyBleFile, OxyIIBleFile); that the last one is in the older file, too, is from OSCAR's
# viatom_loader.cpp.
SUMMARY = struct.Struct("<HBBBBBHBBIB")
NO_SPO2 = (0, 127, 255)
NO_PULSE = (0, 255, 511, 65535)
NO_SCORE = 255

_FIRST_YEAR, _LAST_YEAR = 2015, 2059  # outside these OSCAR takes the device's clock for unset
_SAME_START = timedelta(minutes=1)
_MOST_ODD = 0.1


def device_report(block: bytes, start: datetime | None, duration_s: int) -> DeviceReport:
    """The device's own summary from the ``SUMMARY`` bytes of its file.

    Without a mean SpO2 the device has counted nothing, and its zeros say nothing.
    """
    asleep_s, mean, lowest, *drops, pct, below_s, episodes, score, steps, pulse = SUMMARY.unpack(block)
    duration = duration_s or None
    if not 0 < mean <= SPO2_RANGE[1]:
        return DeviceReport(start=start, duration_s=duration)
    return DeviceReport(
        start=start,
        duration_s=duration,
        spo2_mean=mean,
        spo2_min=lowest if 0 < lowest <= SPO2_RANGE[1] else None,
        pulse_mean=pulse if pulse not in NO_PULSE else None,
        drops_3=drops[0],
        drops_4=drops[1],
        below_90_s=below_s,
        below_90_pct=pct,
        below_90_episodes=episodes,
        o2_score=None if score == NO_SCORE else score / 10,
        asleep_s=asleep_s or None,  # reserved by the vendor: 0 is no statement about sleep
        steps=steps,
    )


def likely(start: datetime | None) -> datetime | None:
    """The start that a device wrote, or None if its clock cannot have been set."""
    return start if start and _FIRST_YEAR <= start.year <= _LAST_YEAR else None


def begun(source: Source, written: datetime | None) -> tuple[datetime, tuple[RecordingWarning, ...]]:
    """The start, and a word about a file name that tells another one.

    Raises:
        RecordingError: ``no_start`` where nobody says.
    """
    start, named = start_of(source, written), named_start(source.filename)
    if source.start or not written or not named or abs(named - written) <= _SAME_START:
        return start, ()
    said = notice("start_differs", written=f"{written:%Y-%m-%d %H:%M}", named=f"{named:%Y-%m-%d %H:%M}")
    return start, (said,)


def columns(spo2: Readings, pulse: Readings, motion: Column | None) -> Columns:
    """The readings with what stands for nothing taken out, all of shape ``(rows,)``.

    Raises:
        RecordingError: ``unreadable_rows`` where they are not an oximeter's readings.
    """
    no_spo2, no_pulse = np.isin(spo2, NO_SPO2), np.isin(pulse, NO_PULSE)
    odd = ~(no_spo2 | _within(spo2, SPO2_RANGE)) | ~(no_pulse | _within(pulse, PULSE_RANGE))
    if odd.mean() > _MOST_ODD:
        raise refusal("unreadable_rows", count=int(odd.sum()), rows=len(odd))
    return Columns(Column(spo2.astype(np.int32), ~no_spo2), Column(pulse.astype(np.int32), ~no_pulse), motion)


def _within(values: Readings, limits: tuple[int, int]) -> Mask:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))
