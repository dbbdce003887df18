"""The embedded engine as it really runs: worker processes, real pictures, and what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import jobs.embedded
from access import Doctor
from context import Context
from db.models import Job, JobState, RecordingState
from jobs.embedded import EmbeddedEngine
from jobs.lifecycle import due_jobs, give_up_exhausted
from jobs.presence import workers_seen
from settings import Settings
from tests.builders import a_night, count_of, give, job_of, jobs_of, keys_in, row_of
from tests.live import LiveServer
from tests.services.rendering.processes import family, gone

PATIENCE_S = 60
PNG = b"\x89PNG\r\n\x1a\n"


def until(happens: Callable[[], object], what: str) -> None:
    """Wait for it, with a deadline."""
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < deadline, f"{PATIENCE_S} s passed before {what}"
        time.sleep(0.01)


def ours() -> set[int]:
    """Processes below this one, without the tracker that Python itself keeps until the end."""
    return {pid for pid in family(os.getpid()) if b"resource_tracker" not in _command(pid)}


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@pytest.fixture
def engine(ctx: Context) -> Iterator[EmbeddedEngine]:
    running = EmbeddedEngine(ctx)
    running.start()
    yield running
    running.stop(grace_s=5)


def is_done(ctx: Context, recording_id: str) -> bool:
    """Read, drawn, and nothing left to do about it."""
    known = jobs_of(ctx, recording_id)
    return len(known) >= 2 and all(job.state is JobState.DONE for job in known)


def running_job(ctx: Context, recording_id: str, kind: str) -> Job | None:
    found = (job for job in jobs_of(ctx, recording_id, kind) if job.state is JobState.RUNNING)
    return next(found, None)


def wait_until_runs(ctx: Context, recording_id: str, kind: str) -> Job:
    until(lambda: running_job(ctx, recording_id, kind), f"{kind} is running")
    job = running_job(ctx, recording_id, kind)
    assert job is not None, f"{kind} was over too soon to be looked at"
    return job


def worker_of(job: Job) -> int:
    assert job.worker is not None
    return int(job.worker.rpartition("/")[2])


def seen(ctx: Context) -> set[str]:
    """The engines that say that they run jobs."""
    return {worker.name for worker in workers_seen(ctx)}


@contextmanager
def nobody_can_write(ctx: Context) -> Iterator[None]:
    """Hold the database's one pen."""
    pen = sqlite3.connect(ctx.settings.data_dir / "oxinight.db", isolation_level=None, timeout=30)
    pen.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        pen.rollback()
        pen.close()


def test_a_batch_of_five_gets_done_with_a_picture_each(
    ctx: Context, ana: Doctor, engine: EmbeddedEngine
) -> None:
    receipts = [give(ctx, ana, a_night(seed)) for seed in range(5)]
    until(lambda: all(is_done(ctx, receipt.recording_id) for receipt in receipts), "all five are done")
    pictures = set()
    for receipt in receipts:
        row = row_of(ctx, receipt.recording_id)
        assert row.state is RecordingState.READY
        assert {document.locale for document in row.documents} == {"en", "ro"}
        for document in row.documents:
            picture = ctx.store.get(document.object_key)
            assert picture.startswith(PNG)
            assert document.object_key.startswith(f"{row.patient.storage_token}/plots/{row.id}-night-")
            pictures.add(picture)
        assert [job.attempt for job in jobs_of(ctx, row.id)] == [1, 1]
    assert len(pictures) == 10, "five nights in two languages: ten different pictures"
    assert len(keys_in(ctx)) == 15


def test_a_worker_that_is_killed_between_picture_and_row_leaves_one_of_each_language(
    ctx: Context, ana: Doctor, engine: EmbeddedEngine
) -> None:
    recording_id = give(ctx, ana, a_night()).recording_id
    job = wait_until_runs(ctx, recording_id, "render-night")
    with nobody_can_write(ctx):
        until(lambda: len(keys_in(ctx)) == 2, "the picture is stored")
        os.kill(worker_of(job), signal.SIGKILL)
        assert gone({worker_of(job)})
    until(lambda: is_done(ctx, recording_id), "another worker has done it")
    row, again = row_of(ctx, recording_id), job_of(ctx, job.id)
    assert (len(row.documents), len(keys_in(ctx))) == (2, 3)
    assert {document.object_key for document in row.documents} <= {*keys_in(ctx)}
    assert (again.attempt, again.state) == (2, JobState.DONE)
    assert again.worker != job.worker
    assert [event.name for event in again.events].count("completed") == 1


def test_a_worker_that_is_killed_while_it_reads_leaves_one_reading(
    ctx: Context, ana: Doctor, engine: EmbeddedEngine
) -> None:
    receipts = [give(ctx, ana, a_night(seed)) for seed in range(3)]
    first = receipts[0].recording_id
    until(lambda: job_of(ctx, receipts[0].job_id).state is not JobState.QUEUED, "a worker has begun")
    worker = worker_of(job_of(ctx, receipts[0].job_id))
    os.kill(worker, signal.SIGKILL)
    until(lambda: all(is_done(ctx, receipt.recording_id) for receipt in receipts), "all are done")
    assert len(jobs_of(ctx, first, "render-night")) == 1
    assert (count_of(ctx, "document"), len(keys_in(ctx))) == (6, 9)


