"""The desk's callbacks, scripts and styles name only what the desk's layouts hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import dash
import pytest
from dash import dcc
from dash.development.base_component import Component

import app_instance
import callbacks
from db.models import Link, Pairing, PairingState, Patient, RecordingKind, RecordingRow, RecordingState
from layouts import home, ids, night, parts, patient, report, shell, uploads
from layouts.home import Caseload
from oximetry import ANALYSIS_VERSION, Analysis, analyse
from oximetry.concordance import concordance
from oximetry.messages import refusal
from oximetry.plain import to_plain
from oximetry.simulate import night as a_night
from pdf_parser import REPORT_VERSION
from settings import Settings
from tests.device_reports import printed

DESK = Path(__file__).parents[2] / "assets" / "desk"
MOST = 50 * 1024 * 1024


@pytest.fixture
def screens(settings: Settings) -> Iterator[list[Component]]:
    """Every screen in every state that it can be in."""
    application = app_instance.create_app(settings)
    with application.server.test_request_context("/desk/"):
        ready, read, refused, alone = (
            a_ready_row(),
            a_row(RecordingState.PROCESSING),
            a_refused_row(),
            a_row(RecordingState.PROCESSING),
        )
        alone.patient.links = []
        yield [
            shell(),
            home.page(Caseload([], 0), MOST),
            home.page(Caseload([ready, read, refused], 4, [alone.patient]), MOST),
            *(night.page(row, "http://localhost/p/secret", MOST) for row in (ready, read, refused)),
            *report_screens(ready),
            patient.page(ready.patient, "http://localhost/p/secret", MOST),
            patient.page(alone.patient, None, MOST),
            parts.sentence_page("Nothing."),
        ]
    application.ctx.db.dispose()


def report_screens(recording: RecordingRow) -> list[Component]:
    """A recording with its report, reports that stand alone, and a comparison."""
    filed, alert, kept, unread = (a_report_row() for _ in range(4))
    filed.pairing = paired(filed, recording, PairingState.PAIRED)
    alert.pairing = paired(alert, recording, PairingState.DIFFERS)
    kept.reading = {"keep_personal": True}
    kept.patient.recordings.append(a_ready_row())
    unread.kind, unread.start = RecordingKind.DOCUMENT, None
    alone = concordance({}, Analysis.from_dict(recording.analysis or {}))
    return [
        *(
            night.page(row, "http://localhost/p/secret", MOST, [recording])
            for row in (filed, alert, kept, unread)
        ),
        night.page(recording, "http://localhost/p/secret", MOST),
        home.page(Caseload([recording, alert, kept, unread], 4, [], [alert.pairing]), MOST),
        report.compared_with(recording, alone),
    ]


def paired(report: RecordingRow, recording: RecordingRow, state: PairingState) -> Pairing:
    compared = concordance({"spo2_mean": 12}, Analysis.from_dict(recording.analysis or {}))
    return Pairing(report=report, recording=recording, state=state, concordance=to_plain(compared))


def a_report_row() -> RecordingRow:
    """A report of which one field is unsure, with a name on it."""
    row = a_row(RecordingState.READY)
    row.kind, row.analysis_version, row.filename = RecordingKind.REPORT, REPORT_VERSION, "report.pdf"
    row.report = printed({"spo2_mean": 91, "spo2_min": None, "name": None}).to_dict()
    row.start, row.end = datetime(2025, 1, 1, 23), datetime(2025, 1, 2, 7)
    return row


def a_row(state: RecordingState) -> RecordingRow:
    whose = Patient(
        id="p", storage_token="token", label="Mara B.", links=[Link(id="l", views=2)], recordings=[]
    )
    return RecordingRow(
        id="r",
        patient=whose,
        patient_id="p",
        filename="night.csv",
        kind=RecordingKind.SAMPLES,
        object_key="token/csvs/r-night.csv",
        state=state,
        documents=[],
    )


def a_ready_row() -> RecordingRow:
    row = a_row(RecordingState.READY)
    analysis = analyse(a_night(hours=1, seed=1).with_drop(at="23:00", depth=8, seconds=40).recording())
    row.analysis, row.start, row.end = analysis.to_dict(), analysis.start, datetime(2025, 1, 2, 7)
    row.valid_s, row.analysis_version = analysis.valid_spo2_s, ANALYSIS_VERSION
    return row


def a_refused_row() -> RecordingRow:
    row, error = a_row(RecordingState.REFUSED), refusal("empty")
    row.error = {"key": error.key, "sentence": error.sentence, "advice": error.advice, "params": {}}
    return row


def all_of(trees: list[Component]) -> Iterator[Component]:
    """Every component of these trees."""
    for tree in trees:
        yield tree
        yield from tree._traverse()  # type: ignore[no-untyped-call]


def ids_in(trees: list[Component]) -> set[str]:
    """Their ids, as Dash's callbacks write them."""
    return {written(id) for part in all_of(trees) if (id := getattr(part, "id", None))}


