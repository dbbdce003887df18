"""What both engines owe: real worker processes run each job once in effect, whatever is killed."""

from __future__ import annotations

import signal

import pytest

from access import Doctor
from db.models import JobState, RecordingState
from db.queue import LATER, NORMAL, SOON, URGENT
from tests.builders import a_night, give, job_of, jobs_of, row_of
from tests.services.engines.conftest import ENGINES
from tests.services.engines.engine import RunningEngine, kill_the_process_of, process_of, until
from tests.services.rendering.processes import gone

pytestmark = pytest.mark.parametrize("engine_kind", ENGINES, indirect=True)


def test_a_job_is_run(engine: RunningEngine) -> None:
    (job,) = engine.wait_until_done(engine.queue("test-count", "one"))
    assert (job.attempt, engine.effects("one")) == (1, 1)


def test_a_batch_is_run_each_job_once(engine: RunningEngine) -> None:
    subjects = [f"batch-{number}" for number in range(25)]
    jobs = engine.wait_until_done(*(engine.queue("test-count", subject) for subject in subjects))
    assert [job.attempt for job in jobs] == [1] * 25
    assert [engine.effects(subject) for subject in subjects] == [1] * 25


def test_nights_are_read_and_drawn(engine: RunningEngine, doctor: Doctor) -> None:
    nights = [give(engine.ctx, doctor, a_night(seed)).recording_id for seed in range(2)]

    def are_done() -> bool:
        found = [jobs_of(engine.ctx, night) for night in nights]
        return all(len(each) == 2 and {job.state for job in each} == {JobState.DONE} for each in found)

    until(are_done, "both nights are drawn", unless=engine.said)
    rows = [row_of(engine.ctx, night) for night in nights]
    assert [row.state for row in rows] == [RecordingState.READY] * 2
    assert [{document.locale for document in row.documents} for row in rows] == [{"en", "ro"}] * 2


def test_the_most_urgent_is_run_first(engine: RunningEngine) -> None:
    first = engine.queue("test-wait", "before")
    engine.wait_until_runs(first)
    waiting = [
        engine.queue("test-count", f"order-{priority}", priority=priority)
        for priority in (LATER, SOON, NORMAL, URGENT)
    ]
    until(lambda: engine.are_rung_for(waiting), "the broker knows of all", unless=engine.said)
    engine.let_go(first)
    jobs = engine.wait_until_done(*waiting)
    by_start = sorted(jobs, key=lambda job: str(job.started_at))
    assert [job.priority for job in by_start] == [URGENT, SOON, NORMAL, LATER]


def test_what_fails_is_tried_again(engine: RunningEngine) -> None:
    (job,) = engine.wait_until_done(engine.queue("test-fail", "fails"))
    assert (job.attempt, engine.effects("fails")) == (2, 1)
    errors = [event.data for event in job.events if event.name == "error"]
    assert [(error["error"], error["final"]) for error in errors] == [("unexpected", False)]


def test_a_process_that_is_killed_in_the_middle_loses_and_doubles_nothing(engine: RunningEngine) -> None:
    job_id, behind = engine.queue("test-wait", "killed"), engine.queue("test-count", "behind")
    first = engine.wait_until_runs(job_id)
    kill_the_process_of(first)
    until(lambda: job_of(engine.ctx, job_id).attempt == 2, "another process has it", unless=engine.said)
    again = engine.wait_until_runs(job_id)
    assert process_of(again) != process_of(first)
    states = [event.data["state"] for event in again.events if event.name == "status"]
    assert states == ["queued", "running", "queued", "running"], "taken back before its lease ran out"
    engine.let_go(job_id)
    engine.wait_until_done(job_id, behind)
    assert (engine.effects("killed"), engine.effects("behind")) == (1, 1)


def test_asked_to_end_it_lets_the_running_job_end_and_the_others_wait(engine: RunningEngine) -> None:
    running = engine.queue("test-wait", "ends")
    process = process_of(engine.wait_until_runs(running))
    waiting = engine.queue("test-count", "waits")
    assert engine.worker is not None
    engine.worker.send_signal(signal.SIGTERM)
    assert not gone({process}, within_s=0.7), "the running job was cut off"
    engine.let_go(running)
    assert engine.stop() == 0
    job = job_of(engine.ctx, running)
    assert (job.state, job.attempt, engine.effects("ends")) == (JobState.DONE, 1, 1)
    assert engine.seen() == [], "who has stopped is not seen any more"
    while_nobody_listens = engine.queue("test-count", "alone")
    assert engine.state(while_nobody_listens) is engine.state(waiting) is JobState.QUEUED
    engine.start()
    engine.wait_until_done(waiting, while_nobody_listens)
    assert (engine.effects("waits"), engine.effects("alone")) == (1, 1)


def test_a_worker_that_is_killed_with_all_its_processes_loses_and_doubles_nothing(
    engine: RunningEngine,
) -> None:
    running, waiting = engine.queue("test-wait", "all-killed"), engine.queue("test-count", "all-waited")
    engine.wait_until_runs(running)
    engine.kill()
    engine.start()
    until(lambda: job_of(engine.ctx, running).attempt == 2, "its lease has run out", unless=engine.said)
    engine.let_go(running)
    engine.wait_until_done(running, waiting)
    assert (engine.effects("all-killed"), engine.effects("all-waited")) == (1, 1)
