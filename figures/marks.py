"""What is marked on a night: desaturations, the limits at 90 and 88, the lowest value."""

from __future__ import annotations

from typing import Any

import numpy as np

from figures.clock import Clock
from figures.form import Panel
from figures.sheet import Sheet
from figures.theme import Theme
from oximetry.analysis import BelowRange, Desaturation
from oximetry.recording import Recording

LIMITS = ((90, "dash", 5), (88, "dot", -5))


def desaturation_bars(
    events: tuple[Desaturation, ...], clock: Clock, panel: Panel, *, name: str, colour: str
) -> dict[str, Any]:
    """Return the desaturations as one trace: as wide as they last, as long as they are deep.

    The outline gives each a width that is seen on a whole night, where most are
    narrower than a pixel.
    """
    return {
        "type": "bar",
        "yaxis": panel.axis,
        "name": name,
        "showlegend": False,
        "x": [clock.at(event.start_s) for event in events],
        "width": [round(event.duration_s * 1000) for event in events],
        "offset": 0,
        "y": [_short(event.depth_pct) for event in events],
        "customdata": [[event.nadir_pct, round(event.duration_s)] for event in events],
        "marker": {"color": colour, "line": {"color": colour, "width": 1}},
        "hovertemplate": "−%{y} → %{customdata[0]} %, %{customdata[1]} s",
    }


def limit_lines(theme: Theme) -> list[dict[str, Any]]:
    """Return the lines at 90 and 88 %, told apart by their dashes."""
    return [_limit_line(level, dash, theme) for level, dash, _ in LIMITS]


def limit_labels(theme: Theme) -> list[dict[str, Any]]:
    """Return the two lines' names, in the right margin where no curve runs."""
    return [_limit_label(level, shift, theme) for level, _, shift in LIMITS]


def lowest_label(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the label at the night's lowest value; below the device's range it names the bound."""
    found = _lowest(sheet.recording, sheet.analysis.spo2.below_range)
    if found is None:
        return []
    offset_s, level, text = found
    left_half = offset_s < sheet.clock.samples * sheet.clock.period_s / 2
    return [_arrow(sheet.clock.at(offset_s), level, f"{sheet.words.lowest} {text}", left_half, sheet.theme)]


def _lowest(recording: Recording, below: BelowRange) -> tuple[float, int, str] | None:
    """Return where the night is lowest, its level there, and how that level is written."""
    if below.intervals_s and below.floor is not None:
        return below.intervals_s[0][0], below.floor, f"< {below.floor} %"
    if not recording.spo2_valid.any():
        return None
    number = int(np.where(recording.spo2_valid, recording.spo2, 101).argmin())
    level = int(recording.spo2[number])
    return number * recording.period_s, level, f"{level} %"


def _limit_line(level: int, dash: str, theme: Theme) -> dict[str, Any]:
    ends = {"x0": 0, "x1": 1, "xref": "paper", "y0": level, "y1": level, "yref": "y"}
    return {"type": "line", **ends, "line": {"color": theme.limit, "width": 1.2, "dash": dash}}


def _limit_label(level: int, shift: int, theme: Theme) -> dict[str, Any]:
    place = {"x": 1, "xref": "paper", "xanchor": "left", "y": level, "yref": "y", "yanchor": "middle"}
    return {
        **place,
        "text": f"{level} %",
        "font": {"color": theme.limit},
        "showarrow": False,
        "xshift": 4,
        "yshift": shift,
    }


def _arrow(x: float, y: float, text: str, points_left: bool, theme: Theme) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "ax": 34 if points_left else -34,
        "ay": 0,
        "xanchor": "left" if points_left else "right",
        "arrowcolor": theme.text,
        "arrowwidth": 1,
        "arrowhead": 2,
        "bgcolor": theme.paper,
        "borderpad": 2,
    }


def _short(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 1)
