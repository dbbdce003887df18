"""Reading in a process of its own that may use so much time and memory, and no more.

The limits are the operating system's: what needs more is stopped by it, and no time is
measured. Each process is a fork of a small one that has done nothing yet: memory which this one has freed
would be there for nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from oximetry import RecordingError, read_recording

CPU_S = 2
MEMORY = 200 * 1024 * 1024

Read = Callable[[bytes, str], object]

_small = multiprocessing.get_context("forkserver")
_small.set_forkserver_preload([__name__])


def read_within_limits(data: bytes, filename: str, *, read: Read = read_recording, cpu_s: int = CPU_S) -> str:
    """``taken``, or the key of the refusal; ``read`` is a module's function.

    Raises:
        AssertionError: if reading took more than ``cpu_s`` of the processor or 200 MB beside ``data``,
            or raised anything but a RecordingError.
    """
    hear, tell = _small.Pipe(duplex=False)
    with tempfile.NamedTemporaryFile() as file, hear:
        Path(file.name).write_bytes(data)
        process = _small.Process(target=_read, args=(file.name, filename, read, cpu_s, tell))
        process.start()
        tell.close()
        process.join()
        stopped = -(process.exitcode or 0)
        assert stopped <= 0, f"stopped by {signal.Signals(stopped).name}"
        outcome = str(hear.recv())
    assert "\n" not in outcome, outcome
    return outcome


def _read(path: str, filename: str, read: Read, cpu_s: int, tell: Connection) -> None:
    tell.send(_outcome(Path(path).read_bytes(), filename, read, cpu_s)[-4000:])


def _outcome(data: bytes, filename: str, read: Read, cpu_s: int) -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (_mapped() + MEMORY,) * 2)
    try:
        read(data, filename)
    except RecordingError as error:
        return error.key
    except BaseException:  # noqa: BLE001 - told to the test, which fails with it
        return traceback.format_exc()
    return "taken"


def _mapped() -> int:
    """Bytes of address space that the process has already."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
