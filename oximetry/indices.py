"""Events per hour, always under the name of their rule."""

from __future__ import annotations

from oximetry.analysis import OdiCount

THRESHOLDS = (3, 4)


def per_hour(events: int, recorded_s: float, valid_s: float) -> OdiCount:
    """Events over the recorded and over the valid hours; 0 where there is no valid time."""
    return OdiCount(events, events / recorded_s * 3600, events / valid_s * 3600 if valid_s else 0.0)
