"""What runs inside a worker process, whichever engine has started it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor

from context import Context
from jobs import runner
from rendering import RendererUnavailable, renderer
from settings import Settings

log = logging.getLogger(__name__)


class _Process:
    """What this worker process keeps between jobs."""

    ctx: Context
    name: str


def prepare(settings: Settings, engine_name: str) -> Context:
    """Called once in a new worker process; what its jobs work with."""
    set_up_logging()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the engine ends us
    _Process.ctx = Context.from_settings(settings)
    _Process.name = f"{engine_name}/{os.getpid()}"
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    return _Process.ctx


def set_up_logging() -> None:
    """Warnings and errors go to standard error, as the web process's do."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def warm_up() -> None:
    """Start the browser before the first picture is asked for."""
    try:
        renderer().warm_up()
    except RendererUnavailable as error:
        log.warning("pictures wait: %s", error)


def warm_up_meanwhile() -> None:
    """The same in a thread, where this process must say at once that it is there."""
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()


def run_job(job_id: str) -> bool:
    """Run one job in this process."""
    return runner.run(_Process.ctx, job_id, _Process.name)


def end_pool(pool: ProcessPoolExecutor, grace_s: float) -> None:
    """Let the pool's processes finish their job and close their browsers, within the grace time."""
    processes = list((pool._processes or {}).values())
    deadline = time.monotonic() + grace_s
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.join(max(0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _end_with_parent() -> None:
    """A web process that was killed must not leave workers behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
