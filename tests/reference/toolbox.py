"""Asks the published toolbox, which runs in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("pobm_runner.py")
PYTHON = ROOT / ".venv-pobm" / "bin" / "python"
NO_PYTHON_311 = 3

Signal = NDArray[np.float64]
Answers = dict[str, dict[str, Any]]
Ask = Callable[..., Answers]


class NoToolbox(Exception):
    """There is no Python 3.11, which the toolbox needs."""


def ask_toolbox(signals: Mapping[str, Signal], *measures: str) -> Answers:
    """Value and seconds of each measure for each signal (1 Hz, NaN where a sample is missing).

    Raises:
        NoToolbox: where there is no Python 3.11.
    """
    make_environment()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signals.npz"
        np.savez(path, allow_pickle=False, **signals)
        command = [str(PYTHON), str(RUNNER), str(path), *measures]
        answer = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    said: Answers = json.loads(answer.stdout)
    return said


@cache
def make_environment() -> None:
    """Have script/reference make it where it is not there yet.

    Raises:
        NoToolbox: where there is no Python 3.11.
    """
    done = subprocess.run([str(ROOT / "script" / "reference")], capture_output=True, text=True)
    if done.returncode == NO_PYTHON_311:
        raise NoToolbox(done.stderr.strip())
    if done.returncode:
        raise RuntimeError(f"script/reference failed: {done.stderr.strip()}")
