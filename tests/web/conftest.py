"""The app with people before it; CSRF is on, as it is in earnest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import job_events
from access import Doctor
from app_instance import Application, create_app
from context import Context
from db.models import Role
from settings import Settings
from tests.builders import Someone, a_night, add_doctor, add_someone, expire, give, row_of, work
from tests.web.visitors import Visitor, patients_visitor


@pytest.fixture
def application(settings: Settings) -> Iterator[Application]:
    made = create_app(settings)
    made.server.testing = True
    yield made
    made.ctx.db.dispose()


@pytest.fixture
def ctx(application: Application) -> Context:
    """The context of the app itself."""
    return application.ctx


@pytest.fixture
def elena(ctx: Context, password_hash: str) -> Doctor:
    """The clinic's admin: with her there is nothing to set up any more."""
    return add_doctor(ctx, "elena@clinic.test", "Elena Rusu", password_hash, Role.ADMIN)


@pytest.fixture
def night_of_mara(ctx: Context, ana: Doctor, mara: Someone) -> str:
    """The id of a recording that is read and drawn."""
    recording_id = give(ctx, ana, a_night(), mara.id).recording_id
    assert work(ctx) == ["ingest", "render-night"]
    assert row_of(ctx, recording_id).documents
    return recording_id


@pytest.fixture
def nobody(application: Application) -> Visitor:
    """Somebody who is not logged in and holds no link."""
    return Visitor(application.server)


@pytest.fixture
def at_anas_desk(application: Application, ana: Doctor) -> Visitor:
    visitor = Visitor(application.server)
    assert visitor.log_in("ana@clinic.test").status_code == 302
    return visitor


@pytest.fixture
def at_radus_desk(application: Application, radu: Doctor) -> Visitor:
    visitor = Visitor(application.server)
    assert visitor.log_in("radu@clinic.test").status_code == 302
    return visitor


@pytest.fixture
def maras_phone(application: Application, mara: Someone) -> Visitor:
    """The phone on which Mara has just opened her link."""
    return patients_visitor(application.server, mara)


@pytest.fixture
def petru(ctx: Context, ana: Doctor) -> Someone:
    """Ana's patient whose link asks for a PIN."""
    return add_someone(ctx, ana, "Petru", pin="271828")


@pytest.fixture
def expired(ctx: Context, ana: Doctor) -> Someone:
    """Somebody whose link's last day was yesterday."""
    someone = add_someone(ctx, ana, "Ilie")
    expire(ctx, someone.link_id)
    return someone


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever follows a job looks again at once."""
    monkeypatch.setattr(job_events, "LOOK_EVERY_S", 0)


@pytest.fixture
def queued(ctx: Context, ana: Doctor) -> str:
    """The id of a job of Ana's that nobody runs yet."""
    return str(give(ctx, ana, a_night()).job_id)


@pytest.fixture
def done(ctx: Context, queued: str) -> str:
    """The id of a job of Ana's with its three events: queued, running, completed."""
    work(ctx)
    return queued
