"""A Celery worker: its main process hands out ids, its child processes run the jobs.

The main process keeps no connection to the database open between two uses: its children are forked, and
SQLite's connections must not cross a fork (https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_connection_across_a_fork_).
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Sequence
from typing import Any

from celery import Task, bootsteps, signals
from celery.worker.request import Request
from sqlalchemy.exc import OperationalError

from context import Context
from jobs import presence, worker
from jobs.bell import CeleryBell
from jobs.celery_app import RUN, make_celery
from jobs.lifecycle import release, release_worker
from jobs.presence import Presence
from jobs.queues import RENDER
from rendering import renderer

log = logging.getLogger(__name__)


class _Main:
    """What this worker's main process keeps."""

    ctx: Context
    engine_name: str
    presence: Presence
    queues: Sequence[str]


class JobRequest(Request):  # type: ignore[misc]  # Celery has no types
    """A message that is being worked on, as the main process sees it."""

    def on_failure(self, exc_info: Any, *args: object, **kwargs: object) -> None:  # noqa: ANN401
        """The child has died: what it held goes back to the queue before another gets its message."""
        self._take_back()
        super().on_failure(exc_info, *args, **kwargs)

    def on_timeout(self, soft: bool, timeout: float) -> None:
        """The child took too long and is killed: what it held goes back to the queue."""
        if not soft:
            self._take_back()
        super().on_timeout(soft, timeout)

    def _take_back(self) -> None:
        try:
            release_worker(_Main.ctx.db, f"{_Main.engine_name}/{self.worker_pid}")
        except OperationalError:
            log.exception(
                "job of child %s: the database does not answer; its lease runs out", self.worker_pid
            )
        finally:
            _Main.ctx.db.dispose()


class RunJob(Task):  # type: ignore[misc]
    """Runs the job of this id, if it can be claimed."""

    name = RUN
    Request = JobRequest

    def run(self, job_id: str) -> None:
        """In a child process. How it ended stands in the table."""
        worker.run_job(job_id)


class Telling(bootsteps.StartStopStep):  # type: ignore[misc]
    """Says from time to time that this worker is there, from the main process's one thread."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:  # noqa: ANN401
        """Say it now and from now on."""
        _tell()
        parent.timer.call_repeatedly(presence.TELL_EVERY_S, _tell)


def serve(ctx: Context, queues: Sequence[str]) -> int:
    """Run jobs of these queues until told to stop; the status to exit with."""
    _Main.ctx, _Main.queues = ctx, queues
    _Main.engine_name = f"{socket.gethostname()}:{os.getpid()}"
    _Main.presence = Presence(ctx.db, _Main.engine_name, "celery", queues)
    signals.setup_logging.connect(_keep_our_logging)
    signals.worker_process_init.connect(_begin_child)
    signals.worker_process_shutdown.connect(_end_child)
    ctx.db.dispose()
    running = _celery_worker(queues)
    running.start()
    release(ctx.db, _Main.engine_name)
    _Main.presence.leave()
    return int(running.exitcode or 0)


def _celery_worker(queues: Sequence[str]) -> Any:  # noqa: ANN401
    app = make_celery(_Main.ctx.settings)
    app.register_task(RunJob())
    app.steps["worker"].add(Telling)
    return app.Worker(
        hostname=f"{os.getpid()}@{socket.gethostname()}",
        pool="prefork",
        queues=list(queues),
        quiet=True,
        without_mingle=True,
        without_gossip=True,
    )


def _tell() -> None:
    try:
        _Main.presence.tell()
    except OperationalError:
        log.exception("the database does not answer; this worker is not seen meanwhile")
    finally:
        _Main.ctx.db.dispose()


def _keep_our_logging(**_: object) -> None:
    worker.set_up_logging()


def _begin_child(**_: object) -> None:
    """In a new child: connections, a bell and, if it draws, a browser of its own."""
    bell = CeleryBell(worker.prepare(_Main.ctx.settings, _Main.engine_name))
    bell.start()
    if RENDER in _Main.queues:
        worker.warm_up_meanwhile()


def _end_child(**_: object) -> None:
    """Celery's children end without Python's own finalizers: the browser would stay."""
    renderer().close()
