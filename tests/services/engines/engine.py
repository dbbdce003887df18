"""An engine as it is run on a server: ``worker`` beside the web process, and with Redis ``beat``, too."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from context import Context
from db.models import Job, JobState
from db.queue import NORMAL, enqueue
from jobs.presence import workers_seen
from tests.builders import audit_of, job_of
from tests.live import ROOT, clean_environment
from tests.services.engines.signs import EFFECT, sign_for
from tests.services.rendering.processes import family, gone

PATIENCE_S = 40


def until(happens: Callable[[], object], what: str, *, unless: Callable[[], str] = str) -> None:
    """Wait for it, with a deadline."""
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        assert time.monotonic() < deadline, f"{PATIENCE_S} s passed before {what}\n{unless()}"
        time.sleep(0.03)


class RunningEngine:
    """The processes of one engine, and the web process's side of it."""

    def __init__(self, ctx: Context, environment: Mapping[str, str]) -> None:
        self.ctx = ctx
        self._environment = dict(environment)
        self._log = ctx.settings.data_dir / "engine.log"
        self.worker: subprocess.Popen[bytes] | None = None
        self._beat: subprocess.Popen[bytes] | None = None

    @property
    def is_celery(self) -> bool:
        return self.ctx.settings.engine == "celery"

    def start(self, *options: str, **more: str) -> None:
        """Start it, and wait until it says that it is there."""
        self.worker = self._process("worker", *options, **more)
        if self.is_celery and self._beat is None:
            self._beat = self._process("beat")
        name = f"{socket.gethostname()}:{self.worker.pid}"
        until(lambda: name in self.seen(), "the worker is seen", unless=self.said)

    def stop(self) -> int:
        """Ask the worker to end; the status with which it did."""
        assert self.worker is not None
        everybody = family(self.worker.pid)
        self.worker.send_signal(signal.SIGTERM)
        status = self.worker.wait(PATIENCE_S)
        assert gone(everybody), "a process stayed behind"
        return status

    def kill(self) -> None:
        """Kill the worker's first process; the others must notice."""
        assert self.worker is not None
        everybody = family(self.worker.pid)
        self.worker.kill()
        self.worker.wait(10)
        assert gone(everybody), "a process stayed behind"

    def end(self) -> None:
        """End whatever runs."""
        for process in (self.worker, self._beat):
            if process is not None and process.poll() is None:
                everybody = family(process.pid)
                process.kill()
                process.wait(10)
                gone(everybody)

    def seen(self) -> list[str]:
        """Which workers have said lately that they are there."""
        return [worker.name for worker in workers_seen(self.ctx, within_s=5)]

    def said(self) -> str:
        return self._log.read_text(errors="replace")[-6000:]

    def queue(self, kind: str, subject: str, *, priority: int = NORMAL) -> str:
        """Write a job and ring, as a request does."""
        with self.ctx.db.write() as session:
            job_id = enqueue(session, kind, subject, key=f"{kind}:{subject}", priority=priority).id
        self.ctx.ring()
        return job_id

    def are_rung_for(self, job_ids: Sequence[str]) -> bool:
        """Whether a broker, if there is one, has been told of all of them."""
        return not self.is_celery or all(job_of(self.ctx, job_id).rung_at for job_id in job_ids)

    def let_go(self, job_id: str) -> None:
        """Give the sign that a waiting job waits for."""
        sign_for(self.ctx.settings.data_dir, job_id).touch()

    def wait_until_runs(self, job_id: str) -> Job:
        until(lambda: self.state(job_id) is JobState.RUNNING, f"{job_id} runs", unless=self.said)
        return job_of(self.ctx, job_id)

    def wait_until_done(self, *job_ids: str) -> list[Job]:
        for job_id in job_ids:
            until(lambda id=job_id: self.state(id) is JobState.DONE, f"{job_id} is done", unless=self.said)  # type: ignore[misc]
        return [job_of(self.ctx, job_id) for job_id in job_ids]

    def state(self, job_id: str) -> JobState:
        return job_of(self.ctx, job_id).state

    def effects(self, subject: str) -> int:
        """How often a job about this left its trace."""
        return [entry.subject for entry in audit_of(self.ctx, EFFECT)].count(subject)

    def _process(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.services.engines.process", *command],
                cwd=ROOT,
                env=clean_environment(**self._environment, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
            )


def process_of(job: Job) -> int:
    """The process that runs a job."""
    assert job.worker is not None
    return int(job.worker.rpartition("/")[2])


def kill_the_process_of(job: Job) -> None:
    os.kill(process_of(job), signal.SIGKILL)
    assert gone({process_of(job)})
