"""A night of which there is only the device's report: what it prints, each value with its state."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import Pairing, PairingState, RecordingRow
from layouts import ids
from layouts.alerts import warning, warnings
from layouts.chart import chart
from layouts.comparison import field_by_field, filing
from layouts.parts import card, sign
from layouts.printed import fields_table, page_text, sections
from night_view import night_heading
from oximetry.concordance import Concordance
from pdf_parser import FieldState, PrintedReport
from report_view import alert_sentence, compared_in, personal_rows, title_of


def body(row: RecordingRow, comparable: Sequence[RecordingRow]) -> list[Component]:
    """All between the heading and the files; ``comparable``: recordings that it can be held against."""
    report = PrintedReport.from_dict(row.report or {})
    return [
        *_standing(row.pairing),
        _about(),
        *warnings(report.warnings),
        *([] if row.is_filed else [_curves(row, report)]),
        sections(report, row),
        html.Div(
            [_personal(row, report), *([] if row.is_filed else _chooser(row, comparable))],
            className="groups pair",
        ),
        page_text(report),
    ]


def origin() -> Component:
    """The label of a night whose numbers are the device's."""
    return html.Span(gettext("from the device's report"), className="origin")


def _standing(pairing: Pairing | None) -> list[Component]:
    """How the report stands to a recording, and what can be done about it."""
    if pairing is None or pairing.state is PairingState.APART:
        return []
    if pairing.state is PairingState.PAIRED and pairing.recording is not None:
        return [_filed(pairing.recording)]
    compared = compared_in(pairing)
    banner = warning(alert_sentence(pairing))
    if pairing.recording is None or pairing.recording.erasing_at is not None or compared is None:
        return [banner, html.Div(_apart(), className="choices")]
    return [banner, card(_heading(pairing.recording), [compared_with(pairing.recording, compared, _apart())])]


def _filed(recording: RecordingRow) -> Component:
    link = dcc.Link(title_of(recording), href=f"/desk/nights/{recording.id}")
    return html.P(
        [sign("link"), html.Span([gettext("This report is filed with a recording:"), " ", link])],
        className="verdict",
    )


def _apart() -> list[Component]:
    """The button that says that the report belongs to none of the recordings."""
    text = [sign("unlink"), gettext("Keep it apart")]
    return [html.Button(text, id=ids.KEEP_APART, type="button", n_clicks=0, className="button")]


def _heading(recording: RecordingRow) -> str:
    label = recording.patient.label
    return str(gettext("Compared with the recording of %(label)s", label=label))


def compared_with(
    recording: RecordingRow, compared: Concordance, others: Sequence[Component] = ()
) -> Component:
    """A recording beside the report, field by field, and the button that files them together."""
    link = dcc.Link(night_heading(recording), href=f"/desk/nights/{recording.id}")
    return html.Div(
        [
            html.P(link),
            html.Div([*others, *filing(recording, compared)], className="choices"),
            field_by_field(compared),
        ],
        className="compared-with",
    )


def _about() -> Component:
    text = gettext(
        "These are the numbers that the device's app printed. They were read off its report, not computed "
        "here. The drops are the device's own; a report gives no ODI."
    )
    return html.P(text, className="muted about")


def _curves(row: RecordingRow, report: PrintedReport) -> Component:
    """The chart, which says itself how far it can be trusted; or that there is none."""
    if report.curves:
        return chart(title_of(row))
    return html.P(gettext("The curves of this report could not be read."), className="muted")


def _personal(row: RecordingRow, report: PrintedReport) -> Component:
    """Name, age and sex: whether they are on the report, and whether they are kept."""
    is_kept = bool((row.reading or {}).get("keep_personal"))
    rows = personal_rows(report)
    is_there = any(each.state is not FieldState.ABSENT for each in rows)
    keep = (ids.KEEP_PERSONAL, gettext("Keep name, age and sex"))
    forget = (ids.FORGET_PERSONAL, gettext("Forget them"))
    id, text = forget if is_kept else keep
    button = html.Button(text, id=id, type="button", n_clicks=0, className="button")
    return card(
        gettext("Name, age and sex"), [fields_table(rows), *([button] if is_there or is_kept else [])]
    )


def _chooser(row: RecordingRow, comparable: Sequence[RecordingRow]) -> list[Component]:
    """The recordings that the report can be compared with but the one above; nothing if there are none."""
    shown = row.pairing.recording_id if row.pairing is not None else None
    options = [{"value": each.id, "label": _option(each, row)} for each in comparable if each.id != shown]
    if not options:
        return []
    select = dmc.Select(id=ids.COMPARE_WITH, label=gettext("Recording"), data=options)
    button = html.Button(gettext("Compare"), id=ids.COMPARE, type="button", n_clicks=0, className="button")
    return [
        card(
            gettext("Compare with a recording"),
            [html.Div([select, button], className="chooser"), html.Div(id=ids.COMPARISON)],
        )
    ]


def _option(recording: RecordingRow, report: RecordingRow) -> str:
    """A night, and of another patient also whose."""
    heading = night_heading(recording)
    is_hers = recording.patient_id == report.patient_id
    return heading if is_hers else f"{recording.patient.label} · {heading}"
