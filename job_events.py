"""What happens to a job, told as it happens: each event once, in the order of its number."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from access import Doctor
from context import Context
from db.models import Job, JobEvent, JobState
from errors import NotFound

# Workers are processes of their own, perhaps on another machine: the table is all that they share with us.
LOOK_EVERY_S = 0.3
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Look:
    """The events of a job that are new, and whether they are the last ones."""

    events: Sequence[JobEvent]
    is_over: bool


def look(ctx: Context, doctor: Doctor, job_id: str, *, after: int = 0) -> Look:
    """What happened to a job of this doctor since the event numbered ``after``; NotFound if it is not hers.

    The state is read before the events: a job's last event is written together with its end.
    """
    with ctx.db.read() as session:
        job = session.get(Job, job_id)
        if job is None or job.doctor_id != doctor.account_id:
            raise NotFound
        query = select(JobEvent).where(JobEvent.job_id == job_id, JobEvent.seq > after)
        return Look(session.scalars(query.order_by(JobEvent.seq)).all(), job.state in ENDED)


def follow(
    ctx: Context, doctor: Doctor, job_id: str, *, after: int, goes_on: Callable[[], bool]
) -> Iterator[Sequence[JobEvent]]:
    """What is new at each look, often nothing, until the job is over or deleted, or ``goes_on`` says no."""
    while goes_on():
        try:
            seen = look(ctx, doctor, job_id, after=after)
        except NotFound:  # it was deleted with its recording
            return
        yield seen.events
        if seen.is_over:
            return
        after = seen.events[-1].seq if seen.events else after
        time.sleep(LOOK_EVERY_S)
