"""Which processes a renderer has started, read from /proc."""

from __future__ import annotations

import os
import time
from pathlib import Path


def family(ancestor: int) -> set[int]:
    """The processes below one that still run; a zombie only waits to be counted off."""
    parents = {pid: parent for pid, (parent, state) in _table().items() if state != "Z"}
    found: set[int] = set()
    while more := {pid for pid, parent in parents.items() if parent in {ancestor, *found}} - found:
        found |= more
    return found


def browsers(ancestor: int | None = None) -> set[int]:
    """The browser's processes below this process (or another)."""
    return {pid for pid in family(ancestor or os.getpid()) if b"chromium" in _command(pid)}


def main_browser() -> int:
    """The browser's first process, the one that has started the others."""
    running = browsers()
    return min(pid for pid in running if b"--type=" not in _command(pid) and b"python" not in _command(pid))


def pages() -> set[int]:
    """The browser's processes that hold its pages."""
    return {pid for pid in browsers() if b"--type=renderer" in _command(pid)}


def gone(pids: set[int], *, within_s: float = 10) -> bool:
    """Whether all of them end within a time."""
    deadline = time.monotonic() + within_s
    while {pid for pid, (_, state) in _table().items() if state != "Z"} & pids:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _table() -> dict[int, tuple[int, str]]:
    """Parent and state of every process."""
    table = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        table[int(stat.parent.name)] = (int(parent), state)
    return table


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
