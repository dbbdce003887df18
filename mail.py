"""Mail with a patient's link: never a PIN, a value or a name.

There is no mail server among the settings yet: a message is written to ``data/outbox/`` as an ``.eml`` file,
which any mail program opens and sends.
"""

from __future__ import annotations

import os
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from access import Doctor, patient_for
from accounts import checked_email
from context import Context
from db import audit
from db.models import Link, Mail, Patient
from db.queue import enqueue
from errors import N_, Refused
from i18n import LOCALES, gettext_for
from patient_links import current_link, link_url

SUBJECT = N_("A page has been prepared for you")
BODY = N_(
    "%(clinic)s has prepared a page for you. It opens with this link:\n\n"
    "%(link)s\n\n"
    "The page is meant for you alone. Please do not pass its link on.\n"
)


def send_link(ctx: Context, doctor: Doctor, patient_id: str, recipient: str, locale: str) -> str:
    """Queue a message with the patient's open link, in his language; returns its id."""
    address = checked_email(recipient)
    if locale not in LOCALES:
        raise Refused(N_("Please choose a language."))
    with ctx.db.write() as session:
        patient = patient_for(session, doctor, id=patient_id, to_change=True)
        message = Mail(
            patient_id=patient.id, link_id=_open_link(patient).id, recipient=address, locale=locale
        )
        session.add(message)
        session.flush()
        enqueue(session, "send-mail", message.id, key=f"send-mail:{message.id}", doctor_id=doctor.account_id)
        audit.record(session, doctor.actor, "link-mailed", patient.id)
    ctx.ring()
    return message.id


def deliver(ctx: Context, mail_id: str) -> bool:
    """Write the message to the outbox; the same message twice is one file. False when it was erased."""
    with ctx.db.read() as session:
        message = session.get(Mail, mail_id)
        if message is None:
            return False
        composed = compose(ctx, session, message)
    _write(ctx.settings.outbox_dir / f"{mail_id}.eml", composed.as_bytes(policy=SMTP))
    return True


def forget(ctx: Context, patient_id: str) -> None:
    """Remove a patient's messages from the outbox, before their rows go."""
    with ctx.db.read() as session:
        ids = session.scalars(select(Mail.id).where(Mail.patient_id == patient_id)).all()
    for mail_id in ids:
        (ctx.settings.outbox_dir / f"{mail_id}.eml").unlink(missing_ok=True)


def compose(ctx: Context, session: Session, message: Mail) -> EmailMessage:
    """The message; its Message-ID is fixed, so that a second copy is known as the same one."""
    _ = gettext_for(message.locale)
    host = urlsplit(ctx.settings.public_url).hostname or "localhost"
    composed = EmailMessage()
    composed["Subject"] = f"{ctx.settings.clinic_name}: {_(SUBJECT)}"
    composed["From"] = f"no-reply@{host}"
    composed["To"] = message.recipient
    composed["Message-ID"] = f"<{message.id}@{host}>"
    composed["Date"] = format_datetime(message.created_at.replace(tzinfo=UTC))
    link = f"{link_url(ctx, session.get_one(Link, message.link_id))}?lang={message.locale}"
    composed.set_content(_(BODY) % {"clinic": ctx.settings.clinic_name, "link": link})
    return composed


def _open_link(patient: Patient) -> Link:
    link = current_link(patient)
    if link is None:
        raise Refused(N_("No link opens this patient's page at the moment. Please make a new one first."))
    return link


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner's eyes only: the link in it opens the page."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
