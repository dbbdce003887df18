"""Runs one job: claim it, keep its lease alive while it works, write down how it ended."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from sqlalchemy.exc import OperationalError

from context import Context
from jobs.lifecycle import LEASE_S, Claim, LeaseLost, claim, fail, heartbeat
from jobs.tasks import TASKS
from rendering import RendererUnavailable
from storage_service import ObjectMissing, StoreUnavailable

log = logging.getLogger(__name__)

NEVER_BETTER = (ObjectMissing,)
OUTAGES = (StoreUnavailable, RendererUnavailable)


def run(ctx: Context, job_id: str, worker: str) -> bool:
    """Run the job if it can be claimed; True when it was ours."""
    claimed = claim(ctx.db, job_id, worker)
    if claimed is None:
        return False
    try:
        with _Heart(ctx, claimed):
            TASKS[claimed.kind](ctx, claimed)
    except LeaseLost:
        log.warning("job %s: lease lost, its work is dropped", job_id)
    except Exception as error:  # noqa: BLE001  the seam: noted in the table, logged, tried again
        _note_failure(ctx, claimed, error)
    return True


def _note_failure(ctx: Context, claimed: Claim, error: Exception) -> None:
    """The one seam where a job's error is caught: logged with ids, kept in the table, tried again."""
    log.exception(
        "job %s (%s of %s), attempt %s", claimed.job_id, claimed.kind, claimed.subject_id, claimed.attempt
    )
    try:
        fail(
            ctx.db,
            claimed,
            _error_key(error),
            {"type": type(error).__name__},
            final=isinstance(error, NEVER_BETTER),
            outage=isinstance(error, OUTAGES),
        )
    except LeaseLost:
        log.warning("job %s: lease lost before its failure was noted", claimed.job_id)


def _error_key(error: Exception) -> str:
    if isinstance(error, StoreUnavailable):
        return "store-unavailable"
    if isinstance(error, ObjectMissing):
        return "object-missing"
    if isinstance(error, RendererUnavailable):
        return "renderer-unavailable"
    return "unexpected"


class _Heart:
    """Extends a claim's lease from a thread of its own until the work is over."""

    def __init__(self, ctx: Context, claimed: Claim) -> None:
        self._ctx, self._claimed = ctx, claimed
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heart-{claimed.job_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(LEASE_S / 3):
            try:
                heartbeat(self._ctx.db, self._claimed)
            except LeaseLost:
                return
            except OperationalError:
                log.exception("job %s: the database does not answer; its lease waits", self._claimed.job_id)
