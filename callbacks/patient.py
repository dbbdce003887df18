"""A patient's label, link and deletion."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State
from dash.exceptions import PreventUpdate
from flask_babel import gettext

import mail
import patient_links
from callbacks.seam import done, tell
from layouts import ids, patient
from web import context, doctor


def register(desk: dash.Dash) -> None:
    """Hang this module's callbacks on the desk."""
    mine = State(ids.PATIENT_ID, "data")
    once: dict[str, Any] = {"prevent_initial_call": True, "on_error": tell}
    link_card = Output(ids.LINK_CARD, "children", allow_duplicate=True)
    desk.callback(Input(ids.PATIENT_LABEL, "value"), mine, **once)(rename)
    desk.callback(link_card, Input(ids.NEW_LINK, "n_clicks"), mine, **once)(make_link)
    revoked = Input(ids.confirm(ids.LINK), "n_clicks")
    desk.callback(link_card, revoked, State(ids.LINK_ID, "data"), mine, **once)(revoke_link)
    mailed = Input(ids.MAIL_LINK, "n_clicks")
    desk.callback(mailed, State(ids.MAIL_TO, "value"), State(ids.MAIL_LANGUAGE, "value"), mine, **once)(
        mail_link
    )
    go_to = Output(ids.LOCATION, "pathname", allow_duplicate=True)
    desk.callback(go_to, Input(ids.confirm(ids.PATIENT), "n_clicks"), mine, **once)(delete_patient)


def rename(label: str, patient_id: str) -> None:
    """Give the patient another label."""
    if patient_links.find_patient(context(), doctor(), patient_id).label == label.strip():
        raise PreventUpdate
    patient_links.rename_patient(context(), doctor(), patient_id, label)
    done(gettext("The label is saved."))


def make_link(clicks: int | None, patient_id: str) -> list[Any]:
    """A new link in the place of the one that is gone."""
    if not clicks:
        raise PreventUpdate
    patient_links.create_link(context(), doctor(), patient_id)
    return _link_part(patient_id)


def revoke_link(clicks: int | None, link_id: str | None, patient_id: str) -> list[Any]:
    """Close the link that is shown."""
    if not clicks or not link_id:
        raise PreventUpdate
    patient_links.revoke_link(context(), doctor(), link_id)
    return _link_part(patient_id)


def mail_link(clicks: int | None, recipient: str | None, locale: str, patient_id: str) -> None:
    """Mail the patient his link; there is no mail server, and that is said."""
    if not clicks:
        raise PreventUpdate
    mail.send_link(context(), doctor(), patient_id, recipient or "", locale)
    done(gettext("No mail server is set up: the message lies in the outbox folder, to be sent from there."))


def delete_patient(clicks: int | None, patient_id: str) -> str:
    """Delete the patient with all nights and go home."""
    if not clicks:
        raise PreventUpdate
    patient_links.erase_patient(context(), doctor(), patient_id)
    done(gettext("The patient is deleted."))
    return "/desk/"


def _link_part(patient_id: str) -> list[Any]:
    found = patient_links.find_patient(context(), doctor(), patient_id)
    return list(patient.link_part(found, patient_links.current_url(context(), found)))
