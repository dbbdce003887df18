"""The real report through the whole house: read by its own process, paired, compared, drawn."""

from __future__ import annotations

from datetime import datetime

from access import Doctor
from context import Context
from db.models import PairingState, RecordingKind, RecordingRow
from oximetry.concordance import Concordance
from oximetry.plain import from_plain
from pdf_parser import PrintedReport
from tests.builders import File, give, job_of, row_of, work
from tests.recordings import QUIET_NIGHT, REPORT_NIGHT, REPORT_PDF, THIRD_NIGHT, real


def file(name: str) -> File:
    return File(name, real(name).read_bytes())


def test_the_real_pair_finds_each_other_among_other_nights(ctx: Context, ana: Doctor) -> None:
    report = give(ctx, ana, file(REPORT_PDF))
    nights = {name: give(ctx, ana, file(name)) for name in (QUIET_NIGHT, REPORT_NIGHT, THIRD_NIGHT)}
    work(ctx)
    with ctx.db.read() as session:
        pairing = session.get_one(RecordingRow, report.recording_id).pairing
        assert pairing is not None
    compared = from_plain(Concordance, pairing.concordance)
    assert (pairing.state, pairing.recording_id) == (PairingState.PAIRED, nights[REPORT_NIGHT].recording_id)
    assert {each.verdict.value for each in compared.fields} == {"agrees"}
    assert len(compared.fields) == 35
    assert row_of(ctx, report.recording_id).patient_id == nights[REPORT_NIGHT].patient_id


def test_alone_it_is_a_night_from_the_devices_report(ctx: Context, ana: Doctor) -> None:
    report = give(ctx, ana, file(REPORT_PDF))
    work(ctx)
    row = row_of(ctx, report.recording_id)
    assert (row.kind, row.device) == (RecordingKind.REPORT, "Checkme O2 0331")
    assert (row.start, row.end) == (datetime(2025, 10, 15, 20, 35), datetime(2025, 10, 16, 6, 35, 8))
    assert (row.t90_pct, row.mean_spo2, row.nadir, row.odi3) == (61.94, 88, 61, None)
    assert {curve.name for curve in PrintedReport.from_dict(row.report or {}).curves} == {"spo2", "pulse"}
    assert {document.locale for document in row.documents} == {"en", "ro"}


def test_its_progress_is_told_page_by_page(ctx: Context, ana: Doctor) -> None:
    report = give(ctx, ana, file(REPORT_PDF))
    work(ctx)
    events = [(event.name, event.data) for event in job_of(ctx, report.job_id).events]
    assert [name for name, _ in events] == [
        "status",
        "status",
        "processing_started",
        "page_progress",
        "completed",
    ]
    page = events[3][1]
    assert (page["current_page"], page["total_pages"], page["progress"]) == (1, 1, 1.0)
    assert page["extracted_chars"] > 300


def test_no_name_is_kept_that_was_not_asked_for(ctx: Context, ana: Doctor) -> None:
    report = give(ctx, ana, file(REPORT_PDF))
    work(ctx)
    kept = row_of(ctx, report.recording_id).report
    assert kept is not None
    assert kept["fields"]["name"]["state"] == "read"
    assert kept["fields"]["name"]["value"] is None
    assert "anonim" not in str(kept)
