"""A recording's samples on plotly's time axis, which counts milliseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from oximetry.recording import Recording

EPOCH = datetime(1970, 1, 1)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where sample numbers and offsets lie in time, by the device's own wall clock."""

    start: datetime
    period_s: float
    samples: int

    def grid(self, first: int) -> dict[str, Any]:
        """Return ``x0`` and ``dx`` of a trace that begins at a sample: all its times in a few bytes."""
        begin = self.start + timedelta(seconds=first * self.period_s)
        return {"x0": begin.isoformat(), "dx": _whole(self.period_s * 1000)}

    @property
    def span(self) -> list[int | float]:
        """Return the time axis' range; a night of one sample still has a width."""
        return [self.at(0), self.at(max(self.samples, 1) * self.period_s)]

    def at(self, offset_s: float) -> int | float:
        """Return the axis position of an offset in seconds from the start."""
        return _whole((self.start - EPOCH) / MILLISECOND + offset_s * 1000)

    def at_sample(self, number: int) -> int | float:
        """Return the axis position of a sample."""
        return self.at(number * self.period_s)


def clock(recording: Recording) -> Clock:
    """Return the clock of a recording."""
    return Clock(recording.start, recording.period_s, len(recording.spo2))


def _whole(value: float) -> int | float:
    """Return a whole number as int: ``4000`` and ``4000.0`` differ by two bytes, thousands of times."""
    return int(value) if value == int(value) else round(value, 3)
