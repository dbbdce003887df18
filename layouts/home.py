"""The home screen: drop files on top, all nights below, and who has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import format_decimal, gettext, ngettext

from db.models import Pairing, Patient, RecordingRow
from layouts import ids
from layouts.alerts import alert_list
from layouts.nights_table import is_anything_read, nights_table
from layouts.parts import screen
from layouts.uploads import drop_zone

TICK_MS = 2000
STEP = 500


@dataclass(frozen=True, slots=True)
class Caseload:
    """The newest nights, how many there are in all, who has none, and the reports to look at."""

    rows: Sequence[RecordingRow]
    total: int
    waiting: Sequence[Patient] = ()
    alerts: Sequence[Pairing] = ()

    @property
    def changes(self) -> bool:
        """Whether it will be another one by itself."""
        return is_anything_read(self.rows)


def page(caseload: Caseload, most_bytes: int) -> Component:
    """The whole screen."""
    return screen(
        gettext("Nights"),
        [
            html.H1(gettext("Nights")),
            drop_zone(most_bytes),
            html.Div(nights(caseload), id=ids.NIGHTS, className="caseload"),
            dcc.Store(id=ids.NIGHTS_SHOWN, data=STEP),
            dcc.Interval(id=ids.NIGHTS_TICK, interval=TICK_MS, disabled=not caseload.changes),
        ],
        "home",
    )


def nights(caseload: Caseload) -> list[Component]:
    """What to look at; the table, or what to do as long as there is none; who has no night yet."""
    table = nights_table(caseload.rows) if caseload.rows else _empty()
    return [*alert_list(caseload.alerts), table, *_more(caseload), *_without_nights(caseload.waiting)]


def _more(caseload: Caseload) -> list[Component]:
    """How many there are, and a button for more, if not all are shown."""
    shown = len(caseload.rows)
    if shown >= caseload.total:
        return []
    count = ngettext(
        "%(shown)s of %(total)s night",
        "%(shown)s of %(total)s nights",
        caseload.total,
        shown=format_decimal(shown),
        total=format_decimal(caseload.total),
    )
    button = html.Button(gettext("Show more"), id=ids.MORE_NIGHTS, type="button", className="button")
    return [html.Div([html.Span(count, className="muted"), button], className="more")]


def _without_nights(patients: Sequence[Patient]) -> list[Component]:
    if not patients:
        return []
    links = [html.Li(dcc.Link(patient.label, href=f"/desk/patients/{patient.id}")) for patient in patients]
    return [
        html.Section(
            [html.H2(gettext("Patients without a night")), html.Ul(links)],
            className="without-nights",
        )
    ]


def _empty() -> Component:
    return html.Div(
        [
            html.H2(gettext("No nights yet")),
            html.P(
                gettext(
                    "Export a night from the oximeter's app (a CSV of ViHealth or O2 Insight, for instance, "
                    "or the device's own file) and drop it above. It is read in a moment; then its numbers, "
                    "its chart and a link for the patient are here."
                )
            ),
        ],
        className="empty",
    )
