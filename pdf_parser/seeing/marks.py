"""Where on a page something is written: marks of a letter's size, put together to short lines.

Tesseract's own search for text overlooks words in tables, beside frames and on coloured ground.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from pdf_parser.report import Box
from pdf_parser.words import Picture

_GROUND = 61  # pixels: larger than a stroke, smaller than a cell
_LIGHTEST = 0.25
_INK = 0.22  # darker than its ground by this share
_RULE = 2.6  # times the height of a letter: longer straight strokes are rules, not letters
_SOFT = 1.1  # pixels: hides the steps that a small picture shows when it is drawn large
_COLOURED = 60  # of 255: the strongest primary colour less the weakest
_LOW, _HIGH = 0.55, 2.6  # a letter's height against the usual one
_WIDE = 12
_GAP = 1.2  # times the height: farther apart, marks are of different lines


def even_ground(picture: Picture) -> Picture:
    """The page in grey: paper, cells, shadows and all that is coloured white, what is written dark."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    kernel = np.ones((_GROUND // 4, _GROUND // 4), np.uint8)
    ground = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), 4)
    ground = cv2.resize(ground, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, np.maximum(ground, int(_LIGHTEST * 255)), scale=255)
    even[_coloured(picture)] = 255
    return np.asarray(cv2.GaussianBlur(even, (0, 0), _SOFT), dtype=np.uint8)


def _coloured(picture: Picture) -> npt.NDArray[np.bool_]:
    """Curves, bars and the heads of tables, which are drawn in colours; words are black, or outlined so."""
    red, green, blue = cv2.split(cv2.blur(picture, (3, 3)))
    strongest = cv2.max(cv2.max(red, green), blue)
    weakest = cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(strongest, weakest) > _COLOURED)


def ink_of(grey: Picture) -> npt.NDArray[np.uint8]:
    """Where ``even_ground`` is dark: 1, else 0."""
    return (grey < (1 - _INK) * 255).astype(np.uint8)


def written(grey: Picture, height: float) -> tuple[Box, ...]:
    """Boxes around what seems written in letters of about that height, in pixels, line by line."""
    ink = _without_rules(ink_of(grey), height)
    marks = list(_letters(ink, height))
    joined = np.zeros_like(ink)
    for left, top, right, bottom in marks:
        cv2.rectangle(joined, (left, top), (right, bottom), 1, -1)
    reach = max(int(_GAP * height) | 1, 3)
    lines = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(lines)
    return tuple((float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in boxes[1:].tolist())


def _without_rules(ink: npt.NDArray[np.uint8], height: float) -> npt.NDArray[np.uint8]:
    length = int(_RULE * height)
    left = ink.copy()
    for shape in ((1, length), (length, 1)):
        rules = cv2.morphologyEx(left, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        left[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    return left


def _letters(ink: npt.NDArray[np.uint8], height: float) -> Iterator[tuple[int, int, int, int]]:
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink)
    for x, y, wide, high, _ in boxes[1:].tolist():
        if _LOW * height < high < _HIGH * height and wide < _WIDE * height:
            yield x, y, x + wide, y + high
