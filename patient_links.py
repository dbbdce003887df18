"""Patients and the links that open their pages.

A link's secret has 256 random bits. The table keeps its SHA-256, to find it by, and a Fernet-encrypted copy,
so that the doctor can show, print and mail it again. The storage token of a patient opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Exists, exists, select, update
from sqlalchemy.orm import Session, selectinload

from access import Doctor, LinkHolder, patient_for
from context import Context
from db import audit
from db.audit import Actor
from db.models import Account, Job, Link, Patient, RecordingRow, utc_now
from db.queue import NORMAL, UNTIL_DONE, enqueue
from errors import N_, LinkClosed, NotFound, PinNeeded, Refused, TooManyAttempts

MOST_PIN_FAILURES, PIN_WINDOW_MIN = 5, 15

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """A link that was just opened: what the visitor's cookie will carry, and where he goes."""

    link_id: str
    storage_token: str


@dataclass(frozen=True, slots=True)
class PatientPage:
    """What a patient's page shows: his readable nights, newest first, and his doctor's name."""

    patient: Patient
    doctor_name: str
    locale: str | None


def add_patient(ctx: Context, session: Session, patient: Patient, *, label: str) -> Patient:
    """A new patient with his one lasting link, in the caller's transaction."""
    patient.label = label.strip()[:200]
    session.add(patient)
    session.flush()
    _add_link(ctx, session, patient, label="", days=ctx.settings.link_days, pin=None)
    return patient


def create_patient(ctx: Context, doctor: Doctor, label: str) -> Patient:
    """A new patient of this doctor, with his link."""
    with ctx.db.write() as session:
        patient = add_patient(ctx, session, Patient(doctor_id=doctor.account_id), label=label)
        audit.record(session, doctor.actor, "patient-created", patient.id)
    return patient


def rename_patient(ctx: Context, doctor: Doctor, patient_id: str, label: str) -> None:
    """Give a patient another label."""
    if not label.strip():
        raise Refused(N_("Please give the patient a label."))
    with ctx.db.write() as session:
        patient_for(session, doctor, id=patient_id).label = label.strip()[:200]
        audit.record(session, doctor.actor, "patient-renamed", patient_id)


def find_patient(ctx: Context, doctor: Doctor, patient_id: str) -> Patient:
    """One of the doctor's patients, with his recordings and links."""
    with ctx.db.read() as session:
        patient = patient_for(session, doctor, id=patient_id)
        _load(session, patient)
        return patient


def patients_without_nights(ctx: Context, doctor: Doctor) -> Sequence[Patient]:
    """The doctor's patients of whom there is no recording (any more), by label."""
    with ctx.db.read() as session:
        query = select(Patient).where(
            Patient.doctor_id == doctor.account_id, Patient.erasing_at.is_(None), ~_has_recordings()
        )
        return session.scalars(query.order_by(Patient.label, Patient.created_at)).all()


def create_link(
    ctx: Context,
    doctor: Doctor,
    patient_id: str,
    *,
    label: str = "",
    days: int | None = None,
    pin: str | None = None,
) -> Link:
    """One more link for a patient; ``pin`` has six digits."""
    if pin is not None and not (len(pin) == 6 and pin.isascii() and pin.isdigit()):
        raise Refused(N_("A PIN has six digits."))
    with ctx.db.write() as session:
        patient = patient_for(session, doctor, id=patient_id)
        link = _add_link(ctx, session, patient, label=label, days=days or ctx.settings.link_days, pin=pin)
        audit.record(session, doctor.actor, "link-created", link.id)
    return link


def link_url(ctx: Context, link: Link) -> str:
    """The address to hand to the patient."""
    secret = ctx.cipher.decrypt(link.secret_encrypted).decode()
    return f"{ctx.settings.public_url}/p/{secret}"


def current_link(patient: Patient) -> Link | None:
    """The newest link that opens, or None when all are revoked or expired."""
    return next((link for link in reversed(patient.links) if is_open(link)), None)


def current_url(ctx: Context, patient: Patient) -> str | None:
    """The address of the patient's current link, or None when there is none."""
    link = current_link(patient)
    return link_url(ctx, link) if link else None


