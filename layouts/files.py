"""The files of a night: the picture, the file as it was uploaded, and its deletion."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext, ngettext

from db.models import PairingState, RecordingKind, RecordingRow, RecordingState
from layouts import ids
from layouts.parts import button_link, card, confirmation, danger_button
from layouts.patient import nights_link
from night_view import picture_of, resource_url

TICK_MS, MOST_TICKS = 2000, 60


def file_card(row: RecordingRow) -> Component:
    """What there is of a night that can be looked at."""
    waits = _has_chart(row) and picture_of(row) is None
    return card(
        gettext("Files"),
        [
            html.Div(files(row), id=ids.FILES, className="choices"),
            dcc.Interval(id=ids.FILES_TICK, interval=TICK_MS, max_intervals=MOST_TICKS, disabled=not waits),
            html.P(row.filename, className="muted filename"),
            danger_button(ids.RECORDING, _deletion(row)),
            _confirm_deletion(row),
        ],
    )


def files(row: RecordingRow) -> list[Any]:
    """The picture, if it is there yet, and the file as it was uploaded."""
    picture = picture_of(row)
    original = button_link(_original(row), resource_url(row.object_key), "download")
    if picture:
        address = resource_url(picture.object_key)
        return [button_link(gettext("Picture (PNG)"), address, "image", new_tab=True), original]
    if _has_chart(row):
        return [html.Span(gettext("The picture is being drawn …"), className="muted"), original]
    return [original]


def bare_file_card(row: RecordingRow) -> Component:
    """All that can be done with a file that holds no night that could be read."""
    others = _others(row)
    to_page = [nights_link(row.patient, len(others))] if others else []
    return card(
        gettext("Files"),
        [
            html.P(row.filename, className="filename"),
            html.Div(
                [
                    danger_button(ids.RECORDING, gettext("Delete this file")),
                    button_link(_original(row), resource_url(row.object_key), "download"),
                    *to_page,
                ],
                className="choices",
            ),
            _confirm_file_deletion(row, alone=row.state is RecordingState.REFUSED and not others),
        ],
    )


def _has_chart(row: RecordingRow) -> bool:
    """Whether a picture of the night is drawn: of a report, if it stands alone and has curves."""
    if row.shown_state is not RecordingState.READY:
        return False
    if row.kind is RecordingKind.SAMPLES:
        return True
    return row.kind is RecordingKind.REPORT and not row.is_filed and bool((row.report or {}).get("curves"))


def _original(row: RecordingRow) -> str:
    """What the uploaded file is called: a PDF that was not read may be no report."""
    if row.shown_state is not RecordingState.READY:
        return str(gettext("Original file"))
    names = {
        RecordingKind.SAMPLES: gettext("Original file"),
        RecordingKind.REPORT: gettext("The device's report (PDF)"),
        RecordingKind.DOCUMENT: gettext("The document (PDF)"),
    }
    return str(names[row.kind])


def _others(row: RecordingRow) -> list[RecordingRow]:
    """The patient's other recordings."""
    return [
        other
        for other in row.patient.recordings
        if other.id != row.id and other.erasing_at is None and not other.is_filed
    ]


def _deletion(row: RecordingRow) -> str:
    if row.kind is RecordingKind.REPORT:
        return str(gettext("Delete this report"))
    return str(gettext("Delete this recording"))


def _confirm_deletion(row: RecordingRow) -> Component:
    stays = gettext("The patient and the patient's other nights stay.")
    if row.kind is RecordingKind.REPORT:
        question, verb = gettext("Delete this report?"), gettext("Delete the report")
        return confirmation(ids.RECORDING, question, [_end_of_report(row), stays], verb)
    question, verb = gettext("Delete this recording?"), gettext("Delete the recording")
    return confirmation(ids.RECORDING, question, [_end_of_recording(row), *_reports_go(row), stays], verb)


def _end_of_report(row: RecordingRow) -> str:
    return str(
        gettext(
            "The report %(filename)s is deleted for good: the file, and what was read from it.",
            filename=row.filename,
        )
    )


def _end_of_recording(row: RecordingRow) -> str:
    return str(
        gettext(
            "The recording %(filename)s is deleted for good: "
            "the file, its numbers, its chart and its picture.",
            filename=row.filename,
        )
    )


def _reports_go(row: RecordingRow) -> list[str]:
    """That the reports which are filed with a recording go with it."""
    count = sum(each.state is PairingState.PAIRED for each in row.pairings)
    if not count:
        return []
    return [
        ngettext(
            "The device's report that is filed with it is deleted, too.",
            "The %(num)s device's reports that are filed with it are deleted, too.",
            count,
        )
    ]


def _confirm_file_deletion(row: RecordingRow, *, alone: bool) -> Component:
    explanation = [gettext("The file %(filename)s is deleted for good.", filename=row.filename)]
    if alone:
        label = row.patient.label
        explanation.append(gettext("The patient %(label)s has no other night and goes with it.", label=label))
    else:
        explanation.append(gettext("The patient and the patient's other nights stay."))
    return confirmation(ids.RECORDING, gettext("Delete this file?"), explanation, gettext("Delete the file"))
