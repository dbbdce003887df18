"""The drop zone. Uploading itself happens in assets/desk/upload.js, which takes all its words from here."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component
from flask_babel import format_decimal, gettext

from layouts.parts import attributes, sign


def drop_zone(most_bytes: int, *, patient_id: str | None = None) -> Component:
    """Where files are dropped or chosen, and what becomes of each; with a patient they become his nights."""
    invitation = (
        gettext("Drop more nights of this patient here")
        if patient_id
        else gettext("Drop the oximeter's files here, one or many")
    )
    return html.Section(
        [
            html.Div(
                [
                    sign("upload"),
                    html.P(invitation, className="invitation"),
                    _choose_button(),
                ],
                className="drop-area",
            ),
            html.Ul(
                className="fates", **attributes(aria_live="polite", aria_label=gettext("Uploaded files"))
            ),
        ],
        className="drop-zone" + (" small" if patient_id else ""),
        **attributes(
            aria_label=gettext("Upload"),
            data_upload="yes",
            data_patient=patient_id or "",
            data_most_bytes=str(most_bytes),
            data_texts=json.dumps(texts(most_bytes)),
        ),
    )


def _choose_button() -> Component:
    name = gettext("Choose files")
    return html.Button(name, type="button", className="button", **attributes(data_choose="yes"))


def texts(most_bytes: int) -> dict[str, str]:
    """What upload.js says; ``{percent}`` and the like are filled in there."""
    most = format_decimal(most_bytes // (1024 * 1024))
    return {
        "waiting": gettext("waiting"),
        "uploading": gettext("uploading … {percent} %"),
        "processing": gettext("being read …"),
        "pages": gettext("being read … page {done} of {total}"),
        "ready": gettext("ready"),
        "refused": gettext("not taken"),
        "duplicate": gettext("was here already"),
        "elsewhere": gettext("not added here"),
        "filed": gettext("already filed with “{label}”"),
        "failed": gettext("failed"),
        "open": gettext("Open the night"),
        "retry": gettext("Try again"),
        "dismiss": gettext("Remove from this list"),
        "progress": gettext("Upload"),
        "network": gettext("The connection broke off. Nothing is lost; please try again."),
        "busy": gettext("The server cannot take it at the moment. Please try again in a minute."),
        "session": gettext("You are no longer logged in. Log in again, then try again."),
        "fault": gettext(
            "Something went wrong on our side. The file is kept; drop it again to try once more."
        ),
        "too_large": gettext("This file is larger than %(most)s MB. Is it really one night?", most=most),
        "folder": gettext("This is a folder. Open it and drop the files that are in it."),
    }
