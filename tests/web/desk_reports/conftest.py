"""A doctor's browser, Mara's night, and another patient."""

from __future__ import annotations

import pytest
from flask import Flask

from access import Doctor
from app_instance import Application
from callbacks import seam
from context import Context
from tests.builders import Someone, add_someone, give, work
from tests.web.desk_reports.rows import NIGHT


@pytest.fixture
def server(application: Application) -> Flask:
    return application.server


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notices that a callback shows."""
    shown: list[str] = []
    monkeypatch.setattr(
        seam,
        "set_props",
        lambda _id, props: shown.extend(each["message"] for each in props["sendNotifications"]),
    )
    return shown


@pytest.fixture
def ready(ctx: Context, ana: Doctor, mara: Someone) -> str:
    """Mara's night, read."""
    recording_id = give(ctx, ana, NIGHT, mara.id).recording_id
    work(ctx)
    return recording_id


@pytest.fixture
def ion(ctx: Context, ana: Doctor) -> Someone:
    """Another patient of Ana's."""
    return add_someone(ctx, ana, "Ion P.")
