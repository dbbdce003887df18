"""What each kind of job does. Done twice, each gives the same result as done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from plotly.graph_objects import Figure
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from context import Context
from db import audit
from db.audit import SYSTEM
from db.models import (
    Account,
    Document,
    Job,
    Link,
    Mail,
    Pairing,
    Patient,
    RecordingKind,
    RecordingRow,
    RecordingState,
    utc_now,
)
from db.queue import NORMAL, enqueue
from figures import night_figure, report_night_figure
from i18n import LOCALES, gettext_for
from i18n.figure_words import figure_words, night_title, report_title, report_words
from jobs.lifecycle import Claim, finish, hold, refuse
from jobs.report_tasks import keep_report, pair_report, read_pdf
from mail import deliver, forget
from oximetry import (
    ANALYSIS_VERSION,
    Analysis,
    Recording,
    RecordingError,
    analyse,
    read_recording,
)
from pairing import queue_pairing, unpair
from pdf_parser import PrintedReport
from rendering import renderer
from storage_service import delete_patient_folder, upload_patient_plot

Task = Callable[[Context, Claim], None]
ABOUT_RECORDINGS = ("ingest", "pair-report", "render-night")


class NotConfirmed(Exception):
    """What the store says it holds is not what was put."""


def ingest(ctx: Context, claimed: Claim) -> None:
    """Read an uploaded file and compute its night; queue its picture."""
    row = _recording(ctx, claimed.subject_id)
    if row is None:
        return _nothing_left_to_do(ctx, claimed)
    try:
        if row.kind is not RecordingKind.SAMPLES:
            kept = keep_report(ctx, claimed, read_pdf(ctx, claimed, row))
            ctx.db.wipe_deleted()  # a name that is not kept any more shall be in no file
            return None if kept else _nothing_left_to_do(ctx, claimed)
        recording = read_recording(ctx.store.get(row.object_key), row.filename)
    except RecordingError as error:
        return _refuse(ctx, claimed, error)
    return _keep_analysis(ctx, claimed, recording, analyse(recording, regularity=True))


def pair(ctx: Context, claimed: Claim) -> None:
    """Look again for the recording of a device's report."""
    if not pair_report(ctx, claimed):
        _nothing_left_to_do(ctx, claimed)


def render_night(ctx: Context, claimed: Claim) -> None:
    """Draw the picture of a whole night in each language, the doctor's first, and confirm each."""
    row = _recording(ctx, claimed.subject_id)
    if row is None or row.shown_state is not RecordingState.READY:
        return _nothing_left_to_do(ctx, claimed)
    figure = _figure_of(ctx, row)
    if figure is None:
        return _nothing_left_to_do(ctx, claimed)
    for locale in _languages(ctx, row):
        png = renderer().render_png(figure(locale), width=1280, height=720)
        if not _add_picture(ctx, claimed, row, locale, png):
            return _nothing_left_to_do(ctx, claimed)
    with ctx.db.write() as session:
        finish(session, claimed, document="made")
    return None


def erase_recording(ctx: Context, claimed: Claim) -> None:
    """Delete a recording: its objects first, then its rows."""
    with ctx.db.read() as session:
        row = session.get(RecordingRow, claimed.subject_id)
        token = row.patient.storage_token if row else None
    if row is not None and token is not None:
        for stored in list(ctx.store.list(f"{token}/")):
            if stored.key.split("/")[-1].startswith(row.id):
                ctx.store.delete(stored.key)
    with ctx.db.write() as session:
        _delete_recordings(session, [claimed.subject_id])
        audit.record(session, SYSTEM, "recording-erased", claimed.subject_id)
        finish(session, claimed)
    ctx.db.wipe_deleted()


def erase_patient(ctx: Context, claimed: Claim) -> None:
    """Delete a patient: every object under his token first, then all his rows."""
    with ctx.db.read() as session:
        patient = session.get(Patient, claimed.subject_id)
    removed = delete_patient_folder(patient.storage_token, store=ctx.store) if patient else 0
    forget(ctx, claimed.subject_id)
    with ctx.db.write() as session:
        mine = select(RecordingRow.id).where(RecordingRow.patient_id == claimed.subject_id)
        _delete_recordings(session, list(session.scalars(mine)))
        session.execute(delete(Document).where(Document.patient_id == claimed.subject_id))
        session.execute(delete(Mail).where(Mail.patient_id == claimed.subject_id))
        session.execute(delete(Link).where(Link.patient_id == claimed.subject_id))
        session.execute(delete(Patient).where(Patient.id == claimed.subject_id))
        audit.record(session, SYSTEM, "patient-erased", claimed.subject_id, objects=removed)
        finish(session, claimed)
    ctx.db.wipe_deleted()


def send_mail(ctx: Context, claimed: Claim) -> None:
    """Send a message, and note when."""
    sent = deliver(ctx, claimed.subject_id)
    with ctx.db.write() as session:
        message = session.get(Mail, claimed.subject_id)
        if message is not None:
            message.sent_at = utc_now()
        finish(session, claimed, mail="sent" if sent else "gone")


TASKS: dict[str, Task] = {
    "ingest": ingest,
    "pair-report": pair,
    "render-night": render_night,
    "erase-recording": erase_recording,
    "erase-patient": erase_patient,
    "send-mail": send_mail,
}


def _recording(ctx: Context, recording_id: str) -> RecordingRow | None:
    """The recording with its patient, unless it was deleted meanwhile."""
    with ctx.db.read() as session:
        row = session.get(RecordingRow, recording_id)
        if row is None or row.erasing_at is not None or row.patient.erasing_at is not None:
            return None
        return row


def _nothing_left_to_do(ctx: Context, claimed: Claim) -> None:
    with ctx.db.write() as session:
        finish(session, claimed, recording="gone")


