"""Events per hour, always under the name of their rule."""

from __future__ import annotations

from oximetry.analysis import OdiCount

THRESHOLDS = (3, 4)


def per_hour(events: int, recorded_s: float, valid_s: float) -> OdiCount:
    """Events over the recorded and over the valid hours."""
    return OdiCount(events, rate_per_hour(events, recorded_s), rate_per_hour(events, valid_s))


def rate_per_hour(events: int, seconds: float) -> float:
    """Events per hour of a time; 0 where there is no time."""
    return events / seconds * 3600 if seconds else 0.0
