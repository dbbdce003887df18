"""Writing a job's row, in the caller's transaction. Running it is the business of ``jobs``."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import Job, JobEvent

URGENT, SOON, NORMAL, LATER = 10, 20, 50, 90
UNTIL_DONE = 10_000  # attempts: what a doctor had erased is hidden, nobody would ask for it a second time


def enqueue(
    session: Session,
    kind: str,
    subject_id: str,
    *,
    key: str,
    doctor_id: str | None = None,
    priority: int = NORMAL,
    max_attempts: int = 5,
) -> Job:
    """Queue work once: the same ``key`` gives the job that is there already."""
    same = select(Job).where(Job.idempotency_key == key)
    existing = session.scalar(same)
    if existing is not None:
        return existing
    job = Job(
        kind=kind,
        subject_id=subject_id,
        idempotency_key=key,
        doctor_id=doctor_id,
        priority=priority,
        max_attempts=max_attempts,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # somebody else queued it in this moment
        return session.scalars(same).one()
    add_event(session, job, "status", state=job.state.value)
    return job


def add_event(session: Session, job: Job, name: str, **data: object) -> None:
    """Append a numbered event to a job."""
    last = session.scalar(select(func.max(JobEvent.seq)).where(JobEvent.job_id == job.id)) or 0
    session.add(JobEvent(job_id=job.id, seq=last + 1, name=name, data=data))
    session.flush()
