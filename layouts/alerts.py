"""What a doctor should know or look at: reports that fit badly, and what a file's reader noticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import Pairing, RecordingRow
from layouts.parts import attributes, sign
from night_view import warning_text
from oximetry.errors import RecordingWarning
from report_view import alert_sentence, needs_a_look, title_of


def alert_list(pairings: Sequence[Pairing]) -> list[Component]:
    """Every report that the doctor has to look at, a line each; nothing if there is none."""
    if not pairings:
        return []
    return [
        html.Section(
            [html.H2(gettext("Devices' reports to look at")), html.Ul([_line(each) for each in pairings])],
            className="alerts",
        )
    ]


def alerts_of(recording: RecordingRow) -> list[Component]:
    """The reports near a recording that do not simply belong to it."""
    lines = [_line(each) for each in needs_a_look(recording.pairings)]
    return [html.Aside(html.Ul(lines), className="alerts", **_please_note())] if lines else []


def warning(sentence: str) -> Component:
    """One sentence of warning."""
    return html.Aside([sign("warning"), html.P(sentence)], className="warnings", **_please_note())


def warnings(noticed: Sequence[RecordingWarning]) -> list[Component]:
    """What a file's reader noticed; nothing if that is nothing."""
    lines = [html.Li(warning_text(each)) for each in noticed]
    if not lines:
        return []
    return [html.Aside([sign("warning"), html.Ul(lines)], className="warnings", **_please_note())]


def _line(pairing: Pairing) -> Component:
    """Which report it is, the way to it, and what is wrong."""
    report = pairing.report
    name = f"{report.patient.label} · {title_of(report)}"
    link = dcc.Link(name, href=f"/desk/nights/{report.id}")
    return html.Li([sign("warning"), html.P([link, html.Span(alert_sentence(pairing))])])


def _please_note() -> dict[str, Any]:
    return attributes(aria_label=gettext("Please note"))
