"""What a chart is drawn with: grey lines for its frame and grid, a green stroke for its curve."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pdf_parser.words import Picture

Ink = npt.NDArray[np.float32]

CURVE = 0.15
"""Greenness that neither noise nor a tint of the paper has."""

_LINE = 0.15  # of the paper's brightness: what is darker by more counts no more, however black
_GREENISH = 0.06  # a pixel this green may be of the curve: whether a line runs below is not seen
_COARSE = 8  # pixels put together to see the paper
_AROUND = 61  # of them: a window in which most is paper, however much is drawn


@dataclass(frozen=True, slots=True, eq=False)
class Inks:
    """Both inks of a part of a page, pixel by pixel.

    Attributes:
        line: 0 (paper) to 1 (as dark as a gridline); NaN where the curve may hide it.
        green: how much greener than grey, relative to the paper's brightness; the curve has about 0.4.
    """

    line: Ink
    green: Ink

    @property
    def any(self) -> Ink:
        """0 to 1, whichever ink it is."""
        return np.nan_to_num(self.line, nan=1)


def inks(part: Picture) -> Inks:
    """The inks of a part of a picture; tint, shadows and uneven light of the paper are taken out."""
    relative: Ink = np.divide(part, np.maximum(_paper(part), 1), dtype=np.float32)
    red, green, blue = (relative[..., channel] for channel in range(3))
    greenness = np.asarray(green - (red + blue) / 2, dtype=np.float32)
    darkness = np.asarray(np.clip((1 - relative.max(axis=2)) / _LINE, 0, 1), dtype=np.float32)
    darkness[greenness > _GREENISH] = np.nan
    return Inks(darkness, greenness)


def _paper(part: Picture) -> Ink:
    """What the paper looks like at each pixel."""
    height, width = part.shape[:2]
    coarse = cv2.resize(part, (-(-width // _COARSE), -(-height // _COARSE)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(coarse, _AROUND)
    return np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
