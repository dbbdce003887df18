"""By what the tests and the jobs in other processes know of each other."""

from __future__ import annotations

from pathlib import Path

EFFECT = "test-effect"


def sign_for(data_dir: Path, job_id: str) -> Path:
    """The file that a waiting job waits for."""
    return data_dir / f"go-{job_id}"
