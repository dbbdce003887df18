"""The numbers of one night, each by the rule that its name says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oximetry.errors import RecordingWarning
from oximetry.plain import from_plain, to_plain


@dataclass(frozen=True, slots=True)
class Desaturation:
    """One event of the ``abc`` rule; offsets are seconds from the recording's start.

    ``depth_pct`` is the fall from A to the lowest value shown. Where
    ``reaches_below_range`` is True the device could not show how low it went,
    so depth and area are at least what is given.
    """

    start_s: float
    end_s: float
    nadir_s: float
    depth_pct: float
    nadir_pct: int
    slope_pct_per_s: float
    area_pct_s: float
    reaches_below_range: bool = False

    @property
    def duration_s(self) -> float:
        """Seconds from start to end."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class BelowRange:
    """Runs in which the device had a pulse but could show no saturation.

    ``floor`` is the lowest SpO2, %, that the device can show, never above the
    lowest one it did show; in the runs the saturation was below it. None where
    there are no runs.
    """

    runs: int
    seconds: float
    floor: int | None
    intervals_s: tuple[tuple[float, float], ...]

    @property
    def longest_s(self) -> float:
        """Seconds of the longest run; 0 where there is none."""
        return max((end - start for start, end in self.intervals_s), default=0.0)


@dataclass(frozen=True, slots=True)
class Spo2Levels:
    """Levels over the valid SpO2 samples, %; None where there is none."""

    mean: float | None
    median: float | None
    sd: float | None
    min: int | None
    max: int | None
    p1: float | None
    p5: float | None
    sustained_nadir: int | None
    below_range: BelowRange


@dataclass(frozen=True, slots=True)
class PulseLevels:
    """Levels over the valid pulse samples, bpm."""

    mean: float | None
    median: float | None
    sd: float | None
    min: int | None
    max: int | None
    above_120_s: float
    below_50_s: float


@dataclass(frozen=True, slots=True)
class TimeBelow:
    """Time under a threshold; ``rule`` is the inequality, e.g. ``< 90`` or ``<= 88``."""

    rule: str
    seconds: float
    percent: float
    seconds_with_below_range: float


@dataclass(frozen=True, slots=True)
class OdiCount:
    """Events of one rule and threshold, over recorded and over valid hours."""

    events: int
    per_hour: float
    per_valid_hour: float


@dataclass(frozen=True, slots=True)
class Band:
    """Time in a band as the device prints it."""

    seconds: int
    percent: float


@dataclass(frozen=True, slots=True)
class DeviceRule:
    """What the device's own rule counts (never an ODI)."""

    baseline: int
    drops_3: int
    drops_4: int
    per_hour_3: float
    per_hour_4: float
    duration_s: int
    bands: dict[str, Band]
    pulse_bands: dict[str, Band]
    episodes_below_90: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """All numbers of a recording. ``valid_spo2`` and ``valid_pulse`` are sample counts."""

    start: datetime
    end: datetime
    period_s: float
    rows: int
    recording_s: float
    valid_spo2: int
    valid_pulse: int
    spo2: Spo2Levels
    pulse: PulseLevels
    below: dict[int, TimeBelow]
    odi: dict[str, dict[int, OdiCount]]
    device_rule: DeviceRule | None
    desaturations: tuple[Desaturation, ...]
    warnings: tuple[RecordingWarning, ...]

    @property
    def valid_spo2_s(self) -> float:
        """Seconds with a valid SpO2 reading."""
        return self.valid_spo2 * self.period_s

    def to_dict(self) -> dict[str, Any]:
        """All numbers as JSON can hold them, unrounded; ``from_dict`` gives the same analysis back."""
        plain: dict[str, Any] = to_plain(self)
        for warning, said in zip(plain["warnings"], self.warnings, strict=True):
            warning["message"] = said.message
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Analysis:
        """The analysis that ``to_dict`` was called on.

        Raises:
            KeyError: if a field without a default is missing.
        """
        return from_plain(cls, plain)
