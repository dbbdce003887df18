"""What each desaturation was like: depth, nadir, slope and area; and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oximetry.analysis import Desaturation, DesaturationTotals
from oximetry.desaturation import Event
from oximetry.signal import BELOW_RANGE, Steps

Ints = NDArray[np.int64]

_NOT_SHOWN = 999


@dataclass(frozen=True, slots=True, eq=False)
class _Spans:
    """The steps of all events, one event after the other.

    Attributes:
        step: index of each step, shape ``(all steps,)``.
        event: to which event it belongs, the same shape.
        first: where each event begins in these two, shape ``(events,)``.
    """

    step: Ints
    event: Ints
    first: Ints


def describe(events: Sequence[Event], steps: Steps, period_s: float) -> tuple[Desaturation, ...]:
    """Depth, nadir, slope and area of events that were found in ``steps``.

    The slope runs from the beginning of the last highest sample to the
    beginning of the first lowest one, so a sample counts where it was
    measured, not where it is held to; ``period_s`` is the recording's own.
    """
    if not events:
        return ()
    start, end, level = np.array([(each.start_s, each.end_s, each.from_pct) for each in events]).T
    spans = _spans(np.searchsorted(steps.starts, start), np.searchsorted(steps.starts, end))
    nadir = _first_lowest(steps, spans)
    lowest = steps.values[nadir].astype(np.int64)
    hidden = np.logical_or.reduceat(steps.values[spans.step] == BELOW_RANGE, spans.first)
    columns = (
        start.astype(float),
        end.astype(float),
        steps.starts[nadir].astype(float),
        (level - lowest).astype(float),
        lowest,
        _slopes(steps, spans, nadir, period_s),
        _areas(steps, spans, end, level),
        hidden,
    )
    return tuple(Desaturation(*each) for each in zip(*(column.tolist() for column in columns), strict=True))


def totals(desaturations: Sequence[Desaturation], recording_s: float) -> DesaturationTotals:
    """The events of a night together; None where there is none."""
    if not desaturations:
        return DesaturationTotals(None, None, None, None, 0.0)
    durations = [event.duration_s for event in desaturations]
    depths = [event.depth_pct for event in desaturations]
    area_pct_s = sum(event.area_pct_s for event in desaturations)
    return DesaturationTotals(
        longest_s=max(durations),
        mean_duration_s=sum(durations) / len(durations),
        deepest_pct=max(depths),
        mean_depth_pct=sum(depths) / len(depths),
        area_pct_min_per_hour=area_pct_s / 60 / recording_s * 3600,
    )


def deepest(desaturations: Sequence[Desaturation], count: int = 50) -> list[Desaturation]:
    """The ``count`` events of the greatest depth, deepest first; of equal ones the earlier first."""
    return sorted(desaturations, key=lambda event: (-event.depth_pct, event.start_s))[:count]


def _spans(first: Ints, after: Ints) -> _Spans:
    lengths = after - first
    begins = np.cumsum(lengths) - lengths
    event = np.repeat(np.arange(len(first)), lengths)
    step = np.arange(int(lengths.sum())) - begins[event] + first[event]
    return _Spans(step, event, begins)


def _first_lowest(steps: Steps, spans: _Spans) -> Ints:
    """The step of each event's nadir: the first of its lowest values that were shown."""
    value = steps.values[spans.step]
    value = np.where(value > 0, value, _NOT_SHOWN)
    lowest = np.minimum.reduceat(value, spans.first)
    at: Ints = np.minimum.reduceat(
        np.where(value == lowest[spans.event], spans.step, len(steps.values)), spans.first
    )
    return at


def _slopes(steps: Steps, spans: _Spans, nadir: Ints, period_s: float) -> NDArray[np.float64]:
    """%/s from the last highest sample before each nadir to the nadir."""
    value = np.where(spans.step <= nadir[spans.event], steps.values[spans.step], -1)
    top = np.maximum.reduceat(value, spans.first)
    last = np.maximum.reduceat(np.where(value == top[spans.event], spans.step, -1), spans.first)
    begin = np.maximum(steps.starts[last], steps.starts[last + 1] - period_s)
    slopes: NDArray[np.float64] = (steps.values[nadir] - top) / (steps.starts[nadir] - begin)
    return slopes


def _areas(steps: Steps, spans: _Spans, end: Ints, level: Ints) -> NDArray[np.float64]:
    """%·s between each event's value at A and the values shown below it."""
    value = steps.values[spans.step]
    depth = np.where(value > 0, np.maximum(level[spans.event] - value, 0), 0)
    seconds = np.minimum(steps.starts[spans.step + 1], end[spans.event]) - steps.starts[spans.step]
    return np.add.reduceat(depth * seconds, spans.first).astype(float)
