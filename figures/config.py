"""How plotly's own controls behave, the same for every graph."""

from __future__ import annotations

from typing import Any, Final

GRAPH_CONFIG: Final[dict[str, Any]] = {
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    # Plotly's default is a button that uploads the chart to its makers: never, with a patient's night.
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
    "toImageButtonOptions": {"format": "png", "filename": "night", "scale": 2},
}


def graph_config(locale: str, *, compact: bool = False) -> dict[str, Any]:
    """Return the configuration with plotly's own words in ``locale``, which the page must have loaded.

    A compact figure cannot be dragged, so that the finger scrolls the page; it needs no buttons.
    """
    return {**GRAPH_CONFIG, "locale": locale, "displayModeBar": False if compact else "hover"}
