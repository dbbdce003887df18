"""The home screen: the list follows what was uploaded."""

from __future__ import annotations

import dash
from dash import Input, Output
from dash.development.base_component import Component

import recordings
from callbacks.seam import tell
from layouts import home, ids
from layouts.nights_table import is_anything_read
from web import context, doctor


def register(desk: dash.Dash) -> None:
    """Hang this module's callbacks on the desk."""
    desk.callback(
        Output(ids.NIGHTS, "children"),
        Output(ids.NIGHTS_TICK, "disabled"),
        Input(ids.ARRIVALS, "data"),
        Input(ids.NIGHTS_TICK, "n_intervals"),
        prevent_initial_call=True,
        on_error=tell,
    )(list_again)


def list_again(_arrival: object, _ticks: int | None) -> tuple[Component, bool]:
    """The nights as they are now, and whether they stay so."""
    rows = recordings.list_recordings(context(), doctor())
    return home.nights(rows), not is_anything_read(rows)
