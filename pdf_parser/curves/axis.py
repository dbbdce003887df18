"""What a height in a chart means, by the numbers printed beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pdf_parser.curves.frame import Frame
from pdf_parser.curves.lines import Profile
from pdf_parser.report import Box
from pdf_parser.words import Word

STEPS = (1, 2, 5, 10, 20, 25, 50)
"""What an axis may count from gridline to gridline."""

_NUMBER = re.compile(r"\d{2,3}")
_MARGIN = 0.15  # of the frame's width: how far left of it labels may stand
_ABOVE = 0.05  # of its height: how far beyond its ends
_ALIKE = 0.25  # of the space between gridlines: labels stand beside their gridlines in the same way
_BESIDE = 0.35  # of that space: a label farther off may belong to the next gridline as well


@dataclass(frozen=True, slots=True)
class Label:
    """A number beside an axis, and the row of its middle."""

    row: float
    value: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The value at the frame's bottom, and how many pixels upwards ``step`` more is."""

    bottom: float
    at_bottom: int
    step: int
    space: float

    def values(self, rows: Profile) -> Profile:
        """What stands at these rows."""
        return self.at_bottom + (self.bottom - rows) / self.space * self.step


@dataclass(frozen=True, slots=True)
class _Tick:
    """A label's gridline, and the number beside it."""

    line: int
    value: int


def labels_beside(words: Sequence[Word], frame: Frame) -> list[Label]:
    """The numbers that stand left of a frame, no farther from it than its own do."""
    return [
        Label((word.box[1] + word.box[3]) / 2, int(word.text))
        for word in words
        if _NUMBER.fullmatch(word.text) and _is_beside(word.box, frame)
    ]


def _is_beside(box: Box, frame: Frame) -> bool:
    margin, more = _MARGIN * (frame.right - frame.left), _ABOVE * (frame.bottom - frame.top)
    row = (box[1] + box[3]) / 2
    level_with = frame.top - more < row < frame.bottom + more
    return level_with and frame.left - margin < box[0] and box[2] < frame.left


def read_axis(labels: Sequence[Label], frame: Frame) -> Axis | None:
    """The axis that most pairs of labels tell; None if none do, or if they are of two minds.

    Labels belong to gridlines; devices print all of them at the same small distance from theirs. From
    gridline to gridline an axis counts by a round step, which few wrong readings fit.
    """
    if not frame.divisions or not labels:
        return None
    space = (frame.bottom - frame.top) / frame.divisions
    told = Counter(
        scale
        for ticks in _ticks(labels, frame.bottom, space)
        for pair in combinations(ticks, 2)
        if (scale := _scale(*pair, frame.divisions)) is not None
    ).most_common(2)
    if not told or (len(told) > 1 and told[0][1] == told[1][1]):
        return None
    at_bottom, step = told[0][0]
    return Axis(frame.bottom, at_bottom, step, space)


def _ticks(labels: Sequence[Label], bottom: float, space: float) -> list[list[_Tick]]:
    """Labels at their gridlines: at the nearest ones, or in both ways if they stand between two."""
    heights = np.array([(bottom - label.row) / space for label in labels])
    turns = np.exp(2j * np.pi * heights)
    above = float(np.angle(np.median(turns.real) + 1j * np.median(turns.imag)) / (2 * np.pi))
    ways = [above] if abs(above) < _BESIDE else [above, above - np.sign(above)]
    return [_at_lines(labels, heights - way) for way in ways]


def _at_lines(labels: Sequence[Label], heights: Profile) -> list[_Tick]:
    lines = np.round(heights)
    beside = np.abs(heights - lines) < _ALIKE
    return [
        _Tick(int(line), label.value) for line, label, fits in zip(lines, labels, beside, strict=True) if fits
    ]


def _scale(one: _Tick, other: _Tick, last: int) -> tuple[int, int] | None:
    """The value at the bottom and the step from gridline to gridline, if two ticks fit together."""
    if one.line == other.line or not all(0 <= tick.line <= last for tick in (one, other)):
        return None
    step, rest = divmod(one.value - other.value, one.line - other.line)
    at_bottom = one.value - step * one.line
    return None if rest or step not in STEPS or at_bottom < 0 else (at_bottom, step)
