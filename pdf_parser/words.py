"""What stands on a page: words with their boxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pdf_parser.report import Box

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands (PDF points, see ``report.Field.box``), and how sure its reading is, 0 to 1."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read.

    Attributes:
        number: counted from 1.
        words: in reading order.
        picture: (height, width, 3) RGB, upright and squared up; None if the page has usable text.
        points_per_pixel: of ``picture``; a word's box divided by it is where the word stands in the picture.
    """

    number: int
    words: tuple[Word, ...]
    picture: Picture | None
    points_per_pixel: float
