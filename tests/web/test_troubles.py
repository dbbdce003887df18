"""When the store, the database or we ourselves fail: a page with a sentence, and nothing more told."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from access import Doctor
from app_instance import Application
from context import Context
from storage_service import StoreUnavailable
from tests.builders import Someone, row_of
from tests.web.visitors import Visitor


@pytest.fixture
def database_away(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionRefusedError())

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ctx.db.engine.dialect, "do_execute", refuse)
        meanwhile.setattr(ctx.db.engine.dialect, "do_execute_no_params", refuse)
        yield


@pytest.fixture
def in_earnest(application: Application) -> Application:
    """Errors are answered, not handed to the test."""
    application.server.testing = False
    return application


def test_a_database_that_is_away_is_a_sentence_for_a_doctor_too(
    in_earnest: Application, at_anas_desk: Visitor, database_away: None
) -> None:
    page, data = at_anas_desk.get("/desk/"), at_anas_desk.get("/api/jobs/x")
    assert (page.status_code, data.status_code) == (503, 503)
    assert "Nothing was lost" in page.text
    assert data.get_json()["error"] == "temporarily-down"
    for secret in ("SELECT", "sqlite", "Traceback"):
        assert secret not in page.text + data.text


@pytest.mark.parametrize("path", ["/login", "/setup", "/readyz"])
def test_a_database_that_is_away_is_a_sentence_for_everybody(
    in_earnest: Application, nobody: Visitor, database_away: None, path: str
) -> None:
    answer = nobody.get(path)
    assert answer.status_code == 503
    assert "Nothing was lost" in answer.text


def test_a_database_that_is_away_is_a_sentence_for_a_patient_too(
    in_earnest: Application, maras_phone: Visitor, mara: Someone, database_away: None
) -> None:
    answer = maras_phone.get(f"/patient/{mara.token}")
    assert answer.status_code == 503
    assert "Nothing was lost" in answer.text


def test_the_process_is_alive_while_the_database_is_away(nobody: Visitor, database_away: None) -> None:
    assert nobody.get("/healthz").get_json() == {"status": "ok"}


def test_readiness_tells_when_the_store_is_away(
    nobody: Visitor, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nobody.get("/readyz").get_json() == {"status": "ready"}

    def away(key: str) -> bool:
        raise StoreUnavailable

    monkeypatch.setattr(ctx.store, "exists", away)
    assert nobody.get("/readyz").status_code == 503


def test_a_night_whose_file_does_not_answer_is_a_sentence(
    maras_phone: Visitor,
    ctx: Context,
    mara: Someone,
    night_of_mara: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(key: str) -> bytes:
        raise StoreUnavailable(code="SlowDown") from OSError(key)

    monkeypatch.setattr(ctx.store, "get", away)
    answer = maras_phone.get(f"/patient/{mara.token}/nights/{night_of_mara}")
    assert answer.status_code == 503
    assert "patient.figure: store-unavailable (SlowDown)" in caplog.text
    assert row_of(ctx, night_of_mara).object_key not in caplog.text
    assert row_of(ctx, night_of_mara).object_key not in answer.text


def test_a_fault_of_our_own_is_a_page_that_tells_nothing_but_is_logged(
    in_earnest: Application,
    at_anas_desk: Visitor,
    ana: Doctor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def stumble(*_: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr("recordings.find_job", stumble)
    with caplog.at_level(logging.ERROR):
        answer = at_anas_desk.get("/api/jobs/x")
    assert (answer.status_code, answer.get_json()["error"]) == (500, "http-500")
    assert "nothing was lost" in answer.get_json()["message"]
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
