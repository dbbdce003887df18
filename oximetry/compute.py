"""A recording to its analysis: each number by the rule that its name says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from oximetry.analysis import Analysis, BelowRange, Desaturation, OdiCount
from oximetry.desaturation import find_events
from oximetry.device_rule import device_rule
from oximetry.errors import RecordingWarning
from oximetry.event_measures import describe, totals
from oximetry.indices import THRESHOLDS, per_hour
from oximetry.levels import spo2_levels, times_below
from oximetry.messages import notice
from oximetry.pulse import pulse_levels
from oximetry.quality import below_range
from oximetry.recording import Recording, Samples
from oximetry.regularity.complexity import complexity
from oximetry.regularity.periodicity import periodicity
from oximetry.rolling import rolling_events
from oximetry.selection import Interval, Selection, select
from oximetry.signal import coded_spo2, held_steps

ADEQUATE_S = 4 * 3600


def analyse(
    recording: Recording,
    *,
    begin: datetime | None = None,
    end: datetime | None = None,
    excluded: Iterable[Interval] = (),
    regularity: bool = False,
) -> Analysis:
    """Compute the night, or a stretch of it.

    Definitions stand with the functions that compute them, and in
    ``docs/metrics.md``. A night without a valid SpO2 gives None for its levels.

    Args:
        recording: what a reader gave.
        begin: the device's wall clock from which on it counts; None is its start.
        end: the wall clock before which it counts; None is its end.
        excluded: intervals of the wall clock to leave out, e.g. artefacts; they
            count as not recorded, and nothing crosses one of more than 10 s.
        regularity: compute complexity and periodicity as well, which takes several times as long.

    Raises:
        RecordingError: ``nothing_left`` if no sample remains.
    """
    return _analysis(select(recording, begin, end, excluded), regularity=regularity)


def _analysis(chosen: Selection, *, regularity: bool) -> Analysis:
    """All numbers of the chosen part."""
    part = chosen.recording
    low = below_range(chosen.below_range, part.period_s, chosen.floor)
    values = coded_spo2(part, chosen.below_range)
    abc, desaturations = _abc(part, values)
    return Analysis(
        start=part.start,
        end=part.end,
        period_s=part.period_s,
        rows=part.rows,
        recording_s=part.recording_s,
        valid_spo2=int(part.spo2_valid.sum()),
        valid_pulse=int(part.pulse_valid.sum()),
        spo2=spo2_levels(part, low),
        pulse=pulse_levels(part),
        below=times_below(values, part.period_s, low),
        odi={"abc": abc, "rolling": _rolling(part, values)},
        device_rule=device_rule(part),
        device_report=part.device_report,
        desaturations=desaturations,
        desaturation_totals=totals(desaturations, part.recording_s),
        excluded_s=chosen.excluded_s,
        warnings=(*part.warnings, *_warnings(chosen, low)),
        complexity=complexity(part) if regularity else None,
        periodicity=periodicity(part) if regularity else None,
    )


def _abc(recording: Recording, values: Samples) -> tuple[dict[int, OdiCount], tuple[Desaturation, ...]]:
    """The counts of each threshold, and the events of the lowest one described."""
    steps = held_steps(values, recording.period_s)
    events = find_events(steps, THRESHOLDS)
    counts = {threshold: _count(len(found), recording) for threshold, found in events.items()}
    return counts, describe(events[min(THRESHOLDS)], steps, recording.period_s)


def _rolling(recording: Recording, values: Samples) -> dict[int, OdiCount]:
    events = rolling_events(values, recording.period_s, THRESHOLDS)
    return {threshold: _count(len(found), recording) for threshold, found in events.items()}


def _count(events: int, recording: Recording) -> OdiCount:
    valid_s = float(recording.spo2_valid.sum() * recording.period_s)
    return per_hour(events, recording.recording_s, valid_s)


def _warnings(chosen: Selection, below: BelowRange) -> tuple[RecordingWarning, ...]:
    recording, said = chosen.recording, []
    valid_s = float(recording.spo2_valid.sum() * recording.period_s)
    if 0 < valid_s < ADEQUATE_S:
        said.append(notice("short_study", hours=round(valid_s / 3600, 1)))
    if below.runs:
        said.append(notice("below_range", runs=below.runs, seconds=int(below.seconds), floor=below.floor))
    if chosen.excluded_s:
        seconds = int(sum(end - begin for begin, end in chosen.excluded_s))
        said.append(notice("excluded", count=len(chosen.excluded_s), seconds=seconds))
    return tuple(said)
