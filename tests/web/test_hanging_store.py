"""A store that takes connections and never says a word must not hold a doctor, or a thread, for long."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from app_instance import Application, create_app
from context import Context
from jobs import worker
from settings import Settings
from storage_service import INTERACTIVE, PROBE, Patience, S3Store, with_patience
from tests.builders import a_night, count_of
from tests.web.visitors import Visitor


class Silent:
    """Somebody who listens and counts, and never answers."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def asked(self) -> int:
        return len(self._held)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                self._held.append(self._listener.accept()[0])

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self._held:
            connection.close()


@pytest.fixture
def silent() -> Iterator[Silent]:
    listening = Silent()
    yield listening
    listening.close()


@pytest.fixture
def environment(environment: dict[str, str], silent: Silent) -> dict[str, str]:
    return environment | {
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{silent.port}",
        "S3_BUCKET": "nights",
        "S3_ACCESS_KEY_ID": "key",
        "S3_SECRET_ACCESS_KEY": "secret",
    }


def patience_of(ctx: Context) -> Patience | None:
    assert isinstance(ctx.store, S3Store)
    return ctx.store._account.patience


def test_an_upload_is_refused_after_two_attempts(
    application: Application, at_anas_desk: Visitor, silent: Silent
) -> None:
    ctx = application.ctx
    ctx.store = with_patience(ctx.store, Patience(INTERACTIVE.attempts, 0.2, 0.2))
    answer = at_anas_desk.upload(a_night())
    assert (answer.status_code, answer.get_json()["error"]) == (503, "temporarily-down")
    assert silent.asked == 2
    assert count_of(ctx, "recording") == 0


def test_readiness_asks_once(nobody: Visitor, silent: Silent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routes.health.PROBE", Patience(PROBE.attempts, 0.2, 0.2))
    assert nobody.get("/readyz").status_code == 503
    assert silent.asked == 1


def test_who_waits_before_a_browser_waits_some_twenty_seconds_at_most(application: Application) -> None:
    assert patience_of(application.ctx) == INTERACTIVE == Patience(2, 3, 8)
    assert Patience(1, 2, 2) == PROBE
    at_most_s = INTERACTIVE.attempts * (INTERACTIVE.connect_s + INTERACTIVE.read_s)
    assert at_most_s <= 22


def test_workers_and_commands_have_the_patience_of_the_design(
    application: Application, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import commands

    monkeypatch.setattr(worker, "_end_with_parent", lambda: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    worker.prepare(settings, "test")
    assert patience_of(worker._Process.ctx) is None
    with application.server.app_context():
        assert patience_of(commands.context()) is None
    worker._Process.ctx.db.dispose()


def test_a_second_app_has_a_client_of_its_own_patience(settings: Settings) -> None:
    app = create_app(settings)
    assert isinstance(app.ctx.store, S3Store)
    quick = app.ctx.store._client()
    slow = with_patience(app.ctx.store, None)
    assert isinstance(slow, S3Store)
    retries = [client.meta.config.retries for client in (quick, slow._client())]  # type: ignore[attr-defined]
    assert [one["total_max_attempts"] for one in retries] == [2, 5]
    assert (quick.meta.config.read_timeout, slow._client().meta.config.read_timeout) == (8, 20)  # type: ignore[attr-defined]
    app.ctx.db.dispose()
