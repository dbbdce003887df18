"""How irregular the SpO2 of a night is."""

from __future__ import annotations

import numpy as np

from oximetry.analysis import Complexity
from oximetry.recording import Recording, Samples
from oximetry.regularity.entropy import approximate_entropy, central_tendency, sample_entropy
from oximetry.regularity.fluctuation import fluctuation_of_20, scaling_exponent
from oximetry.regularity.lempel_ziv import lempel_ziv
from oximetry.signal import MISSING, held

HELD_S = 1.0


def complexity(recording: Recording, *, period_s: float | None = None) -> Complexity:
    """The complexity measures of Levy et al. 2021 (NPJ Digit Med 4:1, table 3).

    All depend on the sampling period: a number at one period says nothing
    about a number at another, so the result states its own. Where samples are
    missing nothing is filled in, and nothing crosses the gap.

    Args:
        recording: the night; only its valid SpO2 counts.
        period_s: None for the recording's own grid; 1 for each sample held at
            1 Hz, as the published tools take it (a signal that is held for 4 s
            has longer words, and so other entropies, than one sampled at 1 Hz).

    Raises:
        ValueError: if ``period_s`` is neither 1 nor the recording's own.
    """
    values, period = spo2_at(recording, period_s)
    return Complexity(
        period_s=period,
        apen=approximate_entropy(values),
        sampen=sample_entropy(values),
        lz=lempel_ziv(values),
        ctm=central_tendency(values),
        dfa=scaling_exponent(values),
        dfa_f20=fluctuation_of_20(values),
    )


def spo2_at(recording: Recording, period_s: float | None) -> tuple[Samples, float]:
    """SpO2, %, ``MISSING`` where there is none; and the period it is given at."""
    values = np.where(recording.spo2_valid, recording.spo2, np.int16(MISSING))
    if period_s is None or period_s == recording.period_s:
        return values, recording.period_s
    if period_s != HELD_S:
        raise ValueError(
            f"period_s must be 1 or the recording's own {recording.period_s:g}, not {period_s:g}"
        )
    return held(values, recording.period_s), HELD_S
