"""The bell of the Celery engine: tells the broker the ids of due jobs, from a thread of its own.

Nobody who wrote a job waits for the broker or hears that it is away: the job is in the table, and beat rings
for it later.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime

from celery import Celery
from kombu.exceptions import OperationalError

from context import Context
from jobs.celery_app import make_celery, send
from jobs.ringing import Bell, put_back, take_bells

log = logging.getLogger(__name__)

STOP_WITHIN_S = 5


class CeleryBell:
    """Rings for the jobs that this process writes; ``start`` once, ``stop`` at the end."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._app = make_celery(ctx.settings)
        self._rung, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, name="jobs-bell", daemon=True)

    def start(self) -> None:
        """Ring from now on when the context's bell is rung."""
        self._ctx.ring = self._rung.set
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after what it is just sending."""
        self._stopping.set()
        self._rung.set()
        self._thread.join(STOP_WITHIN_S)

    def _listen(self) -> None:
        while self._rung.wait() and not self._stopping.is_set():
            self._rung.clear()
            try_to_ring(self._ctx, self._app)


def try_to_ring(ctx: Context, app: Celery, stale_before: Mapping[str, datetime] | None = None) -> bool:
    """Ring for all jobs that need it; False when the broker does not answer: they are rung for later."""
    try:
        while bells := take_bells(ctx.db, stale_before):
            _send_all(ctx, app, bells)
    except OperationalError:
        log.warning("the broker does not answer; jobs wait in their table")
        return False
    except Exception:  # the seam: whatever it was, the next ring is tried all the same
        log.exception("ringing for jobs failed")
        return False
    return True


def _send_all(ctx: Context, app: Celery, bells: list[Bell]) -> None:
    """Send the bells in their order; those that could not be sent count as not rung."""
    unsent = list(bells)
    try:
        with app.producer_pool.acquire(block=True) as producer:
            while unsent:
                send(app, unsent[0], producer)
                del unsent[0]
    finally:
        if unsent:
            put_back(ctx.db, unsent)
