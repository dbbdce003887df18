"""The curve in a chart: where its stroke runs in each column."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pdf_parser.curves.frame import Frame
from pdf_parser.curves.ink import CURVE, Ink
from pdf_parser.curves.lines import Profile, true_runs

Mask = npt.NDArray[np.bool_]

_EDGE, _CORE = 0.4, 0.8  # of the curve's greenness: what a thin stroke or its edge has, and some of it
_FEWEST_COLUMNS = 0.02  # of the frame's width
_THICKEST = 1 / 200  # of the frame's width: thicker, and it is strokes beside each other that were measured
_LEVEL, _STEEP = (
    5,
    50,
)  # per cent of its crossings where a stroke runs level, and upright, with nothing beside


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """Ends of the stroke in each pixel column from ``first`` on, in rows; NaN where nothing is drawn."""

    first: int
    upper: Profile
    lower: Profile


def trace(green: Ink, frame: Frame) -> Stroke | None:
    """The stroke of a frame's curve as thin as if drawn by a point; None if there is no curve."""
    first, past = int(np.ceil(frame.left)), int(np.floor(frame.right)) + 1
    pen = round((past - first) * _THICKEST)  # drawn on the frame's lines, a stroke reaches out of them
    above = max(0, round(frame.top) - pen)
    mask = _drawn(green[above : round(frame.bottom) + pen + 1, first:past])
    drawn: Mask = np.asarray(mask.any(axis=0))
    if np.count_nonzero(drawn) < _FEWEST_COLUMNS * len(drawn):
        return None
    upper = np.where(drawn, above + mask.argmax(axis=0) - 0.5, np.nan)
    lower = np.where(drawn, above + len(mask) - mask[::-1].argmax(axis=0) - 0.5, np.nan)
    return Stroke(first, *_thinned(upper, lower, _pen_width(mask)))


def _drawn(green: Ink) -> Mask:
    """Where the curve is: whatever is nearly half as green as it, if some of it is nearly as green."""
    certain = green[green > CURVE]
    if not certain.size:
        return np.zeros(green.shape, dtype=np.bool_)
    full = float(np.median(certain))
    _, pieces = cv2.connectedComponents((green > _EDGE * full).astype(np.uint8))
    pieces_of_curve = np.zeros(pieces.max() + 1, dtype=np.bool_)
    pieces_of_curve[pieces[green > _CORE * full]] = True
    pieces_of_curve[0] = False
    return np.asarray(pieces_of_curve[pieces])


def _pen_width(mask: Mask) -> float:
    """How thick the stroke is, in pixels, by where it crosses columns or rows at right angles."""
    level, steep = np.percentile(_run_lengths(mask), _LEVEL), np.percentile(_run_lengths(mask.T), _STEEP)
    return float(min(level, steep, mask.shape[1] * _THICKEST))


def _run_lengths(mask: Mask) -> npt.NDArray[np.intp]:
    """Lengths of the runs of True in all columns."""
    apart = np.pad(mask, ((1, 0), (0, 0)))
    runs = true_runs(apart.T.ravel())
    return np.asarray(runs[:, 1] - runs[:, 0])


def _thinned(upper: Profile, lower: Profile, pen: float) -> tuple[Profile, Profile]:
    """Ends of the stroke less half of the pen, which widens it to all sides alike."""
    reach = int(pen - 1) // 2
    upper = _widest(upper, reach, np.fmax) + pen / 2
    lower = _widest(lower, reach, np.fmin) - pen / 2
    middle = (upper + lower) / 2
    crossed = upper > lower
    return np.where(crossed, middle, upper), np.where(crossed, middle, lower)


def _widest(rows: Profile, reach: int, extreme: np.ufunc) -> Profile:
    """The extreme of each column and its neighbours; nothing stays nothing."""
    padded = np.pad(rows, reach, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.where(np.isnan(rows), np.nan, extreme.reduce(windows, axis=-1))
