"""Writing a job's row, in the caller's transaction. Running it is the business of ``jobs``."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Job, JobEvent

URGENT, NORMAL, LATER = 10, 50, 90


def enqueue(
    session: Session,
    kind: str,
    subject_id: str,
    *,
    key: str,
    doctor_id: str | None = None,
    priority: int = NORMAL,
) -> Job:
    """Queue work once: the same ``key`` gives the job that is there already."""
    existing = session.scalar(select(Job).where(Job.idempotency_key == key))
    if existing is not None:
        return existing
    job = Job(kind=kind, subject_id=subject_id, idempotency_key=key, doctor_id=doctor_id, priority=priority)
    session.add(job)
    session.flush()
    add_event(session, job, "status", state=job.state.value)
    return job


def add_event(session: Session, job: Job, name: str, **data: object) -> None:
    """Append a numbered event to a job."""
    last = session.scalar(select(func.max(JobEvent.seq)).where(JobEvent.job_id == job.id)) or 0
    session.add(JobEvent(job_id=job.id, seq=last + 1, name=name, data=data))
    session.flush()
