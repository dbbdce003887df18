"""A page's picture as the reader looks at it: the whole for its words, single places for another look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from tesserocr import PSM

from pdf_parser.document import Document
from pdf_parser.places.lines import around
from pdf_parser.report import Box
from pdf_parser.seeing.marks import even_ground, written
from pdf_parser.seeing.ocr import Reading, read_line, read_words
from pdf_parser.seeing.rectify import Matrix, square_up
from pdf_parser.words import Picture, Word

_LETTER = 26.0  # pixels: a digit of the real report's page, drawn ``PIXELS_WIDE``
PIXELS_WIDE = 2520
_TORN = 1.0  # times the line's height
_MOST_PLACES = 1500  # a report has some 150, in a photograph with as much grain some 500
_TALL = 1.8  # times a letter: a place with more than one line's height
_BESIDE, _ABOVE = 12, 8  # pixels of paper that a line is shown with

_BLANK = 40  # per cent of the height: paper put beside a cell
_PAPER = 80  # percentile of brightness


@dataclass(frozen=True, slots=True)
class Look:
    """A way to look at a place, different enough from the others that the same slip is unlikely."""

    scale: float
    wider: float = 1.0
    even: bool = True  # on evened ground, or as it was drawn
    segmentation: int = PSM.SINGLE_LINE
    margin: float = 0.35  # times the place's height
    only_signs: bool = True  # whether what cannot stand there is left out beforehand
    change: Callable[[Picture], Picture] | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """A squared-up page and its scale.

    Attributes:
        picture: RGB.
        even: the same in grey, on even ground.
        points_per_pixel: of both.
        language: of the OCR.
        to_page: the homography from pixels of ``picture`` to those of the page as it is shown.
    """

    picture: Picture
    even: Picture
    points_per_pixel: float
    language: str
    to_page: Matrix

    @classmethod
    def of_page(cls, document: Document, number: int, language: str, turns: int = 0) -> Sight:
        """Of a page, after so many quarter turns to the left, and squaring it up."""
        width, height = document.size(number)
        wide = PIXELS_WIDE * width / height if turns % 2 else PIXELS_WIDE
        picture, points_per_pixel = document.picture(number, round(wide))
        squared = square_up(np.ascontiguousarray(np.rot90(picture, turns)))
        even = even_ground(squared.picture)
        to_page = _turned_back(turns, picture) @ squared.to_page
        return cls(squared.picture, even, points_per_pixel, language, to_page)

    def words_of_any_page(self) -> tuple[Word, ...]:
        """The same by Tesseract's own search, which knows columns and paragraphs, but overlooks cells."""
        grey = cv2.cvtColor(self.picture, cv2.COLOR_RGB2GRAY)
        read = read_words(np.asarray(grey, dtype=np.uint8), language=self.language, segmentation=PSM.AUTO)
        return tuple(Word(word.text, self._in_points(word.box), word.confidence) for word in read)

    def on_page(self, box: Box) -> Box:
        """Where on the page as it is shown the box of the squared-up page stands, in points."""
        left, top, right, bottom = (each / self.points_per_pixel for each in box)
        corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
        moved = corners @ self.to_page.T
        x, y = moved[:, 0] / moved[:, 2], moved[:, 1] / moved[:, 2]
        return self._in_points((x.min(), y.min(), x.max(), y.max()))

    def words(self) -> tuple[Word, ...]:
        """All that is written on the page, with boxes in points; nothing if that is no page of a report."""
        places = written(self.even, _LETTER)
        if len(places) > _MOST_PLACES:
            return ()
        return tuple(word for place in places for word in self._words_at(place))

    def read(self, box: Box, look: Look, signs: str) -> Reading:
        """One more reading of the place ``box`` (points)."""
        line = self._shown(box, look)
        return read_line(
            line,
            language=self.language,
            signs=signs if look.only_signs else "",
            segmentation=look.segmentation,
        )

    def crop(self, box: Box, margin: float) -> Picture:
        """The place in colours with some of what is around it."""
        left, top, right, bottom = self._pixels(box, margin, self.picture)
        return self.picture[top:bottom, left:right]

    def _words_at(self, place: Box) -> list[Word]:
        left, top = max(0, int(place[0]) - _BESIDE), max(0, int(place[1]) - _ABOVE)
        line = self.even[top : int(place[3]) + _ABOVE, left : int(place[2]) + _BESIDE]
        read = read_words(np.ascontiguousarray(line), language=self.language, segmentation=PSM.SINGLE_LINE)
        words = [self._placed(word, left, top, place) for word in read]
        return _spread(words) if _torn(words) else words

    def _placed(self, word: Word, left: int, top: int, place: Box) -> Word:
        """The word on the page.

        Of short lines, Tesseract's box is trusted across, but not in height, where it loses parts of letters.
        """
        x0, y0, x1, y1 = word.box
        high = place[3] - place[1] > _TALL * _LETTER
        y = (y0 + top, y1 + top) if high else (place[1], place[3])
        return Word(word.text, self._in_points((x0 + left, y[0], x1 + left, y[1])), word.confidence)

    def _in_points(self, box: Box) -> Box:
        left, top, right, bottom = (float(each * self.points_per_pixel) for each in box)
        return left, top, right, bottom

    def _pixels(self, box: Box, margin: float, picture: Picture) -> tuple[int, int, int, int]:
        left, top, right, bottom = (each / self.points_per_pixel for each in box)
        more = margin * (bottom - top)
        height, width = picture.shape[:2]
        return (
            int(np.clip(left - more, 0, width - 1)),
            int(np.clip(top - more, 0, height - 1)),
            int(np.clip(right + more + 1, 1, width)),
            int(np.clip(bottom + more + 1, 1, height)),
        )

    def _shown(self, box: Box, look: Look) -> Picture:
        source = self.even if look.even else self.picture
        left, top, right, bottom = self._pixels(box, look.margin, source)
        part = source[top:bottom, left:right]
        grey = part if look.even else cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
        shrinking = look.scale * look.wider < 1
        way = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
        scaled = cv2.resize(grey, None, fx=look.scale * look.wider, fy=look.scale, interpolation=way)
        shown = np.asarray(scaled, dtype=np.uint8)
        return _on_paper(look.change(shown) if look.change else shown)


