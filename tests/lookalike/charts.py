"""The page's pictures: the histogram, and the curves of SpO2, pulse and motion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import cv2
import numpy as np
from PIL import Image

from oximetry import Recording
from oximetry.quality import runs
from oximetry.recording import Mask, Samples
from oximetry.report_fields import BANDS
from tests.lookalike.layout import Box, Layout
from tests.lookalike.pen import Colour, Pen
from tests.lookalike.printed import Fields, number
from tests.lookalike.wording import Wording

_GRID: Colour = (205, 209, 215)
_DASH: Colour = (198, 200, 210)
_HISTOGRAM_DASH: Colour = (140, 146, 155)
_BAR: Colour = (41, 135, 238)
_SMALL_INK: Colour = (90, 90, 90)
_CURVE: Colour = (95, 214, 135)
_MOTION: Colour = (255, 140, 66)
_TIMES = 6  # stretches between the clock times below a chart; each has a line in its middle
_LABEL_ABOVE_LINE = 6
_NUMBERS_LEFT = 39
_SUBPIXELS = 4  # binary digits of a position between two pixels
_MOST_MOTION = 130


@dataclass(frozen=True, slots=True)
class Axis:
    """A chart's upright axis: ``low`` to ``high``, numbers every ``labelled``, dashes every ``dashed``."""

    low: int
    high: int
    labelled: int
    dashed: int

    def y(self, box: Box, value: float) -> float:
        """Where a value stands in a chart's box."""
        _, top, _, bottom = box
        return bottom - (value - self.low) / (self.high - self.low) * (bottom - top)


SPO2_AXES = tuple(Axis(floor, 100, 10, 2) for floor in (70, 70, 70, 50, 60, 80))
PULSE_AXES = (Axis(30, 250, 40, 20), Axis(30, 250, 40, 20), Axis(0, 200, 50, 25), Axis(40, 160, 20, 10))


def draw_histogram(pen: Pen, layout: Layout, words: Wording, fields: Fields) -> None:
    """The bands' percentages as bars."""
    pen.frame(layout.box(437, 344, 816, 712))
    box = layout.box(459, 374, 793, 682)
    left, top, right, _ = box
    axis = Axis(0, 100, 10, 10)
    pen.text((left, (layout.y(344) + top) / 2 + 4), words.total, scale=0.9, colour=_SMALL_INK)
    for value in range(0, 101, 10):
        y = axis.y(box, value)
        pen.text((left - 2, y + 1), str(value), anchor="r", scale=0.78, colour=_SMALL_INK)
        if 0 < value < 100:
            pen.dashes((left, y), right, _HISTOGRAM_DASH, 12, 8)
    _bars(pen, box, axis, fields)
    pen.frame(box)


def _bars(pen: Pen, box: Box, axis: Axis, fields: Fields) -> None:
    left, _, right, bottom = box
    width = (right - left) / len(BANDS)
    for place, name in enumerate(BANDS):
        y = axis.y(box, number(fields, f"{name}_pct"))
        pen.fill((left + place * width, min(y, bottom - 1), left + (place + 1) * width - 1, bottom), _BAR)
    for place, label in enumerate(("100", "95", "90", "80", "70", "O2%")):
        pen.text((left + place * width, bottom + 14), label, anchor="m", scale=0.78, colour=_SMALL_INK)


def draw_curves(
    pen: Pen, layout: Layout, words: Wording, recording: Recording, spo2_axis: Axis, pulse_axis: Axis
) -> None:
    """The three charts in their frame."""
    pen.frame(layout.box(36, 720, 1225, 1716))
    spo2, pulse = layout.box(95, 777, 1166, 1100), layout.box(95, 1161, 1166, 1480)
    for box, axis, title in ((spo2, spo2_axis, words.level_axis), (pulse, pulse_axis, words.pulse_axis)):
        _grid(pen, box, axis)
        pen.text((box[0] + 1, box[1] - (34 if box == spo2 else 25)), title)
        _clock_times(pen, box, recording)
    _curve(pen, spo2, spo2_axis, recording.spo2, recording.spo2_valid)
    _curve(pen, pulse, pulse_axis, recording.pulse, recording.pulse_valid)
    _motion(pen, layout, words, recording)


def _grid(pen: Pen, box: Box, axis: Axis) -> None:
    left, top, right, bottom = box
    for value in range(axis.low, axis.high + 1, axis.dashed):
        pen.dashes((left, axis.y(box, value)), right, _DASH, 4, 6)
    for x in np.linspace(left, right, 2 * _TIMES + 1).tolist():
        pen.line((x, top), (x, bottom), _GRID, 2)
    pen.frame(box, _GRID, 2)
    for value in range(axis.low, axis.high + 1, axis.labelled):
        y = axis.y(box, value) - _LABEL_ABOVE_LINE
        pen.text((left - _NUMBERS_LEFT, y), str(value))


def _clock_times(pen: Pen, box: Box, recording: Recording) -> None:
    left, _, right, bottom = box
    for part, x in enumerate(np.linspace(left, right, _TIMES + 1).tolist()):
        at = recording.start + timedelta(seconds=recording.recording_s * part / _TIMES)
        pen.text((x, bottom + 14), f"{at:%H:%M}", anchor="m")


def _curve(pen: Pen, box: Box, axis: Axis, values: Samples, valid: Mask) -> None:
    """The samples, joined where they are valid, cut off at the chart's edges."""
    left, top, right, bottom = (round(edge) for edge in box)
    inside = np.array(pen.image.crop((left, top, right, bottom)))
    x = np.linspace(0, right - left, len(values))
    y = (bottom - top) * (1 - (values - axis.low) / (axis.high - axis.low))
    points = np.rint(np.stack([x, y], axis=1) * (1 << _SUBPIXELS)).astype(np.int32)
    for begin, after in zip(*runs(valid), strict=True):
        cv2.polylines(inside, [points[begin:after]], False, _CURVE, 2, cv2.LINE_AA, _SUBPIXELS)
    pen.image.paste(Image.fromarray(inside), (left, top))


def _motion(pen: Pen, layout: Layout, words: Wording, recording: Recording) -> None:
    box = left, top, right, bottom = layout.box(95, 1555, 1166, 1684)
    pen.frame(box, _GRID, 2)
    pen.text((left + 1, top - 24), words.motion)
    heights = np.where(recording.motion_valid, recording.motion, 0) / _MOST_MOTION * (bottom - top)
    for x, height in zip(np.linspace(left, right, len(heights)).tolist(), heights.tolist(), strict=True):
        if height >= 1:
            pen.fill((x - 1, max(bottom - height, top), x + 1, bottom), _MOTION)
    _clock_times(pen, box, recording)
