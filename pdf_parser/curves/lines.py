"""Straight lines along the rows or columns of a picture: peaks of a profile, runs of ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pdf_parser.curves.ink import Ink

Profile = npt.NDArray[np.float64]

_SEEN = 0.2  # of the strongest line
_SOLID = 0.7  # of the strongest line: dashes have about half
_LIKE = 0.6
_LEAST = 0.05  # of a row that must not be hidden by the curve


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Middles of lines, in rows or columns of the picture, and how strong each is."""

    middles: Profile
    strengths: Profile

    def first_solid(self) -> tuple[float, float] | None:
        """Middle and strength of the first line without dashes."""
        solid = np.flatnonzero(self.strengths >= _SOLID * self.strengths.max(initial=0))
        return (float(self.middles[solid[0]]), float(self.strengths[solid[0]])) if len(solid) else None

    def like(self, strength: float, after: float) -> Profile:
        """Middles of the lines farther on that are about as strong; close dashes may be."""
        return np.asarray(self.middles[(self.middles > after) & (self.strengths >= _LIKE * strength)])

    def nearest(self, place: float, within: float) -> float:
        """The middle of the line that runs nearest; the place itself if none runs so near."""
        if not len(self.middles):
            return place
        middle = float(self.middles[np.abs(self.middles - place).argmin()])
        return middle if abs(middle - place) <= within else place


def profile_of(line: Ink, axis: int, window: int) -> Profile:
    """How much darker rows (axis 1) or columns (axis 0) are than those around them; NaN where that is hidden.

    Args:
        line: NaN where the curve hides what is below.
        axis: along which is averaged.
        window: how many rows or columns are around one, an odd number.
    """
    seen = np.isfinite(line)
    known = seen.sum(axis=axis)
    hidden = known < _LEAST * line.shape[axis]
    dark = np.where(seen, line, 0).sum(axis=axis, dtype=np.float64) / np.maximum(known, 1)
    padded = np.pad(np.where(hidden, 0, dark), window // 2, mode="edge")
    around = np.median(np.lib.stride_tricks.sliding_window_view(padded, window), axis=-1)
    return np.where(hidden, np.nan, np.maximum(dark - around, 0))


def peaks(profile: Profile) -> Lines:
    """The lines of a profile, as far as they are not hidden."""
    seen = np.nan_to_num(profile)
    found = true_runs(seen > _SEEN * seen.max(initial=0))
    middles = [np.average(np.arange(first, past), weights=seen[first:past]) for first, past in found]
    return Lines(np.array(middles), np.array([seen[first:past].max() for first, past in found]))


def true_runs(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """The runs of True, one a row: first, and past the last."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    return edges.reshape(-1, 2)
