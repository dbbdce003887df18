"""From a page's picture to its curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np

from oximetry.report_fields import Value
from pdf_parser.curves.axis import Axis, labels_beside, read_axis
from pdf_parser.curves.frame import Frame, find_frame
from pdf_parser.curves.ink import inks
from pdf_parser.curves.lines import Profile
from pdf_parser.curves.night import Span, span_of, ticks_agree
from pdf_parser.curves.sheet import Sheet, sheet_of
from pdf_parser.curves.trace import Stroke, trace
from pdf_parser.places.labels import Label, find_labels
from pdf_parser.places.lines import lines_of
from pdf_parser.report import Box, Curve
from pdf_parser.words import Page

NAMES = ("spo2", "pulse")

_CHART = 0.45  # height of a chart with all that is around it, of the picture's width
_LOWEST = 50  # pixels: less below a title is no chart
_TOUCHING = 2.0  # pixels, or half a level: a stroke so near to the frame's bottom touches it
_OFF = 0.75  # of a gridline's step: an axis read wrongly is off by at least one


def digitise(page: Page, values: Mapping[str, Value]) -> tuple[Curve, ...]:
    """The SpO2 and the pulse curve of a page's picture, as far as they can be read without a guess.

    Args:
        page: squared up, its words in PDF points.
        values: what was read with certainty, by names of ``report_fields``. Without ``start`` and ``end``
            there is no curve, and none whose highest and lowest value contradict the printed ones.
    """
    span = span_of(values)
    if page.picture is None or span is None:
        return ()
    sheet = sheet_of(page.picture, page)
    labels = find_labels(lines_of(sheet.words))
    found = (_curve(sheet, name, _titles(labels, name), span, values) for name in NAMES)
    return tuple(curve for curve in found if curve is not None)


def _titles(labels: Sequence[Label], name: str) -> list[Box]:
    """Where the words of a chart's title stand, the lowest first: higher up they head tables."""
    return sorted((label.box for label in labels if label.name == name), key=lambda box: -box[1])


def _curve(
    sheet: Sheet, name: str, titles: Sequence[Box], span: Span, values: Mapping[str, Value]
) -> Curve | None:
    """The curve below the first title that has a whole chart below it."""
    read = (_below(title, sheet, name, span, values) for title in titles)
    return next((curve for curve in read if curve is not None), None)


def _below(title: Box, sheet: Sheet, name: str, span: Span, values: Mapping[str, Value]) -> Curve | None:
    """The curve of the chart below a title; None if there is none, or one of its axes cannot be read."""
    part = sheet.part(title[3], _CHART * sheet.picture.shape[1])
    if len(part.picture) < _LOWEST:
        return None
    colours = inks(part.picture)
    frame = find_frame(colours, title[0])
    if frame is None or not ticks_agree(part.words, frame, span):
        return None
    axis, stroke = read_axis(labels_beside(part.words, frame), frame), trace(colours.green, frame)
    if axis is None or stroke is None:
        return None
    curve = _calibrated(name, stroke, frame, axis, span)
    return curve if _extremes_agree(curve, axis, values) else None


def _calibrated(name: str, stroke: Stroke, frame: Frame, axis: Axis, span: Span) -> Curve:
    low, high = (np.maximum(axis.values(rows), axis.at_bottom) for rows in (stroke.lower, stroke.upper))
    on_the_floor = low <= axis.at_bottom + max(0.5, _TOUCHING * axis.step / axis.space)
    low[on_the_floor] = axis.at_bottom
    period_s = span.seconds / (frame.right - frame.left)
    return Curve(
        name=name,
        start=span.start + timedelta(milliseconds=round(1000 * period_s * (stroke.first - frame.left))),
        period_s=period_s,
        low=_listed(low),
        high=_listed(high),
        middle=_listed((low + high) / 2),
        floor=float(axis.at_bottom) if on_the_floor.any() else None,
    )


def _listed(values: Profile) -> tuple[float | None, ...]:
    """Values to a tenth, which is less than a pixel; None where there is none."""
    return tuple(None if value != value else value for value in np.round(values, 1).tolist())


def _extremes_agree(curve: Curve, axis: Axis, values: Mapping[str, Value]) -> bool:
    """Whether the curve reaches from the printed minimum, unless it was cut off, to the printed maximum."""
    highest = max(value for value in curve.high if value is not None)
    lowest = min(value for value in curve.low if value is not None)
    bounds = [(values.get(f"{curve.name}_max"), highest)]
    if curve.floor is None:
        bounds.append((values.get(f"{curve.name}_min"), lowest))
    off = [abs(printed - drawn) for printed, drawn in bounds if isinstance(printed, int | float)]
    return all(each <= _OFF * axis.step for each in off)
