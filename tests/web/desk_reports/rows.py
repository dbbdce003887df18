"""Devices' reports as the desk finds them after they were read, and how a doctor looks at them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from dash._callback_context import context_value
from dash._utils import AttributeDict

from access import Doctor
from callbacks import home, navigation
from context import Context
from db.models import Pairing, PairingState, RecordingKind, RecordingRow, RecordingState
from layouts import ids
from oximetry import Analysis
from oximetry.concordance import concordance
from oximetry.plain import to_plain
from oximetry.report_fields import Value
from pdf_parser import REPORT_VERSION, Curve, PrintedReport
from tests.builders import File, Someone, a_night, changed, give
from tests.device_reports import printed, values_of
from tests.web.test_desk_screens import text_of

NIGHT = a_night()
OTHERWISE: dict[str, Value | None] = {"duration_s": 60, "spo2_mean": 50}


def a_report(**changes: Value | None) -> PrintedReport:
    """What a device would print of Mara's night, with some fields otherwise."""
    return printed({**values_of(NIGHT), **changes})


def add_report(
    ctx: Context,
    doctor: Doctor,
    whom: Someone,
    read: PrintedReport | None,
    *,
    name: str = "report.pdf",
    kind: RecordingKind = RecordingKind.REPORT,
) -> str:
    """A PDF of this patient as it stands after it was read."""
    content = f"%PDF-1.4 {name}".encode()
    recording_id = give(ctx, doctor, File(name, content), whom.id).recording_id
    with changed(ctx, RecordingRow, recording_id) as row:
        row.state, row.kind, row.analysis_version = RecordingState.READY, kind, REPORT_VERSION
        row.report = read.to_dict() if read else None
        if read and kind is RecordingKind.REPORT:
            values = read.values()
            row.start, row.end = values["start"], values["end"]
            row.mean_spo2, row.nadir = values.get("spo2_mean"), values.get("spo2_min")
            row.t90_pct = values.get("spo2_below_threshold_pct")
    return recording_id


def pair(
    ctx: Context,
    report_id: str,
    recording_id: str | None,
    state: PairingState = PairingState.PAIRED,
    *,
    by_hand: bool = False,
) -> None:
    """What became of a report, as the search for its recording writes it down."""
    with ctx.db.write() as session:
        compared = None
        if recording_id is not None:
            values = PrintedReport.from_dict(session.get_one(RecordingRow, report_id).report or {}).values()
            analysis = session.get_one(RecordingRow, recording_id).analysis
            compared = to_plain(concordance(values, Analysis.from_dict(analysis or {})))
        session.add(
            Pairing(
                report_id=report_id,
                recording_id=recording_id,
                state=state,
                by_hand=by_hand,
                concordance=compared,
            )
        )


def state_of(ctx: Context, report_id: str) -> PairingState:
    with ctx.db.read() as session:
        return session.get_one(Pairing, report_id).state


def page(recording_id: str) -> str:
    return text_of(navigation.show_page(f"/desk/nights/{recording_id}"))


def listed() -> str:
    return text_of(home.list_again(None, 1, 500)[0])


@contextmanager
def pressed(id: ids.Part) -> Iterator[list[int]]:
    """Have Dash say that the button with this id was pressed; the clicks of all of its kind."""
    name = f"{json.dumps(id, sort_keys=True, separators=(',', ':'))}.n_clicks"
    before = context_value.set(AttributeDict(triggered_inputs=[{"prop_id": name, "value": 1}]))
    yield [1]
    context_value.reset(before)


def curve() -> Curve:
    level = (95.0, None, 90.0)
    return Curve("spo2", datetime(2025, 10, 15, 22, 30), 60.0, level, level, level, floor=70.0)
