"""The numbers of one night, each by the rule that its name says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from oximetry.device_report import DeviceReport
from oximetry.errors import RecordingWarning
from oximetry.plain import from_plain, to_plain

# Of the rules and of the shape of ``to_dict``: one more whenever a stored analysis is to be made anew.
VERSION = 2


@dataclass(frozen=True, slots=True)
class Desaturation:
    """One event of the ``abc`` rule; offsets are seconds from the analysis's start.

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
class DesaturationTotals:
    """All events of the ``abc`` rule at 3 % together; None where there is none.

    ``area_pct_min_per_hour`` is the *desaturation area*: what lies between each
    event's value at A and the readings, summed, per recorded hour. It is no
    hypoxic burden, which needs respiratory events.
    """

    longest_s: float | None
    mean_duration_s: float | None
    deepest_pct: float | None
    mean_depth_pct: float | None
    area_pct_min_per_hour: float


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
    """Levels over the valid SpO2 samples, %; None where there is none.

    ``deficit_below_90`` is the mean of 90 - SpO2, counted as 0 from 90 up;
    ``delta_index`` the mean absolute difference of successive 12-s means;
    ``histogram_s`` the seconds at each value that was shown.
    """

    mean: float | None
    median: float | None
    sd: float | None
    min: int | None
    max: int | None
    p1: float | None
    p5: float | None
    sustained_nadir: int | None
    deficit_below_90: float | None
    delta_index: float | None
    below_range: BelowRange
    histogram_s: dict[int, float]

    def cumulative_s(self) -> dict[int, float]:
        """Seconds at or below each value that was shown, from the lowest to the highest."""
        return dict(zip(self.histogram_s, accumulate(self.histogram_s.values()), strict=True))


@dataclass(frozen=True, slots=True)
class PulseRises:
    """How often the pulse rose by at least ``threshold_bpm``, over the recorded hours."""

    threshold_bpm: int
    events: int
    per_hour: float


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
    rises: PulseRises


@dataclass(frozen=True, slots=True)
class TimeBelow:
    """Time under a threshold; ``rule`` is the inequality, e.g. ``< 90`` or ``<= 88``.

    ``longest_s`` is the longest time without a reading above it or a missing
    one; below-range samples lie under it.
    """

    rule: str
    seconds: float
    percent: float
    seconds_with_below_range: float
    longest_s: float


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
class Complexity:
    """How irregular the SpO2 is; numbers of different ``period_s`` do not compare.

    None where a measure is undefined: too few samples, no words that occur
    twice, or a signal without any change. Definitions stand with the functions
    in ``entropy``, ``lempel_ziv`` and ``fluctuation``.

    Attributes:
        period_s: seconds between the samples that were looked at.
        apen: approximate entropy, m = 2, r = 0.25 %, nats.
        sampen: sample entropy, m = 3, r = 0.2 %, nats.
        lz: Lempel-Ziv complexity about the median, 1 for a random sequence of bits.
        ctm: central tendency measure, rho = 0.25 %: a share, 1 for a constant signal.
        dfa: scaling exponent of the detrended fluctuation: 0.5 for white noise, 1.5 for a random walk.
        dfa_f20: detrended fluctuation of boxes of 20 samples, %·samples: what the toolbox pobm calls DFA.
    """

    period_s: float
    apen: float | None
    sampen: float | None
    lz: float | None
    ctm: float | None
    dfa: float | None
    dfa_f20: float | None


@dataclass(frozen=True, slots=True)
class Prsa:
    """The mean course of SpO2 around its falls (phase-rectified signal averaging), 10 s before to 10 s after.

    Attributes:
        anchors: falls that were averaged.
        capacity_pct: a quarter of (the two seconds from the fall on less the two before it).
        amplitude_pct: highest less lowest value of the mean course.
        slope_pct_per_s: slope of a line through all 20 s.
        slope_before_pct_per_s: of a line through the 10 s before the fall.
        slope_after_pct_per_s: of a line through the 10 s from the fall on.
    """

    anchors: int
    capacity_pct: float
    amplitude_pct: float
    slope_pct_per_s: float
    slope_before_pct_per_s: float
    slope_after_pct_per_s: float


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Power of SpO2 and of its band 0.014-0.033 Hz: cycles of 30 to 71 s, as repeated apnoeas make them.

    Attributes:
        total_pct2: power below 0.25 Hz, %².
        band_pct2: power in the band, %².
        band_ratio: the band's share of the total; None in a signal without any change.
        peak_pct2_per_hz: highest power density in the band.
        peak_hz: where it is, to 1/256 Hz: 1/64 Hz, where the band begins, if nothing in it stands out;
            None in a signal without any change.
    """

    total_pct2: float
    band_pct2: float
    band_ratio: float | None
    peak_pct2_per_hz: float
    peak_hz: float | None


@dataclass(frozen=True, slots=True)
class Periodicity:
    """What repeats in the SpO2, at 1 Hz (``period_s`` says so); None where no stretch is long enough."""

    period_s: float
    prsa: Prsa | None
    spectrum: Spectrum | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All numbers of a recording, or of a stretch of one.

    Attributes:
        start, end: the device's wall clock at the first and the last sample.
        valid_spo2, valid_pulse: sample counts.
        below: by threshold, %.
        odi: by rule (``abc``, ``rolling``), then by threshold, %.
        device_rule: None for other makers' formats.
        device_report: what the file itself carried.
        desaturations: events of the ``abc`` rule at 3 %.
        excluded_s: what was left out by hand, seconds from the start.
        complexity, periodicity: None unless they were asked for.
    """

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
    device_report: DeviceReport | None
    desaturations: tuple[Desaturation, ...]
    desaturation_totals: DesaturationTotals
    excluded_s: tuple[tuple[float, float], ...]
    warnings: tuple[RecordingWarning, ...]
    complexity: Complexity | None = None
    periodicity: Periodicity | None = None

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
