"""A device's report: beside which recording it belongs, and whether its personal fields are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash
from dash import ALL, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask_babel import gettext

import device_reports
import intake
import recordings
from callbacks import navigation
from callbacks.seam import done, tell
from layouts import ids, report
from web import context, doctor


def register(desk: dash.Dash) -> None:
    """Hang this module's callbacks on the desk."""
    mine = State(ids.RECORDING_ID, "data")
    once: dict[str, Any] = {"prevent_initial_call": True, "on_error": tell}
    page = Output(ids.PAGE, "children", allow_duplicate=True)
    go_to = Output(ids.LOCATION, "pathname", allow_duplicate=True)
    desk.callback(page, Input(ids.KEEP_APART, "n_clicks"), mine, **once)(keep_apart)
    desk.callback(page, Input(ids.confirm(ids.TAKE_OFF, ALL), "n_clicks"), mine, **once)(take_off)
    desk.callback(go_to, Input(ids.confirm(ids.FILE_WITH, ALL), "n_clicks"), mine, **once)(file_with)
    chosen = State(ids.COMPARE_WITH, "value")
    shown = Output(ids.COMPARISON, "children")
    desk.callback(shown, Input(ids.COMPARE, "n_clicks"), chosen, mine, **once)(compare)
    desk.callback(page, Input(ids.KEEP_PERSONAL, "n_clicks"), mine, **once)(keep_personal)
    desk.callback(page, Input(ids.FORGET_PERSONAL, "n_clicks"), mine, **once)(forget_personal)


def keep_apart(clicks: int | None, report_id: str) -> Component:
    """The report belongs to no recording: its page anew, without the alert."""
    if not clicks:
        raise PreventUpdate
    device_reports.keep_apart(context(), doctor(), report_id)
    done(gettext("The report is kept apart."))
    return navigation.night_page(report_id)


def take_off(clicks: Sequence[int | None], recording_id: str) -> Component:
    """A report is taken off the recording whose page this is: the page anew, without it."""
    device_reports.keep_apart(context(), doctor(), _clicked(clicks))
    done(gettext("The report is a night of its own now."))
    return navigation.night_page(recording_id)


def file_with(clicks: Sequence[int | None], report_id: str) -> str:
    """The report is filed with a recording: go there."""
    recording_id = _clicked(clicks)
    device_reports.file_with(context(), doctor(), report_id, recording_id)
    done(gettext("The report is filed with this recording."))
    return f"/desk/nights/{recording_id}"


def _clicked(clicks: Sequence[int | None]) -> str:
    """Of which report or recording the button was pressed; buttons that merely appear press nothing."""
    if not any(clicks) or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return str(ctx.triggered_id["of"])


def compare(clicks: int | None, recording_id: str | None, report_id: str) -> Component:
    """The report beside the recording that was chosen."""
    if not clicks or not recording_id:
        raise PreventUpdate
    compared = device_reports.compare_with(context(), doctor(), report_id, recording_id)
    return report.compared_with(recordings.find_recording(context(), doctor(), recording_id), compared)


def keep_personal(clicks: int | None, report_id: str) -> Component:
    """The report is read again, with name, age and sex."""
    return _read_again(clicks, report_id, keep=True)


def forget_personal(clicks: int | None, report_id: str) -> Component:
    """The report is read again, without them."""
    return _read_again(clicks, report_id, keep=False)


def _read_again(clicks: int | None, report_id: str, *, keep: bool) -> Component:
    if not clicks:
        raise PreventUpdate
    intake.read_personal(context(), doctor(), report_id, keep=keep)
    return navigation.night_page(report_id)
