"""The home screen: drop files on top, all nights below."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from db.models import RecordingRow
from layouts import ids
from layouts.nights_table import is_anything_read, nights_table
from layouts.parts import screen
from layouts.uploads import drop_zone

TICK_MS = 2000


def page(rows: Sequence[RecordingRow], most_bytes: int) -> Component:
    """The whole screen."""
    return screen(
        gettext("Nights"),
        [
            html.H1(gettext("Nights")),
            drop_zone(most_bytes),
            html.Div(nights(rows), id=ids.NIGHTS),
            dcc.Interval(id=ids.NIGHTS_TICK, interval=TICK_MS, disabled=not is_anything_read(rows)),
        ],
        "home",
    )


def nights(rows: Sequence[RecordingRow]) -> Component:
    """The table, or what to do as long as there is none."""
    return nights_table(rows) if rows else _empty()


def _empty() -> Component:
    return html.Div(
        [
            html.H2(gettext("No nights yet")),
            html.P(
                gettext(
                    "Export a night as CSV from the oximeter's app (for instance ViHealth or O2 Insight) "
                    "and drop the file above. It is read in a moment; then its numbers, its chart "
                    "and a link for the patient are here."
                )
            ),
        ],
        className="empty",
    )
