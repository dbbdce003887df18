"""Which bells are rung: for each due job one, in the right queue, and again only where nobody heard it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from access import Doctor
from context import Context
from db.models import Job, RecordingKind, RecordingRow, utc_now
from db.queue import LATER, NORMAL, URGENT, enqueue
from jobs.lifecycle import claim, fail, finish, release_worker
from jobs.queues import FAST, OCR, QUEUES, RENDER
from jobs.ringing import Bell, put_back, take_bells
from tests.builders import a_night, changed, give, hurry, job_of, let_lease_run_out, past
from tests.databases import BOTH

pytestmark = BOTH
LONG_AGO = {queue: utc_now() - timedelta(minutes=5) for queue in QUEUES}


def queued(ctx: Context, key: str = "work:1", *, kind: str = "ingest", priority: int = NORMAL) -> str:
    with ctx.db.write() as session:
        return enqueue(session, kind, "nothing", key=key, priority=priority).id


def rung(ctx: Context, stale: bool = False) -> list[str]:
    return [bell.job_id for bell in take_bells(ctx.db, LONG_AGO if stale else None)]


def test_each_due_job_is_rung_for_once_the_most_urgent_first(ctx: Context) -> None:
    jobs = [queued(ctx, str(priority), priority=priority) for priority in (LATER, URGENT, NORMAL)]
    assert rung(ctx) == [jobs[1], jobs[2], jobs[0]]
    assert rung(ctx) == []
    later = queued(ctx, "later")
    assert rung(ctx) == [later]


def test_of_eight_that_ring_at_once_one_gets_each_bell(ctx: Context) -> None:
    jobs, together = [queued(ctx, str(number)) for number in range(5)], Barrier(8)

    def ring(_: int) -> list[str]:
        together.wait()
        return rung(ctx)

    with ThreadPoolExecutor(8) as pool:
        got = [job_id for each in pool.map(ring, range(8)) for job_id in each]
    assert sorted(got) == sorted(jobs)


def test_a_job_that_is_not_due_is_not_rung_for(ctx: Context) -> None:
    job_id = queued(ctx)
    with changed(ctx, Job, job_id) as job:
        job.run_after = utc_now() + timedelta(days=1)
    assert rung(ctx, stale=True) == []


def test_what_could_not_be_sent_is_rung_for_again(ctx: Context) -> None:
    sent, unsent = queued(ctx, "sent"), queued(ctx, "unsent")
    bells = take_bells(ctx.db)
    put_back(ctx.db, [bell for bell in bells if bell.job_id == unsent])
    assert rung(ctx) == [unsent]
    assert job_of(ctx, sent).rung_at is not None


def test_a_job_that_failed_is_rung_for_again_when_it_is_due_again(ctx: Context) -> None:
    job_id = queued(ctx)
    assert rung(ctx) == [job_id]
    taken = claim(ctx.db, job_id, "first/1")
    assert taken is not None
    assert rung(ctx, stale=True) == [], "it runs"
    fail(ctx.db, taken, "unexpected", {})
    assert rung(ctx) == [], "it waits"
    hurry(ctx, job_id)
    assert rung(ctx) == [job_id]


def test_a_job_whose_worker_died_is_rung_for_again(ctx: Context) -> None:
    released, orphan = queued(ctx, "released"), queued(ctx, "orphan")
    assert len(rung(ctx)) == 2
    assert claim(ctx.db, released, "engine/1")
    assert claim(ctx.db, orphan, "engine/2")
    assert release_worker(ctx.db, "engine/1") == 1
    assert rung(ctx) == [released]
    let_lease_run_out(ctx, orphan)
    with changed(ctx, Job, orphan) as job:
        job.run_after = job.rung_at = past(10)
    assert rung(ctx, stale=True) == [orphan]


def test_a_job_that_is_done_is_not_rung_for(ctx: Context) -> None:
    taken = claim(ctx.db, queued(ctx), "engine/1")
    assert taken is not None
    with ctx.db.write() as session:
        finish(session, taken)
    assert rung(ctx, stale=True) == []


def test_a_bell_that_nobody_heard_is_rung_again_by_its_queues_own_time(ctx: Context) -> None:
    fast, drawn = queued(ctx, "fast"), queued(ctx, "drawn", kind="render-night")
    assert len(rung(ctx)) == 2
    for job_id in (fast, drawn):
        with changed(ctx, Job, job_id) as job:
            job.run_after = job.rung_at = past(10)
    assert rung(ctx) == []
    assert [bell.job_id for bell in take_bells(ctx.db, {RENDER: past(5), FAST: past(20)})] == [drawn]
    assert rung(ctx, stale=True) == [fast]


@pytest.mark.parametrize(
    ("kind", "queue"),
    [(RecordingKind.SAMPLES, FAST), (RecordingKind.REPORT, OCR), (RecordingKind.DOCUMENT, OCR)],
)
def test_printed_pages_have_a_queue_of_their_own(
    ctx: Context, ana: Doctor, kind: RecordingKind, queue: str
) -> None:
    receipt = give(ctx, ana, a_night())
    with changed(ctx, RecordingRow, receipt.recording_id) as row:
        row.kind = kind
    with ctx.db.write() as session:
        picture = enqueue(session, "render-night", receipt.recording_id, key="picture", priority=LATER).id
    job_id = str(receipt.job_id)
    assert take_bells(ctx.db) == [
        Bell(job_id, queue, job_of(ctx, job_id).priority),
        Bell(picture, RENDER, LATER),
    ]
