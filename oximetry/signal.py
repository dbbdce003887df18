"""SpO2 as the event rules see it: readings, or a word for why there is none; and held at 1 Hz."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oximetry.quality import below_range_mask, runs
from oximetry.recording import Mask, Recording, Samples

MISSING = 0
BELOW_RANGE = -1

LONGEST_GAP_S = 10  # nothing crosses more than this without a sample


def coded_spo2(recording: Recording, below_range: Mask | None = None) -> Samples:
    """SpO2, %, on the device's grid, shape ``(n,)``; ``MISSING`` or ``BELOW_RANGE`` where there is none.

    ``below_range`` says where it is below the device's range, if that is known from more than this recording.
    """
    low = below_range_mask(recording) if below_range is None else below_range
    values = np.where(recording.spo2_valid, recording.spo2, np.int16(MISSING))
    values[low] = BELOW_RANGE
    return values


def held(values: Samples, period_s: float) -> Samples:
    """Samples at 1 Hz, shape ``(seconds,)``: each held for its period."""
    if period_s % 1 == 0:
        return np.repeat(values, int(period_s))
    seconds = np.arange(int(len(values) * period_s))
    return values[(seconds / period_s).astype(np.intp)]


def stretches(values: Samples, period_s: float) -> Iterator[slice]:
    """The parts of a coded signal between the gaps that nothing may cross."""
    begin = 0
    for start, end in zip(*runs(values == MISSING), strict=True):
        if (end - start) * period_s > LONGEST_GAP_S:
            yield slice(begin, int(start))
            begin = int(end)
    yield slice(begin, len(values))


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A signal as its steps: ``values[i]`` from ``starts[i]`` until ``starts[i + 1]``.

    Attributes:
        values: %, or ``MISSING``, or ``BELOW_RANGE``; shape ``(steps,)``.
        starts: sample numbers (of a held signal: seconds), shape ``(steps + 1,)``; the last one is its end.
        value: ``values`` as a list, for walking along.
        start: ``starts`` as a list.
    """

    values: Samples
    starts: NDArray[np.int64]
    value: list[int]
    start: list[int]

    def breaks(self, at: int) -> bool:
        """Whether step ``at`` is a gap that nothing may cross."""
        return self.value[at] == MISSING and self.start[at + 1] - self.start[at] > LONGEST_GAP_S


def steps_of(signal: Samples) -> Steps:
    """The steps of a coded signal, shape ``(n,)``."""
    return _steps(*_edges(signal))


def held_steps(values: Samples, period_s: float) -> Steps:
    """The steps, in seconds, of a coded signal on the device's grid held at 1 Hz."""
    if period_s % 1:
        return steps_of(held(values, period_s))
    shown, starts = _edges(values)
    return _steps(shown, starts * int(period_s))


def _edges(signal: Samples) -> tuple[Samples, NDArray[np.int64]]:
    changes = np.flatnonzero(signal[1:] != signal[:-1]) + 1
    starts = np.concatenate(([0] if len(signal) else [], changes, [len(signal)])).astype(np.int64)
    return signal[starts[:-1]], starts


def _steps(values: Samples, starts: NDArray[np.int64]) -> Steps:
    return Steps(values, starts, values.tolist(), starts.tolist())
