"""Which browsers' directories are removed, and which are left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rendering import homes
from rendering.homes import make_home, remove_orphans


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def dead() -> int:
    """The number of a process that was there a moment ago."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        process.kill()
    return process.pid


def orphan(temporary: Path, pid: int, number: int = 0) -> Path:
    home = temporary / f"oxinight-picture-{pid}-x{number}"
    home.mkdir()
    (home / "index.html").write_text("a page")
    return home


def test_an_orphan_goes(temporary: Path, dead: int) -> None:
    home = orphan(temporary, dead)
    remove_orphans()
    assert not home.exists()


def test_what_is_not_known_to_be_an_orphan_stays(temporary: Path, dead: int) -> None:
    own, strangers = make_home(), orphan(temporary, 1)  # process 1 is always there, and often another user's
    other, unnumbered = temporary / f"report-{dead}-x", temporary / "oxinight-picture-12345678"
    other.mkdir()
    unnumbered.mkdir()
    remove_orphans()
    assert all(home.is_dir() for home in (own, strangers, other, unnumbered))


def test_a_link_is_not_followed(temporary: Path, dead: int) -> None:
    target = temporary / "records"
    target.mkdir()
    (temporary / f"oxinight-picture-{dead}-link").symlink_to(target)
    remove_orphans()
    assert target.is_dir()


def test_another_users_directory_stays(temporary: Path, dead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    home, we = orphan(temporary, dead), os.getuid()
    monkeypatch.setattr("rendering.homes.os.getuid", lambda: we + 1)
    remove_orphans()
    assert home.is_dir()


def test_what_vanishes_meanwhile_is_no_error(
    temporary: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = orphan(temporary, dead)

    def gone_while_we_ask(_pid: int) -> bool:
        shutil.rmtree(home)
        return False

    monkeypatch.setattr(homes, "_is_running", gone_while_we_ask)
    remove_orphans()
    assert not home.exists()


def test_many_may_remove_at_once(temporary: Path, dead: int) -> None:
    orphans = [orphan(temporary, dead, number) for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        for removal in [threads.submit(remove_orphans) for _ in range(8)]:
            removal.result()
    assert not any(home.exists() for home in orphans)
