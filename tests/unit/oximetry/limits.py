"""Reading in a process of its own that may use so much time and memory, and no more.

The limits are the operating system's: what needs more is stopped by it, and no
time is measured.
"""

from __future__ import annotations

import os
import resource
import signal
import traceback
from pathlib import Path

from oximetry import RecordingError, read_recording

CPU_S = 2
MEMORY = 200 * 1024 * 1024


def read_within_limits(data: bytes, filename: str) -> str:
    """``taken``, or the key of the refusal.

    Raises:
        AssertionError: if reading took more than 2 s of the processor or 200 MB beside ``data``,
            or raised anything but a RecordingError.
    """
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        os.write(told, _outcome(data, filename).encode()[-4000:])
        os._exit(0)
    os.close(told)
    with os.fdopen(heard, encoding="utf-8") as pipe:
        outcome = pipe.read()
    status = os.waitpid(child, 0)[1]
    assert not os.WIFSIGNALED(status), f"stopped by {signal.Signals(os.WTERMSIG(status)).name}"
    assert "\n" not in outcome, outcome
    return outcome


def _outcome(data: bytes, filename: str) -> str:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (_mapped() + MEMORY,) * 2)
    try:
        read_recording(data, filename)
    except RecordingError as error:
        return error.key
    except BaseException:  # noqa: BLE001 - told to the test, which fails with it
        return traceback.format_exc()
    return "taken"


def _mapped() -> int:
    """Bytes of address space that the process has already."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
