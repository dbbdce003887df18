"""A PDF, opened without trusting it: how many pages, the words stored in them, pictures of them.

PDFium draws and repairs; the build that pypdfium2 ships has no JavaScript engine, so that no script can run.
It is not thread-safe: a document belongs to one thread. Slow or greedy pages are ended from outside, by
``pdf_parser.isolated``; here is kept small what can be seen beforehand to be too large.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pypdfium2 import raw as pdfium

from oximetry.errors import RecordingWarning
from pdf_parser.layer import has_ink, is_drawn, is_hidden, is_pictured
from pdf_parser.limits import MEGABYTE, Limits
from pdf_parser.messages import notice, refusal
from pdf_parser.report import Box
from pdf_parser.words import Picture, Word

MOST_PIXELS = 40_000_000
MOST_PIXELS_A_SIDE = 20_000
_MOST_OBLONG = 40  # times as long as wide: nothing could be read on it
_HEADER_WITHIN = 1024  # readers accept the first and last words of a PDF this far from its ends
_TRAILER_WITHIN = 2048
_GLANCE = 1000  # pixels wide: enough to see where there is ink
_LINE_HIGH, _CLOSER = 10, 6000  # pixels: so high are words to be drawn, but on no picture wider than that
_BYTES_A_PIXEL = 4  # as PDFium keeps a decoded image
# pdfplumber wraps most of what pdfminer comes upon in an odd file; the rest comes through as it was raised.
_ODD_TEXT = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


class Document:
    """An open PDF. Pages are counted from 1; boxes and sizes are those of the page as it is shown."""

    def __init__(self, data: bytes, limits: Limits, pdf: pypdfium2.PdfDocument) -> None:
        self._data = data
        self._limits = limits
        self._pdf = pdf
        self.pages: int = len(pdf)
        self.notices: tuple[RecordingWarning, ...] = tuple(_remarks(data, pdf))

    @classmethod
    def open(cls, data: bytes | Path, limits: Limits) -> Document:
        """Open a PDF.

        Raises:
            RecordingError: if it is no PDF, damaged, encrypted, or larger than ``limits`` allow.
            OSError: if the file cannot be read.
        """
        content = _content(data, limits)
        pdf = _opened(content)
        pages = len(pdf)
        if pages > limits.most_pages:
            pdf.close()
            raise refusal("pdf_pages", pages=pages, most=limits.most_pages)
        return cls(content, limits, pdf)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free what PDFium holds."""
        self._pdf.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page in points.

        Raises:
            RecordingError: if the page is damaged.
        """
        with self._page(number) as page:
            width, height = page.get_size()
        if not math.isfinite(width * height):
            raise refusal("page_damaged", page=number)
        return width, height

    def words(self, number: int) -> tuple[Word, ...]:
        """The words of a page's text layer in reading order, if they are what the page shows.

        There are none where there is only a picture, and none where the text is not to be seen: images cover
        it or most of the page, or nothing is drawn in its place. A text layer that cannot be read leaves the
        picture to be read, and a notice among ``notices``.

        Raises:
            RecordingError: if the page is damaged, or cannot be drawn to see whether it shows its text.
        """
        try:
            with pdfplumber.open(io.BytesIO(self._data), pages=[number]) as text:
                words = tuple(word for page in text.pages for word in _words(page))
                images = [box for page in text.pages for box in _images(page)]
        except _ODD_TEXT:
            self.notices += (notice("page_text", page=number),)
            return ()
        return words if words and self._shows(number, words, images) else ()

    def is_blank(self, number: int) -> bool:
        """Whether nothing is drawn on the page.

        Raises:
            RecordingError: as ``picture`` does.
        """
        return not has_ink(self.picture(number, _GLANCE)[0])

    def picture(self, number: int, pixels_wide: int) -> tuple[Picture, float]:
        """A page as it is shown, and how many points one of its pixels covers.

        It is ``pixels_wide`` unless it were more than ``MOST_PIXELS`` in all then, or too tall.

        Raises:
            RecordingError: if the page is damaged or a mere strip, or shows an image too large to be decoded.
        """
        width, height = self.size(number)
        if max(width, height) > _MOST_OBLONG * min(width, height):
            raise refusal("page_shape", page=number)
        wanted = (pixels_wide - 0.5) / width  # PDFium's picture is the next whole pixel wide
        largest = math.sqrt(MOST_PIXELS / (width * height))
        scale = min(wanted, largest, MOST_PIXELS_A_SIDE / max(width, height))
        with self._page(number) as page:
            self._check_images(number, page)
            with closing(page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)) as bitmap:
                picture: Picture = np.array(bitmap.to_numpy()[:, :, :3])
        return picture, width / picture.shape[1]

    def _shows(self, number: int, words: Sequence[Word], images: Sequence[Box]) -> bool:
        with self._page(number) as page:
            hidden = is_hidden(page)
        if hidden or is_pictured(words, images, self.size(number)):
            return False
        lowest = max(1.0, min(word.box[3] - word.box[1] for word in words))
        wide = _LINE_HIGH * self.size(number)[0] / lowest
        return is_drawn(words, *self.picture(number, round(min(max(wide, _GLANCE), _CLOSER))))

    @contextmanager
    def _page(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        try:
            with closing(self._pdf[number - 1]) as page:
                yield page
        except pypdfium2.PdfiumError as error:
            raise refusal("page_damaged", page=number) from error

    def _check_images(self, number: int, page: pypdfium2.PdfPage) -> None:
        """Half of the memory is for decoding; the other half is for what is done with the picture."""
        most = self._limits.page_memory // 2 // _BYTES_A_PIXEL
        for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            width, height = image.get_px_size()
            if width * height > most:
                raise refusal("page_picture", page=number, width=width, height=height)


def _content(data: bytes | Path, limits: Limits) -> bytes:
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > limits.most_bytes:
        raise refusal("pdf_too_large", most=limits.most_bytes // MEGABYTE)
    content = data.read_bytes() if isinstance(data, Path) else data
    if not content:
        raise refusal("pdf_empty")
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise refusal("pdf_not")
    return content


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        protected = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise (refusal("pdf_encrypted") if protected else refusal("pdf_damaged")) from error


def _remarks(content: bytes, pdf: pypdfium2.PdfDocument) -> Iterator[RecordingWarning]:
    """What a reader should know of the document; names are looked for where PDFium does not count them."""
    if b"%%EOF" not in content[-_TRAILER_WITHIN:]:
        yield notice("pdf_cut")
    if pdfium.FPDFDoc_GetJavaScriptActionCount(pdf) > 0 or b"/JavaScript" in content:
        yield notice("pdf_script")
    if pdf.count_attachments() > 0 or b"/EmbeddedFile" in content:
        yield notice("pdf_attachments")


def _words(page: pdfplumber.page.Page) -> Iterator[Word]:
    """Words within the part of the page that is shown; boxes count from its upper left corner."""
    for word in page.extract_words():
        text = "".join(sign for sign in word["text"] if sign.isprintable())
        box = _shown(page, word)
        if text and box:
            yield Word(text, box, 1.0)


def _images(page: pdfplumber.page.Page) -> Iterator[Box]:
    for image in page.images:
        if box := _shown(page, image):
            yield box


def _shown(page: pdfplumber.page.Page, thing: Mapping[str, float]) -> Box | None:
    """Where a thing stands in the part of the page that is shown; None outside of it."""
    left, top = (max(page.mediabox[side], page.cropbox[side]) for side in (0, 1))
    right, bottom = (min(page.mediabox[side], page.cropbox[side]) for side in (2, 3))
    across = thing["x0"] < right and thing["x1"] > left
    if not (across and thing["top"] < bottom and thing["bottom"] > top):
        return None
    return thing["x0"] - left, thing["top"] - top, thing["x1"] - left, thing["bottom"] - top
