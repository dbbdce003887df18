"""A text layer counts only where it is what the page shows."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from pdf_parser.document import Document
from pdf_parser.limits import Limits
from pdf_parser.reading import read_page
from tests.unit.pdf_parser.pdf_builder import A4, Sheet, pdf, stream, text

HIDDEN = text(
    "Oxygen Level Report", "Duration: 09:09:09", "Drops per hour: 9.50", "Start Time: 2025-10-15 20:35"
)


def image_of(line: str, size: tuple[int, int]) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((100, 60), line, fill="black", font=ImageFont.load_default(48))
    header = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return stream(image.tobytes(), b"%s /Width %d /Height %d" % (header, *size))


def words_of(data: bytes) -> int:
    with Document.open(data, Limits()) as document:
        return len(document.words(1))


def test_a_picture_is_believed_and_not_the_text_behind_it() -> None:
    more = text(*["and more words that nobody ever sees behind the picture"] * 8, top=600)
    scan = pdf(Sheet(HIDDEN + more, image=image_of("Duration: 07:15:00", (1240, 1754))))

    with Document.open(scan, Limits()) as document:
        report = read_page(document, 1)

    assert report.fields["duration_s"].value == 7 * 3600 + 15 * 60
    assert "09:09:09" not in report.text


@pytest.mark.parametrize(
    "paint",
    [
        pytest.param(b"3 Tr\n", id="invisible"),
        pytest.param(b"1 g\n", id="white"),
    ],
)
def test_text_that_is_not_to_be_seen_is_none(paint: bytes) -> None:
    assert words_of(pdf(Sheet(HIDDEN))) > 0
    assert words_of(pdf(Sheet(paint + HIDDEN))) == 0


def test_one_word_under_an_image_is_enough() -> None:
    """The image covers little of the page, but a value on it."""
    placed = b"q 200 0 0 60 40 740 cm /I1 Do Q\n"
    sheet = Sheet(HIDDEN + placed, box=A4, image=b"")

    assert words_of(_with_small_image(sheet, placed)) == 0


def test_a_logo_leaves_the_text() -> None:
    placed = b"q 60 0 0 60 500 20 cm /I1 Do Q\n"

    assert words_of(_with_small_image(Sheet(HIDDEN), placed)) == words_of(pdf(Sheet(HIDDEN)))


def _with_small_image(sheet: Sheet, placed: bytes) -> bytes:
    """The sheet with an image of its own size somewhere on it."""
    extra = image_of("", (20, 20))
    entries = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> "
    entries += b"/XObject << /I1 2 0 R >> >>"
    data = pdf(Sheet(sheet.content + placed, entries=entries), extra=[extra])
    return data.replace(b"/Resources << /Font << /F1 4 0 R >> >>", b"", 1)


def test_a_blank_page_is_not_looked_at_nor_spoken_of() -> None:
    with Document.open(pdf(Sheet()), Limits()) as document:
        assert document.is_blank(1)
        report = read_page(document, 1)
    assert (report.text, report.warnings) == ("", ())


def test_a_page_with_a_word_is_not_blank() -> None:
    with Document.open(pdf(Sheet(text("95", size=8))), Limits()) as document:
        assert not document.is_blank(1)


def turned(angle: int) -> bytes:
    image = Image.new("RGB", (1240, 900), "white")
    for at, line in enumerate(("Oxygen Level Report of a quiet night", "Duration: 07:15:00")):
        ImageDraw.Draw(image).text((100, 100 + 120 * at), line, fill="black", font=ImageFont.load_default(48))
    file = io.BytesIO()
    image.rotate(angle, expand=True).save(file, "PDF", resolution=144)
    return file.getvalue()


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_page_on_its_side_is_read_and_boxes_are_where_it_shows_them(angle: int) -> None:
    with Document.open(turned(angle), Limits()) as document:
        field = read_page(document, 1).fields["duration_s"]

    assert field.value == 7 * 3600 + 15 * 60
    assert field.box is not None
    x, y = (field.box[0] + field.box[2]) / 2, (field.box[1] + field.box[3]) / 2
    assert (x, y) == pytest.approx(BOXES[angle], abs=25)


# The value's middle in points: on a page of 620 by 450, and on those turned to the left.
BOXES = {0: (218, 125), 90: (125, 402), 180: (402, 325), 270: (325, 218)}
