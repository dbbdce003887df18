"""Taking recordings in.

The order (design: no row ever points at bytes that are not stored): hash the stream, put the object under its
final key, then one transaction with the recording's row, its job and the audit.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import IO

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from access import Doctor, patient_for
from context import Context
from db import audit
from db.models import Job, Patient, RecordingRow, RecordingState, new_id, new_storage_token
from db.queue import LATER, URGENT, enqueue
from errors import N_, NotFound, Refused, TemporarilyDown
from oximetry import ANALYSIS_VERSION
from oximetry.formats import is_text
from patient_links import add_patient, erase_if_without_nights
from storage_service import ResourceType, StorageError, safe_name, upload_patient_file

log = logging.getLogger(__name__)

CHUNK = 1024 * 1024
_HEAD_BYTES = 4096


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


def receive(
    ctx: Context, doctor: Doctor, source: IO[bytes], filename: str, *, patient_id: str | None = None
) -> Receipt:
    """Keep an uploaded file and queue its reading; the same bytes again give the recording that is there.

    One that was refused is read again, at the patient on whom it was dropped now.
    """
    name = _plain_name(filename)
    sha256, size = _hash(source, ctx.settings.max_upload_bytes)
    new = _place(ctx, doctor, patient_id, name)
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


def _place(ctx: Context, doctor: Doctor, patient_id: str | None, filename: str) -> _New:
    """Decide id and folder before anything is written; a new patient's row is not stored yet."""
    if patient_id is None:
        patient = Patient(id=new_id(), storage_token=new_storage_token(), doctor_id=doctor.account_id)
        return _New(new_id(), patient, True, filename)
    with ctx.db.read() as session:
        return _New(new_id(), patient_for(session, doctor, id=patient_id), False, filename)


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
    name = "-".join(part for part in (new.recording_id, copy, safe_name(new.filename)) if part)
    kind = _resource_type(source)
    try:
        return upload_patient_file(new.patient.storage_token, kind, source, name, store=ctx.store).key
    except StorageError as error:
        code = error.params.get("code", "-")  # its chain of causes would show keys with file names
        log.warning("recording %s is not taken: %s (%s)", new.recording_id, error.key, code)
        raise TemporarilyDown from error


def _resource_type(source: IO[bytes]) -> ResourceType:
    """The folder that a file belongs in, by its content."""
    source.seek(0)
    head = source.read(_HEAD_BYTES)
    source.seek(0)
    if head.startswith(b"%PDF-"):
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
            filename=new.filename,
            object_key=key,
            size=size,
            sha256=sha256,
        )
        session.add(row)
        session.flush()
        job = enqueue(
            session, "ingest", row.id, key=f"ingest:{row.id}:1", doctor_id=doctor.account_id, priority=URGENT
        )
        audit.record(session, doctor.actor, "recording-received", row.id, bytes=size)
        return _receipt(row, job)


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
            row.filename = new.filename
            return _receipt(row, _read_again(session, row), elsewhere=elsewhere)
        job = session.scalars(_ingest_jobs(row.id)).first()
        return _receipt(row, job, duplicate=True, elsewhere=elsewhere)


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
    _drop(ctx, row.id, old_key)
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
        row.patient, row.object_key, row.filename = patient, key, moved.filename
        audit.record(session, doctor.actor, "recording-moved", row.id, patient=patient.id)
        receipt = _receipt(row, _read_again(session, row))
        erase_if_without_nights(session, doctor, old_patient_id)
        return receipt, old_key


def _drop(ctx: Context, recording_id: str, key: str) -> None:
    """Delete an object that no row names (any more); if the store is away, the file itself is safe."""
    try:
        ctx.store.delete(key)
    except StorageError as error:
        log.warning("recording %s: an object without a row is left: %s", recording_id, error.key)


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


def _read_again(session: Session, row: RecordingRow, priority: int = URGENT) -> Job:
    earlier = len(session.scalars(_ingest_jobs(row.id)).all())
    row.state, row.error = RecordingState.PROCESSING, None
    key = f"ingest:{row.id}:{earlier + 1}"
    return enqueue(session, "ingest", row.id, key=key, doctor_id=row.doctor_id, priority=priority)


def read_outdated_again(ctx: Context) -> int:
    """Queue the reading of every recording that an earlier version read, or refused; returns how many.

    An analysis by other rules is not shown as if it were by these: until it is read again the night is
    as one that has just come in.
    """
    with ctx.db.write() as session:
        outdated = session.scalars(
            select(RecordingRow)
            .where(
                RecordingRow.state.in_((RecordingState.READY, RecordingState.REFUSED)),
                RecordingRow.erasing_at.is_(None),
                or_(
                    RecordingRow.analysis_version.is_(None),
                    RecordingRow.analysis_version != ANALYSIS_VERSION,
                ),
            )
            .options(defer(RecordingRow.analysis))
        ).all()
        for row in outdated:
            _read_again(session, row, LATER)
    return len(outdated)
