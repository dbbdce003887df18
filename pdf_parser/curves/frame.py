"""The frame of a chart, found below the chart's title, and how many gridlines part it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pdf_parser.curves.ink import Ink, Inks
from pdf_parser.curves.lines import Profile, peaks, profile_of, true_runs

_SLACK = 1 / 400  # of the picture's width: how far a line of a squared-up page may wander
_WINDOW = 1 / 40  # of the picture's width: wider than a line
_NARROWEST, _LOWEST = 0.3, 0.06  # a frame's sides, of the picture's width
_DRAWN, _SIDE = 0.5, 0.3  # how dark a level line is, and one of the two sides
_GOES_ON = 0.85  # a side that goes on below; a clock time there is lighter
_WHOLE = 0.8  # of a side
_DIVISIONS = range(3, 61)
_TIGHTEST = 8  # pixels between gridlines
_WEAKEST = 25  # per cent of gridlines may be weaker
_CLEAR = 3.0  # times what rows between gridlines have
_FAINTEST = 0.1  # of the frame's own lines
_AS_CLEAR = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    """Middles of a frame's four lines, in pixels.

    Attributes:
        divisions: into how many spaces the level gridlines part it; 0 if that cannot be seen.
    """

    left: float
    top: float
    right: float
    bottom: float
    divisions: int


def find_frame(inks: Inks, start: float) -> Frame | None:
    """The frame whose top is the first solid line; None if there is no whole one.

    Args:
        inks: of the whole width of a picture, from below a chart's title on.
        start: the column where the title begins, not far right of the frame's left side.
    """
    width = inks.line.shape[1]
    slack, window = max(2, round(width * _SLACK)), round(width * _WINDOW) | 1
    level = peaks(profile_of(inks.line[:, round(start) :], 1, window))
    first, drawn = level.first_solid(), inks.any
    ends = _ends_of_level(drawn, round(first[0]), slack) if first else None
    if first is None or ends is None or ends[1] - ends[0] < _NARROWEST * width:
        return None
    top, strength = first
    lower = level.like(strength, after=top + _LOWEST * width)
    bottom = next((float(row) for row in lower if _sides_end(drawn, row, ends, slack)), None)
    if bottom is None or not _sides_drawn(drawn[round(top) : round(bottom)], ends, slack):
        return None
    upright = peaks(profile_of(inks.line[round(top) : round(bottom)], 0, window))
    left, right = (upright.nearest(end, 2 * slack) for end in ends)
    inside = profile_of(inks.line[:, round(left) : round(right)], 1, window)
    return Frame(left, top, right, bottom, _divisions(inside, top, bottom))


def _ends_of_level(drawn: Ink, row: int, slack: int) -> tuple[int, int] | None:
    """First and last column of the longest level line that runs near a row."""
    strip = cv2.blur(drawn[max(0, row - slack) : row + slack + 1], (4 * slack + 1, 1)).max(axis=0)
    found = true_runs(strip > _DRAWN)
    if not len(found):
        return None
    first, past = found[(found[:, 1] - found[:, 0]).argmax()]
    return int(first), int(past) - 1


def _sides_end(drawn: Ink, row: float, ends: tuple[int, int], slack: int) -> bool:
    """Whether a frame's sides do not go on right below a row, above the clock times."""
    below = drawn[round(row) + slack + 1 : round(row) + 3 * slack + 1]
    return not len(below) or min(_near(below, end, slack).mean(axis=0).max() for end in ends) < _GOES_ON


def _sides_drawn(drawn: Ink, ends: tuple[int, int], slack: int) -> bool:
    """Whether both sides of a frame are drawn along nearly all of these rows."""
    sides = (cv2.blur(_near(drawn, end, slack), (1, 4 * slack + 1)).max(axis=1) for end in ends)
    return all(float(np.mean(side > _SIDE)) > _WHOLE for side in sides)


def _near(drawn: Ink, column: int, slack: int) -> Ink:
    """The columns in which a side of the frame may run."""
    return drawn[:, max(0, column - 2 * slack) : column + 2 * slack + 1]


def _divisions(profile: Profile, top: float, bottom: float) -> int:
    """The most equal divisions of a frame that have a line at nearly every one of their borders."""
    near: Profile = np.fmax(np.fmax(profile[:-2], profile[1:-1]), profile[2:])
    counts = [count for count in _DIVISIONS if (bottom - top) / count >= _TIGHTEST]
    clear = np.array([_clearness(near, np.linspace(top, bottom, count + 1)[1:-1]) for count in counts])
    between = float(np.nanmedian(near[round(top) : round(bottom)]))
    if not len(clear) or clear.max() <= max(_CLEAR * between, _FAINTEST * np.nanmax(profile)):
        return 0
    return counts[int(np.flatnonzero(clear >= _AS_CLEAR * clear.max())[-1])]


def _clearness(near: Profile, rows: Profile) -> float:
    """How dark nearly all of these rows are at least, as far as they are seen; 0 if most are hidden."""
    dark = near[np.rint(rows).astype(int) - 1]
    seen = dark[np.isfinite(dark)]
    return float(np.percentile(seen, _WEAKEST)) if len(seen) > len(dark) / 2 else 0.0
