"""Taking recordings in.

The order (design: no row ever points at bytes that are not stored): hash the stream, put the object under its
final key, then one transaction with the recording's row, its job and the audit.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import IO

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from access import Doctor, patient_for, recording_for
from context import Context
from db import audit
from db.models import Job, Patient, RecordingKind, RecordingRow, RecordingState, new_id, new_storage_token
from db.queue import LATER, SOON, URGENT, enqueue
from errors import N_, NotFound, Refused, TemporarilyDown
from filing import drop, put
from oximetry import ANALYSIS_VERSION
from oximetry.formats import is_text
from patient_links import add_patient, erase_if_without_nights
from pdf_parser import REPORT_VERSION, languages
from storage_service import ResourceType

CHUNK = 1024 * 1024
_HEAD_BYTES = 4096
_PDF_WITHIN = 1024  # readers of PDFs put up with so much before it


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an uploaded file: its recording, the job that reads it, and whether it was known.

    ``elsewhere``: a patient was named, and the recording that is known lies with another one.
    """

    recording_id: str
    patient_id: str
    patient_label: str
    job_id: str | None
    duplicate: bool
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a PDF is to be read: the language of its words, and whether name, age and sex are kept."""

    language: str = "eng"
    keep_personal: bool = False

    @property
    def checked(self) -> Reading:
        """This, if its language is installed."""
        known = languages()
        if self.language not in known:
            raise Refused(
                N_("Reports cannot be read in this language. Installed are: %(known)s."),
                known=", ".join(known),
            )
        return self


AS_USUAL = Reading()


def receive(
    ctx: Context,
    doctor: Doctor,
    source: IO[bytes],
    filename: str,
    *,
    patient_id: str | None = None,
    reading: Reading = AS_USUAL,
) -> Receipt:
    """Keep an uploaded file and queue its reading; the same bytes again give the recording that is there.

    One that was refused is read again, at the patient on whom it was dropped now.
    """
    name = _plain_name(filename)
    sha256, size = _hash(source, ctx.settings.max_upload_bytes)
    new = _place(ctx, doctor, patient_id, name, reading.checked)
    receipt = (
        _file_elsewhere(ctx, doctor, source, new, sha256)
        or _known(ctx, doctor, sha256, new)
        or _take_in(ctx, doctor, source, new, sha256, size)
    )
    ctx.ring()
    return receipt


@dataclass(frozen=True, slots=True)
class _New:
    """Where a new recording will lie."""

    recording_id: str
    patient: Patient
    is_new_patient: bool
    filename: str
    reading: Reading


def _plain_name(filename: str) -> str:
    """The last part of a path as a person may read it: no control characters, no broken letters."""
    shown = "".join(letter for letter in filename.replace("\\", "/") if letter.isprintable())
    return PurePath(shown).name[:255] or "recording"


def _hash(source: IO[bytes], most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    if size == 0:
        raise Refused(N_("This file is empty. Export the night again from the oximeter's app."))
    if size > most:
        raise Refused(N_("This file is larger than %(most)s MB. Is it really one night?"), most=most // CHUNK)
    source.seek(0)
    return digest.hexdigest(), size


def _place(ctx: Context, doctor: Doctor, patient_id: str | None, filename: str, reading: Reading) -> _New:
    """Decide id and folder before anything is written; a new patient's row is not stored yet."""
    if patient_id is None:
        patient = Patient(id=new_id(), storage_token=new_storage_token(), doctor_id=doctor.account_id)
        return _New(new_id(), patient, True, filename, reading)
    with ctx.db.read() as session:
        return _New(new_id(), patient_for(session, doctor, id=patient_id), False, filename, reading)


def _take_in(ctx: Context, doctor: Doctor, source: IO[bytes], new: _New, sha256: str, size: int) -> Receipt:
    """A file that is seen for the first time."""
    key = _put(ctx, source, new)
    try:
        return _write_rows(ctx, doctor, new, key, sha256, size)
    except IntegrityError:  # the same bytes came in twice at once: the other one won
        ctx.store.delete(key)
        known = _known(ctx, doctor, sha256, new)
        if known is None:
            raise TemporarilyDown from None
        return known
    except NotFound:  # the patient was erased meanwhile
        ctx.store.delete(key)
        raise


