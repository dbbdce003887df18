"""A recording as our own CSV, whatever device it comes from (``oxinight-csv``)."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from oximetry.formats.normalised_csv import HEADINGS, NAME, VERSION
from oximetry.recording import Mask, Recording, Samples


def write_csv(recording: Recording) -> bytes:
    """One row for each recorded sample; a field is blank where there was no reading.

    Above the rows stand lines ``# key: value`` with the layout's version, the
    device, its number, the app, the format the recording came in, and seconds
    between samples. Times are ISO 8601 on the device's own clock, without a zone.
    A gap of the recording has no rows. Reading the file gives the same recording,
    without the device's own summary and what was said on reading.
    """
    lines = [*_about(recording), HEADINGS, *_rows(recording), ""]
    return "\n".join(lines).encode()


def _about(recording: Recording) -> list[str]:
    period_s = recording.period_s
    said = {
        NAME: VERSION,
        "device": recording.device,
        "device_number": recording.device_number,
        "app": recording.app,
        "format": recording.format,
        "period_s": str(int(period_s)) if period_s.is_integer() else repr(period_s),
    }
    return [f"# {key}: {' '.join(value.split())}" for key, value in said.items() if value]


def _rows(recording: Recording) -> list[str]:
    at = np.flatnonzero(recording.recorded)
    columns = (
        _texts(recording.spo2, recording.spo2_valid),
        _texts(recording.pulse, recording.pulse_valid),
        _texts(recording.motion, recording.motion_valid),
    )
    readings = list(zip(*columns, strict=True))
    return [",".join((time, *readings[place])) for time, place in zip(_times(recording), at, strict=True)]


def _times(recording: Recording) -> list[str]:
    """Each recorded sample's time; with microseconds if any of them is between whole seconds."""
    step = timedelta(seconds=recording.period_s)
    is_whole = not (recording.start.microsecond or step.microseconds)
    unit = "seconds" if is_whole else "microseconds"
    places = np.flatnonzero(recording.recorded).tolist()
    period_s, start = recording.period_s, recording.start
    return [(start + timedelta(seconds=place * period_s)).isoformat(timespec=unit) for place in places]


def _texts(values: Samples, valid: Mask) -> list[str]:
    pairs = zip(values.tolist(), valid.tolist(), strict=True)
    return [str(value) if shown else "" for value, shown in pairs]
