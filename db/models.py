"""The tables. Times are UTC without a zone, except a recording's own, which is its device's wall clock."""

from __future__ import annotations

import base64
import enum
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from oximetry import ANALYSIS_VERSION
from pdf_parser.report import VERSION as REPORT_VERSION

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """This moment, UTC, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def new_id() -> str:
    """A 16-character id with 80 random bits: nobody can count through them."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def new_storage_token() -> str:
    """The folder name of a patient's objects: 160 random bits. It opens nothing."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


class Role(enum.StrEnum):
    """What an account may do: an admin is a doctor who also looks after accounts."""

    ADMIN = "admin"
    DOCTOR = "doctor"


class RecordingState(enum.StrEnum):
    """How far a file has come."""

    PROCESSING = "processing"
    READY = "ready"
    REFUSED = "refused"


class RecordingKind(enum.StrEnum):
    """What a file turned out to be: samples, a device's printed report, or a document that was not read."""

    SAMPLES = "samples"
    REPORT = "report"
    DOCUMENT = "document"


class PairingState(enum.StrEnum):
    """How a device's report stands to a recording; all but the first and the last want the doctor's eye."""

    PAIRED = "paired"
    DIFFERS = "differs"
    UNDECIDED = "undecided"
    NAMED_OTHERWISE = "named_otherwise"
    AMBIGUOUS = "ambiguous"
    ELSEWHERE = "elsewhere"
    APART = "apart"


class JobState(enum.StrEnum):
    """Where a job is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


def _enum(kind: type[enum.StrEnum]) -> Enum:
    return Enum(kind, native_enum=False, length=16, values_callable=lambda e: [m.value for m in e])


class Base(DeclarativeBase):
    """Root of the tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Account(Base):
    """Somebody who logs in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(_enum(Role))
    locale: Mapped[str | None] = mapped_column(String(5))
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class LoginSession(Base):
    """One browser that is logged in; its cookie names it by a random token, of which this is the SHA-256."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]


class Note(Base):
    """A small fact about this installation, e.g. the digest of the set-up code."""

    __tablename__ = "note"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Patient(Base):
    """Whose nights these are; all objects lie under ``storage_token``."""

    __tablename__ = "patient"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    doctor_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    storage_token: Mapped[str] = mapped_column(String(40), unique=True, default=new_storage_token)
    label: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    erasing_at: Mapped[datetime | None]

    links: Mapped[list[Link]] = relationship(back_populates="patient", order_by="Link.created_at")
    recordings: Mapped[list[RecordingRow]] = relationship(
        back_populates="patient", order_by="RecordingRow.start"
    )


class Link(Base):
    """What opens a patient's page; the secret is kept as a digest and encrypted, never plain."""

    __tablename__ = "link"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    secret_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    label: Mapped[str] = mapped_column(String(200), default="")
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    expires_at: Mapped[datetime | None]
    views: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    patient: Mapped[Patient] = relationship(back_populates="links")


