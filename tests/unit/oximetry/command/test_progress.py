"""The progress bar, on a real pseudo-terminal."""

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

from oximetry.simulate import night


def on_a_terminal(*arguments: str) -> str:
    """Standard error of a call whose standard error is a terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    call = [sys.executable, "-m", "oximetry", *arguments]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        process.wait(30)
    os.close(ours)
    return shown.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end was closed
        return b""


def test_a_folder_shows_a_bar_and_a_file_does_not(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.csv").write_bytes(night(hours=1, seed=number).to_csv())
    assert "3/3" in on_a_terminal(str(tmp_path))
    assert on_a_terminal(str(tmp_path / "0.csv")) == ""
