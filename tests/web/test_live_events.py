"""The stream of a job as the program sends it: gunicorn, real sockets, a worker that is another process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from access import Doctor
from context import Context
from jobs import lifecycle
from settings import Settings, new_keys
from tests.builders import PASSWORD, a_night, add_doctor, give
from tests.live import LiveServer
from tests.people import Browser
from tests.web.streams import Event, events_in, names

STREAM = {"Accept": "text/event-stream"}
PATIENCE_S = 60


class Clinic:
    """A running server that runs no jobs by itself, and its tables."""

    def __init__(self, folder: Path, database: Path) -> None:
        keys = new_keys()
        shutil.copy(database, folder / "oxinight.db")
        self.folder = folder
        self.environment = {
            "OXINIGHT_ENGINE": "separate",
            "OXINIGHT_SECRET_KEY": keys.secret_key,
            "OXINIGHT_LINK_KEYS": ",".join(keys.link_keys),
        }
        self.ctx = Context.from_settings(Settings.from_env({**self.environment, "DATA_DIR": str(folder)}))

    def serve(self) -> LiveServer:
        return LiveServer(self.folder, env=self.environment)


class Desk:
    """A doctor of her own for each test, at her browser."""

    def __init__(self, ctx: Context, server: LiveServer, name: str, password_hash: str) -> None:
        self.ctx = ctx
        self.doctor: Doctor = add_doctor(ctx, f"{name}@clinic.test", name, password_hash)
        self.browser = Browser(server.url)
        self.browser.log_in(f"{name}@clinic.test", PASSWORD)
        self.browser.get("/desk/")

    def queue(self) -> str:
        return str(give(self.ctx, self.doctor, a_night()).job_id)

    def ask(self, job_id: str, **headers: str) -> requests.Response:
        return self.browser.session.get(
            f"{self.browser.base}/api/jobs/{job_id}/events", headers=headers, stream=True, timeout=PATIENCE_S
        )

    @contextmanager
    def listening(self, job_id: str, **headers: str) -> Iterator[Iterator[Event]]:
        with closing(self.ask(job_id, **headers)) as answer:
            assert answer.status_code == 200
            yield received(answer)


def received(answer: requests.Response) -> Iterator[Event]:
    """The events of an answer, each as soon as it has come in."""
    return events_in(line.decode() for line in answer.iter_lines(chunk_size=1))


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Clinic]:
    made = Clinic(tmp_path_factory.mktemp("clinic"), migrated_sqlite)
    yield made
    made.ctx.db.dispose()


@pytest.fixture(scope="module")
def server(clinic: Clinic) -> Iterator[LiveServer]:
    with clinic.serve() as running:
        yield running


@pytest.fixture
def desk(
    clinic: Clinic, server: LiveServer, password_hash: str, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    made = Desk(clinic.ctx, server, request.node.name.replace("_", "-"), password_hash)
    yield made
    made.browser.session.close()


def test_pages_arrive_one_by_one_while_the_job_runs(desk: Desk) -> None:
    job_id, db = desk.queue(), desk.ctx.db
    with desk.listening(job_id) as events:
        assert next(events).data == {"state": "queued"}
        claimed = lifecycle.claim(db, job_id, "test/1")
        assert claimed is not None
        assert next(events).data == {"state": "running", "attempt": 1}
        for page in (1, 2):
            lifecycle.note(db, claimed, "page_progress", {"current_page": page, "total_pages": 2})
            assert next(events).data["current_page"] == page
        with db.write() as session:
            lifecycle.finish(session, claimed, recording="ready")
        assert names(events) == ["completed"]


def test_a_file_is_followed_from_its_upload_on(desk: Desk) -> None:
    answer = desk.browser.session.post(
        f"{desk.browser.base}/api/recordings",
        files={"file": (a_night().name, a_night().content)},
        headers={"X-CSRFToken": desk.browser.session.cookies["_csrf_token"], **STREAM},
        stream=True,
        timeout=PATIENCE_S,
    )
    with closing(answer):
        events = received(answer)
        job_id = next(events).data["job"]
        assert next(events).data == {"state": "queued"}
        claimed = lifecycle.claim(desk.ctx.db, job_id, "test/1")
        assert claimed is not None
        lifecycle.fail(desk.ctx.db, claimed, "unexpected", {}, final=True)
        assert names(events) == ["status", "error"]


def test_a_browser_that_comes_back_goes_on_where_it_was(desk: Desk) -> None:
    job_id = desk.queue()
    with desk.listening(job_id) as events:
        seen = next(events)
    lifecycle.claim(desk.ctx.db, job_id, "test/1")
    with desk.listening(job_id, **{"Last-Event-ID": str(seen.number)}) as events:
        assert next(events) == Event("status", {"state": "running", "attempt": 1}, 2)


def test_the_fifth_is_asked_to_wait_until_one_is_closed(desk: Desk) -> None:
    job_id = desk.queue()
    open_ones = [desk.ask(job_id) for _ in range(4)]
    for each in open_ones:
        assert next(received(each)).number == 1
    with closing(desk.ask(job_id)) as refused:
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert desk.browser.get("/healthz"), "there are threads for everything else"
    open_ones.pop().close()
    while (again := desk.ask(job_id)).status_code == 503:  # the test's own time-out ends it
        again.close()
    assert again.status_code == 200
    for each in (again, *open_ones):
        each.close()


def test_another_doctor_finds_nothing(desk: Desk, clinic: Clinic, password_hash: str) -> None:
    stranger = add_doctor(clinic.ctx, "stranger@clinic.test", "Stranger", password_hash)
    job_id = str(give(clinic.ctx, stranger, a_night()).job_id)
    with closing(desk.ask(job_id)) as answer:
        assert answer.status_code == 404


def test_logging_out_ends_the_stream(desk: Desk) -> None:
    with desk.listening(desk.queue()) as events:
        next(events)
        desk.browser.post("/logout", desk.browser.get("/login").decode())
        assert list(events) == []


def test_a_server_that_stops_ends_its_streams_and_does_not_wait_for_them(
    clinic: Clinic, password_hash: str
) -> None:
    with clinic.serve() as stopping:
        desk = Desk(clinic.ctx, stopping, "last", password_hash)
        with desk.listening(desk.queue()) as events:
            next(events)
            stopping.process.terminate()
            assert list(events) == [], "to its proper end, not cut off"
        assert stopping.process.wait(PATIENCE_S) == 0
        desk.browser.session.close()
