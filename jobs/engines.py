"""Which engine these settings mean. Celery is imported only where it is used: laptops start without it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from context import Context
from jobs.embedded import EmbeddedEngine
from jobs.queues import QUEUES


class Engine(Protocol):
    """What a process starts to have its jobs run, here or elsewhere."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Let running jobs end."""


def engine_of_web(ctx: Context) -> Engine | None:
    """What the web process starts: the jobs themselves, a bell, or nothing (a worker looks by itself)."""
    if ctx.settings.engine == "celery":
        from jobs.bell import CeleryBell

        return CeleryBell(ctx)
    return EmbeddedEngine(ctx, elected=True) if ctx.settings.engine == "embedded" else None


def run_worker(ctx: Context, queues: Sequence[str], over: threading.Event) -> int:
    """Run jobs until told to stop; the status to exit with. ``queues`` are Celery's, none means all."""
    if ctx.settings.engine == "celery":
        from jobs.celery_worker import serve

        return serve(ctx, queues or QUEUES)
    engine = EmbeddedEngine(ctx)
    engine.start()
    over.wait()
    engine.stop()
    return 0


def run_beat(ctx: Context, over: threading.Event) -> None:
    """Ring for what has come due, until told to stop; the Celery engine's."""
    from jobs.beat import Beat

    Beat(ctx).run(over)
