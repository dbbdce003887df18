"""The home screen: the list follows what was uploaded."""

from __future__ import annotations

import dash
from dash import Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

import device_reports
import patient_links
import recordings
from callbacks.seam import tell
from layouts import home, ids
from layouts.home import Caseload
from web import context, doctor


def register(desk: dash.Dash) -> None:
    """Hang this module's callbacks on the desk."""
    desk.callback(
        Output(ids.NIGHTS, "children"),
        Output(ids.NIGHTS_TICK, "disabled"),
        Input(ids.ARRIVALS, "data"),
        Input(ids.NIGHTS_TICK, "n_intervals"),
        Input(ids.NIGHTS_SHOWN, "data"),
        prevent_initial_call=True,
        on_error=tell,
    )(list_again)
    desk.callback(
        Output(ids.NIGHTS_SHOWN, "data"),
        Input(ids.MORE_NIGHTS, "n_clicks"),
        State(ids.NIGHTS_SHOWN, "data"),
        prevent_initial_call=True,
        on_error=tell,
    )(show_more)


def list_again(_arrival: object, _ticks: int | None, most: int) -> tuple[list[Component], bool]:
    """The nights as they are now, and whether they stay so."""
    found = caseload(most)
    return home.nights(found), not found.changes


def show_more(clicks: int | None, most: int) -> int:
    """How many nights are shown after one more click."""
    if not clicks:
        raise PreventUpdate
    return most + home.STEP


def caseload(most: int) -> Caseload:
    """The doctor's newest nights, at most so many, and what else the home screen tells of them."""
    return Caseload(
        recordings.list_recordings(context(), doctor(), limit=most),
        recordings.count_recordings(context(), doctor()),
        patient_links.patients_without_nights(context(), doctor()),
        device_reports.list_alerts(context(), doctor()),
    )
