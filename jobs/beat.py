"""Beat, the Celery engine's clock: rings for what has come due, and for what nobody has heard.

It is no Celery beat: that one sends a message to have the clock's work done by a free worker, which is what a
sweeper after lost messages and dead workers can not count on. Two of these do no harm.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from kombu.exceptions import OperationalError

from context import Context
from db.models import utc_now
from jobs.bell import try_to_ring
from jobs.celery_app import make_celery, waiting
from jobs.lifecycle import give_up_exhausted

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
SWEEP_EVERY_S = 15.0
UNHEARD_S = 20
"""So long after its bell a job still waits, though its queue is empty: its message is lost."""
LOST_S = 600
"""So long after its bell it is rung for again even while its queue is full."""


class Beat:
    """Rings until it is told to stop."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._app = make_celery(ctx.settings)
        self._next_sweep = 0.0

    def run(self, over: threading.Event) -> None:
        """Ring and sweep, until ``over``; seldom while the broker is away."""
        while not over.is_set():
            over.wait(LOOK_EVERY_S if self._tick() else SWEEP_EVERY_S)

    def _tick(self) -> bool:
        """Ring for what has come due, and now and then for what was lost; whether that went well."""
        try:
            if time.monotonic() < self._next_sweep:
                return try_to_ring(self._ctx, self._app)
            self._next_sweep = time.monotonic() + SWEEP_EVERY_S
            give_up_exhausted(self._ctx.db)
            return try_to_ring(self._ctx, self._app, self._stale_before())
        except Exception:  # the seam: whatever it was, jobs must not wait for ever
            log.exception("looking for jobs failed; trying again")
            return False

    def _stale_before(self) -> Mapping[str, datetime]:
        """Before which time a bell of each queue was heard by nobody."""
        try:
            lengths = waiting(self._app)
        except OperationalError:
            return {}  # the broker is away; ringing says so
        now = utc_now()
        return {
            queue: now - timedelta(seconds=LOST_S if length else UNHEARD_S)
            for queue, length in lengths.items()
        }
