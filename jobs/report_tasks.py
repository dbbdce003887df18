"""Reading a device's printed report, and finding the recording that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import Session

from context import Context
from db.models import RecordingKind, RecordingRow, RecordingState
from intake import Reading
from jobs.lifecycle import Claim, finish, hold, note
from pairing import hold_reading, pair, queue_picture, unpair
from pdf_parser import REPORT_VERSION, PrintedReport, read_report


def read_pdf(ctx: Context, claimed: Claim, row: RecordingRow) -> PrintedReport:
    """The report in a PDF, read by a process of its own; its progress is written down as it happens."""
    reading = Reading(**(row.reading or {}))

    def on_event(name: str, data: Mapping[str, object]) -> None:
        if name != "completed":  # the job goes on: it says so itself when the report is filed
            note(ctx.db, claimed, name, data)

    return read_report(
        ctx.store.get(row.object_key),
        filename=row.filename,
        language=reading.language,
        keep_personal=reading.keep_personal,
        limits=ctx.settings.pdf_limits,
        on_event=on_event,
    )


def keep_report(ctx: Context, claimed: Claim, report: PrintedReport) -> bool:
    """Store what was read, and look for its recording; False if the file was deleted meanwhile."""
    with ctx.db.write() as session:
        hold(session, claimed)
        row = session.get(RecordingRow, claimed.subject_id)
        if row is None:
            return False
        hold_reading(session, row.doctor_id)
        _fill(row, report)
        if row.kind is RecordingKind.DOCUMENT:
            unpair(session, row)
            row.state = RecordingState.READY
            finish(session, claimed, recording="ready", kind=row.kind.value)
            return True
    return _pair(ctx, claimed)


def pair_report(ctx: Context, claimed: Claim) -> bool:
    """Look for the recording of a report again, because one was read that may be it."""
    return _pair(ctx, claimed)


def _pair(ctx: Context, claimed: Claim) -> bool:
    def conclude(session: Session, row: RecordingRow) -> None:
        hold(session, claimed)
        row.state = RecordingState.READY
        if not row.is_filed:
            queue_picture(session, row, claimed.job_id)
        finish(session, claimed, recording="ready", kind=row.kind.value)

    return pair(ctx, claimed.subject_id, conclude)


def _fill(row: RecordingRow, report: PrintedReport) -> None:
    """Store the report, and beside it the columns that lists sort by: as they are printed."""
    values = report.values()
    row.error, row.report, row.analysis_version = None, report.to_dict(), REPORT_VERSION
    row.kind = RecordingKind.REPORT if report.is_report else RecordingKind.DOCUMENT
    if row.kind is RecordingKind.DOCUMENT:
        values = {}  # of a document nothing is a night's
    row.device = cast("str | None", values.get("device"))
    row.start = cast("datetime | None", values.get("start"))
    duration = _number(values.get("duration_s"))
    row.end = row.start + timedelta(seconds=duration) if row.start and duration is not None else None
    row.mean_spo2 = _number(values.get("spo2_mean"))
    nadir = _number(values.get("spo2_min"))
    row.nadir = None if nadir is None else int(nadir)
    is_90 = values.get("spo2_threshold") == 90
    row.t90_pct = _number(values.get("spo2_below_threshold_pct")) if is_90 else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
