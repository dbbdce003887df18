"""For which jobs a bell must be rung: once for each when it is due, again only where that came to nothing.

A bell counts from the moment in which its job became due: a job that failed and waits (``run_after`` lies
behind ``rung_at``) is rung for anew, and nobody has to remember to say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, or_, update

from db.models import Job, utc_now
from db.session import Database
from jobs.lifecycle import claimable
from jobs.queues import jobs_with_recordings, queue_of_job

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Bell:
    """What a broker is told: a job's id, and where it belongs."""

    job_id: str
    queue: str
    priority: int


def take_bells(db: Database, stale_before: Mapping[str, datetime] | None = None) -> list[Bell]:
    """Mark due jobs as rung for, by compare-and-set; who gets them here, rings. At most ``AT_ONCE``.

    ``stale_before`` says, for a queue, before which time a bell was heard by nobody if its job still waits.
    """
    query = _unrung(stale_before or {})
    with db.read() as session:
        if session.execute(query.limit(1)).first() is None:
            return []  # without taking SQLite's one pen
    with db.write() as session:
        rows = session.execute(query.limit(AT_ONCE).with_for_update(of=Job, skip_locked=True)).all()
        bells = [Bell(*row) for row in rows]
        session.execute(_mark(bells, utc_now()))
    return bells


def put_back(db: Database, bells: Sequence[Bell]) -> None:
    """Nobody was told after all: these are rung for again."""
    with db.write() as session:
        session.execute(_mark(bells, None))


def _unrung(stale_before: Mapping[str, datetime]) -> Select[Any]:
    unheard = (and_(queue_of_job() == queue, Job.rung_at < at) for queue, at in stale_before.items())
    missing: ColumnElement[bool] = or_(Job.rung_at.is_(None), Job.rung_at < Job.run_after, *unheard)
    return (
        jobs_with_recordings(Job.id, queue_of_job(), Job.priority)
        .where(claimable(), missing)
        .order_by(Job.priority, Job.run_after, Job.created_at)
    )


def _mark(bells: Sequence[Bell], at: datetime | None) -> Update:
    return update(Job).where(Job.id.in_([bell.job_id for bell in bells])).values(rung_at=at)
