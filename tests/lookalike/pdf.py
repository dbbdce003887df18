"""A picture as the one page of a PDF, without a text layer, as the app writes it."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from PIL import Image

A4 = (595.0, 842.0)


def as_pdf(image: Image.Image, *, jpeg: int | None = None, a4: bool = False) -> bytes:
    """The document: its page has a point for each pixel as the real one, or is an A4 page with the picture.

    ``jpeg`` is the quality in which the picture is kept; without it no pixel is changed.
    """
    document = pdfium.PdfDocument.new()
    scale = min(A4[0] / image.width, A4[1] / image.height) if a4 else 1.0
    page = document.new_page(*(A4 if a4 else image.size))
    held = pdfium.PdfImage.new(document)
    if jpeg is None:
        held.set_bitmap(pdfium.PdfBitmap.from_pil(image))
    else:
        held.load_jpeg(_jpeg(image, jpeg), inline=True)
    width, height = image.width * scale, image.height * scale
    held.set_matrix(pdfium.PdfMatrix().scale(width, height).translate(0, page.get_height() - height))
    page.insert_obj(held)
    page.gen_content()
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def _jpeg(image: Image.Image, quality: int) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    file.seek(0)
    return file
