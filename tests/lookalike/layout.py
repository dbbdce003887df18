"""Where things stand: the real page's edges, each moved a little."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SIZE = (1260, 1960)
# Measured on the real page, pixels: of frames, columns and charts; of rows.
_X_EDGES = (0, 36, 232, 327, 426, 437, 459, 793, 816, 865, 987, 1067, 1106, 1146, 1225, 1260)
_Y_EDGES = (
    *(0, 40, 95, 111, 151, 161, 202, 232, 282, 294, 333, 344, 374, 405, 423, 481, 567, 625, 682, 712, 720),
    *(777, 1100, 1161, 1480, 1555, 1684, 1716, 1960),
)
_MOVED = 0.07  # share by which the distance of two edges may grow or shrink

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the real page's edges have come to stand."""

    x_edges: tuple[float, ...] = _X_EDGES
    y_edges: tuple[float, ...] = _Y_EDGES

    def x(self, at: float) -> float:
        """What stands at ``at`` on the real page."""
        return float(np.interp(at, _X_EDGES, self.x_edges))

    def y(self, at: float) -> float:
        """What stands at ``at`` on the real page."""
        return float(np.interp(at, _Y_EDGES, self.y_edges))

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """What has these edges on the real page."""
        return self.x(left), self.y(top), self.x(right), self.y(bottom)


def moved(rng: np.random.Generator) -> Layout:
    """The page with other widths and heights, as another phone or version would lay it out."""
    return Layout(_moved(_X_EDGES, rng), _moved(_Y_EDGES, rng))


def _moved(edges: tuple[float, ...], rng: np.random.Generator) -> tuple[float, ...]:
    distances = np.diff(edges) * rng.uniform(1 - _MOVED, 1 + _MOVED, size=len(edges) - 1)
    at = np.concatenate([[0], np.cumsum(distances)])
    return tuple((at * edges[-1] / at[-1]).tolist())


def columns(box: Box, *edges: float) -> list[Box]:
    """The box, cut at ``edges``."""
    left, top, right, bottom = box
    at = (left, *edges, right)
    return [(a, top, b, bottom) for a, b in pairwise(at)]


def rows(box: Box, count: int) -> list[Box]:
    """The box in ``count`` rows of the same height."""
    left, top, right, bottom = box
    at = np.linspace(top, bottom, count + 1).tolist()
    return [(left, a, right, b) for a, b in pairwise(at)]