def is_open(link: Link) -> bool:
    """Whether a link opens anything now."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > utc_now())


def revoke_link(ctx: Context, doctor: Doctor, link_id: str) -> None:
    """Close a link for good; pages that it opened close with it."""
    with ctx.db.write() as session:
        link = session.get(Link, link_id)
        if link is None:
            raise NotFound
        patient_for(session, doctor, id=link.patient_id)
        link.revoked_at, link.revoked_by = link.revoked_at or utc_now(), doctor.account_id
        audit.record(session, doctor.actor, "link-revoked", link_id)


def open_link(ctx: Context, secret: str, pin: str | None, actor: Actor) -> OpenedLink:
    """Open a link: counted and audited. LinkClosed or PinNeeded otherwise."""
    with ctx.db.read() as session:
        link = _find_link(session, secret)
        tries = _recent_pin_failures(session, link)
    refusal = _refusal(link, pin, tries)
    with ctx.db.write() as session:
        if refusal is None and link is not None:
            opened = update(Link).where(Link.id == link.id)
            session.execute(opened.values(views=Link.views + 1, last_opened_at=utc_now()))
        _audit_opening(session, actor, link, refusal, pin)
    if link is None or refusal is not None:
        raise refusal or LinkClosed()
    return OpenedLink(link.id, link.patient.storage_token)


def holder_of(ctx: Context, link_id: str, storage_token: str, ip: str | None = None) -> LinkHolder:
    """The visitor whose cookie names this link, as long as it is open and belongs to this patient."""
    with ctx.db.read() as session:
        link = session.get(Link, link_id)
        if link is None or link.patient.storage_token != storage_token:
            raise LinkClosed
        if not is_open(link) or link.patient.erasing_at is not None:
            raise LinkClosed(proved=True)
        return LinkHolder(link.id, link.patient_id, ip)


def is_mine(ctx: Context, doctor: Doctor, storage_token: str) -> bool:
    """Whether this is a patient of this doctor."""
    with ctx.db.read() as session:
        query = select(Patient.id).where(
            Patient.storage_token == storage_token,
            Patient.doctor_id == doctor.account_id,
            Patient.erasing_at.is_(None),
        )
        return session.scalar(query) is not None


def patient_page(ctx: Context, viewer: Doctor | LinkHolder, storage_token: str) -> PatientPage:
    """Everything that the patient's own page shows; who looked is audited."""
    with ctx.db.read() as session:
        patient = patient_for(session, viewer, token=storage_token)
        _load(session, patient)
        doctor = session.get_one(Account, patient.doctor_id)
    with ctx.db.write() as session:
        audit.record(session, viewer.actor, "page-viewed", patient.id)
    return PatientPage(patient, doctor.name, doctor.locale)


def erase_patient(ctx: Context, doctor: Doctor, patient_id: str) -> str:
    """Hide a patient at once and queue the deletion of all that is his; returns the job's id."""
    with ctx.db.write() as session:
        patient = patient_for(session, doctor, id=patient_id, to_change=True)
        job = begin_erasing(session, doctor, "patient", patient)
    ctx.ring()
    return job.id


def erase_if_without_nights(session: Session, doctor: Doctor, patient_id: str) -> None:
    """Erase a patient of whom no recording is left, in the transaction that took the last one away."""
    session.flush()
    patient = patient_for(session, doctor, id=patient_id, to_change=True)
    if not session.scalar(select(_has_recordings()).where(Patient.id == patient_id)):
        begin_erasing(session, doctor, "patient", patient)


def begin_erasing(session: Session, doctor: Doctor, what: str, row: Patient | RecordingRow) -> Job:
    """Hide a ``patient`` or a ``recording`` and queue its deletion, in the caller's transaction."""
    row.erasing_at = utc_now()
    audit.record(session, doctor.actor, f"{what}-erase", row.id)
    return enqueue(
        session,
        f"erase-{what}",
        row.id,
        key=f"erase-{what}:{row.id}",
        doctor_id=doctor.account_id,
        priority=NORMAL,
        max_attempts=UNTIL_DONE,
    )


def _has_recordings() -> Exists:
    return exists().where(RecordingRow.patient_id == Patient.id, RecordingRow.erasing_at.is_(None))


def _load(session: Session, patient: Patient) -> None:
    """Read a patient's links, recordings and their documents while the session is open."""
    session.refresh(patient, ["links", "recordings"])
    for recording in patient.recordings:
        session.refresh(recording, ["documents", "pairing", "pairings"])
        for pairing in recording.pairings:
            session.refresh(pairing, ["report"])


def _add_link(
    ctx: Context, session: Session, patient: Patient, *, label: str, days: int, pin: str | None
) -> Link:
    secret = secrets.token_urlsafe(32)
    link = Link(
        patient_id=patient.id,
        secret_sha256=_digest(secret),
        secret_encrypted=ctx.cipher.encrypt(secret.encode()),
        label=label.strip()[:200],
        pin_hash=_hasher.hash(pin) if pin else None,
        expires_at=utc_now() + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    return link


def _find_link(session: Session, secret: str) -> Link | None:
    query = select(Link).where(Link.secret_sha256 == _digest(secret)).options(selectinload(Link.patient))
    return session.scalar(query)


def _recent_pin_failures(session: Session, link: Link | None) -> int:
    if link is None:
        return 0
    return audit.recent(session, "link-pin", link.id, outcome="refused", minutes=PIN_WINDOW_MIN)


def _refusal(
    link: Link | None, pin: str | None, tries: int
) -> LinkClosed | PinNeeded | TooManyAttempts | None:
    """Why this link does not open now, or None when it does."""
    if link is None:
        return LinkClosed()
    closed = not is_open(link) or link.patient.erasing_at is not None
    if link.pin_hash is None:
        return LinkClosed(proved=True) if closed else None
    if tries >= MOST_PIN_FAILURES:
        return LinkClosed() if closed else TooManyAttempts()
    if pin is None or not _pin_fits(link.pin_hash, pin):
        return LinkClosed() if closed else PinNeeded(wrong=pin is not None)
    return LinkClosed(proved=True) if closed else None


def _audit_opening(
    session: Session, actor: Actor, link: Link | None, refusal: Exception | None, pin: str | None
) -> None:
    if link is None:
        audit.record(session, actor, "link-opened", "unknown", outcome="refused")
    elif link.pin_hash is not None and isinstance(refusal, PinNeeded | LinkClosed) and refusal.status != 410:
        audit.record(session, actor, "link-pin", link.id, outcome="refused" if pin is not None else "asked")
    else:
        audit.record(session, actor, "link-opened", link.id, outcome="refused" if refusal else "done")


def _pin_fits(pin_hash: str, pin: str) -> bool:
    try:
        return _hasher.verify(pin_hash, pin)
    except VerifyMismatchError:
        return False


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
