"""Reading and computing the 9,001-row night."""

from __future__ import annotations

import io
import statistics
from pathlib import Path

import pandas as pd

from benchmarks.measure import Row, compared_ms, seconds
from oximetry import analyse, read_recording
from oximetry.simulate import night

REPORT_NIGHT = "Checkme O2 0331_20251015203510.csv"
RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"


def nine_thousand_rows() -> tuple[bytes, str]:
    """The real 9,001-row night where it is at hand, else a simulated one of the same shape and length."""
    real = RECORDINGS / REPORT_NIGHT
    if real.exists():
        return real.read_bytes(), real.name
    simulated = night(hours=9001 * 4 / 3600, period_s=4, seed=1)
    return simulated.to_csv("V1"), simulated.filename("V1")


def parse_9001(runs: int) -> Row:
    """Reading it, against pandas' read_csv and to_datetime of the same bytes."""
    data, name = nine_thousand_rows()
    return compared_ms(
        "parse_9001_ms",
        lambda: read_recording(data, name),
        lambda: _pandas_reads(data),
        "pandas.read_csv + to_datetime",
        runs * 3,
    )


def analyse_9001(runs: int) -> Row:
    """All numbers of it."""
    recording = read_recording(*nine_thousand_rows())
    analyse(recording)
    times = [seconds(lambda: analyse(recording)) for _ in range(runs * 3)]
    return Row("analyse_9001_ms", round(statistics.median(times) * 1000, 3), "ms", runs * 3)


def _pandas_reads(data: bytes) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(data), na_values=["--"], encoding="utf-8-sig")
    frame["time"] = pd.to_datetime(frame[frame.columns[0]], format="%H:%M:%S %d/%m/%Y")
    return frame
