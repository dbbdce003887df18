"""The queue in front of the browser: one figure at a time, each answer to its own asker.

Kaleido's shared server pairs figures with pictures by order of arrival, and under
threads it hands one patient's picture to another. Here a job carries its own
answer, and the next job starts when the last one is answered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from choreographer.errors import (
    BrowserClosedError,
    BrowserFailedError,
    ChannelClosedError,
    DevtoolsProtocolError,
)
from kaleido.errors import JavascriptError, KaleidoError

from rendering.browser import PictureBrowser, make_browser
from rendering.errors import (
    BrowserLostError,
    FigureRefusedError,
    RendererClosedError,
    RendererUnavailable,
    RenderingError,
    RenderTimeoutError,
)

log = logging.getLogger(__name__)

GONE = (BrowserClosedError, BrowserFailedError, ChannelClosedError, DevtoolsProtocolError)
NO_START = "Chromium was found but does not start. Run `chromium --headless` by hand to see why."
Work = Callable[[PictureBrowser], Coroutine[Any, Any, bytes]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for starting a browser, drawing a picture, waiting for one's picture, closing."""

    start_s: float = 30.0
    picture_s: float = 30.0
    wait_s: float = 180.0
    close_s: float = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What to do with the browser, and where its asker waits for the answer."""

    work: Work
    answer: Future[bytes] = field(default_factory=Future)


class Worker:
    """Runs jobs one after the other in one event loop, and owns the only browser."""

    def __init__(self, chromium: str | None, limits: Limits) -> None:
        self._chromium = chromium
        self._limits = limits
        self._jobs: asyncio.Queue[Job | None] = asyncio.Queue()
        self._closing = False
        self.browser: PictureBrowser | None = None

    def put(self, job: Job) -> None:
        """Queue a job. To be called in the worker's loop."""
        self._jobs.put_nowait(job)

    def stop(self) -> None:
        """Refuse what still waits and end after the job at hand. To be called in the worker's loop."""
        self._closing = True
        self._jobs.put_nowait(None)

    async def serve(self) -> None:
        """Answer jobs until stopped; leave no browser behind."""
        try:
            while (job := await self._jobs.get()) is not None:
                if job.answer.set_running_or_notify_cancel():
                    await self._answer(job)
        finally:
            await self._end_browser()

    async def _answer(self, job: Job) -> None:
        try:
            picture = await self._attempt(job.work)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the asker's to know
            job.answer.set_exception(error)
        else:
            job.answer.set_result(picture)

    async def _attempt(self, work: Work) -> bytes:
        """Do the work; if the browser died of it or before it, once more with a new one."""
        try:
            return await self._once(work)
        except BrowserLostError:
            log.warning("the picture browser died; starting another")
            return await self._once(work)

    async def _once(self, work: Work) -> bytes:
        if self._closing:
            raise RendererClosedError("The renderer was closed before this picture was drawn.")
        browser = await self._ready_browser()
        try:
            return await _bounded(work(browser), self._limits.picture_s)
        except (BrowserLostError, RenderTimeoutError):
            await self._end_browser()
            raise

    async def _ready_browser(self) -> PictureBrowser:
        """Return the browser, started if there is none or the last one has died."""
        if self.browser is not None and not self.browser.alive:
            log.warning("the picture browser has died; starting another")
            await self._end_browser()
        if self.browser is None:
            self.browser = make_browser(self._chromium)
            await self._open(self.browser)
        return self.browser

    async def _open(self, browser: PictureBrowser) -> None:
        try:
            await _bounded(browser.open(), self._limits.start_s)
        except (RenderingError, RuntimeError, OSError) as error:
            await self._end_browser()
            raise RendererUnavailable(NO_START) from error

    async def _end_browser(self) -> None:
        """Close the browser politely, then make sure of it."""
        browser, self.browser = self.browser, None
        if browser is None:
            return
        was_alive = browser.alive
        try:
            await _bounded(browser.close(), self._limits.close_s)
        except (RenderingError, RuntimeError) as error:
            log.warning("the picture browser did not close: %s", error)
        if was_alive:
            browser.kill()
        browser.remove_home()


async def _bounded(work: Coroutine[Any, Any, T], limit_s: float) -> T:
    """Return what the work returns, or say in this package's words why there is nothing.

    The work runs as a task of its own: when a browser dies, choreographer cancels
    whatever waits for it, and that must not look like a cancelled worker.
    """
    task = asyncio.create_task(work)
    done, _ = await asyncio.wait({task}, timeout=limit_s)
    if not done:
        task.add_done_callback(_note_failure)
        task.cancel()
        raise RenderTimeoutError(f"The picture browser gave no answer within {limit_s:g} s.")
    return _outcome(task)


def _outcome(task: asyncio.Task[T]) -> T:
    if task.cancelled():
        raise BrowserLostError("The picture browser died while it was drawing.")
    try:
        return task.result()
    except GONE as error:
        raise BrowserLostError("The picture browser died while it was drawing.") from error
    except (JavascriptError, KaleidoError) as error:
        raise FigureRefusedError(f"The figure cannot be drawn: {error}") from error


def _note_failure(task: asyncio.Task[Any]) -> None:
    """Log how work ended that nobody waits for any longer."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.debug("given up already, it also failed: %s", error)
