"""From screen to screen: the address says which."""

from __future__ import annotations

import dash
from dash import MATCH, ClientsideFunction, Input, Output, State
from dash.development.base_component import Component

import device_reports
import patient_links
import recordings
from callbacks.home import caseload
from callbacks.seam import show_instead
from errors import NotFound
from layouts import home, ids, night, patient
from web import context, doctor


def register(desk: dash.Dash) -> None:
    """Hang this module's callbacks on the desk."""
    page, address = Output(ids.PAGE, "children"), Input(ids.LOCATION, "pathname")
    desk.callback(page, address, on_error=show_instead)(show_page)
    desk.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("desk", "look"),
        Output(ids.VIEW, "data"),
        Input(ids.LOCATION, "pathname"),
        State(ids.VIEW, "data"),
    )
    desk.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("desk", "arrive"),
        Input(ids.PAGE, "children"),
        State(ids.SHELL, "lang"),
        prevent_initial_call=True,
    )
    for which in ((MATCH,), (MATCH, MATCH)):
        desk.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("desk", "toggle"),
            Output(ids.dialog(*which), "opened"),
            Input(ids.ask(*which), "n_clicks"),
            Input(ids.cancel(*which), "n_clicks"),
            Input(ids.confirm(*which), "n_clicks"),
            prevent_initial_call=True,
        )


def show_page(pathname: str) -> Component:
    """The screen under this address."""
    match pathname.removeprefix("/desk").strip("/").split("/"):
        case [""]:
            return home.page(caseload(home.STEP), _most_bytes())
        case ["nights", recording_id]:
            return night_page(recording_id)
        case ["patients", patient_id]:
            found = patient_links.find_patient(context(), doctor(), patient_id)
            return patient.page(found, patient_links.current_url(context(), found), _most_bytes())
    raise NotFound


def night_page(recording_id: str) -> Component:
    """The screen of one recording, whatever its state."""
    row = recordings.view(context(), doctor(), recording_id)
    comparable = device_reports.comparable(context(), doctor(), recording_id)
    return night.page(row, patient_links.current_url(context(), row.patient), _most_bytes(), comparable)


def _most_bytes() -> int:
    return context().settings.max_upload_bytes
