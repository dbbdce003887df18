"""``flask --app app worker`` (or beat) with kinds of jobs that wait, fail and count for the tests.

The pool's spawned children import this module, too (as ``__mp_main__``), so that each process knows them.
"""

from __future__ import annotations

import os
import sys
import time

import jobs.beat
import jobs.celery_app
import jobs.embedded
import jobs.lifecycle
import jobs.presence
import jobs.runner
from context import Context
from db import audit
from db.audit import SYSTEM
from jobs.lifecycle import Claim, finish
from jobs.tasks import TASKS
from tests.services.engines.signs import EFFECT, sign_for

WAIT_S = 60
"""Of a job that waits for a sign: rather than for ever, should the test have failed meanwhile."""


def count(ctx: Context, claimed: Claim) -> None:
    """Leave one trace, in the transaction that ends the job."""
    with ctx.db.write() as session:
        audit.record(session, SYSTEM, EFFECT, claimed.subject_id)
        finish(session, claimed)


def wait(ctx: Context, claimed: Claim) -> None:
    """Go on when a file named after the job is there."""
    sign, deadline = sign_for(ctx.settings.data_dir, claimed.job_id), time.monotonic() + WAIT_S
    while not sign.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    count(ctx, claimed)


def fail_once(ctx: Context, claimed: Claim) -> None:
    """The second attempt succeeds."""
    if claimed.attempt == 1:
        raise RuntimeError("as the test wants it")
    count(ctx, claimed)


def hurry() -> None:
    """Everything that takes half a minute takes a second or two."""
    TASKS.update({"test-count": count, "test-wait": wait, "test-fail": fail_once})
    jobs.lifecycle.LEASE_S = 3
    setattr(jobs.runner, "LEASE_S", 3)  # noqa: B010  it has imported the name
    jobs.lifecycle.BACK_OFF_S = (1, 1, 1, 1)
    jobs.beat.LOOK_EVERY_S, jobs.beat.SWEEP_EVERY_S, jobs.beat.UNHEARD_S = 0.2, 0.5, 2
    jobs.embedded.LOOK_EVERY_S = 0.2
    jobs.presence.TELL_EVERY_S = 1
    if "TEST_IMPATIENT" in os.environ:
        jobs.celery_app.BROKER_TRIES = 1
        jobs.celery_app.longest_s = lambda settings: 3


hurry()

if __name__ == "__main__":
    from flask.cli import main

    sys.argv = ["flask", "--app", "app", *sys.argv[1:]]
    main()
