"""A PDF that is kept although no night was read from it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import RecordingRow
from layouts.alerts import warnings
from layouts.parts import card, sign
from layouts.printed import fields_table, page_text
from pdf_parser import PrintedReport
from report_view import known_rows


def body(row: RecordingRow) -> list[Component]:
    """What the document is, and the little that is known of it."""
    if row.report is None:
        return [_what_it_is()]
    report = PrintedReport.from_dict(row.report)
    known = known_rows(report, row)
    table = card(gettext("Fields whose label is known"), [fields_table(known)])
    fields = [html.Div(table, className="groups pair")] if known else []
    return [_what_it_is(), *warnings(report.warnings), *fields, page_text(report)]


def _what_it_is() -> Component:
    text = gettext("This PDF was kept as a document: its layout is not known, so no night was read from it.")
    return html.Div([sign("document"), html.P(text)], className="reading")
