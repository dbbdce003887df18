"""After a PDF was read, nothing of it may be left: no process, no open file, no temporary file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def traceless(folder: Path) -> Iterator[None]:
    """Take ``folder`` for temporary files meanwhile, and look afterwards what is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        before = _open_files(), children()
        yield
    assert list(folder.iterdir()) == []
    assert (_open_files(), children()) == before


def _open_files() -> list[str]:
    return sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208 - with the descriptor that lists them


def children() -> set[int]:
    """Those that were started and not yet waited for, ended ones among them."""
    return {
        int(child)
        for thread in Path("/proc/self/task").iterdir()
        for child in (thread / "children").read_text().split()
    }
