"""The two sizes a night is drawn for, and how its panels share the height."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """Sizes in pixels, and how many ticks the time axis may have.

    A heading stands between the lowest tick of the panel above and the highest of its own:
    ``panel_gap`` is the share of the height that holds all three where the page draws
    the figure smallest (480 px high on a phone, else 576), ``heading_rise`` lifts it over its own tick.
    """

    font: int
    heading: int
    title: int
    margin: tuple[int, int, int, int]  # left, right, top, bottom
    title_height: int
    legend_row: int
    legend_columns: int
    ticks: int
    panel_gap: float
    heading_rise: int
    line: float


WIDE = Form(
    font=14,
    heading=14,
    title=20,
    margin=(46, 50, 34, 46),
    title_height=56,
    legend_row=34,
    legend_columns=3,
    ticks=14,
    panel_gap=0.068,
    heading_rise=5,
    line=1.1,
)
PHONE = Form(
    font=12,
    heading=13,
    title=15,
    margin=(32, 40, 28, 42),
    title_height=46,
    legend_row=22,
    legend_columns=1,
    ticks=4,
    panel_gap=0.08,
    heading_rise=5,
    line=1.0,
)


@dataclass(frozen=True, slots=True)
class Panel:
    """One strip of the figure: its y axis and its share of the height."""

    axis: str
    bottom: float
    top: float


def panels(weights: dict[str, float], gap: float) -> dict[str, Panel]:
    """Stack panels from the top down, with a gap between them for the next one's heading."""
    room = 1 - gap * (len(weights) - 1)
    whole = sum(weights.values())
    stacked, top = {}, 1.0
    for number, (name, weight) in enumerate(weights.items(), start=1):
        bottom = max(0.0, top - room * weight / whole)
        stacked[name] = Panel("y" if number == 1 else f"y{number}", round(bottom, 4), round(top, 4))
        top = bottom - gap
    return stacked
