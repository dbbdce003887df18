"""What lies on the disk: for the owner's eyes only, and without what was erased."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import intake
import mail
import patient_links
import recordings
from access import Doctor
from app_instance import Application, create_app
from context import Context
from db.migrate import upgrade
from db.session import Database
from settings import Settings
from tests.builders import a_night, add_doctor, give, not_a_night, work

LABEL = "Mara Bogdanescu-Vintila"


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """An installation that made its own folder and its own keys."""
    made = create_app(Settings.from_env({"DATA_DIR": str(tmp_path / "data")}))
    upgrade(made.ctx.db)
    yield made
    made.ctx.db.dispose()


@pytest.fixture
def ctx(application: Application) -> Context:
    return application.ctx


def on_the_disk(ctx: Context) -> bytes:
    """The database with its log, as a thief of the disk would read it."""
    return b"".join(path.read_bytes() for path in ctx.settings.data_dir.glob("oxinight.db*"))


def test_nobody_else_on_this_machine_reads_anything(ctx: Context, ana: Doctor) -> None:
    patient = patient_links.create_patient(ctx, ana, LABEL)
    intake.receive(ctx, ana, io.BytesIO(a_night().content), "night.csv", patient_id=patient.id)
    mail.send_link(ctx, ana, patient.id, "mara@example.com", "ro")
    work(ctx)
    data = ctx.settings.data_dir
    for path in (data, *data.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    names = {path.name for path in data.iterdir()}
    assert {"oxinight.db", "oxinight.db-wal", "objects", "outbox", "keys.json"} <= names


def test_an_erased_patients_label_is_in_no_file_any_more(ctx: Context, ana: Doctor) -> None:
    patients = [patient_links.create_patient(ctx, ana, f"{LABEL} {number}").id for number in range(30)]
    assert LABEL.encode() in on_the_disk(ctx)
    for patient_id in patients:
        patient_links.erase_patient(ctx, ana, patient_id)
    work(ctx)
    assert LABEL.encode() not in on_the_disk(ctx)


def test_an_erased_recordings_name_is_in_no_file_any_more(ctx: Context, ana: Doctor) -> None:
    patient = patient_links.create_patient(ctx, ana, "Ilie")
    receipt = intake.receive(ctx, ana, not_a_night().stream, f"{LABEL}.csv", patient_id=patient.id)
    work(ctx)
    recordings.erase_recording(ctx, ana, receipt.recording_id)
    work(ctx)
    assert LABEL.encode() not in on_the_disk(ctx)


def test_a_reader_in_the_way_does_not_hold_up_an_erasure(
    ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.session.WIPE_TIMEOUT_MS", 10)
    first, second = (patient_links.create_patient(ctx, ana, LABEL).id for _ in range(2))
    with ctx.db.read() as reading:
        reading.execute(text("SELECT * FROM patient")).all()
        patient_links.erase_patient(ctx, ana, first)
        assert work(ctx) == ["erase-patient"]
    patient_links.erase_patient(ctx, ana, second)
    work(ctx)
    assert LABEL.encode() not in on_the_disk(ctx), "the next one wipes for both"


def test_no_parameter_of_a_statement_shows_in_an_error(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(OperationalError) as failed, database.read() as session:
        session.execute(text("SELECT * FROM patient WHERE label = :label"), {"label": LABEL})
    assert "FROM patient" in str(failed.value)
    assert LABEL not in str(failed.value)
    database.dispose()


@pytest.fixture
def ana(ctx: Context, password_hash: str) -> Doctor:
    return add_doctor(ctx, "ana@clinic.test", "Dr. Ana Pop", password_hash)


def test_what_is_given_is_read(ctx: Context, ana: Doctor) -> None:
    give(ctx, ana, a_night())
    assert work(ctx) == ["ingest", "render-night"]
