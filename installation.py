"""Getting ready to serve: schema, set-up code, and the demonstration's doctor, patients and nights."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator

from oximetry.simulate import SimulatedNight

import accounts
import patient_links
import recordings
from access import Doctor
from accounts import NewAccount
from context import Context
from db.migrate import upgrade
from db.models import Account
from jobs import runner

DEMO_EMAIL = "doctor@oxinight.test"


def prepare(ctx: Context) -> Iterator[str]:
    """Bring the schema up to date; yields what the person at the terminal must know."""
    upgrade(ctx.db)
    code = accounts.new_setup_code(ctx)
    if code:
        yield f"setup {ctx.settings.public_url}/setup code {code}"


def demo(ctx: Context) -> Iterator[str]:
    """Make (or find) the demonstration; yields `doctor EMAIL PASSWORD` and a `patient URL` each."""
    account, password = _demo_doctor(ctx)
    yield f"doctor {account.email} {password}"
    doctor = Doctor(account.id)
    for label, nights in demo_nights().items():
        yield f"patient {_demo_patient(ctx, doctor, label, nights)}"


def demo_nights() -> dict[str, list[SimulatedNight]]:
    """Three invented patients and their five nights: calm, before and after treatment, very severe."""
    return {}


def _demo_doctor(ctx: Context) -> tuple[Account, str]:
    """The demonstration's doctor, with a password made now: none is ever built in."""
    password = secrets.token_urlsafe(12)
    if accounts.exists(ctx, DEMO_EMAIL):
        return accounts.set_password(ctx, DEMO_EMAIL, password), password
    return accounts.create_account(ctx, NewAccount(DEMO_EMAIL, password, "Dr. Demo")), password


def _demo_patient(ctx: Context, doctor: Doctor, label: str, nights: list[SimulatedNight]) -> str:
    patient = next((p for p in patient_links.list_patients(ctx, doctor) if p.label == label), None)
    patient = patient or patient_links.create_patient(ctx, doctor, label)
    for simulated in nights:
        content = io.BytesIO(simulated.to_csv("V3"))
        receipt = recordings.receive(ctx, doctor, content, simulated.filename("V3"), patient_id=patient.id)
        if receipt.job_id and not receipt.duplicate:
            runner.run(ctx, receipt.job_id, "demo")
    link = patient_links.current_link(patient_links.find_patient(ctx, doctor, patient.id))
    link = link or patient_links.create_link(ctx, doctor, patient.id)
    return patient_links.link_url(ctx, link)