def written(id: Any) -> str:
    return id if isinstance(id, str) else json.dumps(id, sort_keys=True, separators=(",", ":"))


def ids_named() -> set[str]:
    """The ids of all inputs, states and outputs of all callbacks."""
    desk = dash.Dash("ids", assets_folder="")
    callbacks.register(desk)
    named = {part["id"] for each in desk._callback_list for part in (*each["inputs"], *each["state"])}
    outputs = " ".join(each["output"] or "" for each in desk._callback_list)
    named |= {match.split("@")[0] for match in re.findall(r"(\{[^}]*\}|[a-z-]+)\.[a-z]", outputs)}
    return named - {"", "no-output"}


def as_pattern(id: str) -> str:
    """A regular expression: MATCH and ALL stand for anything."""
    pattern = re.escape(id)
    for wildcard in ("MATCH", "ALL"):
        pattern = pattern.replace(re.escape(f'["{wildcard}"]'), '"[^"]+"')
    return pattern


def test_every_id_that_a_callback_names_is_in_a_layout(screens: list[Component]) -> None:
    present = ids_in(screens)
    missing = [id for id in ids_named() if not any(re.fullmatch(as_pattern(id), each) for each in present)]
    assert missing == []


def test_every_id_is_in_a_layout(screens: list[Component]) -> None:
    plain = {value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}
    questions: set[tuple[str, str | None]] = {(what, None) for what in (ids.RECORDING, ids.PATIENT, ids.LINK)}
    questions |= {(ids.TAKE_OFF, "r"), (ids.FILE_WITH, "r")}
    asked = {
        written(make(*question))
        for make in (ids.ask, ids.dialog, ids.cancel, ids.confirm)
        for question in questions
    }
    assert (plain - {what for what, _ in questions}) | asked <= ids_in(screens)


def test_no_id_is_twice_on_a_screen(screens: list[Component]) -> None:
    for screen in screens:
        found = [written(id) for part in all_of([screen]) if (id := getattr(part, "id", None))]
        assert len(found) == len(set(found))


def test_no_graph_offers_to_upload_the_chart(screens: list[Component]) -> None:
    graphs = [part for part in all_of(screens) if isinstance(part, dcc.Graph)]
    assert graphs
    for graph in graphs:
        assert vars(graph)["config"]["showSendToCloud"] is False


def test_the_uploads_script_says_only_what_the_layout_gives_it(screens: list[Component]) -> None:
    script = (DESK / "upload.js").read_text()
    said = set(re.findall(r"\btexts\.([a-z_]+)", script)) | set(re.findall(r'state: "([a-z]+)"', script))
    assert said <= set(uploads.texts(MOST))


def test_every_sign_is_drawn_and_styled(screens: list[Component]) -> None:
    style = (DESK / "desk.css").read_text()
    used = set(
        re.findall(
            r"sign-([a-z]+)", " ".join(str(getattr(part, "className", "")) for part in all_of(screens))
        )
    )
    for name in used:
        assert f'.sign-{name} {{ --sign: url("icons/{name}.svg"); }}' in style
        assert (DESK / "icons" / f"{name}.svg").is_file()


def test_assets_ask_nothing_of_other_places() -> None:
    for asset in [*DESK.glob("*.js"), *DESK.glob("*.css")]:
        assert not re.search(r"""["'(]\s*(https?:)?//""", asset.read_text()), asset.name
