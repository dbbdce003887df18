"""Desaturations by the ``rolling`` rule, which looks at the two minutes before, as a scorer does.

Our own rule after the manner of the AASM's, on the device's grid, threshold ``thr``:

* the baseline is the highest reading of the 120 s before, but of no time
  before the end of the last event;
* an event begins with a reading at least ``thr`` below the baseline, and keeps
  that baseline;
* it ends with a reading within 1 point of the baseline, or that has come back
  two thirds of the way from the lowest reading, or after 120 s;
* it counts if it lasted at least 10 s.

Nothing crosses more than 10 s without a sample: there the event under way does
not count and the baseline begins anew. In a below-range stretch the saturation
is taken as lower than the device can show; it never ends an event.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oximetry.quality import DISPLAY_FLOOR_PCT
from oximetry.recording import Samples
from oximetry.signal import BELOW_RANGE, MISSING, steps_of, stretches
from oximetry.sliding import highest_before

BASELINE_S = 120
SHORTEST_S = 10
LONGEST_S = 120


class Span(NamedTuple):
    """One event: the samples from ``first`` to before ``after``, and the baseline it fell from, %."""

    first: int
    after: int
    from_pct: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part without gaps as its steps; times are sample numbers of the whole signal.

    An event can only begin where a step does: within one, the baseline only sinks.

    Attributes:
        value: the reading of each step, 0 where there is none.
        start: its first sample, and after the last one the stretch's end.
        baseline: the highest reading of the window before it.
        fall: how far it lies below that, shape ``(steps,)``; 0 where there is no reading.
        window, shortest, longest: samples.
    """

    value: list[int]
    start: list[int]
    baseline: list[int]
    fall: NDArray[np.int16]
    window: int
    shortest: int
    longest: int


def rolling_events(values: Samples, period_s: float, thresholds: Sequence[int]) -> dict[int, list[Span]]:
    """All events of each threshold, %, in a coded signal on the device's grid."""
    shown = np.where(values == BELOW_RANGE, np.int16(DISPLAY_FLOOR_PCT - 1), values)
    parts = [_stretch(shown[part], part.start, period_s) for part in stretches(values, period_s)]
    return {
        threshold: [span for part in parts for span in _spans(part, threshold)] for threshold in thresholds
    }


def _stretch(values: Samples, offset: int, period_s: float) -> _Stretch:
    window, shortest, longest = (math.ceil(each / period_s) for each in (BASELINE_S, SHORTEST_S, LONGEST_S))
    steps = steps_of(values)
    baseline = highest_before(values, window)[steps.starts[:-1]]
    fall = np.where(steps.values == MISSING, 0, baseline - steps.values)
    starts = (steps.starts + offset).tolist()
    return _Stretch(steps.value, starts, baseline.tolist(), fall, window, shortest, longest)


def _spans(part: _Stretch, threshold: int) -> Iterator[Span]:
    below: list[int] = np.flatnonzero(part.fall >= threshold).tolist()
    step, free = 0, part.start[0]
    while (found := _next(part, below, threshold, step, free)) is not None:
        at, level = found
        first = part.start[at]
        step, free = _end(part, at, level)
        if free >= part.start[-1]:
            return
        if free - first >= part.shortest:
            yield Span(first, free, level)


def _next(part: _Stretch, below: list[int], threshold: int, step: int, free: int) -> tuple[int, int] | None:
    """The step that begins the next event, and its baseline.

    Args:
        part: the stretch.
        below: the steps that lie at least ``threshold`` below their baseline.
        threshold: %.
        step: where the last event ended.
        free: the sample of that; the baseline reaches back no further.
    """
    near = bisect_left(part.start, free + part.window, lo=step, hi=len(part.value))
    top = 0
    for at, reading in enumerate(part.value[step:near], start=step):
        if reading > top:
            top = reading
        elif reading and top - reading >= threshold:
            return at, top
    far = bisect_left(below, near)
    return (below[far], part.baseline[below[far]]) if far < len(below) else None


def _end(part: _Stretch, at: int, level: int) -> tuple[int, int]:
    """The step and sample with which the event that began with step ``at`` ends."""
    latest = part.start[at] + part.longest
    after = bisect_left(part.start, latest, lo=at)
    lowest = level
    recovered = level
    for step, reading in enumerate(part.value[at:after], start=at):
        if reading >= recovered or reading >= level - 1:
            return step, part.start[step]
        if 0 < reading < lowest:
            lowest = reading
            recovered = -(-(lowest + 2 * level) // 3)
    return bisect_right(part.start, latest) - 1, latest
