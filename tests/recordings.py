"""The real recordings beside the checkout, which tests read in place and skip without."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1].parent / "shared" / "recordings"

REPORT_NIGHT = "Checkme O2 0331_20251015203510.csv"
QUIET_NIGHT = "Checkme O2 3539_20251020203101.csv"
THIRD_NIGHT = "Checkme O2 3541_20251007202217.csv"
RING_NIGHT = "O2Ring _20250306222056.csv"
NAP = "checkme-o2-max-20260220-short.csv"
CONTEC_CSV = "contec-cms50e-auto.csv"
CONTEC_BINARY = "contec-cms50e-auto.SpO2"
RING_BINARY = "20250306222056"
REPORT_PDF = "Checkme O2 0331_70_100_20251015203510.pdf"


def real(name: str) -> Path:
    """The path of a real recording; skips the test where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs the real recording {name!r} in ../shared/recordings")
    return path
