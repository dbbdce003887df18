"""Recordings: find and list them, hand out their files, delete one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, defer, selectinload

from access import Doctor, Viewer, patient_for, recording_for
from context import Context
from db import audit
from db.models import Document, Job, Pairing, Patient, RecordingKind, RecordingRow, RecordingState
from errors import NotFound
from oximetry import Analysis, Recording, night_of, read_recording
from pairing import is_filed, reports_filed_with
from patient_links import begin_erasing, erase_if_without_nights
from pdf_parser import PrintedReport
from storage_service import content_type_of
from storage_transfer import ExpectedObject

PICTURE_S, DOCUMENT_S = 60, 300


@dataclass(frozen=True, slots=True)
class Resource:
    """A stored object that its viewer may have, and how a browser shall take it."""

    kind: str
    key: str
    download_name: str
    content_type: str
    expires_s: int
    inline: bool


@dataclass(frozen=True, slots=True)
class Night:
    """A readable recording with its numbers."""

    row: RecordingRow
    recording: Recording
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class ReportNight:
    """A night as its device's report has it."""

    row: RecordingRow
    report: PrintedReport


def list_recordings(ctx: Context, doctor: Doctor, *, limit: int = 500) -> Sequence[RecordingRow]:
    """The doctor's recordings with their patients, newest first; without the analyses, which are large."""
    with ctx.db.read() as session:
        query = (
            select(RecordingRow)
            .join(RecordingRow.patient)
            .where(_listed(doctor))
            .options(
                selectinload(RecordingRow.patient),
                selectinload(RecordingRow.pairing).defer(Pairing.concordance, raiseload=True),
                selectinload(RecordingRow.pairings),
                defer(RecordingRow.analysis, raiseload=True),
                defer(RecordingRow.report, raiseload=True),
            )
            .order_by(RecordingRow.created_at.desc())
            .limit(limit)
        )
        return session.scalars(query).all()


def count_recordings(ctx: Context, doctor: Doctor) -> int:
    """How many recordings the doctor has, listed or not."""
    with ctx.db.read() as session:
        query = select(func.count()).select_from(RecordingRow).join(RecordingRow.patient)
        return session.scalar(query.where(_listed(doctor))) or 0


def _listed(doctor: Doctor) -> ColumnElement[bool]:
    return and_(
        RecordingRow.doctor_id == doctor.account_id,
        RecordingRow.erasing_at.is_(None),
        Patient.erasing_at.is_(None),
        ~is_filed(),
    )


def view(ctx: Context, viewer: Viewer, recording_id: str) -> RecordingRow:
    """One recording for somebody who looks at it: audited. A page that only asks again uses the next one."""
    row = find_recording(ctx, viewer, recording_id)
    with ctx.db.write() as session:
        audit.record(session, viewer.actor, "recording-viewed", recording_id)
    return row


def find_recording(ctx: Context, viewer: Viewer, recording_id: str) -> RecordingRow:
    """One recording with its patient, links and documents."""
    with ctx.db.read() as session:
        row = recording_for(session, viewer, recording_id)
        session.refresh(row, ["patient", "documents", "pairing", "pairings"])
        for pairing in [*row.pairings, *([row.pairing] if row.pairing else [])]:
            session.refresh(pairing, ["report", "recording"])
            for side in filter(None, (pairing.report, pairing.recording)):
                session.refresh(side, ["patient"])
        session.refresh(row.patient, ["links", "recordings"])  # last: the above may unload them again
        for each in row.patient.recordings:
            session.refresh(each, ["pairing"])
        return row


def find_report(ctx: Context, viewer: Viewer, recording_id: str) -> ReportNight:
    """A night of which there is only the device's report."""
    row = find_recording(ctx, viewer, recording_id)
    if row.shown_state is not RecordingState.READY or row.report is None:
        raise NotFound
    return ReportNight(row, PrintedReport.from_dict(row.report))


def find_night(ctx: Context, viewer: Viewer, recording_id: str) -> Night:
    """A readable recording: its samples read from the stored file, its numbers from the table."""
    row = find_recording(ctx, viewer, recording_id)
    if row.shown_state is not RecordingState.READY or row.analysis is None:
        raise NotFound
    recording = read_recording(ctx.store.get(row.object_key), row.filename)
    return Night(row, recording, Analysis.from_dict(row.analysis))


