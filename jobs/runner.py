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
from storage_service import ObjectMissing, StorageError, StoreUnavailable

log = logging.getLogger(__name__)

NEVER_BETTER = (ObjectMissing,)
OUTAGES = (StoreUnavailable, RendererUnavailable)
FORESEEN = (StorageError, RendererUnavailable)


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
    _log_failure(claimed, error)
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


def _log_failure(claimed: Claim, error: Exception) -> None:
    """Ids only. A store's own words show keys with file names, so what lies behind its errors is left out."""
    what = (claimed.job_id, claimed.kind, claimed.subject_id, claimed.attempt)
    if isinstance(error, FORESEEN):
        log.error("job %s (%s of %s), attempt %s: %s", *what, _error_key(error))
    else:
        trace = (type(error), _without_the_stores_words(error), error.__traceback__)
        log.error("job %s (%s of %s), attempt %s", *what, exc_info=trace)


def _without_the_stores_words(error: Exception) -> Exception:
    """Cut the chain of causes behind every error of the store."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, StorageError):
            link.__cause__, link.__suppress_context__ = None, True
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return error


def _error_key(error: Exception) -> str:
    if isinstance(error, StoreUnavailable):
        return "store-unavailable"
    if isinstance(error, StorageError):
        return error.key
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
