"""What is Celery's own: what lies in Redis, and what happens when Redis forgets, goes and stays away."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from access import Doctor
from db.models import JobState, utc_now
from db.queue import LATER, URGENT
from jobs.celery_app import make_celery, waiting
from jobs.presence import workers_seen
from tests.builders import File, a_night, add_someone, give, job_of, row_of
from tests.redis_server import RedisServer
from tests.services.engines.engine import RunningEngine, until


def messages(server: RedisServer) -> list[list[object]]:
    """The arguments of every message that waits, of all queues and degrees of urgency."""
    lists = [key for key in server.client.scan_iter("oxinight:*") if server.client.type(key) == b"list"]
    found = [json.loads(message) for key in lists for message in server.client.lrange(key, 0, -1)]
    return [json.loads(base64.b64decode(message["body"]))[0] for message in found]


def seen_since(engine: RunningEngine, moment: datetime) -> bool:
    return any(worker.seen_at > moment for worker in workers_seen(engine.ctx))


def kept_busy(engine: RunningEngine, name: str) -> str:
    """A job that runs until it is let go; with one process, all others wait."""
    job_id = engine.queue("test-wait", name)
    engine.wait_until_runs(job_id)
    return job_id


def test_each_job_is_rung_for_once_in_its_queue_and_the_broker_knows_only_ids(
    engine: RunningEngine, redis_server: RedisServer, doctor: Doctor
) -> None:
    busy = kept_busy(engine, "secret")
    someone = add_someone(engine.ctx, doctor, "Mara B., room 12")
    files = (a_night(), File("Popescu Ion.pdf", b"%PDF-1.4\n%%EOF\n"))
    given = [give(engine.ctx, doctor, file, patient_id=someone.id) for file in files]
    picture = engine.queue("render-night", "nothing", priority=LATER)
    jobs = [*(str(receipt.job_id) for receipt in given), picture]
    until(lambda: engine.are_rung_for(jobs), "all are rung for", unless=engine.said)
    for _ in range(20):
        engine.ctx.ring()
    app = make_celery(engine.ctx.settings)
    until(lambda: sum(waiting(app).values()) >= 3, "all are sent", unless=engine.said)
    assert waiting(app) == {"fast": 1, "render": 1, "ocr": 1}
    assert sorted(map(str, messages(redis_server))) == sorted(str([job_id]) for job_id in jobs)
    known = redis_server.everything()
    assert busy in known, "it looked into the right place"
    row = row_of(engine.ctx, given[0].recording_id)
    secrets = (row.filename, row.id, row.sha256, row.patient.storage_token, someone.secret, doctor.account_id)
    for word in (*secrets, "Mara", "Popescu", "ana@clinic.test", engine.ctx.settings.secret_key):
        assert word not in known
    engine.let_go(busy)
    engine.wait_until_done(*jobs)


def test_jobs_are_run_although_redis_forgets_everything(
    engine: RunningEngine, redis_server: RedisServer
) -> None:
    busy = kept_busy(engine, "flushed")
    subjects = [f"forgotten-{number}" for number in range(3)]
    jobs = [engine.queue("test-count", subject) for subject in subjects]
    until(lambda: len(messages(redis_server)) == 3, "all are sent", unless=engine.said)
    redis_server.client.flushall()
    engine.let_go(busy)
    engine.wait_until_done(busy, *jobs, engine.queue("test-count", "afterwards"))
    assert [engine.effects(subject) for subject in ("flushed", *subjects, "afterwards")] == [1] * 5


def test_jobs_wait_while_redis_is_away_and_are_run_when_it_is_there_again(
    engine: RunningEngine, redis_server: RedisServer
) -> None:
    busy = kept_busy(engine, "away")
    assert engine.worker is not None
    before = engine.worker.pid
    redis_server.kill()
    meanwhile = [engine.queue("test-count", f"meanwhile-{number}") for number in range(3)]
    until(lambda: "the broker does not answer" in engine.said(), "beat has noticed")
    engine.let_go(busy)
    engine.wait_until_done(busy)
    assert {engine.state(job_id) for job_id in meanwhile} == {JobState.QUEUED}
    redis_server.start()
    again = utc_now()
    engine.wait_until_done(*meanwhile, engine.queue("test-count", "again", priority=URGENT))
    assert [engine.effects(f"meanwhile-{number}") for number in range(3)] == [1] * 3
    assert engine.effects("away") == 1
    until(lambda: seen_since(engine, again), "it is seen again", unless=engine.said)
    assert (engine.worker.poll(), engine.worker.pid) == (None, before)


@pytest.fixture(scope="module")
def impatient(engine: RunningEngine) -> RunningEngine:
    """A worker for quick jobs alone, that gives up soon: on a job, and on Redis."""
    engine.stop()
    engine.start("--queues", "fast", TEST_IMPATIENT="yes")
    return engine


def test_a_job_that_takes_too_long_is_cut_off_and_tried_again(impatient: RunningEngine) -> None:
    job_id = impatient.queue("test-wait", "too-long")
    until(lambda: job_of(impatient.ctx, job_id).attempt == 2, "its time is over", unless=impatient.said)
    impatient.let_go(job_id)
    impatient.wait_until_done(job_id)
    assert impatient.effects("too-long") == 1


def test_the_worker_ends_when_redis_stays_away_and_nothing_is_lost(
    impatient: RunningEngine, redis_server: RedisServer
) -> None:
    redis_server.kill()
    assert impatient.worker is not None
    assert impatient.worker.wait(30) != 0
    jobs = [impatient.queue("test-count", "stayed-away"), impatient.queue("render-night", "nobody draws")]
    redis_server.start()
    impatient.start("--queues", "fast")
    impatient.wait_until_done(jobs[0])
    until(lambda: impatient.are_rung_for(jobs), "both are rung for", unless=impatient.said)
    assert impatient.effects("stayed-away") == 1
    assert impatient.state(jobs[1]) is JobState.QUEUED, "this worker draws no pictures"


def test_the_log_names_no_one(engine: RunningEngine) -> None:
    said = (Path(engine.ctx.settings.data_dir) / "engine.log").read_text()
    assert "Popescu" not in said
    assert "Mara" not in said
