"""Small made-up recordings and files for these tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from oximetry import Analysis, Recording, RecordingError, analyse, read_recording
from oximetry.recording import Mask, Samples

START = datetime(2025, 10, 15, 22, 30)
HEADINGS = "Time,Oxygen Level,Pulse Rate,Motion"


def recording(
    spo2: Sequence[int | None],
    pulse: Sequence[int | None] | None = None,
    *,
    period_s: float = 4.0,
    recorded: Sequence[bool] | None = None,
) -> Recording:
    """A recording of these samples; None is a value the device did not show."""
    saturation, shown = _column(spo2)
    beats, felt = _column(pulse if pulse is not None else [60] * len(spo2))
    rows = np.ones(len(spo2), dtype=bool) if recorded is None else np.array(recorded)
    return Recording(
        start=START,
        period_s=period_s,
        spo2=saturation,
        spo2_valid=shown & rows,
        pulse=beats,
        pulse_valid=felt & rows,
        motion=np.zeros(len(spo2), dtype=np.int16),
        motion_valid=rows,
        recorded=rows,
        format="viatom-csv",
    )


def _column(values: Sequence[int | None]) -> tuple[Samples, Mask]:
    given = np.array([value is not None for value in values], dtype=bool)
    return np.array([value or 0 for value in values], dtype=np.int16), given


def csv(rows: Iterable[str], headings: str | None = HEADINGS) -> bytes:
    """A file of these lines."""
    text = [headings, *rows] if headings is not None else list(rows)
    return ("\n".join(text) + "\n").encode()


def lines(times: Iterable[str], tail: str = "95,60,0") -> list[str]:
    """One row for each written time."""
    return [f"{time},{tail}" for time in times]


def taken_or_refused(data: bytes, filename: str) -> None:
    """Read it, or find it refused; anything else fails."""
    try:
        read = read_recording(data, filename)
    except RecordingError:
        return
    assert isinstance(read, Recording)
    analysis = analyse(read)
    assert Analysis.from_dict(analysis.to_dict()) == analysis