def _put(ctx: Context, source: IO[bytes], new: _New, *, copy: str = "") -> str:
    token, kind = new.patient.storage_token, _resource_type(source)
    return put(ctx, token, kind, source, new.recording_id, new.filename, copy=copy)


def _resource_type(source: IO[bytes]) -> ResourceType:
    """The folder that a file belongs in, by its content."""
    source.seek(0)
    head = source.read(_HEAD_BYTES)
    source.seek(0)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return ResourceType.PDF
    return ResourceType.CSV if is_text(head) else ResourceType.BINARY


def _write_rows(ctx: Context, doctor: Doctor, new: _New, key: str, sha256: str, size: int) -> Receipt:
    """The one transaction that makes a recording known."""
    with ctx.db.write() as session:
        if new.is_new_patient:
            patient = add_patient(ctx, session, new.patient, label=PurePath(new.filename).stem)
        else:
            patient = patient_for(session, doctor, id=new.patient.id, to_change=True)
        row = RecordingRow(
            id=new.recording_id,
            doctor_id=doctor.account_id,
            patient=patient,
            patient_named=not new.is_new_patient,
            filename=new.filename,
            kind=_kind(key),
            reading=asdict(new.reading),
            object_key=key,
            size=size,
            sha256=sha256,
        )
        session.add(row)
        session.flush()
        job = _queue_reading(session, row, 1, _urgency(row))
        audit.record(session, doctor.actor, "recording-received", row.id, bytes=size)
        return _receipt(row, job)


def _kind(key: str) -> RecordingKind:
    """What a file is taken for until it is read, by the folder that it lies in."""
    is_pdf = f"/{ResourceType.PDF.value}/" in key
    return RecordingKind.REPORT if is_pdf else RecordingKind.SAMPLES


def _urgency(row: RecordingRow) -> int:
    """Recordings first: a report that comes after its recording finds it there."""
    return URGENT if row.kind is RecordingKind.SAMPLES else SOON


def _known(ctx: Context, doctor: Doctor, sha256: str, new: _New) -> Receipt | None:
    """The receipt of a file that this doctor gave before; one that was refused then is tried again.

    Under its new name, which may tell what the content does not: when the recording began.
    """
    with ctx.db.write() as session:
        row = _same_bytes(session, doctor, sha256, to_change=True)
        if row is None:
            return None
        if row.erasing_at or row.patient.erasing_at:
            raise Refused(N_("This very file is being deleted at the moment. Please try again in a minute."))
        elsewhere = not new.is_new_patient and row.patient_id != new.patient.id
        if row.state is RecordingState.REFUSED:
            row.filename, row.reading = new.filename, asdict(new.reading)
            return _receipt(row, _read_again(session, row, _urgency(row)), elsewhere=elsewhere)
        if _is_to_be_read_otherwise(row, new.reading):
            row.reading = asdict(new.reading)
            return _receipt(row, _read_again(session, row, URGENT), duplicate=True, elsewhere=elsewhere)
        job = session.scalars(_ingest_jobs(row.id)).first()
        return _receipt(row, job, duplicate=True, elsewhere=elsewhere)


def _is_to_be_read_otherwise(row: RecordingRow, reading: Reading) -> bool:
    """Whether a PDF that was read is given again with another wish than the usual."""
    was_read = row.kind is not RecordingKind.SAMPLES and row.state is RecordingState.READY
    return was_read and reading not in (AS_USUAL, Reading(**(row.reading or {})))


def _file_elsewhere(
    ctx: Context, doctor: Doctor, source: IO[bytes], new: _New, sha256: str
) -> Receipt | None:
    """Move a refused recording to the patient on whom it was dropped now, and read it again.

    Its object is put under the other patient first, then the row says so, then the old object goes: whenever
    this is interrupted, the row names an object that is stored.
    """
    with ctx.db.read() as session:
        row = _same_bytes(session, doctor, sha256)
        if row is None or not _is_misfiled(row, new):
            return None
        moved = replace(new, recording_id=row.id)
    key = _put(ctx, source, moved, copy=new_id()[:6])  # a name that nobody else puts or deletes
    try:
        receipt, old_key = _write_move(ctx, doctor, moved, key, sha256)
    except NotFound:  # that patient was erased meanwhile
        ctx.store.delete(key)
        raise
    drop(ctx, row.id, old_key)
    return receipt


