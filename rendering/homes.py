"""The directories of picture browsers: each bears its process's number, so that a killed one's can go.

A browser's directory holds megabytes and perhaps a patient's picture. Whoever ends in order removes
his own; after ``kill -9`` nobody does, until the next browser of the same user starts.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

_PREFIX = "oxinight-picture-"
_NAME = re.compile(rf"{_PREFIX}(\d{{1,9}})-")  # nine digits: any process number, and never too large for one


def make_home() -> Path:
    """Make a directory for one browser of this process, and return its path."""
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def remove_orphans() -> None:
    """Remove the directories whose process is gone.

    Another process may be doing the same at this moment, and a dying browser may still
    write to its directory: what cannot be removed now is left to the next one's start.
    """
    for home in _orphans():
        shutil.rmtree(home, ignore_errors=True)
        log.info("removed the directory of a picture browser whose process is gone: %s", home.name)


def _orphans() -> Iterator[Path]:
    for home in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        name = _NAME.match(home.name)
        if name and _is_ours(home) and not _is_running(int(name[1])):
            yield home


def _is_ours(home: Path) -> bool:
    """Whether it is a directory (no link) of this user; False if it has vanished meanwhile."""
    try:
        found = home.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _is_running(pid: int) -> bool:
    """Whether a process has this number, be it ours or another user's; signal 0 only asks."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
