"""Detrended fluctuation: how far a signal's running sum strays from straight lines.

All functions take SpO2 in %, shape ``(n,)``, with ``MISSING`` or less where
there is none. No box holds a missing sample. What the running sum does at a
gap is without effect, since every box has a line of its own, so nothing
crosses one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oximetry.quality import Indices, runs
from oximetry.recording import Mask, Samples
from oximetry.regularity.windows import window_starts
from oximetry.signal import MISSING

Floats = NDArray[np.float64]

SMALLEST_BOX = 10
LARGEST_BOX_SHARE = 10  # the largest box is a tenth of the valid samples
SIZES, FEWEST_SIZES = 20, 4
FEWEST_BOXES = 4
FEWEST_SAMPLES = 400
TOOLBOX_BOX = 20
_ROUNDING = 1e-6  # %·samples; the smallest real fluctuation, one step of 1 % in a month at 1 Hz, is above it


def scaling_exponent(values: Samples) -> float | None:
    """DFA exponent alpha: 0.5 for white noise, 1 for 1/f noise, 1.5 for a random walk.

    Definition (Peng et al. 1995, Chaos 5:82): y is the running sum of the
    signal less its mean; F(n) the root mean square of y about least-square
    lines in successive boxes of n samples; alpha the slope of ln F(n) over
    ln n. Box sizes are 20, evenly spaced in ln n, from 10 samples to a tenth
    of the valid ones; a rest that fills no box is left out, and so is a size
    of which fewer than four boxes lie between the gaps.

    Returns:
        alpha, or None below 400 valid samples, in a signal without any
        change, or if gaps leave fewer than four sizes.
    """
    shown = values > MISSING
    valid = int(shown.sum())
    if valid < FEWEST_SAMPLES:
        return None
    profile = np.cumsum(_centred(values, shown))
    sizes = np.geomspace(SMALLEST_BOX, valid // LARGEST_BOX_SHARE, SIZES).round().astype(int)
    points = [(size, _fluctuation(profile, shown, size)) for size in np.unique(sizes).tolist()]
    kept = np.array([point for point in points if point[1] > _ROUNDING])
    if len(kept) < FEWEST_SIZES:
        return None
    return float(np.polyfit(np.log(kept[:, 0]), np.log(kept[:, 1]), 1)[0])


def fluctuation_of_20(values: Samples) -> float | None:
    """F(20), %·samples, as the toolbox pobm 1.2.0 computes it and calls it DFA (Levy et al. 2021, table 3).

    Its running sum is the trapezoidal one, with one value for every two
    successive samples; the last box of a stretch may be shorter. Where nothing
    is missing the result is that of the toolbox. The toolbox leaves aside all
    that follows the first missing sample; here every stretch between the gaps
    has its boxes.

    Returns:
        the fluctuation, or None if no two successive samples are valid.
    """
    shown = values > MISSING
    joined = shown[1:] & shown[:-1]
    if not joined.any():
        return None
    centred = _centred(values, shown)
    profile = np.cumsum((centred[1:] + centred[:-1]) / 2)
    boxes = [(TOOLBOX_BOX, window_starts(joined, TOOLBOX_BOX, TOOLBOX_BOX)), *_short_boxes(joined)]
    total = sum(_residual(profile, starts, size) for size, starts in boxes)
    return float(np.sqrt(total / joined.sum()))


def _centred(values: Samples, shown: Mask) -> Floats:
    """The signal less its mean; 0 where there is none."""
    return np.where(shown, values - values[shown].mean(), 0.0)


def _fluctuation(profile: Floats, shown: Mask, size: int) -> float:
    """F of one box size; 0 where there are too few boxes."""
    starts = window_starts(shown, size, size)
    if len(starts) < FEWEST_BOXES:
        return 0.0
    return float(np.sqrt(_residual(profile, starts, size) / (len(starts) * size)))


def _short_boxes(shown: Mask) -> list[tuple[int, Indices]]:
    """What is left of each stretch after its boxes of 20, as (size, first samples)."""
    starts, ends = runs(shown)
    rest = (ends - starts) % TOOLBOX_BOX
    return [(size, ends[rest == size] - size) for size in range(1, TOOLBOX_BOX)]


def _residual(profile: Floats, starts: Indices, size: int) -> float:
    """Sum of squares of the profile about the least-square line of each box."""
    time = np.arange(size) - (size - 1) / 2
    boxes = profile[starts[:, None] + np.arange(size)]
    boxes -= boxes.mean(axis=1, keepdims=True)
    slopes = boxes @ time / (time @ time or 1.0)
    boxes -= slopes[:, None] * time
    return float((boxes**2).sum())
