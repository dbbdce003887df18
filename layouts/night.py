"""One night: who and when, the numbers, the chart, the files, the patient."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import RecordingKind, RecordingRow, RecordingState
from layouts import document, ids, report
from layouts.alerts import alerts_of, warnings
from layouts.chart import chart
from layouts.comparison import compared_cards
from layouts.files import bare_file_card, file_card
from layouts.numbers import details, tiles
from layouts.parts import screen, sign
from layouts.patient import identity, patient_card
from night_view import hours, night_heading, refusal_text, summary_numbers
from oximetry import Analysis
from report_view import title_of

TICK_MS = 2000


def page(
    row: RecordingRow, link: str | None, most_bytes: int, comparable: Sequence[RecordingRow] = ()
) -> Component:
    """The whole screen; ``link`` is the address of the patient's open link.

    ``comparable``: recordings that a report can be held against.
    """
    return screen(
        title_of(row),
        [
            identity(row.patient, _heading(row), _facts(row), most_bytes),
            *_body(row, comparable),
            html.Div(_cards(row, link), className="groups pair"),
            dcc.Store(id=ids.RECORDING_ID, data=row.id),
        ],
        "night-page",
    )


def _body(row: RecordingRow, comparable: Sequence[RecordingRow]) -> list[Component]:
    """What was read, or why there is nothing yet."""
    if row.shown_state is not RecordingState.READY:
        return [_waiting(row)]
    if row.kind is RecordingKind.REPORT:
        return report.body(row, comparable)
    return document.body(row) if row.kind is RecordingKind.DOCUMENT else _recording(row)


def _cards(row: RecordingRow, link: str | None) -> list[Component]:
    """The patient's link and the files; a file that is no night is nothing to hand a link out for."""
    if row.shown_state is RecordingState.REFUSED or row.kind is RecordingKind.DOCUMENT:
        return [bare_file_card(row)]
    return [patient_card(row.patient, link), file_card(row)]


def _is_report_night(row: RecordingRow) -> bool:
    return row.kind is RecordingKind.REPORT and row.shown_state is RecordingState.READY


def _heading(row: RecordingRow) -> str:
    """The night's title; where the numbers are the device's, that belongs to it."""
    if not _is_report_night(row):
        return title_of(row)
    source = gettext("from the device's report")
    return f"{title_of(row)}, {source}"


def _facts(row: RecordingRow) -> list[str | Component]:
    """From when to when, which device, how much of it is valid."""
    if _is_report_night(row):
        return [night_heading(row), report.origin(), *([row.device] if row.device else [])]
    valid = gettext("%(hours)s h valid", hours=hours(row.valid_s)) if row.valid_s is not None else None
    return [fact for fact in (night_heading(row), row.device, valid) if fact]


def _recording(row: RecordingRow) -> list[Component]:
    analysis = Analysis.from_dict(row.analysis or {})
    return [
        *alerts_of(row),
        *warnings(analysis.warnings),
        tiles(summary_numbers(analysis)),
        chart(title_of(row)),
        *compared_cards(row, analysis),
        details(analysis),
    ]


def _waiting(row: RecordingRow) -> Component:
    """In the place of the numbers, as long as there are none, or why there will be none."""
    if row.error:
        return html.Div([sign("cross"), html.P(refusal_text(row.error))], className="why", role="status")
    return html.Div(
        [
            sign("clock"),
            html.P(gettext("This file is being read. The numbers appear here by themselves in a moment.")),
            dcc.Interval(id=ids.READING_TICK, interval=TICK_MS),
        ],
        className="reading",
        role="status",
    )
