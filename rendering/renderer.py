"""Figures to PNG bytes, callable from any thread of this process."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from multiprocessing.util import Finalize
from typing import Any

from plotly.graph_objects import Figure

from rendering.browser import PictureBrowser
from rendering.errors import RendererClosedError, RenderTimeoutError
from rendering.worker import Job, Limits, Work, Worker


class Renderer:
    """Owns one browser, in one thread with one event loop; started when first needed.

    Args:
        chromium: the browser's path; without it, the machine is searched.
        limits: how long things may take.
    """

    def __init__(self, *, chromium: str | None = None, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker = Worker(chromium, self._limits)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._at_exit: Finalize | None = None
        self._closed = False
        self._pid = os.getpid()

    @property
    def usable(self) -> bool:
        """Whether it can be asked here: not closed, and not inherited through a fork."""
        return not self._closed and self._pid == os.getpid()

    def render_png(
        self, figure: Figure | dict[str, Any], *, width: int = 1280, height: int = 720, scale: float = 1
    ) -> bytes:
        """Return the figure as a PNG of ``width * scale`` by ``height * scale`` pixels.

        Raises:
            RendererUnavailable: no browser can be started here; says what to install.
            BrowserLostError: the browser died twice over this picture.
            RenderTimeoutError: it took too long, or too many were waiting before it.
            FigureRefusedError: the figure cannot be drawn.
            RendererClosedError: the renderer has been closed.
        """
        spec = figure if isinstance(figure, dict) else figure.to_dict()
        return self._ask(lambda browser: browser.draw_png(spec, width, height, scale))

    def warm_up(self) -> None:
        """Start the browser now, so that the first picture need not wait for it."""
        self._ask(_nothing)

    def close(self) -> None:
        """End the browser and its thread. Pictures that still wait are refused."""
        with self._lock:
            if not self.usable:
                return
            self._closed = True
        if self._thread is None or self._loop is None or self._at_exit is None:
            return
        self._at_exit.cancel()
        self._loop.call_soon_threadsafe(self._worker.stop)
        self._thread.join()

    def _ask(self, work: Work) -> bytes:
        """Queue the work and wait for its answer."""
        job = Job(work)
        self._put(job)
        try:
            return job.answer.result(self._limits.wait_s)
        except NotInTime as error:
            job.answer.cancel()
            raise RenderTimeoutError(f"No picture within {self._limits.wait_s:g} s.") from error

    def _put(self, job: Job) -> None:
        with self._lock:
            if not self.usable:
                raise RendererClosedError("This renderer is closed, or belongs to another process.")
            loop = self._loop or self._start()
            loop.call_soon_threadsafe(self._worker.put, job)

    def _start(self) -> asyncio.AbstractEventLoop:
        """Start the thread and return its loop. The lock is held.

        The thread is a daemon and is closed by a finalizer, because that also runs
        where a process pool's worker ends, which `atexit` does not, and never in a fork.
        """
        started: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(
            target=asyncio.run, args=[self._serve(started)], name="pictures", daemon=True
        )
        self._thread.start()
        self._at_exit = Finalize(None, self.close, exitpriority=100)
        self._loop = started.result()
        return self._loop

    async def _serve(self, started: Future[asyncio.AbstractEventLoop]) -> None:
        started.set_result(asyncio.get_running_loop())
        await self._worker.serve()


async def _nothing(_browser: PictureBrowser) -> bytes:
    return b""
