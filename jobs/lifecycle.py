"""The jobs table's state machine: claim, heartbeat, finish, fail, take back; each a short transaction.

Every change after the claim names the worker *and* the attempt, so that a worker which lost its lease can
not write over the one that took the job after it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from db.models import Job, JobState, RecordingRow, RecordingState, utc_now
from db.queue import add_event
from db.session import Database
from errors import N_

OUR_FAULT = N_("This file could not be processed because of a fault on our side; the file itself is kept.")
TRY_AGAIN = N_("Drop it here again to have it read once more, and tell us if that does not help.")
LEASE_S = 30
BACK_OFF_S = (2, 10, 60, 300)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker may run now."""

    job_id: str
    kind: str
    subject_id: str
    worker: str
    attempt: int
    max_attempts: int


class LeaseLost(Exception):
    """Somebody else has this job now; what was being done must not be written down."""


def due_jobs(db: Database, *, limit: int) -> Sequence[str]:
    """Ids of jobs that can be claimed now, the most urgent first."""
    with db.read() as session:
        query = (
            select(Job.id)
            .where(claimable())
            .order_by(Job.priority, Job.run_after, Job.created_at)
            .limit(limit)
        )
        return session.scalars(query).all()


def claim(db: Database, job_id: str, worker: str) -> Claim | None:
    """Take a job by compare-and-set; None when it is not to be had."""
    now = utc_now()
    with db.write() as session:
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, claimable())
            .values(
                state=JobState.RUNNING,
                worker=worker,
                attempt=Job.attempt + 1,
                lease_until=now + timedelta(seconds=LEASE_S),
                started_at=now,
            )
            .returning(Job.id)
        ).first()
        if taken is None:
            return None
        job = session.get_one(Job, job_id)
        add_event(session, job, "status", state=job.state.value, attempt=job.attempt)
        return Claim(job.id, job.kind, job.subject_id, worker, job.attempt, job.max_attempts)


def heartbeat(db: Database, claimed: Claim) -> None:
    """Hold the lease for another while; LeaseLost when it is gone."""
    with db.write() as session:
        _held(session, claimed).lease_until = utc_now() + timedelta(seconds=LEASE_S)


def note(db: Database, claimed: Claim, name: str, data: Mapping[str, object]) -> None:
    """Write down an event of a running job; one that has come to a page tells how far the job is."""
    with db.write() as session:
        job = _held(session, claimed)
        if "current_page" in data:
            job.progress_done, job.progress_total = (
                int(str(data["current_page"])),
                int(str(data["total_pages"])),
            )
        add_event(session, job, name, **data)


def hold(session: Session, claimed: Claim) -> None:
    """Have what the caller's transaction writes down only if the job is still ours; LeaseLost otherwise."""
    _held(session, claimed)


def finish(session: Session, claimed: Claim, **result: object) -> None:
    """Mark a job done, in the transaction that writes down what it made."""
    job = _held(session, claimed)
    job.state, job.finished_at, job.lease_until, job.error_key = JobState.DONE, utc_now(), None, None
    add_event(session, job, "completed", **result)


def refuse(session: Session, claimed: Claim, error_key: str, details: Mapping[str, object]) -> None:
    """Mark a job done that ended in a refusal of its file: to try again would not help."""
    job = _held(session, claimed)
    job.state, job.finished_at, job.lease_until, job.error_key = JobState.DONE, utc_now(), None, None
    add_event(session, job, "error", error=error_key, details=dict(details), final=True)


def fail(
    db: Database,
    claimed: Claim,
    error_key: str,
    details: Mapping[str, object],
    *,
    final: bool = False,
    outage: bool = False,
) -> None:
    """Note a failure: wait and try again, or give up after the last attempt or a final reason.

    An ``outage`` is not the job's fault and costs it no attempt: it waits as long as that lasts.
    """
    with db.write() as session:
        job = _held(session, claimed)
        job.max_attempts += outage
        given_up = final or job.attempt >= job.max_attempts
        job.error_key, job.lease_until = error_key, None
        if given_up:
            _give_up(session, job, error_key)
        else:
            job.state, job.run_after = JobState.QUEUED, utc_now() + _back_off(job.attempt)
        add_event(session, job, "error", error=error_key, details=dict(details), final=given_up)


def give_up_exhausted(db: Database) -> int:
    """Fail the jobs whose last attempt died without a word; how many there were."""
    with db.write() as session:
        query = select(Job).where(
            Job.state == JobState.RUNNING, Job.lease_until < utc_now(), Job.attempt >= Job.max_attempts
        )
        dead = session.scalars(query.with_for_update(skip_locked=True)).all()
        for job in dead:
            _give_up(session, job, "worker-died")
            add_event(session, job, "error", error="worker-died", details={}, final=True)
        return len(dead)


def release(db: Database, engine_name: str) -> int:
    """Queue again what workers of this engine held when they died; how many jobs that were."""
    return _release(db, Job.worker.startswith(f"{engine_name}/", autoescape=True))


def release_worker(db: Database, worker: str) -> int:
    """Queue again what this one worker held when it died; how many jobs that were."""
    return _release(db, Job.worker == worker)


def claimable() -> ColumnElement[bool]:
    """Waiting and due, or running under a lease that ran out (its worker died)."""
    now = utc_now()
    waiting = and_(Job.state == JobState.QUEUED, Job.run_after <= now)
    orphaned = and_(Job.state == JobState.RUNNING, Job.lease_until < now, Job.attempt < Job.max_attempts)
    return or_(waiting, orphaned)


def _release(db: Database, whose: ColumnElement[bool]) -> int:
    with db.write() as session:
        query = select(Job).where(Job.state == JobState.RUNNING, whose)
        held = session.scalars(query.with_for_update()).all()
        for job in held:
            job.lease_until = utc_now()
            if job.attempt < job.max_attempts:
                job.state, job.run_after = JobState.QUEUED, utc_now()
            add_event(session, job, "status", state=job.state.value, attempt=job.attempt)
        return len(held)


def _give_up(session: Session, job: Job, error_key: str) -> None:
    """End a job that failed for good, and say so on the recording that waits for it."""
    job.state, job.finished_at, job.error_key, job.lease_until = JobState.FAILED, utc_now(), error_key, None
    waiting = session.get(RecordingRow, job.subject_id) if job.kind == "ingest" else None
    if waiting is not None and waiting.state is RecordingState.PROCESSING:
        waiting.state = RecordingState.REFUSED
        waiting.error = {"key": error_key, "sentence": OUR_FAULT, "advice": TRY_AGAIN, "params": {}}


def _held(session: Session, claimed: Claim) -> Job:
    job = session.get(Job, claimed.job_id, with_for_update=True)
    if job is None or (job.state, job.worker, job.attempt) != (
        JobState.RUNNING,
        claimed.worker,
        claimed.attempt,
    ):
        raise LeaseLost(claimed.job_id)
    return job


def _back_off(attempt: int) -> timedelta:
    base = BACK_OFF_S[min(attempt, len(BACK_OFF_S)) - 1]
    return timedelta(seconds=base * random.uniform(0.8, 1.2))  # noqa: S311  jitter, not a secret