class RecordingRow(Base):
    """One night's file, its analysis, and the columns that lists sort by."""

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("doctor_id", "sha256"),
        Index("ix_recording_doctor_made", "doctor_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    doctor_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    kind: Mapped[RecordingKind] = mapped_column(_enum(RecordingKind), default=RecordingKind.SAMPLES)
    patient_named: Mapped[bool] = mapped_column(default=True)
    reading: Mapped[dict[str, Any] | None]
    object_key: Mapped[str] = mapped_column(String(512), unique=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[RecordingState] = mapped_column(_enum(RecordingState), default=RecordingState.PROCESSING)
    error: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    erasing_at: Mapped[datetime | None]

    device: Mapped[str | None] = mapped_column(String(100))
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    valid_s: Mapped[float | None] = mapped_column(Float)
    odi3: Mapped[float | None] = mapped_column(Float)
    odi4: Mapped[float | None] = mapped_column(Float)
    t90_pct: Mapped[float | None] = mapped_column(Float)
    mean_spo2: Mapped[float | None] = mapped_column(Float)
    nadir: Mapped[int | None]
    below_range_floor: Mapped[int | None]
    analysis: Mapped[dict[str, Any] | None]
    analysis_version: Mapped[int | None]
    report: Mapped[dict[str, Any] | None]

    patient: Mapped[Patient] = relationship(back_populates="recordings")
    documents: Mapped[list[Document]] = relationship(
        back_populates="recording", order_by="Document.confirmed_at"
    )
    pairing: Mapped[Pairing | None] = relationship(
        back_populates="report", foreign_keys="Pairing.report_id", uselist=False
    )
    pairings: Mapped[list[Pairing]] = relationship(
        back_populates="recording", foreign_keys="Pairing.recording_id", order_by="Pairing.at"
    )

    @property
    def shown_state(self) -> RecordingState:
        """The state to show: numbers by other rules than this version's are still to be made anew."""
        is_outdated = self.state is RecordingState.READY and self.analysis_version != self.current_version
        return RecordingState.PROCESSING if is_outdated else self.state

    @property
    def is_filed(self) -> bool:
        """Whether this is a report that is shown with its recording, and no night of its own."""
        return self.pairing is not None and self.pairing.state is PairingState.PAIRED

    @property
    def is_for_patient(self) -> bool:
        """Whether its patient may see it: no document that nobody read, no report that may be another's."""
        is_disputed = self.pairing is not None and self.pairing.is_alert
        return self.kind is not RecordingKind.DOCUMENT and not is_disputed

    @property
    def current_version(self) -> int:
        """The version of the rules by which a file of this kind is read now."""
        return ANALYSIS_VERSION if self.kind is RecordingKind.SAMPLES else REPORT_VERSION


class Pairing(Base):
    """What became of the search for a report's recording: which one, how each field compares, who decided.

    ``concordance`` is that of ``oximetry.concordance`` as plain JSON; None where no recording was compared.
    """

    __tablename__ = "pairing"

    report_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recording.id"), index=True)
    state: Mapped[PairingState] = mapped_column(_enum(PairingState))
    by_hand: Mapped[bool] = mapped_column(default=False)
    concordance: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)

    report: Mapped[RecordingRow] = relationship(back_populates="pairing", foreign_keys=[report_id])
    recording: Mapped[RecordingRow | None] = relationship(
        back_populates="pairings", foreign_keys=[recording_id]
    )

    @property
    def is_alert(self) -> bool:
        """Whether the doctor has to look."""
        return self.state not in (PairingState.PAIRED, PairingState.APART)


class Document(Base):
    """A generated file that is in the store: a row is written only after its upload was confirmed."""

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recording.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    locale: Mapped[str | None] = mapped_column(String(5))
    object_key: Mapped[str] = mapped_column(String(512), unique=True)
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime] = mapped_column(default=utc_now)

    recording: Mapped[RecordingRow | None] = relationship(back_populates="documents")


class Job(Base):
    """Work to do behind the scenes. This table is the truth; engines only ring the bell."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "priority", "run_after"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(16), index=True)
    doctor_id: Mapped[str | None] = mapped_column(String(16), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[JobState] = mapped_column(_enum(JobState), default=JobState.QUEUED)
    priority: Mapped[int] = mapped_column(default=50)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    run_after: Mapped[datetime] = mapped_column(default=utc_now)
    rung_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(80))
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    progress_message: Mapped[str] = mapped_column(String(200), default="")
    error_key: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    events: Mapped[list[JobEvent]] = relationship(back_populates="job", order_by="JobEvent.seq")


class JobEvent(Base):
    """Something that happened to a job, numbered, so that a page can go on where it stopped reading."""

    __tablename__ = "job_event"
    __table_args__ = (UniqueConstraint("job_id", "seq"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=utc_now)

    job: Mapped[Job] = relationship(back_populates="events")


class Worker(Base):
    """An engine's process that runs jobs, as long as it says so from time to time."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    engine: Mapped[str] = mapped_column(String(16))
    queues: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)


class Lease(Base):
    """Something that one process at a time may do, and until when it may without asking again."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]


class Mail(Base):
    """A message with a patient's link, to be sent or sent; it goes with the patient."""

    __tablename__ = "mail"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("link.id"))
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to which record, when, from where, and how it ended. Rows are only ever added."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_action_subject", "action", "subject", "at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    ip: Mapped[str | None] = mapped_column(String(45))
    outcome: Mapped[str] = mapped_column(String(20))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