def find_drawable(ctx: Context, viewer: Viewer, recording_id: str) -> Night | ReportNight:
    """What the chart of a night is drawn from."""
    with ctx.db.read() as session:
        is_recording = recording_for(session, viewer, recording_id).kind is RecordingKind.SAMPLES
    find = find_night if is_recording else find_report
    return find(ctx, viewer, recording_id)


def find_crop(ctx: Context, viewer: Doctor, recording_id: str, name: str) -> bytes:
    """The picture (PNG) of a report's field that could not be read with certainty."""
    field = find_report(ctx, viewer, recording_id).report.fields.get(name)
    if field is None or field.crop is None:
        raise NotFound
    return field.crop


def find_job(ctx: Context, doctor: Doctor, job_id: str) -> Job:
    """A job of this doctor, with its events."""
    with ctx.db.read() as session:
        job = session.get(Job, job_id)
        if job is None or job.doctor_id != doctor.account_id:
            raise NotFound
        session.refresh(job, ["events"])
        return job


def find_resource(ctx: Context, viewer: Viewer, token: str, resource_type: str, filename: str) -> Resource:
    """An original or a document of this patient that is confirmed to be stored; audited as opened."""
    key = f"{token}/{resource_type}/{filename}"
    with ctx.db.write() as session:
        patient = patient_for(session, viewer, token=token)
        found = _confirmed(session, viewer, patient, key)
        audit.record(session, viewer.actor, "file-opened", patient.id, kind=found.kind)
    return found


def sign(ctx: Context, resource: Resource) -> str:
    """A URL that opens the resource for a minute or five."""
    return ctx.store.sign(
        resource.key,
        expires_s=resource.expires_s,
        download_name=resource.download_name,
        inline=resource.inline,
    )


def open_resource(ctx: Context, resource: Resource) -> BinaryIO:
    """The resource as a stream, for an installation whose store browsers can not reach."""
    return ctx.store.open(resource.key)


def erase_recording(ctx: Context, doctor: Doctor, recording_id: str) -> str:
    """Hide a recording at once and queue the deletion of all that belongs to it; returns the job's id.

    The device's reports that are filed with it go with it; a refused one takes its patient along who has no
    other: he was made for it.
    """
    with ctx.db.write() as session:
        row = recording_for(session, doctor, recording_id, to_change=True)
        job = begin_erasing(session, doctor, "recording", row)
        for report in reports_filed_with(session, row.id):
            begin_erasing(session, doctor, "recording", report)
        if row.state is RecordingState.REFUSED:
            erase_if_without_nights(session, doctor, row.patient_id)
    ctx.ring()
    return job.id


def expected_objects(ctx: Context) -> list[ExpectedObject]:
    """Every object that a row speaks of, for the comparison with the store."""
    with ctx.db.read() as session:
        rows = session.execute(
            select(RecordingRow.object_key, RecordingRow.size, RecordingRow.sha256).union_all(
                select(Document.object_key, Document.size, Document.sha256)
            )
        )
        return [ExpectedObject(key=key, size=size, sha256=sha256) for key, size, sha256 in rows]


def _confirmed(session: Session, viewer: Viewer, patient: Patient, key: str) -> Resource:
    row = session.scalar(
        select(RecordingRow).where(
            RecordingRow.object_key == key,
            RecordingRow.patient_id == patient.id,
            RecordingRow.erasing_at.is_(None),
        )
    )
    if row is not None:
        recording_for(session, viewer, row.id)
        return Resource("original", key, row.filename, content_type_of(key), DOCUMENT_S, inline=False)
    document = session.scalar(
        select(Document).where(Document.object_key == key, Document.patient_id == patient.id)
    )
    if document is None:
        raise NotFound
    if document.recording_id is not None:
        recording_for(session, viewer, document.recording_id)
    name = _document_name(document)
    return Resource(document.kind, key, name, document.content_type, PICTURE_S, inline=True)


def _document_name(document: Document) -> str:
    ending = PurePath(document.object_key).suffix
    night = document.recording.start if document.recording else None
    return f"oxinight-{night_of(night):%Y-%m-%d}{ending}" if night else f"oxinight{ending}"
