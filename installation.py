"""Getting ready to serve: schema, set-up code, and the demonstration's doctor, patients and nights."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from datetime import datetime

import accounts
import intake
import patient_links
from access import Doctor
from accounts import NewAccount
from context import Context
from db.migrate import upgrade
from db.models import Account
from jobs import runner
from oximetry.simulate import Night, night

DEMO_EMAIL = "doctor@oxinight.test"


def prepare(ctx: Context) -> Iterator[str]:
    """Bring schema and analyses up to date; yields what the person at the terminal must know."""
    upgrade(ctx.db)
    outdated = intake.read_outdated_again(ctx)
    if outdated:
        yield f"recordings to be read again by this version: {outdated}"
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


def demo_nights() -> dict[str, tuple[Night, ...]]:
    """Three invented patients and their five nights: calm; severe, then treated; short and restless."""
    severe = night(
        hours=7.6, seed=21, start=datetime(2026, 3, 2, 22, 41), baseline=92.5, device_number="0417"
    )
    treated = night(
        hours=7.9, seed=22, start=datetime(2026, 4, 13, 22, 55), baseline=94.5, device_number="0417"
    )
    later = night(hours=8.1, seed=23, start=datetime(2026, 6, 8, 23, 4), baseline=95, device_number="0417")
    calm = night(hours=8.2, seed=24, start=datetime(2026, 5, 18, 23, 12), baseline=96.5, device_number="0522")
    short = night(hours=3.4, seed=25, start=datetime(2026, 5, 20, 1, 48), baseline=94, device_number="0522")
    return {
        "Demo A – before and after treatment": (
            severe.with_apnoea_hours("23:10", "05:30", per_hour=42, depth=9).with_below_range(
                "03:12", seconds=52
            ),
            treated.with_rem_clusters(per_hour=18, depth=5),
            later.with_rem_clusters(per_hour=6, depth=4).with_motion("02:30", seconds=90),
        ),
        "Demo B – calm": (calm.with_sensor_off("03:40", seconds=260),),
        "Demo C – short recording": (short.with_gap("03:05", seconds=600).with_rem_clusters(per_hour=12),),
    }


def _demo_doctor(ctx: Context) -> tuple[Account, str]:
    """The demonstration's doctor, with a password made now: none is ever built in."""
    password = secrets.token_urlsafe(12)
    if accounts.exists(ctx, DEMO_EMAIL):
        return accounts.set_password(ctx, DEMO_EMAIL, password), password
    return accounts.create_account(ctx, NewAccount(DEMO_EMAIL, password, "Dr. Demo")), password


def _demo_patient(ctx: Context, doctor: Doctor, label: str, nights: tuple[Night, ...]) -> str:
    """Take the nights in as if they were dropped on one patient; found again, nothing is done twice."""
    patient_id: str | None = None
    for simulated in nights:
        content, name = io.BytesIO(simulated.to_csv("V3")), simulated.filename("V3")
        receipt = intake.receive(ctx, doctor, content, name, patient_id=patient_id)
        if patient_id is None and not receipt.duplicate:
            patient_links.rename_patient(ctx, doctor, receipt.patient_id, label)
        if receipt.job_id and not receipt.duplicate:
            runner.run(ctx, receipt.job_id, "demo")
        patient_id = receipt.patient_id
    return _link_of(ctx, doctor, patient_id or "")


def _link_of(ctx: Context, doctor: Doctor, patient_id: str) -> str:
    """The patient's open link; a new one when the old ones were revoked or ran out."""
    link = patient_links.current_link(patient_links.find_patient(ctx, doctor, patient_id))
    return patient_links.link_url(ctx, link or patient_links.create_link(ctx, doctor, patient_id))
