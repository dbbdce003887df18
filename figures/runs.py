"""Stretches of samples that share a state."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from oximetry.recording import Mask


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Return the runs of True in ``mask`` as ``(first, past the last)`` sample numbers."""
    padded = np.concatenate(([False], mask, [False]))
    edges = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def lone(mask: Mask) -> list[int]:
    """Return the numbers of the samples that are True between two that are not."""
    return [first for first, past in runs(mask) if past - first == 1]


def pieces(mask: Mask, most: int) -> list[tuple[int, int]]:
    """Return at most ``most`` spans that hold every True sample, parted at the longest gaps."""
    spans = runs(mask)
    gaps = [(later[0] - earlier[1], later[0]) for earlier, later in pairwise(spans)]
    cuts = {start for _, start in sorted(gaps, reverse=True)[: most - 1]}
    parted: list[tuple[int, int]] = []
    for first, past in spans:
        if parted and first not in cuts:
            first = parted.pop()[0]
        parted.append((first, past))
    return parted
