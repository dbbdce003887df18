"""Who is asking. Every loader takes one of these: there is no way to load a record unchecked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.audit import Actor
from db.models import Patient, RecordingRow
from errors import NotFound


@dataclass(frozen=True, slots=True)
class Doctor:
    """A logged-in account, asking for its own patients' records."""

    account_id: str
    ip: str | None = None

    @property
    def actor(self) -> Actor:
        """This account as the audit names it."""
        return Actor(f"account:{self.account_id}", self.ip)


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Somebody whose browser opened a link that is still open."""

    link_id: str
    patient_id: str
    ip: str | None = None

    @property
    def actor(self) -> Actor:
        """This link as the audit names it."""
        return Actor(f"link:{self.link_id}", self.ip)


Viewer = Doctor | LinkHolder


def patient_for(
    session: Session,
    viewer: Viewer,
    *,
    id: str | None = None,
    token: str | None = None,
    to_change: bool = False,
) -> Patient:
    """The patient with this id or storage token, if the viewer may see him; NotFound otherwise.

    ``to_change`` holds the row until the transaction ends: whoever comes second sees what the first one did.
    """
    query = select(Patient).where(Patient.erasing_at.is_(None))
    query = query.where(Patient.id == id) if id is not None else query.where(Patient.storage_token == token)
    patient = session.scalar(query.with_for_update() if to_change else query)
    if patient is None or not _may_see(viewer, patient):
        raise NotFound
    return patient


def recording_for(
    session: Session, viewer: Viewer, recording_id: str, *, to_change: bool = False
) -> RecordingRow:
    """The recording, if the viewer may see it; NotFound otherwise; ``to_change`` as for ``patient_for``."""
    row = session.get(RecordingRow, recording_id, with_for_update=True if to_change else None)
    if row is None or row.erasing_at is not None or row.patient.erasing_at is not None:
        raise NotFound
    if not _may_see(viewer, row.patient) or (isinstance(viewer, LinkHolder) and not row.is_for_patient):
        raise NotFound
    return row


def _may_see(viewer: Viewer, patient: Patient) -> bool:
    if isinstance(viewer, Doctor):
        return patient.doctor_id == viewer.account_id
    return patient.id == viewer.patient_id
