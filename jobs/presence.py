"""Which processes run jobs: each engine says so about every 20 s in a row of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from context import Context
from db.models import Worker, utc_now
from db.session import Database

TELL_EVERY_S = 20
FORGET_AFTER = timedelta(hours=1)


class Presence:
    """An engine's row in the table of workers: there while it runs, gone when it has stopped."""

    def __init__(self, db: Database, name: str, engine: str, queues: Sequence[str]) -> None:
        self._db = db
        self.name, self._engine, self._queues = name, engine, ",".join(queues)
        self._started_at = utc_now()
        self._next = 0.0

    def tell_if_due(self) -> None:
        """Say that this engine runs, if it was not said just now."""
        if time.monotonic() >= self._next:
            self.tell()
            self._next = time.monotonic() + TELL_EVERY_S

    def tell(self) -> None:
        """Say that this engine runs, and forget those that have not said so for an hour."""
        now = utc_now()
        with self._db.write() as session:
            session.merge(
                Worker(
                    name=self.name,
                    engine=self._engine,
                    queues=self._queues,
                    started_at=self._started_at,
                    seen_at=now,
                )
            )
            session.execute(delete(Worker).where(Worker.seen_at < now - FORGET_AFTER))

    def leave(self) -> None:
        """Say that it has stopped."""
        with self._db.write() as session:
            session.execute(delete(Worker).where(Worker.name == self.name))


def workers_seen(ctx: Context, within_s: float = 60) -> Sequence[Worker]:
    """The engines that have lately said that they run jobs."""
    with ctx.db.read() as session:
        since = utc_now() - timedelta(seconds=within_s)
        return session.scalars(select(Worker).where(Worker.seen_at >= since).order_by(Worker.name)).all()
