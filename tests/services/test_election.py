"""One of many does something, and each that runs jobs says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from context import Context
from db.models import Lease, Worker, utc_now
from jobs.election import leave_lease, take_lease
from jobs.presence import Presence, workers_seen
from tests.builders import changed, count_of, past
from tests.databases import BOTH

pytestmark = BOTH


def test_of_eight_at_once_one_is_elected_and_stays(ctx: Context) -> None:
    together = Barrier(8)

    def stand(number: int) -> bool:
        together.wait()
        return take_lease(ctx.db, "lead", f"host:{number}", 60)

    with ThreadPoolExecutor(8) as pool:
        elected = [number for number, won in enumerate(pool.map(stand, range(8))) if won]
    assert len(elected) == 1
    assert take_lease(ctx.db, "lead", f"host:{elected[0]}", 60)
    assert not take_lease(ctx.db, "lead", "host:9", 60)
    assert take_lease(ctx.db, "another", "host:9", 60)


def test_a_lease_that_ran_out_goes_to_one_of_eight(ctx: Context) -> None:
    assert take_lease(ctx.db, "lead", "dead", 60)
    with changed(ctx, Lease, "lead") as lease:
        lease.until = past(1)
    together = Barrier(8)

    def stand(number: int) -> bool:
        together.wait()
        return take_lease(ctx.db, "lead", f"host:{number}", 60)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(stand, range(8))) == 1
    assert not take_lease(ctx.db, "lead", "dead", 60)


def test_who_leaves_makes_room_at_once_and_for_nobody_else(ctx: Context) -> None:
    assert take_lease(ctx.db, "lead", "first", 60)
    leave_lease(ctx.db, "lead", "second")
    assert not take_lease(ctx.db, "lead", "second", 60)
    leave_lease(ctx.db, "lead", "first")
    assert take_lease(ctx.db, "lead", "second", 60)


def test_who_runs_jobs_is_seen_until_he_falls_silent_or_leaves(ctx: Context) -> None:
    first, second = (Presence(ctx.db, f"host:{n}", "celery", ("fast", "ocr")) for n in (1, 2))
    first.tell()
    second.tell()
    second.tell()
    assert [(seen.name, seen.queues) for seen in workers_seen(ctx)] == [
        ("host:1", "fast,ocr"),
        ("host:2", "fast,ocr"),
    ]
    with changed(ctx, Worker, "host:1") as row:
        row.seen_at = past(2)
    assert [seen.name for seen in workers_seen(ctx)] == ["host:2"]
    assert len(workers_seen(ctx, within_s=300)) == 2
    second.leave()
    assert workers_seen(ctx) == []


def test_it_is_not_said_more_often_than_is_due(ctx: Context) -> None:
    one = Presence(ctx.db, "host:1", "embedded", ("fast",))
    one.tell_if_due()
    with changed(ctx, Worker, "host:1") as row:
        row.seen_at = past(2)
    one.tell_if_due()
    assert workers_seen(ctx) == []


def test_those_that_died_long_ago_are_forgotten(ctx: Context) -> None:
    Presence(ctx.db, "host:1", "celery", ("fast",)).tell()
    with changed(ctx, Worker, "host:1") as row:
        row.seen_at = utc_now() - timedelta(hours=2)
    Presence(ctx.db, "host:2", "celery", ("fast",)).tell()
    assert count_of(ctx, "worker") == 1