def _turned_back(turns: int, picture: Picture) -> Matrix:
    """From pixels of the picture after so many quarter turns to the left to those of the picture itself."""
    height, width = picture.shape[:2]
    ways = (
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0, -1, width], [1, 0, 0], [0, 0, 1]],
        [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
    )
    return np.array(ways[turns % 4], dtype=np.float64)


def _on_paper(line: Picture) -> Picture:
    """The line with blank paper around: Tesseract drops signs that stand near the picture's edge."""
    paper = int(np.percentile(line, _PAPER))
    more = _BLANK * line.shape[0] // 100
    return np.asarray(
        cv2.copyMakeBorder(line, more // 3, more // 3, more, more, cv2.BORDER_CONSTANT, value=paper),
        dtype=np.uint8,
    )


def _torn(words: Sequence[Word]) -> bool:
    """Whether words of one line seem farther apart than they can be: some boxes are too narrow then."""
    return any(b.box[0] - a.box[2] > _TORN * (a.box[3] - a.box[1]) for a, b in pairwise(words))


def _spread(words: Sequence[Word]) -> list[Word]:
    """The words over the whole of their line, each with its share of the signs."""
    left, _, right, _ = around([word.box for word in words])
    per_sign = (right - left) / len(" ".join(word.text for word in words))
    spread = []
    for word in words:
        end = left + per_sign * len(word.text)
        spread.append(Word(word.text, (left, word.box[1], end, word.box[3]), word.confidence))
        left = end + per_sign
    return spread
