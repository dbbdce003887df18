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

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from oximetry.recording import Samples
from oximetry.signal import Steps

SHORTEST_S = 10
LONGEST_S = 90


class Event(NamedTuple):
    """One desaturation: seconds from A until the recovery, and the value at A."""

    start_s: int
    end_s: int
    from_pct: int


class _Falls(NamedTuple):
    """Of each step but the first, shape ``(steps - 1,)``: its fall from the one before, and what follows."""

    drop: Samples
    further: Samples


class _Recovery(NamedTuple):
    """C: its second and step; ``counts`` is False where it comes too late, or a gap before it."""

    second: int
    step: int
    counts: bool


def find_events(steps: Steps, thresholds: Sequence[int]) -> dict[int, list[Event]]:
    """All events of each threshold, %; see the module for the rule."""
    falls = _falls(steps.values)
    return {
        threshold: _fused(_single_events(steps, _beginnings(falls, threshold), threshold))
        for threshold in thresholds
    }


def _fused(events: Iterable[Event]) -> list[Event]:
    """The events, with those that touch made one."""
    fused: list[Event] = []
    last_end = -1
    for event in events:
        if fused and event.start_s <= last_end:
            first = fused.pop()
            fused.append(Event(first.start_s, max(first.end_s, event.end_s), first.from_pct))
        else:
            fused.append(event)
        last_end = event.end_s
    return fused


def _single_events(steps: Steps, beginnings: list[int], threshold: int) -> Iterator[Event]:
    """Events as they are found, before those that touch are fused."""
    resume = 0
    for at in beginnings:
        if steps.start[at] < resume or steps.start[at] + SHORTEST_S > steps.start[-1]:
            continue
        recovery = _recovery(steps, at, _bottom(steps.value, at, threshold), threshold)
        if recovery is None:
            return
        if recovery.counts:
            yield Event(steps.start[at], _end(steps, at, recovery), steps.value[at])
        resume = recovery.second + 1


def _falls(value: Samples) -> _Falls:
    """Where each step falls to from the one before, and how far the fall goes on from there."""
    if len(value) < 2:
        nothing = np.zeros(0, dtype=np.int16)
        return _Falls(nothing, nothing)
    drop = np.where(value[1:] > 0, value[:-1] - value[1:], np.int16(0))
    ends = np.flatnonzero(np.append(drop <= 0, True))
    bottom = ends[np.searchsorted(ends, np.arange(1, len(value)))]
    return _Falls(drop, value[1:] - value[bottom])


def _beginnings(falls: _Falls, threshold: int) -> list[int]:
    """The steps that are an A: 1 to ``threshold`` points below the step before, and a B below them."""
    begins = (falls.drop > 0) & (falls.drop <= threshold) & (falls.further >= threshold)
    found: list[int] = (np.flatnonzero(begins) + 1).tolist()
    return found


def _bottom(value: list[int], at: int, threshold: int) -> int:
    """The step after A at which the fall is deep enough; ``at`` is known to have one."""
    goal = value[at] - threshold
    step = at + 1
    while value[step] > goal:
        step += 1
    return step


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
        elif here < lowest:
            lowest = here
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
