"""Whether a page's stored text is what its reader sees.

Scanning apps put the text that they took a picture for behind it, where nobody sees its errors. Such text is
no witness of what the page shows; the picture is.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pypdfium2
from pypdfium2 import raw as pdfium

from pdf_parser.places.lines import middle
from pdf_parser.report import Box
from pdf_parser.words import Picture, Word

_MOSTLY = 0.5  # of the page: what images cover so much of is a picture
_RASTER = 200  # places along each side at which the page is asked what covers it
_INK = 24  # of 255, between the darkest and the lightest of a place: less is nothing to be read
_UNSEEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


def is_hidden(page: pypdfium2.PdfPage) -> bool:
    """Whether any of the page's text was stored not to be seen."""
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    return any(pdfium.FPDFTextObj_GetTextRenderMode(text.raw) in _UNSEEN for text in texts)


def is_pictured(words: Sequence[Word], images: Sequence[Box], size: tuple[float, float]) -> bool:
    """Whether images cover most of the page, or any of its words."""
    return _covered(images, size) > _MOSTLY or any(
        _lies_on(word, image) for word in words for image in images
    )


def is_drawn(words: Sequence[Word], picture: Picture, points_per_pixel: float) -> bool:
    """Whether there is ink in the place of every word that says something."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    telling = (word for word in words if any(sign.isalnum() for sign in word.text))
    return all(has_ink(_part(grey, word.box, points_per_pixel)) for word in telling)


def has_ink(picture: Picture) -> bool:
    """Whether there is anything but one even colour."""
    return picture.size > 0 and int(picture.max()) - int(picture.min()) >= _INK


def _covered(images: Sequence[Box], size: tuple[float, float]) -> float:
    """The share of the page under images, which may lie on each other."""
    covered = np.zeros((_RASTER, _RASTER), dtype=bool)
    for box in images:
        left, right = (round(max(0.0, x) / size[0] * _RASTER) for x in (box[0], box[2]))
        top, bottom = (round(max(0.0, y) / size[1] * _RASTER) for y in (box[1], box[3]))
        covered[top:bottom, left:right] = True
    return float(covered.mean())


def _lies_on(word: Word, image: Box) -> bool:
    x, y = middle(word.box)
    return image[0] < x < image[2] and image[1] < y < image[3]


def _part(grey: Picture, box: Box, points_per_pixel: float) -> Picture:
    left, top, right, bottom = (each / points_per_pixel for each in box)
    return grey[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]
