"""The highest and the lowest of the samples around each one."""

from __future__ import annotations

import numpy as np

from oximetry.recording import Samples


def highest_until(values: Samples, window: int) -> Samples:
    """The highest of the ``window`` samples that end with each one, or of fewer at first; shape ``(n,)``."""
    highest = values.copy()
    covered = 1
    while covered < min(window, len(values)):
        step = min(covered, window - covered)
        highest[step:] = np.maximum(highest[step:], highest[:-step])
        covered += step
    return highest


def highest_before(values: Samples, window: int) -> Samples:
    """The highest of the ``window`` samples before each one, shape ``(n,)``; the first one is itself."""
    return np.concatenate((values[:1], highest_until(values, window)[:-1]))


def lowest_before(values: Samples, window: int) -> Samples:
    """The lowest of the ``window`` samples before each one, shape ``(n,)``; the first one is itself."""
    return -highest_before(-values, window)
