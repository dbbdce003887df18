"""A recording to its analysis: each number by the rule that its name says."""

from __future__ import annotations

from oximetry.analysis import Analysis, BelowRange, Desaturation, OdiCount
from oximetry.desaturation import describe, find_events, held, steps_of
from oximetry.device_rule import device_rule
from oximetry.errors import RecordingWarning
from oximetry.indices import THRESHOLDS, per_hour
from oximetry.levels import pulse_levels, spo2_levels, times_below
from oximetry.messages import notice
from oximetry.quality import below_range
from oximetry.recording import Recording

ADEQUATE_S = 4 * 3600


def analyse(recording: Recording) -> Analysis:
    """Compute the night.

    Definitions stand with the functions that compute them, and in
    ``docs/metrics.md``. A night without a valid SpO2 gives None for its levels.
    """
    below = below_range(recording)
    odi, desaturations = _abc(recording)
    return Analysis(
        start=recording.start,
        end=recording.end,
        period_s=recording.period_s,
        rows=recording.rows,
        recording_s=recording.recording_s,
        valid_spo2=int(recording.spo2_valid.sum()),
        valid_pulse=int(recording.pulse_valid.sum()),
        spo2=spo2_levels(recording, below),
        pulse=pulse_levels(recording),
        below=times_below(recording, below),
        odi={"abc": odi},
        device_rule=device_rule(recording),
        desaturations=desaturations,
        warnings=(*recording.warnings, *_warnings(recording, below)),
    )


def _abc(recording: Recording) -> tuple[dict[int, OdiCount], tuple[Desaturation, ...]]:
    """The counts of each threshold, and the events of the lowest one described."""
    steps = steps_of(held(recording))
    events = {threshold: find_events(steps, threshold) for threshold in THRESHOLDS}
    valid_s = float(recording.spo2_valid.sum() * recording.period_s)
    counts = {each: per_hour(len(found), recording.recording_s, valid_s) for each, found in events.items()}
    described = tuple(describe(event, steps, recording.period_s) for event in events[min(THRESHOLDS)])
    return counts, described


def _warnings(recording: Recording, below: BelowRange) -> tuple[RecordingWarning, ...]:
    said: list[RecordingWarning] = []
    valid_s = float(recording.spo2_valid.sum() * recording.period_s)
    if 0 < valid_s < ADEQUATE_S:
        said.append(notice("short_study", hours=round(valid_s / 3600, 1)))
    if below.runs:
        said.append(notice("below_range", runs=below.runs, seconds=int(below.seconds), floor=below.floor))
    return tuple(said)
