"""What was read off a report: its fields in small tables, and the words of its pages."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import RecordingRow
from layouts.parts import card, sign, unbroken
from pdf_parser import FieldState, PrintedReport
from report_view import Row, printed_sections


def sections(report: PrintedReport, row: RecordingRow) -> Component:
    """A card for each part of the report."""
    cards = [card(part.title, [fields_table(part.rows)]) for part in printed_sections(report, row)]
    return html.Div(cards, className="groups printed")


def fields_table(rows: Sequence[Row]) -> Component:
    """Fields with what stands in them; those that are unsure say so and show their picture."""
    is_wide = any(row.beside for row in rows)
    return html.Table(html.Tbody([_line(row, is_wide) for row in rows]), className="numbers")


def _line(row: Row, is_wide: bool) -> Component:
    """A row of one or two values; one alone is as wide as two where others are two."""
    name = html.Th(unbroken(row.name), scope="row")
    if row.beside:
        return html.Tr([name, _cell(row), _cell(row.beside)])
    return html.Tr([name, _cell(row, columns=2 if is_wide else 1)])


def _cell(row: Row, *, columns: int = 1) -> Component:
    unit = [html.Span(row.unit, className="unit")] if row.unit else []
    doubt = _doubt(row) if row.state is FieldState.UNSURE else []
    return html.Td([row.value, *unit, *doubt], className=f"number is-{row.state.value}", colSpan=columns)


def _doubt(row: Row) -> list[Component]:
    """That a value is doubtful, and how it looks on the page."""
    said = html.Span([sign("warning"), gettext("unsure")], className="word doubt")
    if row.crop_url is None:
        return [said]
    words = gettext("“%(field)s” as it looks on the report", field=row.name)
    return [said, html.Img(src=row.crop_url, alt=words, className="crop")]


def page_text(report: PrintedReport) -> Component:
    """The words of all pages, folded away."""
    text = html.Pre(report.text, className="page-text", tabIndex=0) if report.text.strip() else None
    none = html.P(gettext("No words were found on its pages."))
    return html.Details(
        [html.Summary(gettext("The words on its pages")), html.Div(text or none)],
        className="explained",
    )
