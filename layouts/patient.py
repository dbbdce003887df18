"""A patient: label, nights, link; the card that stands beside each of his nights, too."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component
from flask import url_for
from flask_babel import format_date, gettext, ngettext

from db.models import Link, Patient
from i18n import LOCALES
from layouts import ids
from layouts.nights_table import nights_table
from layouts.parts import (
    attributes,
    button_link,
    card,
    confirmation,
    danger_button,
    disclosure,
    screen,
    sign,
)
from layouts.uploads import drop_zone
from night_view import explanations
from patient_links import current_link
from web import language


def page(patient: Patient, link: str | None, most_bytes: int) -> Component:
    """The whole screen."""
    rows = [row for row in reversed(patient.recordings) if row.erasing_at is None and not row.is_filed]
    none = html.P(gettext("No nights yet"), className="muted")
    nights = [nights_table(rows, with_patient=False), disclosure(explanations()["abc"])] if rows else [none]
    return screen(
        patient.label,
        [
            identity(patient, patient.label, [], most_bytes),
            *nights,
            patient_card(patient, link, with_page=False),
        ],
        "patient-page",
    )


def identity(patient: Patient, heading: str, facts: Sequence[str | Component], most_bytes: int) -> Component:
    """Who it is, with what is known in a line, and beside it where more of his nights are dropped."""
    line = [html.Span(fact, className="fact") for fact in facts]
    return html.Div(
        [
            html.Div(
                [
                    html.H1(heading, className="unseen"),
                    _label_field(patient),
                    html.P(line, className="facts"),
                ],
                className="who",
            ),
            drop_zone(most_bytes, patient_id=patient.id),
            dcc.Store(id=ids.PATIENT_ID, data=patient.id),
        ],
        className="identity",
    )


def _label_field(patient: Patient) -> Component:
    """The patient's label as a heading that can be typed into."""
    field: Component = dmc.TextInput(
        id=ids.PATIENT_LABEL,
        value=patient.label,
        debounce=True,
        variant="unstyled",
        rightSection=sign("pencil"),
        rightSectionPointerEvents="none",
        className="label-field",
        inputProps={"maxLength": 200, "title": gettext("Click to rename the patient")},
        **attributes(aria_label=gettext("The patient's label")),
    )
    return field


def patient_card(patient: Patient, link: str | None, *, with_page: bool = True) -> Component:
    """The patient's link and what else can be done with a patient."""
    count = sum(1 for row in patient.recordings if row.erasing_at is None and not row.is_filed)
    return card(
        gettext("Patient"),
        [
            html.Div(link_part(patient, link), id=ids.LINK_CARD),
            html.Div(
                [
                    *([nights_link(patient, count)] if with_page else []),
                    danger_button(ids.PATIENT, gettext("Delete this patient")),
                ],
                className="choices",
            ),
            _confirm_deletion(patient, count),
        ],
        "patient-card",
    )


def nights_link(patient: Patient, count: int) -> Component:
    """The way to the patient's own screen."""
    text = ngettext("All nights of this patient (%(num)s)", "All nights of this patient (%(num)s)", count)
    return dcc.Link([sign("list"), text], href=f"/desk/patients/{patient.id}", className="button")


def link_part(patient: Patient, address: str | None) -> list[Component]:
    """The open link with what can be done with it, or how to make one."""
    link = current_link(patient)
    if link is None or address is None:
        return [_no_link()]
    return [
        html.P(
            gettext(
                "This link opens the patient's page. "
                "Whoever has it sees the nights, so hand it to the patient only."
            )
        ),
        html.Div([_address_field(address), _copy_button(address)], className="link"),
        html.P(_opened(link), className="muted"),
        html.Div([_as_patient(patient), _revoke_button()], className="choices"),
        _mail_form(),
        _confirm_revoking(),
        dcc.Store(id=ids.LINK_ID, data=link.id),
    ]


def _no_link() -> Component:
    return html.Div(
        [
            html.P(gettext("No link opens this patient's page at the moment.")),
            html.Button(
                [sign("link"), gettext("Make a new link")], id=ids.NEW_LINK, type="button", className="button"
            ),
            dcc.Store(id=ids.LINK_ID),
        ]
    )


def _address_field(address: str) -> Component:
    name = attributes(aria_label=gettext("The patient's link"))
    field: Component = dmc.TextInput(value=address, readOnly=True, className="address", **name)
    return field


def _copy_button(address: str) -> Component:
    """desk.js copies ``data-copy`` and says so in the button."""
    return html.Button(
        [sign("copy"), html.Span(gettext("Copy"), **attributes(aria_live="polite"))],
        type="button",
        className="button primary",
        **attributes(data_copy=address, data_copied=gettext("Copied")),
    )


def _mail_form() -> Component:
    """An address, the patient's language, and the button that mails the link."""
    to = dmc.TextInput(
        id=ids.MAIL_TO,
        label=gettext("The patient's e-mail address"),
        inputProps={"type": "email", "autoComplete": "off", "maxLength": 254},
        className="mail-to",
    )
    languages = [{"value": code, "label": name} for code, name in LOCALES.items()]
    chosen = dmc.Select(
        id=ids.MAIL_LANGUAGE, label=gettext("Language"), data=languages, value=language(), allowDeselect=False
    )
    send = html.Button(
        [sign("mail"), gettext("Mail the link")],
        id=ids.MAIL_LINK,
        type="button",
        n_clicks=0,
        className="button",
    )
    return html.Div([to, chosen, send], className="mail")


def _revoke_button() -> Component:
    return danger_button(ids.LINK, gettext("Revoke the link"), "unlink")


def _as_patient(patient: Patient) -> Component:
    address = url_for("patient.page", token=patient.storage_token)
    return button_link(gettext("Open as the patient sees it"), address, "open", new_tab=True)


def _opened(link: Link) -> str:
    """How often it was opened, and until when it can be."""
    opened: str = ngettext("Opened %(num)s time", "Opened %(num)s times", link.views)
    if link.views == 0:
        opened = gettext("Not opened yet")
    if link.expires_at is None:
        return opened
    until = gettext("valid until %(date)s", date=format_date(link.expires_at, "d MMMM yyyy"))
    return f"{opened} · {until}"


def _confirm_deletion(patient: Patient, count: int) -> Component:
    explanation = [
        ngettext(
            "The patient %(label)s is deleted for good, "
            "with %(num)s recording, its numbers and pictures, and all links.",
            "The patient %(label)s is deleted for good, "
            "with %(num)s recordings, their numbers and pictures, and all links.",
            count,
            label=patient.label,
        ),
        gettext("Links that the patient holds open nothing any more."),
    ]
    question, verb = gettext("Delete this patient?"), gettext("Delete the patient")
    return confirmation(ids.PATIENT, question, explanation, verb)


def _confirm_revoking() -> Component:
    explanation = [
        gettext("The link that the patient holds opens nothing any more."),
        gettext("It cannot be brought back; you can make a new one."),
    ]
    return confirmation(ids.LINK, gettext("Revoke this link?"), explanation, gettext("Revoke the link"))
