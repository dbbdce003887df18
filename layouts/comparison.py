"""What a device says of a night, beside what its recording gives: the verdict, and field by field."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import Pairing, PairingState, RecordingRow
from layouts import ids
from layouts.parts import asking_button, button_link, card, confirmation, sign, unbroken
from night_view import resource_url
from oximetry import Analysis
from oximetry.concordance import Concordance, Verdict
from report_view import (
    ComparedRow,
    compared_in,
    comparison_rows,
    named,
    own_summary,
    title_of,
    verdict_on_report,
    verdict_on_summary,
)


def compared_cards(row: RecordingRow, analysis: Analysis) -> list[Component]:
    """A card for each report that is filed with a recording, and one for the summary in its own file."""
    filed = [
        each for each in row.pairings if each.state is PairingState.PAIRED and each.report.erasing_at is None
    ]
    summary = own_summary(analysis)
    cards = [*(_report_card(each) for each in filed), *([_summary_card(summary)] if summary else [])]
    return [html.Div(cards, className="groups beside")] if cards else []


def _report_card(pairing: Pairing) -> Component:
    compared, report = compared_in(pairing) or Concordance(()), pairing.report
    pdf = button_link(gettext("The device's report (PDF)"), resource_url(report.object_key), "download")
    take_off = asking_button(ids.TAKE_OFF, gettext("Take it off this night"), "unlink", of=report.id)
    return card(
        gettext("The device's report"),
        [
            _verdict(verdict_on_report(pairing), compared, is_sure=compared.confirms),
            field_by_field(compared),
            html.Div([pdf, take_off], className="choices"),
            _confirm_taking_off(report),
        ],
    )


def _summary_card(compared: Concordance) -> Component:
    return card(
        gettext("The device's own summary in the file"),
        [_verdict(verdict_on_summary(compared), compared, is_sure=True), field_by_field(compared)],
    )


def _verdict(sentence: str, compared: Concordance, *, is_sure: bool) -> Component:
    """The sentence, with the sign of how well they agree."""
    if compared.differing:
        return html.P([sign("warning"), sentence], className="verdict is-odd")
    if is_sure:
        return html.P([sign("check"), sentence], className="verdict is-good")
    return html.P([sign("question"), sentence], className="verdict")


def field_by_field(compared: Concordance) -> Component:
    """The table of all fields, open if something differs."""
    return html.Details(
        [html.Summary(gettext("Field by field")), _table(compared)],
        open=bool(compared.differing),
        className="explained",
    )


def _table(compared: Concordance) -> Component:
    """Every field: as it is printed, as the recording gives it, and whether they agree."""
    heads = [
        gettext("Field"),
        gettext("Printed"),
        gettext("From the recording, by the device's rule"),
        gettext("Verdict"),
    ]
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody([_line(row) for row in comparison_rows(compared)]),
        ],
        className="compared",
    )


def _line(row: ComparedRow) -> Component:
    return html.Tr(
        [
            html.Th(unbroken(row.name), scope="row"),
            html.Td(row.printed),
            html.Td(row.computed),
            _cell(row.verdict),
        ],
        className=f"is-{row.verdict.value.replace('_', '-')}",
    )


def _cell(verdict: Verdict) -> Component:
    signs = {
        Verdict.AGREES: ("check", gettext("agrees")),
        Verdict.DIFFERS: ("warning", gettext("differs")),
        Verdict.NOT_READ: ("question", gettext("not read")),
    }
    name, word = signs[verdict]
    return html.Td(html.Span([sign(name), word], className="word"))


def _confirm_taking_off(report: RecordingRow) -> Component:
    explanation = [
        gettext(
            "The report %(filename)s then stands in the list as a night of its own.", filename=report.filename
        ),
        gettext("It is not filed with a recording again by itself; you can do so by hand."),
    ]
    question = gettext("Take the report off this night?")
    return confirmation(ids.TAKE_OFF, question, explanation, gettext("Take it off"), of=report.id)


def filing(recording: RecordingRow, compared: Concordance) -> list[Component]:
    """The button that files a report with this recording, and the dialog that asks before."""
    file_it = asking_button(ids.FILE_WITH, gettext("File it with this recording"), "link", of=recording.id)
    return [file_it, _confirm_filing(recording, compared)]


def _confirm_filing(recording: RecordingRow, compared: Concordance) -> Component:
    explanation = [
        gettext(
            "The report goes to the patient %(label)s and is shown there with the recording: %(night)s.",
            label=recording.patient.label,
            night=title_of(recording),
        ),
        _what_differs(compared),
    ]
    question, verb = gettext("File the report with this recording?"), gettext("File it")
    return confirmation(ids.FILE_WITH, question, explanation, verb, of=recording.id)


def _what_differs(compared: Concordance) -> str:
    if compared.differing:
        return str(gettext("These fields differ: %(fields)s.", fields=named(compared.differing)))
    return str(gettext("Nothing that could be compared differs."))
