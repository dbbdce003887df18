"""A night that is known by the picture in a device's report only: an approximation, and drawn as one.

A recording is a thin line through samples. This is a hatched band, as high as the picture's stroke in each
of its columns, with a dashed line through its middle; no event is marked, as none can be counted from it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from plotly.graph_objects import Figure

from figures.clock import Clock
from figures.form import PHONE, WIDE, Form, Panel, panels
from figures.frame import frame, headings
from figures.scales import Range
from figures.sheet import WEIGHTS
from figures.theme import LIGHT, Theme
from figures.words import ENGLISH, FigureWords
from pdf_parser.report import Curve

_NAMES = ("spo2", "pulse")  # from the top down
_BELOW_FLOOR = 6  # points of the axis below what the report shows, for the words that say so
_FAINT = "40"  # of 255, in hexadecimal: between the hatches, so that a narrow fall is seen
_ROW = 1.35  # of a letter's size
_LETTERS = {PHONE: 46, WIDE: 110}


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What stands in this figure beside what stands in any; ``nothing_below`` has a place ``%(floor)s``."""

    figure: FigureWords = ENGLISH
    approximation: str = "Read off the picture in the device's report: an approximation"
    nothing_below: str = "below %(floor)s %% the report shows nothing"


@dataclass(frozen=True, slots=True, eq=False)
class _ReportSheet:
    """The curves by name, and where and how they are drawn."""

    curves: dict[str, Curve]
    words: FigureWords
    theme: Theme
    form: Form
    clock: Clock
    panels: dict[str, Panel]

    @property
    def ranges(self) -> dict[str, Range]:
        """Lower and upper end of the value axes."""
        scales = {"spo2": _spo2_range, "pulse": _pulse_range}
        return {name: scales[name](curve) for name, curve in self.curves.items()}


def report_night_figure(
    curves: Sequence[Curve],
    words: ReportWords = ReportWords(),
    *,
    theme: Theme = LIGHT,
    compact: bool = False,
    title: str | None = None,
) -> Figure:
    """Return the figure of the curves that were digitised from a report's picture.

    Args:
        curves: SpO2, pulse or both; at least one.
        words: the texts in the reader's language.
        theme: ``LIGHT`` or ``DARK``.
        compact: for a phone of 390 px: fewer ticks, narrow margins, no dragging.
        title: a heading inside the figure, for pictures that travel alone.
    """
    sheet = _lay_out(curves, words.figure, theme, PHONE if compact else WIDE)
    layout = frame(sheet, title, None, legend_entries=0)
    note = _approximation(words.approximation, sheet)
    layout["margin"]["t"] += _height(note, sheet.form)
    annotations = [*headings(sheet), note, *_floor_words(words.nothing_below, sheet)]
    traces = [trace for name in sheet.curves for trace in _band(name, sheet)]
    return Figure(
        {"data": traces, "layout": {**layout, "shapes": _floor_line(sheet), "annotations": annotations}}
    )


def _lay_out(curves: Sequence[Curve], words: FigureWords, theme: Theme, form: Form) -> _ReportSheet:
    if not curves:
        raise ValueError("at least one curve is needed")
    found = {curve.name: curve for curve in curves}
    named: dict[str, Curve] = {name: found[name] for name in _NAMES if name in found}
    strips = panels({name: WEIGHTS[name] for name in named}, form.panel_gap)
    return _ReportSheet(named, words, theme, form, _clock(list(named.values())), strips)


def _clock(curves: Sequence[Curve]) -> Clock:
    """Return the clock from the first column's beginning to the last one's end, as a single stretch."""
    start = min(curve.start for curve in curves)
    ends = [(curve.start - start).total_seconds() + len(curve.middle) * curve.period_s for curve in curves]
    return Clock(start, max(ends), 1)