def test_stopping_leaves_no_process_behind_and_puts_unfinished_work_back(ctx: Context, ana: Doctor) -> None:
    before = ours()
    engine = EmbeddedEngine(ctx)
    engine.start()
    recording_id = give(ctx, ana, a_night()).recording_id
    job = wait_until_runs(ctx, recording_id, "render-night")
    os.kill(worker_of(job), signal.SIGSTOP)
    started = ours() - before
    assert worker_of(job) in started
    engine.stop(grace_s=0.5)
    assert gone(started)
    assert job_of(ctx, job.id).state is JobState.QUEUED
    assert due_jobs(ctx.db, limit=9) == [job.id]


def test_stopping_lets_running_work_end(ctx: Context, ana: Doctor) -> None:
    engine = EmbeddedEngine(ctx)
    engine.start()
    recording_id = give(ctx, ana, a_night()).recording_id
    job = wait_until_runs(ctx, recording_id, "render-night")
    engine.stop(grace_s=30)
    assert job_of(ctx, job.id).state is JobState.DONE
    assert job_of(ctx, job.id).attempt == 1


def test_what_was_queued_while_nothing_ran_is_done_after_the_start(ctx: Context, ana: Doctor) -> None:
    recording_id = give(ctx, ana, a_night()).recording_id
    engine = EmbeddedEngine(ctx)
    engine.start()
    until(lambda: is_done(ctx, recording_id), "it is done")
    engine.stop(grace_s=5)
    assert len(row_of(ctx, recording_id).documents) == 2


def test_whatever_goes_wrong_the_engine_goes_on_looking_for_jobs(
    ctx: Context, ana: Doctor, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [RuntimeError("first"), MemoryError("second")]
    monkeypatch.setattr(jobs.embedded, "LOOK_EVERY_S", 0.01)
    look = give_up_exhausted

    def stumble(db: object) -> int:
        if failures:
            raise failures.pop()
        return look(ctx.db)

    monkeypatch.setattr(jobs.embedded, "give_up_exhausted", stumble)
    recording_id = give(ctx, ana, a_night()).recording_id
    until(lambda: is_done(ctx, recording_id), "it is done all the same")
    assert failures == []


class TestTwoWebProcesses:
    """As a hosting platform starts them by mistake: one runs the jobs, and the other one takes over."""

    @pytest.fixture
    def both(
        self, ctx: Context, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[tuple[EmbeddedEngine, EmbeddedEngine]]:
        monkeypatch.setattr(jobs.embedded, "LEAD_S", 1.5)
        first = EmbeddedEngine(ctx, elected=True)
        monkeypatch.setattr("jobs.embedded.socket.gethostname", lambda: "another")
        second = EmbeddedEngine(Context.from_settings(settings), elected=True)
        first.start()
        until(lambda: seen(ctx) == {first.name}, "the first one is elected")
        second.start()
        yield first, second
        for engine in (first, second):
            engine.stop(grace_s=5)

    def test_one_of_them_runs_the_jobs(
        self, ctx: Context, ana: Doctor, both: tuple[EmbeddedEngine, EmbeddedEngine]
    ) -> None:
        nights = [give(ctx, ana, a_night(seed)).recording_id for seed in range(2)]
        until(lambda: all(is_done(ctx, night) for night in nights), "both are done")
        workers = {job.worker for night in nights for job in jobs_of(ctx, night)}
        assert {str(worker).partition("/")[0] for worker in workers} == {both[0].name}
        assert seen(ctx) == {both[0].name}

    def test_the_other_takes_over_at_once_when_the_first_stops(
        self, ctx: Context, both: tuple[EmbeddedEngine, EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jobs.embedded, "LEAD_S", 3600)
        both[0].stop(grace_s=5)
        until(lambda: seen(ctx) == {both[1].name}, "the second one is elected")

    def test_the_other_takes_over_when_the_first_dies(
        self,
        ctx: Context,
        ana: Doctor,
        both: tuple[EmbeddedEngine, EmbeddedEngine],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(both[0], "_leads", lambda: False)  # it says nothing any more
        recording_id = give(ctx, ana, a_night()).recording_id
        until(lambda: is_done(ctx, recording_id), "somebody has done it")
        assert {str(job.worker).partition("/")[0] for job in jobs_of(ctx, recording_id)} == {both[1].name}


def test_a_web_process_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    with LiveServer(tmp_path) as server:
        everybody: set[int] = set()

        def workers_are_there() -> bool:
            everybody.update(family(server.process.pid))
            return any(b"spawn_main" in _command(pid) for pid in everybody)

        until(workers_are_there, "the engine has a worker")
        everybody |= family(server.process.pid)
        for pid in (server.process.pid, *everybody):
            if b"import app" in _command(pid):  # gunicorn and its web process, not the workers
                os.kill(pid, signal.SIGKILL)
        assert gone(everybody, within_s=20)
