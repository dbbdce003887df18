"""A page as curves are looked for on it: a picture no larger than it need be, words in its pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pdf_parser.report import Box
from pdf_parser.words import Page, Picture, Word

_WIDEST = 1300  # pixels: devices draw their reports about as wide, and more only brings noise


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A picture, and words with their boxes in its pixels."""

    picture: Picture
    words: tuple[Word, ...]

    def part(self, top: float, height: float) -> Sheet:
        """The rows from ``top`` on, with the words counted from there."""
        first = max(0, round(top))
        words = tuple(replace(word, box=_moved(word.box, first)) for word in self.words)
        return Sheet(self.picture[first : first + round(height)], words)


def sheet_of(picture: Picture, page: Page) -> Sheet:
    """The sheet of a page's picture."""
    factor = min(1.0, _WIDEST / picture.shape[1])
    if factor < 1:
        smaller = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        picture = np.asarray(smaller, dtype=np.uint8)
    scale = factor / page.points_per_pixel
    words = tuple(replace(word, box=_scaled(word.box, scale)) for word in page.words)
    return Sheet(picture, words)


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = box
    return left * scale, top * scale, right * scale, bottom * scale


def _moved(box: Box, up: float) -> Box:
    left, top, right, bottom = box
    return left, top - up, right, bottom - up
