"""What a night lacks, hatched and named: each kind has its own hatch, so that colour is no carrier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from figures.clock import Clock
from figures.form import Panel
from figures.runs import runs
from figures.scales import Range
from figures.theme import Theme
from figures.words import FigureWords
from oximetry.analysis import BelowRange
from oximetry.recording import Mask, Recording


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """One kind of missing reading: where it is, its name, its hatch, its colour.

    ``ceiling`` is the value it is known to lie under, if any is known.
    """

    where: Mask
    name: str
    hatch: str
    colour: str
    ceiling: int | None = None


def spo2_gaps(recording: Recording, below: BelowRange, words: FigureWords, theme: Theme) -> list[Gap]:
    """Return the kinds of missing SpO2; together they cover every sample without a reading."""
    low = _below_range(recording, below)
    off = recording.recorded & ~recording.spo2_valid & ~low
    return [
        Gap(low, _below_range_name(below, words), "x", theme.below_range, below.floor),
        Gap(off, words.no_reading, "/", theme.gap),
        Gap(~recording.recorded, words.not_recorded, ".", theme.gap),
    ]


def pulse_gaps(recording: Recording, words: FigureWords, theme: Theme) -> list[Gap]:
    """Return the kinds of missing pulse."""
    off = recording.recorded & ~recording.pulse_valid
    return [
        Gap(off, words.no_reading, "/", theme.gap),
        Gap(~recording.recorded, words.not_recorded, ".", theme.gap),
    ]


def hatches(gaps: list[Gap], clock: Clock, panel: Panel, extent: Range) -> list[dict[str, Any]]:
    """Return one trace for each kind of gap that occurs, as high as the reading may have been."""
    return [_hatch(gap, clock, panel, extent) for gap in gaps if gap.where.any()]


def _hatch(gap: Gap, clock: Clock, panel: Panel, extent: Range) -> dict[str, Any]:
    stretches = runs(gap.where)
    lengths = [(past - first) * clock.period_s for first, past in stretches]
    bottom, top = extent[0], extent[1] if gap.ceiling is None else gap.ceiling
    return {
        "type": "bar",
        "yaxis": panel.axis,
        "name": gap.name,
        "legendgroup": gap.name,
        **_naming(panel, lengths),
        "x": [clock.at_sample(first) for first, _ in stretches],
        "width": [length * 1000 for length in lengths],
        "offset": 0,
        "base": bottom,
        "y": [round(top - bottom, 1)] * len(stretches),
        "marker": _fill(gap),
    }


def _naming(panel: Panel, lengths: list[float]) -> dict[str, Any]:
    """Return how a hatch is named: once, in the first panel, though a second may show it too."""
    if panel.axis != "y":
        return {"showlegend": False, "hoverinfo": "skip"}
    return {
        "showlegend": True,
        "customdata": [_minutes(length) for length in lengths],
        "hovertemplate": "%{customdata}",
    }


def _fill(gap: Gap) -> dict[str, Any]:
    """Return a hatch with an outline: the outline shows even where a gap is narrower than a pixel."""
    pattern = {
        "shape": gap.hatch,
        "fgcolor": gap.colour,
        "bgcolor": "rgba(0,0,0,0)",
        "size": 7,
        "solidity": 0.25,
    }
    return {"color": gap.colour, "pattern": pattern, "line": {"color": gap.colour, "width": 1}}


def _below_range(recording: Recording, below: BelowRange) -> Mask:
    """Return the samples in the below-range stretches that the analysis found."""
    offsets = np.arange(len(recording.spo2)) * recording.period_s
    within = np.zeros(len(offsets), dtype=np.bool_)
    for start, end in below.intervals_s:
        within |= (offsets >= start) & (offsets <= end)
    return within & ~recording.spo2_valid & recording.pulse_valid


def _below_range_name(below: BelowRange, words: FigureWords) -> str:
    return words.below_range if below.floor is None else f"{words.below_range} (< {below.floor} %)"


def _minutes(seconds: float) -> str:
    """Return a length as ``m:ss``, which reads alike in every language."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
