"""Nights as a table: one row each, numbers under each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import format_date, format_time, gettext

from db.models import Pairing, PairingState, RecordingKind, RecordingRow, RecordingState
from layouts.parts import sign
from night_view import NOT_KNOWN, decimal, exactly, hours, nadir_of, refusal_text
from oximetry import night_of
from report_view import compared_in

_NUMBERS = 6  # columns of them


def nights_table(rows: Sequence[RecordingRow], *, with_patient: bool = True) -> Component:
    """All rows, in their order."""
    heads = _heads() if with_patient else _heads()[1:]
    return html.Table(
        [
            html.Thead(html.Tr([_head(*head) for head in heads])),
            html.Tbody([_row(row, heads, with_patient) for row in rows]),
        ],
        className="nights",
    )


def is_anything_read(rows: Sequence[RecordingRow]) -> bool:
    """Whether a file is still being read, so that the list will change by itself."""
    return any(row.shown_state is RecordingState.PROCESSING for row in rows)


Head = tuple[str, str, str]


def _heads() -> list[Head]:
    """Name, unit and explanation of each column."""
    return [
        (gettext("Patient"), "", ""),
        (gettext("Night"), "", ""),
        (gettext("Device"), "", ""),
        (gettext("State"), "", ""),
        (gettext("Valid"), "h", gettext("time with a valid SpO2 reading")),
        (gettext("ODI 3 %"), "(abc) /h", gettext("rule abc, per recorded hour")),
        (gettext("ODI 4 %"), "(abc) /h", gettext("rule abc, per recorded hour")),
        ("T90", "%", gettext("share of the valid time with SpO2 below 90")),
        (gettext("Mean SpO2"), "%", gettext("mean over the valid readings")),
        (gettext("Lowest"), "%", gettext("lowest valid reading")),
    ]


def _head(name: str, unit: str, explanation: str) -> Component:
    children: list[Any] = [html.Span(name), " ", html.Span(unit, className="unit")] if unit else [name]
    return html.Th(children, scope="col", className="number" if unit else "", title=explanation or None)


def _row(row: RecordingRow, heads: Sequence[Head], with_patient: bool) -> Component:
    patient = [html.Td(row.patient.label, className="patient")] if with_patient else []
    cells = [*patient, *_words(row), *_rest(row)]
    for cell, (name, unit, _) in zip(cells, heads, strict=False):
        _label(cell, f"{name} {unit}".strip())
    return html.Tr(_linked(cells, row), className=f"night is-{row.shown_state.value}")


def _label(cell: Component, column: str) -> None:
    """Name the column in the cell too: on a phone each row stands as a card of its own."""
    setattr(cell, "data-label", column)


def _linked(cells: list[Component], row: RecordingRow) -> list[Component]:
    """Make the first cell a link; desk.css stretches it over the row."""
    first = cells[0]
    first.children = dcc.Link(first.children, href=f"/desk/nights/{row.id}", className="row-link")
    return cells


def _words(row: RecordingRow) -> list[Component]:
    return [
        html.Td([*_when(row), *_source(row)], className="when"),
        html.Td(row.device or NOT_KNOWN),
        html.Td([_state(row), *_marks(row)]),
    ]


def _source(row: RecordingRow) -> list[Component]:
    """That the numbers of a night are the device's."""
    if row.kind is not RecordingKind.REPORT or row.shown_state is not RecordingState.READY:
        return []
    return [html.Div(gettext("from the device's report"), className="origin")]


def _marks(row: RecordingRow) -> list[Component]:
    """What devices' reports say to a night, each kind once."""
    pairings = [*row.pairings, *([row.pairing] if row.pairing is not None else [])]
    found = dict.fromkeys(filter(None, (_mark(pairing) for pairing in pairings)))
    return [_word(*mark) for mark in found]


Mark = tuple[str, str, bool]


def _mark(pairing: Pairing) -> Mark | None:
    """Sign and words, and whether the words are shown: an alert's are, a confirmation's sign says enough."""
    if pairing.is_alert:
        return ("warning", gettext("look at the device's report"), True)
    if pairing.state is not PairingState.PAIRED:
        return None
    compared = compared_in(pairing)
    if compared is not None and compared.differing:
        return ("warning", gettext("the device's report differs"), True)
    if compared is not None and compared.confirms:
        return ("confirmed", gettext("confirmed by the device's report"), False)
    return ("document", gettext("filed with a device's report"), False)


def _word(sign_name: str, words: str, is_shown: bool) -> Component:
    text = html.Span(words, className="" if is_shown else "unseen")
    return html.Span([sign(sign_name), text], title=words, className=f"mark is-{sign_name}")


def _when(row: RecordingRow) -> list[Component | str]:
    """The night's date and its hours by the clock; a file without a night is named instead."""
    if row.start is None or row.end is None:
        return [html.Span(row.filename, className="muted filename")]
    date = format_date(night_of(row.start), "d MMM yyyy")
    times = f"{format_time(row.start, 'HH:mm', rebase=False)} – {format_time(row.end, 'HH:mm', rebase=False)}"
    return [html.Span(date), " ", html.Span(times, className="muted")]


def _state(row: RecordingRow) -> Component:
    state = row.shown_state
    if row.kind is RecordingKind.DOCUMENT and state is RecordingState.READY:
        return html.Span([sign("document"), gettext("document")], className="state")
    names = {
        RecordingState.PROCESSING: ("clock", gettext("being read")),
        RecordingState.READY: ("check", gettext("ready")),
        RecordingState.REFUSED: ("cross", gettext("not read")),
    }
    symbol, name = names[state]
    return html.Span([sign(symbol), name], className=f"state is-{state.value}")


def _rest(row: RecordingRow) -> list[Component]:
    """The columns' numbers, or why there are none; dashes until the night is read by this version's rules."""
    if row.error:
        return _refusal(row)
    if row.shown_state is not RecordingState.READY:
        return _cells([NOT_KNOWN] * _NUMBERS)
    if row.kind is RecordingKind.DOCUMENT:
        return [html.Td(gettext("document, not read"), colSpan=_NUMBERS, className="unread muted")]
    return _cells(_printed(row) if row.kind is RecordingKind.REPORT else _computed(row))


def _cells(values: Sequence[str]) -> list[Component]:
    return [html.Td(value, className="number") for value in values]


def _printed(row: RecordingRow) -> list[str]:
    """As the device's report has them: it tells no valid time, and no ODI can be made from it."""
    printed = [decimal(row.t90_pct, 2), exactly(row.mean_spo2), nadir_of(row)]
    return [NOT_KNOWN, NOT_KNOWN, NOT_KNOWN, *printed]


def _computed(row: RecordingRow) -> list[str]:
    return [
        hours(row.valid_s) if row.valid_s is not None else NOT_KNOWN,
        decimal(row.odi3),
        decimal(row.odi4),
        decimal(row.t90_pct),
        decimal(row.mean_spo2),
        nadir_of(row),
    ]


def _refusal(row: RecordingRow) -> list[Component]:
    """Why the file was not read and what to do, in the place of its numbers."""
    return [html.Td(refusal_text(row.error or {}), colSpan=_NUMBERS, className="why")]
