"""Colours and type, light and dark: one look for the screen, the phone and the printed page.

Text keeps a contrast of at least 4.5 to its ground and every mark at least 3 (WCAG AA);
a test measures it. The hues differ in lightness as well, for the colour-blind and for grey print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONTS = 'Inter, "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif'


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a figure, each named for what it is used for."""

    name: str
    paper: str
    text: str
    muted: str
    grid: str
    spo2: str
    pulse: str
    motion: str
    desaturation: str
    limit: str
    gap: str
    below_range: str
    hover: str


LIGHT = Theme(
    name="light",
    paper="#ffffff",
    text="#1b2733",
    muted="#52606d",
    grid="#e6eaee",
    spo2="#0b5394",
    pulse="#8e2160",
    motion="#6b7a88",
    desaturation="#b34700",
    limit="#a61b1b",
    gap="#6b7a88",
    below_range="#a61b1b",
    hover="#ffffff",
)

DARK = Theme(
    name="dark",
    paper="#14191f",
    text="#e8edf2",
    muted="#a3b1bf",
    grid="#2a333d",
    spo2="#6cb6ff",
    pulse="#f29ac9",
    motion="#8b9aa8",
    desaturation="#ffa657",
    limit="#ff8f85",
    gap="#8b9aa8",
    below_range="#ff8f85",
    hover="#1f2730",
)


def template(theme: Theme, font_px: int) -> dict[str, Any]:
    """Return the plotly template; a small one, because it travels with every figure."""
    axis = {
        "gridcolor": theme.grid,
        "zeroline": False,
        "linecolor": theme.muted,
        "tickcolor": theme.muted,
        "spikecolor": theme.muted,
        "tickfont": {"color": theme.muted},
    }
    layout = {
        "font": {"family": FONTS, "size": font_px, "color": theme.text},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "hoverlabel": {"bgcolor": theme.hover, "font": {"color": theme.text}},
        "xaxis": axis,
        "yaxis": axis,
    }
    return {"layout": layout}
