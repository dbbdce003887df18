"""The program as its users start it: a process of its own on a free port, ended by its process id."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[1]
START_WITHIN_S = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OUR_VARIABLES = ("R2_", "S3_", "OXINIGHT_", "DATABASE_URL", "REDIS_URL", "PORT", "DATA_DIR")


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def clean_environment(**ours: str) -> dict[str, str]:
    """This process's environment without any setting of ours but the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OUR_VARIABLES)}
    return kept | ours


class LiveServer:
    """``with LiveServer(tmp_path) as server: server.url …``"""

    def __init__(self, data_dir: Path, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.lines: list[str] = []
        self._arguments = arguments
        self._env = clean_environment(PORT=str(self.port), DATA_DIR=str(data_dir), **(env or {}))
        self._said_ready = threading.Event()

    def __enter__(self) -> LiveServer:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import app; app.run()", *self._arguments],
            cwd=ROOT,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._wait()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def said(self, pattern: str) -> str:
        """The first group of the first printed line that matches."""
        found = (re.search(pattern, line) for line in list(self.lines))
        match = next((m for m in found if m), None)
        if match is None:
            raise AssertionError(f"the server did not say {pattern!r}:\n" + "".join(self.lines))
        return match.group(1)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("serving "):
                self._said_ready.set()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self._said_ready.wait(0.05) and self._answers():
                return
        raise AssertionError("the server did not start:\n" + "".join(self.lines))

    def _answers(self) -> bool:
        with (
            suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer,
        ):
            return bool(answer.status == 200)
        return False

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(5)
        if self.process.stdout:
            self.process.stdout.close()
