"""The screen of one night: its chart, its files, its deletion."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, no_update
from dash._no_update import NoUpdate
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask_babel import gettext

import night_view
import recordings
from callbacks import navigation
from callbacks.seam import done, show_instead, tell
from db.models import RecordingState
from layouts import ids
from layouts.chart import zoomed
from layouts.files import files
from web import context, doctor


def register(desk: dash.Dash) -> None:
    """Hang this module's callbacks on the desk."""
    desk.callback(
        Output(ids.CHART, "figure"),
        Input(ids.RECORDING_ID, "data"),
        Input(ids.VIEW, "data"),
        State(ids.CHART, "relayoutData"),
        on_error=tell,
    )(draw)
    desk.callback(
        Output(ids.FILES, "children"),
        Output(ids.FILES_TICK, "disabled"),
        Input(ids.FILES_TICK, "n_intervals"),
        State(ids.RECORDING_ID, "data"),
        prevent_initial_call=True,
        on_error=tell,
    )(list_files)
    desk.callback(
        Output(ids.PAGE, "children", allow_duplicate=True),
        Input(ids.READING_TICK, "n_intervals"),
        State(ids.RECORDING_ID, "data"),
        prevent_initial_call=True,
        on_error=show_instead,
    )(show_when_read)
    desk.callback(
        Output(ids.LOCATION, "pathname", allow_duplicate=True),
        Input(ids.confirm(ids.RECORDING), "n_clicks"),
        State(ids.RECORDING_ID, "data"),
        prevent_initial_call=True,
        on_error=tell,
    )(delete_recording)


def draw(recording_id: str, view: dict[str, bool], moved: dict[str, Any] | None) -> dict[str, Any]:
    """The chart, in the colours and for the width of this browser, at the zoom that it has."""
    found = recordings.find_drawable(context(), doctor(), recording_id)
    figure = night_view.figure_json(found, compact=view["compact"], dark=view["dark"])
    return {"data": figure["data"], "layout": zoomed(figure["layout"], moved or {})}


def list_files(_ticks: int | None, recording_id: str) -> tuple[list[Any], bool]:
    """The files of the night, and whether its picture is there."""
    row = recordings.find_recording(context(), doctor(), recording_id)
    return files(row), night_view.picture_of(row) is not None


def show_when_read(_ticks: int | None, recording_id: str) -> Component | NoUpdate:
    """The whole screen anew, as soon as the file is read or refused."""
    row = recordings.find_recording(context(), doctor(), recording_id)
    return no_update if row.shown_state is RecordingState.PROCESSING else navigation.night_page(recording_id)


def delete_recording(clicks: int | None, recording_id: str) -> str:
    """Delete the recording and go home."""
    if not clicks:
        raise PreventUpdate
    recordings.erase_recording(context(), doctor(), recording_id)
    done(gettext("The recording is deleted."))
    return "/desk/"
