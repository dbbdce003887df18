"""Mail to a patient: into the outbox, with the link and nothing else of his."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

import mail
import patient_links
from access import Doctor
from context import Context
from errors import NotFound, Refused
from tests.builders import Someone, audit_of, count_of, work


def outbox(ctx: Context) -> list[Path]:
    return sorted(ctx.settings.outbox_dir.glob("*.eml"))


def read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)


def test_a_message_carries_the_link_in_the_patients_language(
    ctx: Context, ana: Doctor, mara: Someone
) -> None:
    mail.send_link(ctx, ana, mara.id, "Ion@Example.com ", "ro")
    work(ctx)
    (path,) = outbox(ctx)
    message = read(path)
    assert message["To"] == "ion@example.com"
    body = message.get_content()
    assert f"http://localhost:8050/p/{mara.secret}?lang=ro" in body.split()
    assert "v-a pregătit" in body


def test_a_message_names_no_patient_and_no_number(ctx: Context, ana: Doctor, mara: Someone) -> None:
    patient_links.rename_patient(ctx, ana, mara.id, "Ion Popescu, 1957")
    mail.send_link(ctx, ana, mara.id, "ion@example.com", "en")
    work(ctx)
    text = outbox(ctx)[0].read_text()
    assert "Popescu" not in text
    assert "SpO" not in text


def test_sent_twice_it_is_one_file_with_one_message_id(ctx: Context, ana: Doctor, mara: Someone) -> None:
    mail_id = mail.send_link(ctx, ana, mara.id, "ion@example.com", "en")
    work(ctx)
    first = outbox(ctx)[0].read_bytes()
    mail.deliver(ctx, mail_id)
    assert [path.read_bytes() for path in outbox(ctx)] == [first]
    assert mail_id in str(read(outbox(ctx)[0])["Message-ID"])


def test_only_the_owner_of_the_machine_reads_the_outbox(ctx: Context, ana: Doctor, mara: Someone) -> None:
    mail.send_link(ctx, ana, mara.id, "ion@example.com", "en")
    work(ctx)
    assert outbox(ctx)[0].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("address", ["", "ion", "ion@", "a@b@c.ro", "ion@example.com\nBcc: x@y.ro"])
def test_what_is_no_address_is_refused_at_once(
    ctx: Context, ana: Doctor, mara: Someone, address: str
) -> None:
    with pytest.raises(Refused, match="e-mail address"):
        mail.send_link(ctx, ana, mara.id, address, "en")
    assert count_of(ctx, "mail") == 0


def test_another_doctor_can_not_mail_the_link(ctx: Context, radu: Doctor, mara: Someone) -> None:
    with pytest.raises(NotFound):
        mail.send_link(ctx, radu, mara.id, "radu@example.com", "en")


def test_without_an_open_link_there_is_nothing_to_mail(ctx: Context, ana: Doctor, mara: Someone) -> None:
    patient_links.revoke_link(ctx, ana, mara.link_id)
    with pytest.raises(Refused, match="new one"):
        mail.send_link(ctx, ana, mara.id, "ion@example.com", "en")


def test_erasing_a_patient_takes_his_messages_along(ctx: Context, ana: Doctor, mara: Someone) -> None:
    mail.send_link(ctx, ana, mara.id, "ion@example.com", "en")
    work(ctx)
    patient_links.erase_patient(ctx, ana, mara.id)
    work(ctx)
    assert outbox(ctx) == []
    assert count_of(ctx, "mail") == 0
    assert audit_of(ctx, "link-mailed"), "that it was mailed stays known"
