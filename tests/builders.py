"""Files and people that the tests speak of."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

import intake
import patient_links
from access import Doctor
from context import Context
from db.models import Account, AuditEntry, Job, Link, Patient, RecordingRow, Role, utc_now
from intake import Receipt
from jobs import runner
from jobs.lifecycle import due_jobs
from oximetry import write_csv, write_edf
from oximetry.simulate import night
from storage_service import ObjectStore, ResourceType, StoredObject, upload_patient_file

PASSWORD = "moonlight over Cluj"


@dataclass(frozen=True, slots=True)
class File:
    """A file as an app exports it."""

    name: str
    content: bytes

    @property
    def stream(self) -> io.BytesIO:
        return io.BytesIO(self.content)


def a_night(seed: int = 1) -> File:
    """An hour of sleep with one desaturation; another ``seed``, another night."""
    made = night(hours=1, seed=seed).with_drop(at="23:00", depth=8, seconds=40)
    return File(made.filename("V1"), made.to_csv("V1"))


def nights_of_all_makers() -> dict[str, File]:
    """The same two hours as each kind of device writes them, by the reader's name."""
    made = night(hours=2, seed=5, period_s=1).with_rem_clusters()
    recording = made.recording()
    return {
        "viatom-csv": File(made.filename("V1"), made.to_csv("V1")),
        "viatom-vld": File("20251015223000", made.to_vld(version=5)),
        "viatom-oxyii": File("O2Ring S_20251015223000.dat", made.to_oxyii()),
        "contec-spo2": File("_Popescu Ion_1_2_.SpO2", made.to_spo2()),
        "contec-csv": File("_Popescu Ion_1_2_20251015223000.csv", made.to_contec_csv()),
        "emay-csv": File("EMAY SpO2-20251015-223000.csv", made.to_emay_csv()),
        "edf": File("night.edf", write_edf(recording)),
        "oxinight-csv": File("night.csv", write_csv(recording)),
    }


def not_a_night() -> File:
    """A file that no reader takes for a recording."""
    return File("shopping.csv", b"item,price\nbread,5\nmilk,7\n")


@dataclass(frozen=True, slots=True)
class Someone:
    """A patient as the tests need him: his ids and the secret of his link."""

    id: str
    token: str
    link_id: str
    secret: str


def add_doctor(ctx: Context, email: str, name: str, password_hash: str, role: Role = Role.DOCTOR) -> Doctor:
    """An account, without the slow hashing of its password."""
    with ctx.db.write() as session:
        account = Account(email=email, name=name, password_hash=password_hash, role=role)
        session.add(account)
        session.flush()
        return Doctor(account.id, ip="203.0.113.77")


def add_someone(ctx: Context, doctor: Doctor, label: str, *, pin: str | None = None) -> Someone:
    """A patient with one open link."""
    patient = patient_links.create_patient(ctx, doctor, label)
    if pin is not None:
        patient_links.create_link(ctx, doctor, patient.id, pin=pin)
    links = patient_links.find_patient(ctx, doctor, patient.id).links
    link = next(link for link in links if (link.pin_hash is not None) == (pin is not None))
    return Someone(patient.id, patient.storage_token, link.id, secret_of(ctx, link))


def secret_of(ctx: Context, link: Link) -> str:
    """What the link's address ends with."""
    return patient_links.link_url(ctx, link).rpartition("/")[2]


def give(ctx: Context, doctor: Doctor, file: File, patient_id: str | None = None) -> Receipt:
    """A doctor drops a file in."""
    return intake.receive(ctx, doctor, file.stream, file.name, patient_id=patient_id)


def erase_while_putting(ctx: Context, doctor: Doctor, whom: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    """The patient is erased in the moment in which a file of his is being stored."""

    def put(
        token: str, kind: ResourceType, content: IO[bytes], filename: str, *, store: ObjectStore
    ) -> StoredObject:
        stored = upload_patient_file(token, kind, content, filename, store=store)
        patient_links.erase_patient(ctx, doctor, whom.id)
        return stored

    monkeypatch.setattr("filing.upload_patient_file", put)


def work(ctx: Context, *, until_none_is_due: bool = True) -> list[str]:
    """Run the jobs that are due here, the most urgent first; the kinds that were run."""
    kinds = []
    while due := due_jobs(ctx.db, limit=1):
        kinds.append(job_of(ctx, due[0]).kind)
        runner.run(ctx, due[0], "test/1")
        if not until_none_is_due:
            break
    return kinds


def job_of(ctx: Context, job_id: str | None) -> Job:
    """A job with its events."""
    with ctx.db.read() as session:
        job = session.get_one(Job, job_id)
        session.refresh(job, ["events"])
        return job


def jobs_of(ctx: Context, subject_id: str, kind: str | None = None) -> list[Job]:
    """The jobs about this recording or patient, the first one first."""
    with ctx.db.read() as session:
        query = select(Job).where(Job.subject_id == subject_id).order_by(Job.created_at)
        return [job for job in session.scalars(query) if kind in (None, job.kind)]


def row_of(ctx: Context, recording_id: str) -> RecordingRow:
    """A recording's row with its documents, whoever may see it."""
    with ctx.db.read() as session:
        row = session.get_one(RecordingRow, recording_id)
        session.refresh(row, ["patient", "documents"])
        return row


def link_of(ctx: Context, link_id: str) -> Link:
    with ctx.db.read() as session:
        return session.get_one(Link, link_id)


def audit_of(ctx: Context, action: str) -> list[AuditEntry]:
    """What the audit says of this kind of deed, in order."""
    with ctx.db.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(session.scalars(query))


def tables_of(ctx: Context) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with ctx.db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()]
            for name in sorted(inspect(connection).get_table_names())
        }


def count_of(ctx: Context, table: str) -> int:
    return len(tables_of(ctx)[table])


def keys_in(ctx: Context) -> list[str]:
    """What the store holds."""
    return [stored.key for stored in ctx.store.list()]


def expire(ctx: Context, link_id: str) -> None:
    """Let a link's last day be yesterday."""
    with ctx.db.write() as session:
        session.get_one(Link, link_id).expires_at = utc_now() - timedelta(days=1)


@contextmanager
def changed(ctx: Context, kind: type[Any], id: str) -> Iterator[Any]:
    """A row to be changed behind the services' back."""
    with ctx.db.write() as session:
        yield session.get_one(kind, id)


def hurry(ctx: Context, job_id: str) -> None:
    """Do not wait for the back-off of a job."""
    with changed(ctx, Job, job_id) as job:
        job.run_after = utc_now()


def let_lease_run_out(ctx: Context, job_id: str) -> None:
    """As if the worker had been silent for a minute."""
    with changed(ctx, Job, job_id) as job:
        job.lease_until = utc_now() - timedelta(seconds=30)


def past(minutes: float) -> datetime:
    return utc_now() - timedelta(minutes=minutes)


def an_unknown_secret() -> str:
    return secrets.token_urlsafe(32)


def token_in(page: str) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "this page has no form with a token"
    return found.group(1)


def patient_exists(session: Session, patient_id: str) -> bool:
    return session.get(Patient, patient_id) is not None


def patients_of(ctx: Context, doctor: Doctor) -> list[Patient]:
    """A doctor's patients who are not being erased."""
    with ctx.db.read() as session:
        mine = select(Patient).where(Patient.doctor_id == doctor.account_id, Patient.erasing_at.is_(None))
        return list(session.scalars(mine))
