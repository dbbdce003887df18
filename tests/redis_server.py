"""A real Redis on this machine, as Debian packs it: on a free loopback port, with a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NoAnswer
from redis.exceptions import ResponseError

from tests.live import free_port

START_WITHIN_S = 20


class RedisServer:
    """A server that can be stopped, killed and started again on its port; it keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = Redis.from_url(self.url)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self._folder / "redis.log").open("ab") as output:
            self._process = subprocess.Popen(
                [
                    _binary(), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder),
                    "--save", "", "--appendonly", "no",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        deadline = time.monotonic() + START_WITHIN_S
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "redis.log").read_text()
            assert time.monotonic() < deadline, "Redis does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it by its own process id, with all that it knew."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def everything(self) -> str:
        """All keys and all that lies under them."""
        return "\n".join(f"{key!r}: {self._value(key)!r}" for key in self.client.scan_iter())

    def _value(self, key: bytes) -> object:
        for read in (
            lambda: self.client.lrange(key, 0, -1),
            lambda: self.client.hgetall(key),
            lambda: self.client.smembers(key),
            lambda: self.client.zrange(key, 0, -1),
            lambda: self.client.get(key),
        ):
            try:
                return read()
            except ResponseError:
                continue  # it is of another kind
        raise AssertionError(f"{key!r} is of no kind that we know")

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except NoAnswer:
            return False


def _binary() -> str:
    found = shutil.which("redis-server")
    assert found, "redis-server is not installed: script/setup --dev (Debian: redis-server)"
    return found
