"""A recording as EDF+, for the programs of sleep laboratories.

Signals ``SpO2`` (%), ``Pulse`` (bpm) and, where the device counts it, ``Motion``,
with one sample a period; physical and digital values are the same. EDF has no
mark for "no reading": -1 stands for it, below all that can be read, as ResMed
writes it. Gaps of the recording hold -1 as well and are told by an annotation,
and so is what fills up the last data record. Desaturations are annotations.

The patient's field is anonymous. The recording's field holds the device and,
for this program, the format that the recording first came in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from oximetry.analysis import Desaturation
from oximetry.formats.edf import MOTION_LABEL
from oximetry.formats.edf_origin import Origin, subfields
from oximetry.formats.edf_times import GAP_TEXT
from oximetry.quality import display_floor, runs
from oximetry.recording import Mask, Recording, Samples
from oximetry.writers.edf_plus import Annotation, Channel, Records, edf_plus, startdate

NO_READING = -1

_RECORD_S = 10
_FINEST = 60
_SPO2_HIGHEST, _PULSE_HIGHEST, _MOTION_HIGHEST = 100, 300, 999


def write_edf(recording: Recording, desaturations: Sequence[Desaturation] = ()) -> bytes:
    """The recording as an EDF+C file.

    A data record lasts about 10 s, in whole seconds and whole samples, so the
    last one may be filled up. Reading the file gives the same samples, start and
    gaps; the device as far as 80 characters of plain ASCII hold it, and not the
    app. A period that is no multiple of a sixtieth, a fiftieth ... of a second is
    written as the nearest that is one.

    Args:
        recording: begins between 1985 and 2084, which is all that EDF can date.
        desaturations: what ``analyse`` found in this recording.
    """
    samples, record_s = _record(recording.period_s)
    fill = -len(recording.spo2) % samples
    records = Records(recording.start, (len(recording.spo2) + fill) // samples, record_s)
    told = _about_desaturations(desaturations, display_floor(recording))
    annotations = [*_about_gaps(recording, fill), *told]
    return edf_plus(_described(recording), records, _channels(recording, fill), annotations)


def _record(period_s: float) -> tuple[int, int]:
    """Samples in a data record, and its whole seconds: about ten."""
    period = Fraction(period_s).limit_denominator(_FINEST)
    times = max(1, _RECORD_S // period.numerator)
    return period.denominator * times, period.numerator * times


def _channels(recording: Recording, fill: int) -> list[Channel]:
    def channel(label: str, unit: str, values: Samples, valid: Mask, highest: int) -> Channel:
        written = np.where(valid, values, np.int16(NO_READING))
        filled = np.pad(written, (0, fill), constant_values=NO_READING)
        return Channel(label, unit, NO_READING, highest, filled)

    motion = channel(MOTION_LABEL, "", recording.motion, recording.motion_valid, _MOTION_HIGHEST)
    return [
        channel("SpO2", "%", recording.spo2, recording.spo2_valid, _SPO2_HIGHEST),
        channel("Pulse", "bpm", recording.pulse, recording.pulse_valid, _PULSE_HIGHEST),
        *([motion] if recording.motion_valid.any() else []),
    ]


def _described(recording: Recording) -> str:
    """The header's field on the recording: no code of a study, no technician."""
    begin = f"Startdate {startdate(recording.start)} X X "
    origin = Origin(recording.device, recording.device_number, recording.format)
    return begin + subfields(origin, taken=len(begin))


def _about_gaps(recording: Recording, fill: int) -> Iterator[Annotation]:
    """Where the file holds samples that the recording does not."""
    recorded = np.pad(recording.recorded, (0, fill))
    period_s = recording.period_s
    for begin, end in zip(*runs(~recorded), strict=True):
        yield Annotation(float(begin * period_s), float((end - begin) * period_s), GAP_TEXT)


def _about_desaturations(desaturations: Sequence[Desaturation], floor: int) -> Iterator[Annotation]:
    for event in desaturations:
        yield Annotation(event.start_s, event.duration_s, _text(event, floor))


def _text(event: Desaturation, floor: int) -> str:
    """The event in words; one that went below what the device shows ended below that ``floor``, %."""
    if event.reaches_below_range:
        depth = event.nadir_pct + event.depth_pct - floor
        return f"Desaturation abc 3 %: depth > {depth:g}, nadir < {floor}"
    return f"Desaturation abc 3 %: depth {event.depth_pct:g}, nadir {event.nadir_pct}"