def _band(name: str, sheet: _ReportSheet) -> list[dict[str, Any]]:
    """Return a curve as a hatched band and the line through its middle."""
    curve, panel = sheet.curves[name], sheet.panels[name]
    colour, short, unit = {
        "spo2": (sheet.theme.spo2, sheet.words.spo2_short, " %"),
        "pulse": (sheet.theme.pulse, sheet.words.pulse_short, ""),
    }[name]
    grid = Clock(curve.start, curve.period_s, len(curve.middle)).grid(0)
    style = {
        "type": "scatter",
        "yaxis": panel.axis,
        "name": short,
        "showlegend": False,
        "mode": "lines",
        **grid,
    }
    edge = {**style, "line": {"width": 0}, "hoverinfo": "skip"}
    middle = [None if value is None else round(value, 1) for value in curve.middle]
    return [
        {**edge, "y": _closed(curve.low, curve.middle)},
        {**edge, "y": _closed(curve.high, curve.middle), "fill": "tonexty", **_hatch(colour)},
        {
            **style,
            "y": middle,
            "line": {"color": colour, "width": sheet.form.line, "dash": "3px,2px"},
            "connectgaps": False,
            "hovertemplate": f"≈ %{{y:.0f}}{unit}",
        },
    ]


def _closed(edge: Sequence[float | None], middle: Sequence[float | None]) -> list[float]:
    """Return an edge of the band; in gaps, across which plotly fills, both edges meet in one line."""
    drawn = [number for number, value in enumerate(edge) if value is not None]
    order = np.rint(np.interp(range(len(edge)), drawn, range(len(drawn)))).astype(int)
    nearest = (drawn[number] for number in order)
    values = (middle[near] if value is None else value for value, near in zip(edge, nearest, strict=True))
    return [round(value, 1) for value in values if value is not None]


def _hatch(colour: str) -> dict[str, Any]:
    pattern = {"shape": "/", "fgcolor": colour, "bgcolor": f"{colour}{_FAINT}", "size": 4, "solidity": 0.35}
    return {"fillcolor": colour, "fillpattern": pattern}


def _approximation(text: str, sheet: _ReportSheet) -> dict[str, Any]:
    """Return the words that say what this is, above the first heading."""
    rows = textwrap.wrap(text, _LETTERS[sheet.form])
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom"}
    return {
        **place,
        "text": "<br>".join(escape(row, quote=False) for row in rows),
        "align": "left",
        "font": {"size": sheet.form.font},
        "showarrow": False,
        "yshift": sheet.form.heading_rise + round(_ROW * sheet.form.heading),
    }


def _height(note: dict[str, Any], form: Form) -> int:
    """Return the pixels that the words take above the panels."""
    rows: int = note["text"].count("<br>") + 1
    return round(rows * _ROW * form.font)


def _floor_line(sheet: _ReportSheet) -> list[dict[str, Any]]:
    """Return the line below which the report's SpO2 was cut off, if it was."""
    floor = _floor(sheet)
    if floor is None:
        return []
    ends = {"x0": 0, "x1": 1, "xref": "paper", "y0": floor, "y1": floor, "yref": "y"}
    return [{"type": "line", **ends, "line": {"color": sheet.theme.limit, "width": 1.2, "dash": "dash"}}]


def _floor_words(text: str, sheet: _ReportSheet) -> list[dict[str, Any]]:
    """Return what the line means, below it, where nothing can be drawn."""
    floor = _floor(sheet)
    if floor is None:
        return []
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": floor, "yref": "y", "yanchor": "top"}
    look = {"font": {"color": sheet.theme.limit, "size": sheet.form.font}, "showarrow": False, "xshift": 4}
    return [{**place, **look, "text": escape(text % {"floor": f"{floor:g}"}, quote=False)}]


def _floor(sheet: _ReportSheet) -> float | None:
    return sheet.curves["spo2"].floor if "spo2" in sheet.curves else None


def _spo2_range(curve: Curve) -> Range:
    """Return 80 to 100 %, lowered in tens until the curve stands clear of the edge, or to below its floor."""
    if curve.floor is not None:
        return curve.floor - _BELOW_FLOOR, 100.6
    return float(min(80, (_lowest(curve) - 1) // 10 * 10)), 100.6


def _pulse_range(curve: Curve) -> Range:
    """Return 40 to 120 bpm, widened in twenties where the pulse leaves it."""
    highest = max(value for value in curve.high if value is not None)
    return float(min(40, _lowest(curve) // 20 * 20)), float(max(120, -(-highest // 20) * 20))


def _lowest(curve: Curve) -> float:
    return min(value for value in curve.low if value is not None)
