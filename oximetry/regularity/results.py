"""What ``complexity`` and ``periodicity`` find: how regular a night is, and what repeats in it."""

from __future__ import annotations

from dataclasses import dataclass


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
