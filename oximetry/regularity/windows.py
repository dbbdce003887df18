"""Windows that hold no missing sample."""

from __future__ import annotations

import numpy as np

from oximetry.quality import Indices, runs
from oximetry.recording import Mask


def window_starts(shown: Mask, size: int, hop: int) -> Indices:
    """First samples of the windows of ``size`` samples that are laid into each stretch of ``shown``.

    The first window begins where its stretch does, the next ``hop`` samples
    later, as long as they are whole: none holds a missing sample.

    Returns:
        indices, ascending, shape ``(windows,)``.
    """
    starts, ends = runs(shown)
    long = ends - starts >= size
    counts = (ends[long] - starts[long] - size) // hop + 1
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(np.repeat(starts[long], counts) + number * hop, dtype=np.intp)
