"""Desaturations by the ``abc`` rule: a fall, its bottom, and the way back.

Definition (Jung et al. 2018, IEEE Trans Biomed Eng 65:706, as used by Behar et
al. 2020 and Levy et al. 2021), on the signal held at 1 Hz, threshold ``thr``:

* A: a sample 1 to ``thr`` points below the one before it;
* B: the bottom of the unbroken fall after A, at least ``thr`` below A;
* C: the first sample at least 10 s after A that is within 1 point of A, or at
  least ``thr`` above the lowest value since B; at most 90 s after A.

The search goes on after C. An event lasts until the signal is within 1 point
of A again (90 s after A at the latest); an event that begins before the last
one has ended is one with it.

Nothing crosses more than 10 s without a sample. Below-range stretches are not
such a gap: there the device had a pulse, and the saturation is known to be
very low, though not how low.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oximetry.analysis import Desaturation
from oximetry.quality import below_range_mask
from oximetry.recording import Recording, Samples

MISSING = 0
BELOW_RANGE = -1

SHORTEST_S = 10
LONGEST_S = 90
LONGEST_GAP_S = 10


@dataclass(frozen=True, slots=True)
class Steps:
    """A held signal as its steps: ``value[i]`` from second ``start[i]`` until ``start[i + 1]``.

    ``start`` has one entry more than ``value``, the end of the signal. Values
    are %, or ``MISSING``, or ``BELOW_RANGE``.
    """

    value: list[int]
    start: list[int]

    def breaks(self, at: int) -> bool:
        """Whether step ``at`` is a gap that nothing may cross."""
        return self.value[at] == MISSING and self.start[at + 1] - self.start[at] > LONGEST_GAP_S


@dataclass(frozen=True, slots=True)
class Event:
    """One desaturation: seconds from A until the recovery, and the value at A."""

    start_s: int
    end_s: int
    from_pct: int


@dataclass(frozen=True, slots=True)
class _Recovery:
    """C: its second and step; ``counts`` is False where it comes too late, or a gap before it."""

    second: int
    step: int
    counts: bool


def held(recording: Recording) -> Samples:
    """SpO2 at 1 Hz, each sample held for its period; ``MISSING`` or ``BELOW_RANGE`` where there is none."""
    values = np.where(recording.spo2_valid, recording.spo2, np.int16(MISSING))
    values[below_range_mask(recording)] = BELOW_RANGE
    if recording.period_s % 1 == 0:
        return np.repeat(values, int(recording.period_s))
    seconds = np.arange(int(len(values) * recording.period_s))
    return values[(seconds / recording.period_s).astype(np.intp)]


def steps_of(signal: Samples) -> Steps:
    """The steps of a signal at 1 Hz, shape ``(seconds,)``."""
    starts = np.flatnonzero(np.diff(signal, prepend=signal[:1] - 1))
    return Steps(signal[starts].tolist(), [*starts.tolist(), len(signal)])


def find_events(steps: Steps, threshold: int) -> list[Event]:
    """All events of one threshold, %; see the module for the rule."""
    fused: list[Event] = []
    last_end = -1
    for event in _single_events(steps, threshold):
        if fused and event.start_s <= last_end:
            first = fused.pop()
            fused.append(Event(first.start_s, max(first.end_s, event.end_s), first.from_pct))
        else:
            fused.append(event)
        last_end = event.end_s
    return fused


def _single_events(steps: Steps, threshold: int) -> Iterator[Event]:
    """Events as they are found, before those that touch are fused."""
    resume = 0
    for at in _beginnings(steps.value, threshold):
        if steps.start[at] < resume or steps.start[at] + SHORTEST_S > steps.start[-1]:
            continue
        bottom = _bottom(steps.value, at, threshold)
        if bottom is None:
            continue
        recovery = _recovery(steps, at, bottom, threshold)
        if recovery is None:
            return
        if recovery.counts:
            yield Event(steps.start[at], _end(steps, at, recovery), steps.value[at])
        resume = recovery.second + 1


def _beginnings(value: list[int], threshold: int) -> list[int]:
    """The steps that may be an A: 1 to ``threshold`` points below the step before."""
    return [
        at for at in range(1, len(value)) if 1 <= value[at - 1] - value[at] <= threshold and value[at] > 0
    ]


def _bottom(value: list[int], at: int, threshold: int) -> int | None:
    """The step of B if the unbroken fall from step ``at`` is deep enough."""
    goal = value[at] - threshold
    for step in range(at + 1, len(value)):
        if not 0 < value[step] < value[step - 1]:
            return None
        if value[step] <= goal:
            return step
    return None


def _recovery(steps: Steps, at: int, bottom: int, threshold: int) -> _Recovery | None:
    """C for the A at step ``at`` and B at ``bottom``; None if the signal ends before it."""
    value, start = steps.value, steps.start
    begin, lowest, earliest = value[at], value[bottom], start[at] + SHORTEST_S
    for step in range(bottom + 1, len(value)):
        here = value[step]
        if here <= 0:
            if steps.breaks(step):
                return _Recovery(start[step + 1], step, counts=False)
        elif (begin - here <= 1 or here - lowest >= threshold) and start[step + 1] > earliest:
            second = max(start[step], earliest)
            return _Recovery(second, step, counts=second - start[at] <= LONGEST_S)
        else:
            lowest = min(lowest, here)
    return None


def _end(steps: Steps, at: int, recovery: _Recovery) -> int:
    """The second from C on at which the signal is within 1 point of A, at most 90 s after A."""
    latest = min(steps.start[at] + LONGEST_S, steps.start[-1] - 1)
    for step in range(recovery.step, len(steps.value)):
        if steps.start[step] >= latest:
            break
        if steps.breaks(step):
            return steps.start[step]
        if steps.value[step] >= steps.value[at] - 1:
            return max(steps.start[step], recovery.second)
    return latest


def describe(event: Event, steps: Steps, period_s: float) -> Desaturation:
    """Depth, nadir, slope and area of an event that ``find_events`` found in ``steps``.

    The slope runs from the beginning of the last highest sample to the
    beginning of the first lowest one, so a sample counts where it was
    measured, not where it is held to; ``period_s`` is the recording's own.
    """
    first, after = bisect_left(steps.start, event.start_s), bisect_left(steps.start, event.end_s)
    shown = [step for step in range(first, after) if steps.value[step] > 0]
    nadir = min(shown, key=steps.value.__getitem__)
    lowest = steps.value[nadir]
    return Desaturation(
        start_s=float(event.start_s),
        end_s=float(event.end_s),
        nadir_s=float(steps.start[nadir]),
        depth_pct=float(event.from_pct - lowest),
        nadir_pct=lowest,
        slope_pct_per_s=_slope(steps, [step for step in shown if step <= nadir], period_s),
        area_pct_s=float(sum(_area(steps, step, event) for step in shown)),
        reaches_below_range=BELOW_RANGE in steps.value[first:after],
    )


def _area(steps: Steps, step: int, event: Event) -> int:
    """%·s between the value at A and one step of the event."""
    seconds = min(steps.start[step + 1], event.end_s) - steps.start[step]
    return max(event.from_pct - steps.value[step], 0) * seconds


def _slope(steps: Steps, fall: list[int], period_s: float) -> float:
    """%/s from the last highest sample of ``fall`` to its last step, the first minimum."""
    highest = max(reversed(fall), key=steps.value.__getitem__)
    begin = max(steps.start[highest], steps.start[highest + 1] - period_s)
    return (steps.value[fall[-1]] - steps.value[highest]) / (steps.start[fall[-1]] - begin)