def _write_move(
    ctx: Context, doctor: Doctor, moved: _New, key: str, sha256: str
) -> tuple[Receipt | None, str]:
    """The one transaction of a move, and the key that is of no use after it: the old one, or ours."""
    with ctx.db.write() as session:
        row = _same_bytes(session, doctor, sha256, to_change=True)
        if row is None or row.id != moved.recording_id or not _is_misfiled(row, moved):
            return None, key  # somebody was quicker
        patient = patient_for(session, doctor, id=moved.patient.id, to_change=True)
        old_patient_id, old_key = row.patient_id, row.object_key
        row.patient, row.patient_named = patient, True
        row.object_key, row.filename, row.reading = key, moved.filename, asdict(moved.reading)
        audit.record(session, doctor.actor, "recording-moved", row.id, patient=patient.id)
        receipt = _receipt(row, _read_again(session, row, _urgency(row)))
        erase_if_without_nights(session, doctor, old_patient_id)
        return receipt, old_key


def _same_bytes(
    session: Session, doctor: Doctor, sha256: str, *, to_change: bool = False
) -> RecordingRow | None:
    query = select(RecordingRow).where(
        RecordingRow.doctor_id == doctor.account_id, RecordingRow.sha256 == sha256
    )
    return session.scalar(query.with_for_update() if to_change else query)


def _is_misfiled(row: RecordingRow, new: _New) -> bool:
    """Refused, and now dropped on another patient than then."""
    being_erased = row.erasing_at is not None or row.patient.erasing_at is not None
    is_refused = row.state is RecordingState.REFUSED and not being_erased
    return is_refused and not new.is_new_patient and row.patient_id != new.patient.id


def _receipt(
    row: RecordingRow, job: Job | None, *, duplicate: bool = False, elsewhere: bool = False
) -> Receipt:
    return Receipt(row.id, row.patient_id, row.patient.label, job.id if job else None, duplicate, elsewhere)


def _ingest_jobs(recording_id: str) -> Select[Job]:
    return (
        select(Job)
        .where(Job.kind == "ingest", Job.subject_id == recording_id)
        .order_by(Job.created_at.desc())
    )


def _read_again(session: Session, row: RecordingRow, priority: int) -> Job:
    earlier = len(session.scalars(_ingest_jobs(row.id)).all())
    row.state, row.error = RecordingState.PROCESSING, None
    return _queue_reading(session, row, earlier + 1, priority)


def _queue_reading(session: Session, row: RecordingRow, nth: int, priority: int) -> Job:
    key = f"ingest:{row.id}:{nth}"
    return enqueue(session, "ingest", row.id, key=key, doctor_id=row.doctor_id, priority=priority)


def read_personal(ctx: Context, doctor: Doctor, recording_id: str, *, keep: bool) -> str:
    """Read a report again, with name, age and sex or without; the job's id."""
    with ctx.db.write() as session:
        row = recording_for(session, doctor, recording_id, to_change=True)
        if row.kind is RecordingKind.SAMPLES or row.state is RecordingState.PROCESSING:
            raise Refused(N_("This file is being read at the moment. Please try again in a minute."))
        row.reading = {**asdict(AS_USUAL), **(row.reading or {}), "keep_personal": keep}
        job = _read_again(session, row, URGENT)
        audit.record(session, doctor.actor, "report-personal", recording_id, keep=keep)
    ctx.ring()
    return job.id


def read_outdated_again(ctx: Context) -> int:
    """Queue the reading of every recording that an earlier version read, or refused; returns how many.

    An analysis by other rules is not shown as if it were by these: until it is read again the night is
    as one that has just come in.
    """
    is_samples = RecordingRow.kind == RecordingKind.SAMPLES
    with ctx.db.write() as session:
        outdated = session.scalars(
            select(RecordingRow)
            .where(
                RecordingRow.state.in_((RecordingState.READY, RecordingState.REFUSED)),
                RecordingRow.erasing_at.is_(None),
                or_(
                    RecordingRow.analysis_version.is_(None),
                    and_(is_samples, RecordingRow.analysis_version != ANALYSIS_VERSION),
                    and_(~is_samples, RecordingRow.analysis_version != REPORT_VERSION),
                ),
            )
            .options(defer(RecordingRow.analysis))
        ).all()
        for row in outdated:
            _read_again(session, row, LATER)
    return len(outdated)
