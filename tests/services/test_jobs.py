"""The jobs table: who may run a job, what happens when he fails or falls silent, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy.exc import OperationalError

import recordings
from access import Doctor
from context import Context
from db.models import Job, JobState, RecordingState, utc_now
from db.queue import LATER, NORMAL, URGENT, enqueue
from jobs import lifecycle, runner
from jobs.lifecycle import Claim, LeaseLost, claim, due_jobs, fail, finish, give_up_exhausted, release
from jobs.tasks import TASKS
from rendering import RendererUnavailable
from storage_service import ObjectMissing, StoreRefused, StoreUnavailable
from tests.builders import (
    a_night,
    changed,
    count_of,
    give,
    hurry,
    job_of,
    jobs_of,
    let_lease_run_out,
    row_of,
    work,
)
from tests.databases import BOTH

pytestmark = BOTH


def queued(ctx: Context, key: str = "work:1", *, kind: str = "ingest", priority: int = NORMAL) -> str:
    """A job about a recording that is not there: running it finds nothing left to do."""
    with ctx.db.write() as session:
        return enqueue(session, kind, "nothing", key=key, priority=priority).id


def claimed(ctx: Context, job_id: str, worker: str = "first/1") -> Claim:
    taken = claim(ctx.db, job_id, worker)
    assert taken is not None
    return taken


def end(ctx: Context, of: Claim) -> None:
    with ctx.db.write() as session:
        finish(session, of)


class TestQueueing:
    def test_the_same_work_is_queued_once(self, ctx: Context) -> None:
        assert queued(ctx, "ingest:7") == queued(ctx, "ingest:7")
        assert queued(ctx, "ingest:8") != queued(ctx, "ingest:7")
        assert count_of(ctx, "job") == 2

    def test_queued_by_many_at_the_same_moment_it_is_still_one_job(self, ctx: Context) -> None:
        together = Barrier(8)

        def queue(_: int) -> str:
            together.wait()
            return queued(ctx, "ingest:7")

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(queue, range(8)))) == 1
        assert (count_of(ctx, "job"), count_of(ctx, "job_event")) == (1, 1)

    def test_a_job_is_there_only_if_its_transaction_was_kept(self, ctx: Context) -> None:
        with suppress(ZeroDivisionError), ctx.db.write() as session:
            enqueue(session, "ingest", "nothing", key="x")
            raise ZeroDivisionError
        assert due_jobs(ctx.db, limit=9) == []

    def test_the_most_urgent_comes_first_and_of_equals_the_oldest(self, ctx: Context) -> None:
        later, normal, urgent, second = (
            queued(ctx, str(i), priority=priority)
            for i, priority in enumerate((LATER, NORMAL, URGENT, URGENT))
        )
        assert due_jobs(ctx.db, limit=9) == [urgent, second, normal, later]
        assert due_jobs(ctx.db, limit=1) == [urgent]

    def test_a_job_for_tomorrow_is_not_due_today(self, ctx: Context) -> None:
        job_id = queued(ctx)
        with changed(ctx, Job, job_id) as job:
            job.run_after = utc_now() + timedelta(days=1)
        assert due_jobs(ctx.db, limit=9) == []
        assert claim(ctx.db, job_id, "first/1") is None

    def test_there_is_a_task_for_every_kind_that_is_queued(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        work(ctx)
        recordings.erase_recording(ctx, ana, receipt.recording_id)
        assert {job.kind for job in jobs_of(ctx, receipt.recording_id)} <= TASKS.keys()


class TestClaiming:
    def test_of_eight_workers_one_gets_the_job(self, ctx: Context) -> None:
        job_id, together = queued(ctx), Barrier(8)

        def try_to_claim(number: int) -> Claim | None:
            together.wait()
            return claim(ctx.db, job_id, f"worker/{number}")

        with ThreadPoolExecutor(8) as pool:
            got = [taken for taken in pool.map(try_to_claim, range(8)) if taken]
        assert len(got) == 1
        job = job_of(ctx, job_id)
        assert (job.state, job.attempt, job.worker) == (JobState.RUNNING, 1, got[0].worker)

    def test_a_claim_says_what_to_do_and_holds_a_lease(self, ctx: Context) -> None:
        job_id = queued(ctx)
        assert claimed(ctx, job_id) == Claim(job_id, "ingest", "nothing", "first/1", 1, 5)
        lease = job_of(ctx, job_id).lease_until
        assert lease is not None
        assert timedelta(seconds=20) < lease - utc_now() <= timedelta(seconds=lifecycle.LEASE_S)

    def test_a_job_that_is_running_done_or_unknown_is_not_to_be_had(self, ctx: Context) -> None:
        job_id = queued(ctx)
        mine = claimed(ctx, job_id)
        assert claim(ctx.db, job_id, "second/2") is None
        end(ctx, mine)
        assert claim(ctx.db, job_id, "second/2") is None
        assert claim(ctx.db, "nothing", "second/2") is None

    def test_a_job_whose_worker_fell_silent_is_claimed_by_another(self, ctx: Context) -> None:
        job_id = queued(ctx)
        claimed(ctx, job_id)
        assert due_jobs(ctx.db, limit=9) == []
        let_lease_run_out(ctx, job_id)
        assert due_jobs(ctx.db, limit=9) == [job_id]
        assert claimed(ctx, job_id, "second/2").attempt == 2

    def test_a_heartbeat_holds_the_lease(self, ctx: Context) -> None:
        job_id = queued(ctx)
        mine = claimed(ctx, job_id)
        let_lease_run_out(ctx, job_id)
        lifecycle.heartbeat(ctx.db, mine)
        assert claim(ctx.db, job_id, "second/2") is None


class TestFencing:
    """A worker that lost its lease can not write over the one that took the job after it."""

    @pytest.fixture
    def both(self, ctx: Context) -> tuple[Claim, Claim]:
        job_id = queued(ctx)
        old = claimed(ctx, job_id, "first/1")
        let_lease_run_out(ctx, job_id)
        return old, claimed(ctx, job_id, "second/2")

    def test_the_old_worker_can_not_finish_fail_report_or_hold_on(
        self, ctx: Context, both: tuple[Claim, Claim]
    ) -> None:
        old, new = both
        attempts: list[Callable[[], None]] = [
            lambda: end(ctx, old),
            lambda: fail(ctx.db, old, "x", {}),
            lambda: lifecycle.note(ctx.db, old, "page_progress", {"current_page": 1, "total_pages": 2}),
            lambda: lifecycle.heartbeat(ctx.db, old),
        ]
        for attempt in attempts:
            with pytest.raises(LeaseLost):
                attempt()
        job = job_of(ctx, new.job_id)
        assert (job.state, job.worker, job.attempt) == (JobState.RUNNING, "second/2", 2)
        assert [event.name for event in job.events] == ["status"] * 3

    def test_what_the_old_worker_wanted_to_write_with_it_is_not_written(
        self, ctx: Context, both: tuple[Claim, Claim]
    ) -> None:
        old, _ = both
        with suppress(LeaseLost), ctx.db.write() as session:
            enqueue(session, "render-night", "nothing", key="follows")
            finish(session, old)
            raise AssertionError("it must not come so far")
        assert count_of(ctx, "job") == 1

    def test_the_same_worker_in_its_second_attempt_is_another_one(self, ctx: Context) -> None:
        job_id = queued(ctx)
        old = claimed(ctx, job_id)
        let_lease_run_out(ctx, job_id)
        claimed(ctx, job_id)
        with pytest.raises(LeaseLost):
            end(ctx, old)

    def test_the_new_worker_finishes(self, ctx: Context, both: tuple[Claim, Claim]) -> None:
        end(ctx, both[1])
        assert job_of(ctx, both[1].job_id).state is JobState.DONE

    def test_a_night_that_is_drawn_twice_has_the_same_documents(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        work(ctx, until_none_is_due=False)
        (job,) = jobs_of(ctx, receipt.recording_id, "render-night")
        old = claimed(ctx, job.id)
        let_lease_run_out(ctx, old.job_id)
        assert work(ctx) == ["render-night"]
        once = [document.id for document in row_of(ctx, receipt.recording_id).documents]
        with pytest.raises(LeaseLost):
            TASKS["render-night"](ctx, old)
        with changed(ctx, Job, job.id) as again:
            again.state = JobState.QUEUED
        assert work(ctx) == ["render-night"]
        assert [document.id for document in row_of(ctx, receipt.recording_id).documents] == once

    def test_an_upload_that_is_read_twice_is_drawn_once(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        old = claimed(ctx, receipt.job_id or "")
        let_lease_run_out(ctx, old.job_id)
        assert work(ctx) == ["ingest", "render-night"]
        with pytest.raises(LeaseLost):
            TASKS["ingest"](ctx, old)
        assert work(ctx) == []
        assert len(row_of(ctx, receipt.recording_id).documents) == 2, "one in each language"


class TestFailing:
    def test_it_is_tried_again_later_and_later(self, ctx: Context) -> None:
        job_id, waits = queued(ctx), []
        for _ in range(4):
            fail(ctx.db, claimed(ctx, job_id), "unexpected", {})
            job = job_of(ctx, job_id)
            assert job.state is JobState.QUEUED
            waits.append((job.run_after - utc_now()).total_seconds())
            assert claim(ctx.db, job_id, "second/2") is None, "not before its time"
            hurry(ctx, job_id)
        for wait, base in zip(waits, lifecycle.BACK_OFF_S, strict=True):
            assert base * 0.8 - 2 <= wait <= base * 1.2

    def test_after_the_last_attempt_it_has_failed(self, ctx: Context) -> None:
        job_id = queued(ctx)
        for _ in range(5):
            hurry(ctx, job_id)
            fail(ctx.db, claimed(ctx, job_id), "unexpected", {"type": "KeyError"})
        job = job_of(ctx, job_id)
        assert (job.state, job.error_key) == (JobState.FAILED, "unexpected")
        assert job.finished_at is not None
        assert [event.data.get("final") for event in job.events if event.name == "error"] == [False] * 4 + [
            True
        ]

    def test_a_final_error_is_not_tried_again(self, ctx: Context) -> None:
        job_id = queued(ctx)
        fail(ctx.db, claimed(ctx, job_id), "object-missing", {}, final=True)
        assert job_of(ctx, job_id).state is JobState.FAILED

    def test_an_outage_costs_no_attempt(self, ctx: Context) -> None:
        job_id = queued(ctx)
        for _ in range(20):
            fail(ctx.db, claimed(ctx, job_id), "store-unavailable", {}, outage=True)
            hurry(ctx, job_id)
        for _ in range(4):
            fail(ctx.db, claimed(ctx, job_id), "unexpected", {})
            hurry(ctx, job_id)
        assert job_of(ctx, job_id).state is JobState.QUEUED
        fail(ctx.db, claimed(ctx, job_id), "unexpected", {})
        assert job_of(ctx, job_id).state is JobState.FAILED

    def test_a_worker_that_dies_five_times_over_a_job_fails_it(self, ctx: Context) -> None:
        job_id = queued(ctx)
        for _ in range(5):
            assert give_up_exhausted(ctx.db) == 0
            claimed(ctx, job_id)
            let_lease_run_out(ctx, job_id)
        assert claim(ctx.db, job_id, "second/2") is None
        assert give_up_exhausted(ctx.db) == 1
        job = job_of(ctx, job_id)
        assert (job.state, job.error_key) == (JobState.FAILED, "worker-died")

    def test_a_failed_reading_is_said_on_its_recording(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receipt = give(ctx, ana, a_night())

        def stumble(*_: object) -> None:
            raise KeyError("a name that must not show")

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("jobs.tasks.analyse", stumble)
            for _ in range(5):
                assert row_of(ctx, receipt.recording_id).state is RecordingState.PROCESSING
                hurry(ctx, receipt.job_id or "")
                work(ctx)
        row = row_of(ctx, receipt.recording_id)
        assert row.state is RecordingState.REFUSED
        assert row.error is not None
        assert row.error["key"] == "unexpected"
        assert "must not show" not in str(row.error)
        assert give(ctx, ana, a_night()).job_id != receipt.job_id
        work(ctx)
        assert row_of(ctx, receipt.recording_id).state is RecordingState.READY

    def test_a_missing_original_is_said_at_once(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        ctx.store.delete(row_of(ctx, receipt.recording_id).object_key)
        work(ctx)
        job = job_of(ctx, receipt.job_id)
        assert (job.state, job.attempt) == (JobState.FAILED, 1)
        assert row_of(ctx, receipt.recording_id).state is RecordingState.REFUSED

    def test_a_picture_that_can_not_be_drawn_leaves_its_night_readable(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stumble() -> None:
            raise ValueError

        monkeypatch.setattr("jobs.tasks.renderer", stumble)
        receipt = give(ctx, ana, a_night())
        for _ in range(6):
            work(ctx)
            for job in jobs_of(ctx, receipt.recording_id, "render-night"):
                hurry(ctx, job.id)
        assert jobs_of(ctx, receipt.recording_id, "render-night")[0].state is JobState.FAILED
        assert recordings.find_night(ctx, ana, receipt.recording_id).row.documents == []


class TestRunning:
    @pytest.mark.parametrize(
        ("error", "key", "state", "max_attempts"),
        [
            (StoreUnavailable(), "store-unavailable", JobState.QUEUED, 6),
            (RendererUnavailable("install chromium"), "renderer-unavailable", JobState.QUEUED, 6),
            (ObjectMissing(), "object-missing", JobState.FAILED, 5),
            (KeyError("x"), "unexpected", JobState.QUEUED, 5),
        ],
    )
    def test_each_error_is_noted_by_its_name(
        self,
        ctx: Context,
        monkeypatch: pytest.MonkeyPatch,
        error: Exception,
        key: str,
        state: JobState,
        max_attempts: int,
    ) -> None:
        def stumble(ctx: Context, claimed: Claim) -> None:
            raise error

        monkeypatch.setitem(TASKS, "ingest", stumble)
        job_id = queued(ctx)
        assert runner.run(ctx, job_id, "test/1")
        job = job_of(ctx, job_id)
        assert (job.error_key, job.state, job.max_attempts) == (key, state, max_attempts)
        assert job.events[-1].data["details"] == {"type": type(error).__name__}

    @pytest.mark.parametrize(
        "error",
        [StoreUnavailable(), StoreRefused(), ObjectMissing(), RendererUnavailable("install chromium")],
    )
    def test_what_was_foreseen_is_one_line_with_ids(
        self,
        ctx: Context,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        error: Exception,
    ) -> None:
        def stumble(ctx: Context, claimed: Claim) -> None:
            raise error from OSError("t0ken/csvs/Mara.csv")

        monkeypatch.setitem(TASKS, "ingest", stumble)
        job_id = queued(ctx)
        runner.run(ctx, job_id, "test/1")
        (record,) = [one for one in caplog.records if one.name == "jobs.runner"]
        assert record.getMessage().startswith(f"job {job_id} (ingest of nothing), attempt 1: ")
        assert record.exc_info is None
        assert "Mara" not in caplog.text

    def test_what_nobody_foresaw_has_its_traceback_without_the_stores_words(
        self, ctx: Context, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def stumble(ctx: Context, claimed: Claim) -> None:
            away = StoreUnavailable()
            away.__cause__ = OSError("t0ken/csvs/Mara.csv")
            mistake = KeyError("a mistake of ours")
            mistake.__context__ = away
            raise mistake

        monkeypatch.setitem(TASKS, "ingest", stumble)
        runner.run(ctx, queued(ctx), "test/1")
        assert "KeyError: 'a mistake of ours'" in caplog.text
        assert "Traceback" in caplog.text
        assert "Mara" not in caplog.text

    def test_a_kind_that_nobody_knows_fails_in_the_end_and_stops_nobody(self, ctx: Context) -> None:
        job_id = queued(ctx, kind="make-coffee")
        for _ in range(5):
            hurry(ctx, job_id)
            assert runner.run(ctx, job_id, "test/1")
        assert job_of(ctx, job_id).state is JobState.FAILED

    def test_a_job_that_is_taken_is_not_run(self, ctx: Context) -> None:
        job_id = queued(ctx)
        claimed(ctx, job_id)
        assert not runner.run(ctx, job_id, "second/2")

    def test_long_work_keeps_its_lease_by_heartbeats(
        self, ctx: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(runner, "LEASE_S", 0.03)
        beaten = Event()
        beat = lifecycle.heartbeat

        def count(db: object, of: Claim) -> None:
            beat(ctx.db, of)
            beaten.set()

        def work_long(ctx: Context, of: Claim) -> None:
            assert beaten.wait(20)
            end(ctx, of)

        monkeypatch.setattr(runner, "heartbeat", count)
        monkeypatch.setitem(TASKS, "ingest", work_long)
        job_id = queued(ctx)
        assert runner.run(ctx, job_id, "test/1")
        assert job_of(ctx, job_id).state is JobState.DONE

    def test_a_database_that_is_away_for_a_moment_does_not_stop_the_heart(
        self, ctx: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(runner, "LEASE_S", 0.03)
        beats, third = [0], Event()

        def falter(db: object, of: Claim) -> None:
            beats[0] += 1
            if beats[0] < 3:
                raise OperationalError("UPDATE job", {}, ConnectionError())
            third.set()

        def work_long(ctx: Context, of: Claim) -> None:
            assert third.wait(20)
            end(ctx, of)

        monkeypatch.setattr(runner, "heartbeat", falter)
        monkeypatch.setitem(TASKS, "ingest", work_long)
        job_id = queued(ctx)
        runner.run(ctx, job_id, "test/1")
        assert job_of(ctx, job_id).state is JobState.DONE


class TestEvents:
    def test_they_are_numbered_from_one(self, ctx: Context) -> None:
        job_id = queued(ctx)
        mine = claimed(ctx, job_id)
        lifecycle.note(ctx.db, mine, "processing_started", {"total_pages": 3})
        lifecycle.note(ctx.db, mine, "page_progress", {"current_page": 2, "total_pages": 3})
        end(ctx, mine)
        job = job_of(ctx, job_id)
        assert [(event.seq, event.name) for event in job.events] == [
            (1, "status"),
            (2, "status"),
            (3, "processing_started"),
            (4, "page_progress"),
            (5, "completed"),
        ]
        assert (job.progress_done, job.progress_total) == (2, 3)

    def test_they_are_numbered_for_each_job_by_itself(self, ctx: Context) -> None:
        for key in ("one", "two"):
            job = job_of(ctx, queued(ctx, key))
            assert [event.seq for event in job.events] == [1]


class TestReleasing:
    def test_what_an_engines_workers_held_goes_back_and_nothing_else(self, ctx: Context) -> None:
        ours, others, done = (queued(ctx, key) for key in ("ours", "others", "done"))
        claimed(ctx, ours, "host:17/4711")
        claimed(ctx, others, "host:171/4712")
        end(ctx, claimed(ctx, done, "host:17/4711"))
        assert release(ctx.db, "host:17") == 1
        assert [job_of(ctx, id).state for id in (ours, others, done)] == [
            JobState.QUEUED,
            JobState.RUNNING,
            JobState.DONE,
        ]
        assert due_jobs(ctx.db, limit=9) == [ours]

    def test_a_name_with_signs_of_its_own_is_taken_at_its_word(self, ctx: Context) -> None:
        job_id = queued(ctx)
        claimed(ctx, job_id, "hostX17/1")
        assert release(ctx.db, "host_17") == 0
        assert release(ctx.db, "%") == 0

    def test_what_was_its_last_attempt_is_given_up_instead(self, ctx: Context) -> None:
        job_id = queued(ctx)
        with changed(ctx, Job, job_id) as job:
            job.attempt = 4
        claimed(ctx, job_id, "host:17/1")
        release(ctx.db, "host:17")
        assert job_of(ctx, job_id).state is JobState.RUNNING
        with changed(ctx, Job, job_id) as job:
            job.lease_until = utc_now() - timedelta(seconds=1)
        assert give_up_exhausted(ctx.db) == 1
