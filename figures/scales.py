"""The ranges of the value axes: fixed, so that two nights can be laid side by side.

They give way only in steps, and only where a night would otherwise be cut off.
"""

from __future__ import annotations

from oximetry.analysis import BelowRange, Desaturation
from oximetry.recording import Recording

Range = tuple[float, float]


def spo2_range(recording: Recording, below: BelowRange) -> Range:
    """Return 80 to 100 %, lowered in tens until the nadir stands clear of the edge.

    Below-range stretches are drawn from their floor downwards and get ten points more.
    """
    readings = recording.spo2[recording.spo2_valid]
    lowest = int(readings.min()) - 1 if readings.size else 100
    if below.floor is not None:
        lowest = min(lowest, below.floor - 10)
    return float(min(80, lowest // 10 * 10)), 100.6


def pulse_range(recording: Recording) -> Range:
    """Return 40 to 120 bpm, widened in twenties where the pulse leaves it."""
    readings = recording.pulse[recording.pulse_valid]
    if not readings.size:
        return 40.0, 120.0
    low, high = int(readings.min()), int(readings.max())
    return float(min(40, low // 20 * 20)), float(max(120, -(-high // 20) * 20))


def depth_range(events: tuple[Desaturation, ...]) -> Range:
    """Return 20 to 0 points (falls hang from the top), deeper in tens where a fall is."""
    deepest = max((event.depth_pct for event in events), default=0.0)
    return max(20.0, -(-deepest // 10) * 10), 0.0
