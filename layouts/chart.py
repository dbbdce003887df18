"""The chart of a night: an empty graph, which a callback draws for the browser at hand."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from figures import graph_config
from layouts import ids
from layouts.parts import attributes
from web import language

BLANK = {
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
}


def chart(title: str) -> Component:
    """An empty graph; a callback draws it, in the colours and for the width of the browser."""
    config: Any = graph_config(language())
    graph = dcc.Graph(id=ids.CHART, figure=BLANK, config=config, responsive=True)
    return html.Section(html.Div(graph, className="chart"), className="card", **attributes(aria_label=title))


def zoomed(layout: dict[str, Any], moved: dict[str, Any]) -> dict[str, Any]:
    """The layout with the time span that the doctor zoomed to.

    ``uirevision`` alone does not keep it: after each zoom dcc.Graph hands Plotly its figure anew, and
    Plotly then takes the zoom for the figure's own range.
    """
    span = [moved.get("xaxis.range[0]"), moved.get("xaxis.range[1]")]
    return {**layout, "xaxis": {**layout["xaxis"], "range": span}} if all(span) else layout
