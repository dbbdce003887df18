"""What repeats in the SpO2 of a night, at 1 Hz.

The measures are defined in seconds and Hz, so each sample is held at 1 Hz, as
the published tools have it, whatever the recording's own period; the result
says ``period_s = 1``. A window that would hold a missing sample does not
exist: nothing is filled in, and nothing crosses a gap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oximetry.analysis import Periodicity, Prsa, Spectrum
from oximetry.quality import Indices
from oximetry.recording import Recording, Samples
from oximetry.regularity.complexity import HELD_S, spo2_at
from oximetry.regularity.windows import window_starts
from oximetry.signal import MISSING

Floats = NDArray[np.float64]

AROUND_S = 10  # before and after each fall
SEGMENT_S, HOP_S = 256, 128
BAND_HZ = (0.014, 0.033)  # both exclusive
TOTAL_HZ = 0.25  # exclusive


def periodicity(recording: Recording) -> Periodicity:
    """PRSA and spectral measures of Levy et al. 2021 (NPJ Digit Med 4:1, table 3) at 1 Hz.

    The toolbox's "AC" is left out: it is a sum of products of levels, so it
    says how high SpO2 is rather than what repeats.
    """
    values, period = spo2_at(recording, HELD_S)
    return Periodicity(period, prsa(values), spectrum(values))


def prsa(values: Samples) -> Prsa | None:
    """Phase-rectified signal averaging around falls, d = 10 s.

    Definition (Bauer et al. 2006, Physica A 364:423; as in Levy et al. 2021):
    an anchor is a sample below the one before it; the windows from 10 s before
    to 10 s after the anchors are averaged, the anchor being the first sample
    of the second half.

    The toolbox pobm 1.2.0 computes the same where nothing is missing; there a
    missing sample counts as 0 %, here a window that holds one does not exist.

    Args:
        values: SpO2 at 1 Hz, %, ``MISSING`` or less where there is none; shape ``(seconds,)``.

    Returns:
        the measures, or None if SpO2 never falls with 10 s of samples on both sides.
    """
    starts = _before_falls(values)
    if not len(starts):
        return None
    course = np.array([values[starts + second].mean() for second in range(2 * AROUND_S)])
    before, after = np.split(course, 2)
    return Prsa(
        anchors=len(starts),
        capacity_pct=float(after[:2].sum() - before[-2:].sum()) / 4,
        amplitude_pct=float(np.ptp(course)),
        slope_pct_per_s=_slope(course),
        slope_before_pct_per_s=_slope(before),
        slope_after_pct_per_s=_slope(after),
    )


def spectrum(values: Samples) -> Spectrum | None:
    """Power spectrum by Welch's method, and its band 0.014-0.033 Hz.

    Segments of 256 s, half overlapping, each less its mean and under a Hamming
    window, laid into every stretch without a missing sample; the mean of their
    one-sided densities (%²/Hz), 1/256 Hz apart. This is scipy.signal.welch as
    the toolbox pobm 1.2.0 calls it. Like the toolbox, the total is taken below
    0.25 Hz: a signal that is held for 4 s has nothing but images above that.

    The toolbox gives sums of densities over the number of samples, n, not
    powers: its PSD_total is ``total_pct2 * 256 / n``, PSD_band likewise, its
    PSD_peak ``peak_pct2_per_hz / n``; the ratio is the same. It closes gaps up.

    Args:
        values: SpO2 at 1 Hz, %, ``MISSING`` or less where there is none; shape ``(seconds,)``.

    Returns:
        the measures, or None if no 256 s are without a missing sample.
    """
    starts = window_starts(values > MISSING, SEGMENT_S, HOP_S)
    if not len(starts):
        return None
    density, frequency = welch_density(values, starts), np.arange(SEGMENT_S // 2 + 1) / SEGMENT_S
    inside = np.flatnonzero((frequency > BAND_HZ[0]) & (frequency < BAND_HZ[1]))
    peak = inside[np.argmax(density[inside])]
    total = float(density[frequency < TOTAL_HZ].sum() / SEGMENT_S)
    band = float(density[inside].sum() / SEGMENT_S)
    return Spectrum(
        total_pct2=total,
        band_pct2=band,
        band_ratio=band / total if total else None,
        peak_pct2_per_hz=float(density[peak]),
        peak_hz=float(frequency[peak]) if total else None,
    )


def welch_density(values: Samples, starts: Indices) -> Floats:
    """Mean one-sided power density, %²/Hz, of the segments at ``starts``; shape ``(129,)``."""
    window = np.hamming(SEGMENT_S + 1)[:-1]
    segments = values[starts[:, None] + np.arange(SEGMENT_S)].astype(np.float64)
    segments -= segments.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(segments * window)) ** 2
    density = power.mean(axis=0) / (window**2).sum()
    density[1:-1] *= 2
    return np.asarray(density, dtype=np.float64)


def _before_falls(values: Samples) -> Indices:
    """Where the windows around falls begin that hold no missing sample."""
    starts = window_starts(values > MISSING, 2 * AROUND_S, 1)
    anchors = starts + AROUND_S
    return starts[values[anchors] < values[anchors - 1]]


def _slope(course: Floats) -> float:
    """Slope of the least-square line through samples a second apart, per second."""
    return float(np.polyfit(np.arange(len(course)), course, 1)[0])
