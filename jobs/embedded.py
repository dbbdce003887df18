"""The embedded engine: a dispatcher thread and a spawned process pool inside the web process.

The table is the truth. ``ring`` only shortens the wait; a job that nobody rang for is seen within a second.
Where two web processes are started by mistake, one is elected and runs the jobs; the other one waits.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from context import Context
from jobs import worker
from jobs.election import leave_lease, take_lease
from jobs.lifecycle import due_jobs, give_up_exhausted, release
from jobs.presence import Presence
from jobs.queues import QUEUES
from settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
LEAD = "jobs-dispatcher"
LEAD_S = 15.0


class EmbeddedEngine:
    """Runs the jobs of this machine; ``start`` once, ``stop`` at the end.

    Of those that stand for election (web processes), one runs jobs; a worker that was started as such does.
    """

    def __init__(self, ctx: Context, *, elected: bool = False) -> None:
        self._ctx = ctx
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._elected, self._sure_until = elected, 0.0
        self._presence = Presence(ctx.db, self.name, "embedded", QUEUES)
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._running: dict[str, Future[bool]] = {}
        self._pool = _new_pool(ctx.settings, self.name)
        self._thread = threading.Thread(target=self._dispatch, name="jobs-dispatcher", daemon=True)

    def start(self) -> None:
        """Begin to look for jobs, at once."""
        self._ctx.ring = self.ring
        self.ring()
        self._thread.start()

    def ring(self) -> None:
        """Somebody wrote a job."""
        self._bell.set()

    def stop(self, grace_s: float = 20) -> None:
        """Finish what is running within the grace time; what is not finished goes back to the queue."""
        self._stopping.set()
        self._bell.set()
        self._thread.join(grace_s)
        worker.end_pool(self._pool, grace_s)
        release(self._ctx.db, self.name)
        self._presence.leave()
        if self._elected:
            leave_lease(self._ctx.db, LEAD, self.name)

    def _dispatch(self) -> None:
        while not self._stopping.is_set():
            self._bell.wait(LOOK_EVERY_S)
            self._bell.clear()
            try:
                if self._leads():
                    self._presence.tell_if_due()
                    self._look()
            except Exception:  # the seam: whatever it was, jobs must not wait for ever
                log.exception("looking for jobs failed; trying again in %s s", LOOK_EVERY_S)
                self._stopping.wait(LOOK_EVERY_S)

    def _leads(self) -> bool:
        """Whether jobs are this process's business; asked again in time before the lease runs out."""
        now = time.monotonic()
        if now < self._sure_until:
            return True
        if self._elected and not take_lease(self._ctx.db, LEAD, self.name, LEAD_S):
            return False
        if not self._sure_until:
            self._pool.submit(worker.warm_up)  # a worker is warm before the first job comes
        self._sure_until = now + LEAD_S / 3
        return True

    def _look(self) -> None:
        try:
            self._hand_out()
        except BrokenProcessPool:
            self._replace_pool()

    def _hand_out(self) -> None:
        """Give due jobs to free workers, the most urgent first."""
        self._forget_finished()
        free = self._ctx.settings.workers - len(self._running)
        if free <= 0:
            return
        give_up_exhausted(self._ctx.db)
        for job_id in due_jobs(self._ctx.db, limit=free + len(self._running)):
            if job_id not in self._running and free > 0:
                free -= 1
                future = self._pool.submit(worker.run_job, job_id)
                self._running[job_id] = future
                future.add_done_callback(lambda _: self.ring())

    def _forget_finished(self) -> None:
        for job_id, future in list(self._running.items()):
            if not future.done():
                continue
            del self._running[job_id]
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                raise error
            if error is not None:
                log.error("job %s: its worker could not write down how it ended", job_id, exc_info=error)

    def _replace_pool(self) -> None:
        """A worker was killed: start new ones and take back what it held."""
        log.error("a worker process died; starting another")
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()
        self._pool = _new_pool(self._ctx.settings, self.name)
        release(self._ctx.db, self.name)
        self.ring()


def _new_pool(settings: Settings, engine_name: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=settings.workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=worker.prepare,
        initargs=(settings, engine_name),
    )
