"""A process that reads for us and can be killed: what it says, line by line, and never more than is taken.

What it says is bounded in length and in time, because what drives it is a file that nobody vouches for.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from oximetry.errors import OximetryError

MOST_LINE = 32 * 1024 * 1024
_PIECE = 64 * 1024


class ProcessTooSlow(OximetryError):
    """Nothing was said for longer than is allowed."""


class ProcessLost(OximetryError):
    """The process ended, or said something that cannot be meant."""


class Process:
    """A running program, ended with all that it started when its ``with`` block is left, in whatever way."""

    def __init__(self, program: Sequence[str], source: IO[bytes]) -> None:
        """Start ``program`` with ``source`` as its standard input, of which it reads without copying it."""
        source.seek(0)  # the place in a file is shared with the one who reads it
        self._popen = subprocess.Popen(
            program,
            stdin=source,
            stdout=subprocess.PIPE,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        self._held = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """Its number, which is its group's as well."""
        return self._popen.pid

    def message(self, seconds: float) -> dict[str, Any]:
        """The next thing said: a JSON object on a line of its own.

        Raises:
            ProcessTooSlow: if the line does not end within ``seconds``.
            ProcessLost: if the process ends, or says anything else.
        """
        line = self._line(time.monotonic() + seconds)
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ProcessLost("what was said is no JSON") from error
        if not isinstance(said, dict):
            raise ProcessLost("what was said is no JSON object")
        return said

    def kill(self) -> None:
        """End it and all that it started, at once. Its number is free for others only after that."""
        os.killpg(self.pid, signal.SIGKILL)
        self._stdout.close()
        self._popen.wait()

    @property
    def _stdout(self) -> IO[bytes]:
        stdout = self._popen.stdout
        if stdout is None:
            raise ValueError("started without a pipe")
        return stdout

    def _line(self, until: float) -> bytes:
        searched = 0
        while (end := self._held.find(b"\n", searched)) < 0:
            searched = len(self._held)
            if searched > MOST_LINE:
                raise ProcessLost("a line without end")
            self._held += self._piece(until)
        line = bytes(self._held[:end])
        del self._held[: end + 1]
        return line

    def _piece(self, until: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdout, selectors.EVENT_READ)
            if not selector.select(max(0, until - time.monotonic())):
                raise ProcessTooSlow("nothing more was said in time")
        piece = os.read(self._stdout.fileno(), _PIECE)
        if not piece:
            raise ProcessLost("the process ended")
        return piece


def _environment() -> dict[str, str]:
    """Only what Python needs to find its modules: none of our keys and passwords."""
    passed_on = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {
        **passed_on,
        "PYTHONPATH": os.pathsep.join(str(Path(place).absolute()) for place in sys.path),
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