def _refuse(ctx: Context, claimed: Claim, error: RecordingError) -> None:
    """The file is not a recording that we can read: say why, keep the file."""
    with ctx.db.write() as session:
        row = session.get(RecordingRow, claimed.subject_id)
        if row is not None:
            unpair(session, row)
            row.state, row.analysis_version = RecordingState.REFUSED, row.current_version
            row.error = {
                "key": error.key,
                "sentence": error.sentence,
                "advice": error.advice,
                "params": {name: str(value) for name, value in error.params.items()},
            }
        refuse(session, claimed, error.key, {"sentence": str(error)})


def _keep_analysis(ctx: Context, claimed: Claim, recording: Recording, analysis: Analysis) -> None:
    with ctx.db.write() as session:
        row = session.get(RecordingRow, claimed.subject_id)
        if row is not None:
            _fill(row, recording, analysis)
            key = f"render-night:{row.id}:{claimed.job_id}"
            enqueue(session, "render-night", row.id, key=key, doctor_id=row.doctor_id, priority=NORMAL)
            queue_pairing(session, row, claimed.job_id)
        finish(session, claimed, recording="ready")
    ctx.ring()


def _fill(row: RecordingRow, recording: Recording, analysis: Analysis) -> None:
    """Store the analysis, and beside it the columns that lists sort by."""
    row.state, row.error, row.analysis = RecordingState.READY, None, analysis.to_dict()
    row.analysis_version = ANALYSIS_VERSION
    row.device = " ".join(part for part in (recording.device, recording.device_number) if part) or None
    row.start = analysis.start
    row.end = analysis.end + timedelta(seconds=analysis.period_s)
    row.valid_s = analysis.valid_spo2_s
    row.odi3, row.odi4 = (analysis.odi["abc"][threshold].per_hour for threshold in (3, 4))
    row.t90_pct, row.mean_spo2, row.nadir = analysis.below[90].percent, analysis.spo2.mean, analysis.spo2.min
    row.below_range_floor = analysis.spo2.below_range.floor


def _languages(ctx: Context, row: RecordingRow) -> list[str]:
    """Every language, the doctor's first: hers is the one that is waited for."""
    with ctx.db.read() as session:
        doctors = session.get_one(Account, row.doctor_id).locale or ctx.settings.default_locale
    return sorted(LOCALES, key=lambda locale: locale != doctors)


def _figure_of(ctx: Context, row: RecordingRow) -> Callable[[str], Figure] | None:
    """The figure of a night in a language; None for a report whose curves could not be read."""
    if row.kind is not RecordingKind.SAMPLES:
        report = PrintedReport.from_dict(row.report or {})
        return partial(_draw_report, row, report) if report.curves else None
    recording = read_recording(ctx.store.get(row.object_key), row.filename)
    return partial(_draw, recording, Analysis.from_dict(row.analysis or {}))


def _draw(recording: Recording, analysis: Analysis, locale: str) -> Figure:
    words = figure_words(gettext_for(locale))
    return night_figure(recording, analysis, words, title=night_title(recording))


def _draw_report(row: RecordingRow, report: PrintedReport, locale: str) -> Figure:
    _ = gettext_for(locale)
    title = report_title(_, row.device, row.start, row.end)
    return report_night_figure(report.curves, report_words(_), title=title)


def _add_picture(ctx: Context, claimed: Claim, row: RecordingRow, locale: str, png: bytes) -> bool:
    """Put a picture, confirm it, record it; False, and nothing stays, when its recording was deleted."""
    sha256 = hashlib.sha256(png).hexdigest()
    key = _put_confirmed(ctx, row, locale, png, sha256)
    try:
        _write_document(ctx, claimed, row, locale, key, png, sha256)
    finally:
        alive = _recording(ctx, row.id) is not None
        if not alive:  # erased while it was drawn, perhaps with this job's own row
            ctx.store.delete(key)
    return alive


def _put_confirmed(ctx: Context, row: RecordingRow, locale: str, png: bytes, sha256: str) -> str:
    """Put the picture, then ask the store what it has: only that is believed."""
    name = f"{row.id}-night-{locale}-{sha256[:8]}.png"
    key = upload_patient_plot(row.patient.storage_token, png, name, store=ctx.store).key
    stored = ctx.store.head(key)
    if (stored.size, stored.sha256) != (len(png), sha256):
        raise NotConfirmed(row.id)
    return key


def _write_document(
    ctx: Context, claimed: Claim, row: RecordingRow, locale: str, key: str, png: bytes, sha256: str
) -> None:
    """Record the confirmed picture, unless its recording was deleted meanwhile."""
    with ctx.db.write() as session:
        hold(session, claimed)
        current = session.get(RecordingRow, row.id)
        alive = current is not None and current.erasing_at is None and current.patient.erasing_at is None
        if alive and session.scalar(select(Document).where(Document.object_key == key)) is None:
            session.add(
                Document(
                    patient_id=row.patient_id,
                    recording_id=row.id,
                    kind="night",
                    locale=locale,
                    object_key=key,
                    content_type="image/png",
                    size=len(png),
                    sha256=sha256,
                )
            )


def _delete_recordings(session: Session, ids: list[str]) -> None:
    """Delete recordings with what belongs to them, and their other jobs; each job's events go with it."""
    session.execute(delete(Pairing).where(or_(Pairing.report_id.in_(ids), Pairing.recording_id.in_(ids))))
    session.execute(delete(Document).where(Document.recording_id.in_(ids)))
    session.execute(delete(Job).where(Job.subject_id.in_(ids), Job.kind.in_(ABOUT_RECORDINGS)))
    session.execute(delete(RecordingRow).where(RecordingRow.id.in_(ids)))
