"""A program whose standard error is a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios


def on_a_terminal(module: str, *arguments: str) -> str:
    """What ``python -m module`` writes to such a standard error."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    call = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        assert process.wait(30) == 0
    os.close(ours)
    return shown.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end was closed
        return b""
