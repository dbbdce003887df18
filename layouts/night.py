"""One night: who and when, the numbers, the chart, the files, the patient."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import format_date, gettext

from db.models import RecordingRow, RecordingState
from figures import graph_config
from layouts import ids
from layouts.numbers import details, tiles
from layouts.parts import attributes, button_link, card, confirmation, danger_button, screen, sign
from layouts.patient import identity, nights_link, patient_card
from night_view import (
    hours,
    night_heading,
    picture_of,
    refusal_text,
    resource_url,
    summary_numbers,
    warning_text,
)
from oximetry import Analysis, night_of
from web import language

TICK_MS, MOST_TICKS = 2000, 60
BLANK = {
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
}


def page(row: RecordingRow, link: str | None, most_bytes: int) -> Component:
    """The whole screen; ``link`` is the address of the patient's open link."""
    body = _ready(row) if row.shown_state is RecordingState.READY else [_waiting(row)]
    return screen(
        _title(row),
        [
            identity(row.patient, _title(row), _facts(row), most_bytes),
            *body,
            html.Div(_cards(row, link), className="groups pair"),
            dcc.Store(id=ids.RECORDING_ID, data=row.id),
        ],
        "night-page",
    )


def _cards(row: RecordingRow, link: str | None) -> list[Component]:
    """The patient's link and the files; a file that is no night is nothing to hand a link out for."""
    if row.shown_state is RecordingState.REFUSED:
        return [_refused_file_card(row)]
    return [patient_card(row.patient, link), _file_card(row)]


def _title(row: RecordingRow) -> str:
    if row.start is None:
        return row.filename
    return str(gettext("Night of %(date)s", date=format_date(night_of(row.start), "d MMM yyyy")))


def _facts(row: RecordingRow) -> list[str]:
    """From when to when, which device, how much of it is valid."""
    valid = gettext("%(hours)s h valid", hours=hours(row.valid_s)) if row.valid_s is not None else None
    return [fact for fact in (night_heading(row), row.device, valid) if fact]


def _ready(row: RecordingRow) -> list[Component]:
    analysis = Analysis.from_dict(row.analysis or {})
    return [
        *_warnings(analysis),
        tiles(summary_numbers(analysis)),
        _chart(row),
        details(analysis),
    ]


def _warnings(analysis: Analysis) -> list[Component]:
    lines = [html.Li(warning_text(warning)) for warning in analysis.warnings]
    if not lines:
        return []
    label = attributes(aria_label=gettext("Please note"))
    return [html.Aside([sign("warning"), html.Ul(lines)], className="warnings", **label)]


def _chart(row: RecordingRow) -> Component:
    """An empty graph; a callback draws it, in the colours and for the width of the browser."""
    config: Any = graph_config(language())
    graph = dcc.Graph(id=ids.CHART, figure=BLANK, config=config, responsive=True)
    return html.Section(
        html.Div(graph, className="chart"), className="card", **attributes(aria_label=_title(row))
    )


def zoomed(layout: dict[str, Any], moved: dict[str, Any]) -> dict[str, Any]:
    """The layout with the time span that the doctor zoomed to.

    ``uirevision`` alone does not keep it: after each zoom dcc.Graph hands Plotly its figure anew, and
    Plotly then takes the zoom for the figure's own range.
    """
    span = [moved.get("xaxis.range[0]"), moved.get("xaxis.range[1]")]
    return {**layout, "xaxis": {**layout["xaxis"], "range": span}} if all(span) else layout


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


def _file_card(row: RecordingRow) -> Component:
    waits = row.shown_state is RecordingState.READY and picture_of(row) is None
    return card(
        gettext("Files"),
        [
            html.Div(files(row), id=ids.FILES, className="choices"),
            dcc.Interval(id=ids.FILES_TICK, interval=TICK_MS, max_intervals=MOST_TICKS, disabled=not waits),
            html.P(row.filename, className="muted filename"),
            danger_button(ids.RECORDING, gettext("Delete this recording")),
            _confirm_deletion(row),
        ],
    )


def _refused_file_card(row: RecordingRow) -> Component:
    """All that can be done with a file that was not read."""
    others = _others(row)
    to_page = [nights_link(row.patient, len(others))] if others else []
    return card(
        gettext("Files"),
        [
            html.P(row.filename, className="filename"),
            html.Div(
                [
                    danger_button(ids.RECORDING, gettext("Delete this file")),
                    button_link(gettext("Original file"), resource_url(row.object_key), "download"),
                    *to_page,
                ],
                className="choices",
            ),
            _confirm_file_deletion(row, alone=not others),
        ],
    )


def _others(row: RecordingRow) -> list[RecordingRow]:
    """The patient's other recordings."""
    return [other for other in row.patient.recordings if other.id != row.id and other.erasing_at is None]


def files(row: RecordingRow) -> list[Any]:
    """The picture, if it is there yet, and the file as it was uploaded."""
    picture = picture_of(row)
    original = button_link(gettext("Original file"), resource_url(row.object_key), "download")
    if picture:
        address = resource_url(picture.object_key)
        return [button_link(gettext("Picture (PNG)"), address, "image", new_tab=True), original]
    if row.shown_state is RecordingState.READY:
        return [html.Span(gettext("The picture is being drawn …"), className="muted"), original]
    return [original]


def _confirm_deletion(row: RecordingRow) -> Component:
    explanation = [
        gettext(
            "The recording %(filename)s is deleted for good: "
            "the file, its numbers, its chart and its picture.",
            filename=row.filename,
        ),
        gettext("The patient and the patient's other nights stay."),
    ]
    question, verb = gettext("Delete this recording?"), gettext("Delete the recording")
    return confirmation(ids.RECORDING, question, explanation, verb)


def _confirm_file_deletion(row: RecordingRow, *, alone: bool) -> Component:
    explanation = [gettext("The file %(filename)s is deleted for good.", filename=row.filename)]
    if alone:
        label = row.patient.label
        explanation.append(gettext("The patient %(label)s has no other night and goes with it.", label=label))
    else:
        explanation.append(gettext("The patient and the patient's other nights stay."))
    return confirmation(ids.RECORDING, gettext("Delete this file?"), explanation, gettext("Delete the file"))
