"""A PDF is opened without trust: pages, words and pictures, with boxes that fit what is shown."""

from pathlib import Path

import numpy as np
import pytest
from pypdfium2.version import PDFIUM_INFO

from oximetry.errors import RecordingError
from pdf_parser.document import MOST_PIXELS, MOST_PIXELS_A_SIDE, Document
from pdf_parser.limits import Limits
from tests.recordings import REPORT_PDF, real
from tests.unit.pdf_parser.pdf_builder import Sheet, grey_image, pdf, stream, text, text_pdf


def opened(data: bytes | Path, **limits: float) -> Document:
    return Document.open(data, Limits(**limits))  # type: ignore[arg-type]


def refusal_of(data: bytes, **limits: float) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        opened(data, **limits)
    return caught.value


def codes(document: Document) -> list[str]:
    return [each.code for each in document.notices]


def ink(picture: np.ndarray) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of all that is dark."""
    rows, columns = np.nonzero(picture.min(axis=2) < 128)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_a_file_and_its_bytes_are_the_same_document(tmp_path: Path) -> None:
    data = text_pdf("Oxygen Level Report")
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    with opened(path) as from_file, opened(data) as from_bytes:
        assert from_file.pages == from_bytes.pages == 1
        assert from_file.words(1) == from_bytes.words(1)


def test_words_come_in_reading_order_and_are_certain() -> None:
    with opened(text_pdf("Drops >4%: 95", "Drops >3%: 143")) as document:
        words = document.words(1)
    assert [word.text for word in words] == ["Drops", ">4%:", "95", "Drops", ">3%:", "143"]
    assert {word.confidence for word in words} == {1.0}


def test_a_page_without_text_has_no_words() -> None:
    with opened(pdf(Sheet(image=grey_image(30, 40)))) as document:
        assert document.words(1) == ()


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(text("HHH", left=150, top=600)),
        Sheet(text("HHH", left=150, top=600), box=(100, 100, 500, 800)),
        Sheet(text("HHH", left=150, top=600), entries=b"/CropBox [120 200 400 750]"),
        Sheet(text("HHH", left=150, top=600), entries=b"/CropBox [120 200 400 9000]"),
        Sheet(text("HHH", left=150, top=600), entries=b"/Rotate 90"),
        Sheet(text("HHH", left=150, top=600), box=(100, 100, 500, 800), entries=b"/Rotate 270"),
    ],
)
def test_a_words_box_is_where_the_picture_shows_it(sheet: Sheet) -> None:
    with opened(pdf(sheet)) as document:
        (word,) = document.words(1)
        picture, points_per_pixel = document.picture(1, 1200)
        width, height = document.size(1)
    left, top, right, bottom = (edge * points_per_pixel for edge in ink(picture))
    assert (picture.shape[1] * points_per_pixel, picture.shape[0] * points_per_pixel) == pytest.approx(
        (width, height), abs=1
    )
    assert word.box[0] - 2 <= left < right <= word.box[2] + 2
    assert word.box[1] - 2 <= top < bottom <= word.box[3] + 2


def test_words_outside_the_visible_page_are_left_out() -> None:
    sheet = Sheet(text("inside", top=700) + text("outside", top=100), entries=b"/CropBox [0 400 595 842]")
    with opened(pdf(sheet)) as document:
        assert [word.text for word in document.words(1)] == ["inside"]


def test_signs_that_cannot_be_shown_are_left_out_of_words() -> None:
    meaning = (
        b"3 beginbfchar <39> <0039> <2d> <0000> <2e> <D800> endbfchar 1 beginbfchar <35> <0035> endbfchar"
    )
    with opened(pdf(Sheet(text("9-5.")), font=b"/ToUnicode 2 0 R", extra=[stream(meaning)])) as document:
        assert [word.text for word in document.words(1)] == ["95"]


def test_a_text_layer_that_cannot_be_read_leaves_the_picture_and_a_notice() -> None:
    with opened(pdf(Sheet(text("HHH"), entries=b"/Rotate (upright)"))) as document:
        assert document.words(1) == ()
        assert codes(document) == ["page_text"]
        assert document.picture(1, 1000)[0].min() < 128


def test_the_picture_is_as_wide_as_it_was_asked_for() -> None:
    with opened(text_pdf("95")) as document:
        for wide in (1, 100, 800, 2500):
            picture, points_per_pixel = document.picture(1, wide)
            assert picture.shape[1] == wide
            assert picture.dtype == np.uint8
            assert points_per_pixel == pytest.approx(595 / wide)


def test_the_picture_is_in_red_green_blue() -> None:
    with opened(pdf(Sheet(b"1 0 0 rg 0 0 595 842 re f"))) as document:
        assert document.picture(1, 10)[0][5, 5].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    "box", [(0, 0, 14400, 14400), (0, 0, 400, 14400), (0, 0, 1e9, 1e9), (0, 0, 0.01, 0.1)]
)
def test_no_page_is_so_large_that_its_picture_is(box: tuple[float, ...]) -> None:
    with opened(pdf(Sheet(text("95"), box=box))) as document:
        height, width, _ = document.picture(1, 50_000)[0].shape
    assert width * height <= MOST_PIXELS * 1.01
    assert max(width, height) <= MOST_PIXELS_A_SIDE + 1


@pytest.mark.parametrize("box", [(0, 0, 1, 14400), (0, 0, 14400, 1), (0, 0, 0.001, 10)])
def test_a_strip_is_no_page(box: tuple[float, ...]) -> None:
    with opened(pdf(Sheet(text("95"), box=box))) as document, pytest.raises(RecordingError) as caught:
        document.picture(1, 100)
    assert caught.value.key == "page_shape"


def test_a_page_without_an_end_is_damaged() -> None:
    endless = b"/MediaBox [0 0 1 1%s.0]" % (b"0" * 40)
    with opened(pdf(Sheet(text("95"), entries=endless))) as document, pytest.raises(RecordingError) as caught:
        document.picture(1, 100)
    assert caught.value.key == "page_damaged"


def test_an_image_that_would_fill_the_memory_is_not_decoded() -> None:
    data = pdf(Sheet(image=grey_image(30_000, 30_000)))
    assert len(data) < 5_000_000
    with opened(data) as document, pytest.raises(RecordingError) as caught:
        document.picture(1, 1000)
    assert caught.value.key == "page_picture"
    assert dict(caught.value.params) == {"page": 1, "width": 30_000, "height": 30_000}


def test_an_image_within_a_form_is_looked_at_too() -> None:
    hidden = stream(
        b"/I1 Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I1 2 0 R >> >>"
    )
    sheet = Sheet(b"/F0 Do", entries=b"/Resources << /XObject << /F0 3 0 R >> >>")
    data = pdf(sheet, extra=[grey_image(2000, 2000), hidden]).replace(
        b"/Resources << /Font", b"/Unused << /Font"
    )
    with opened(data, page_memory=16_000_000) as document, pytest.raises(RecordingError, match="2000"):
        document.picture(1, 100)


def test_the_picture_of_an_image_within_the_limit_is_drawn() -> None:
    with opened(pdf(Sheet(image=grey_image(2000, 2000))), page_memory=64_000_000) as document:
        assert document.picture(1, 100)[0][50, 50].tolist() == [128, 128, 128]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "pdf_empty"),
        (b"Time,Oxygen Level,Pulse Rate,Motion\n", "pdf_not"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "pdf_not"),
        (b"%PDF-1.7\n", "pdf_damaged"),
        (b"%PDF-1.7\n" + bytes(5000), "pdf_damaged"),
        (text_pdf("95")[:300], "pdf_damaged"),
    ],
)
def test_what_is_no_pdf_is_refused(data: bytes, key: str) -> None:
    assert refusal_of(data).key == key


def test_too_many_bytes_and_pages_are_refused() -> None:
    data = pdf(*[Sheet()] * 3)
    assert refusal_of(data, most_bytes=len(data) - 1).key == "pdf_too_large"
    assert dict(refusal_of(data, most_pages=2).params) == {"pages": 3, "most": 2}
    assert opened(data, most_bytes=len(data), most_pages=3).pages == 3


def test_a_document_without_pages_is_refused() -> None:
    assert refusal_of(pdf()).key == "pdf_damaged"


def test_scripts_and_attached_files_are_named_and_left_alone() -> None:
    names = b"/Names << /JavaScript << /Names [(x) 2 0 R] >> /EmbeddedFiles << /Names [(a) 3 0 R] >> >>"
    extra = [
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /Type /Filespec /F (a) /EF << /F 4 0 R >> >>",
        stream(bytes(10**6), b"/Type /EmbeddedFile"),
    ]
    with opened(pdf(Sheet(text("95")), catalog=names, extra=extra)) as document:
        assert codes(document) == ["pdf_script", "pdf_attachments"]
        assert [word.text for word in document.words(1)] == ["95"]


def test_pdfium_was_built_without_an_engine_for_scripts() -> None:
    assert not {"V8", "XFA"} & set(PDFIUM_INFO.flags)


def test_a_file_without_its_end_is_read_with_a_notice() -> None:
    with opened(text_pdf("95")[:-10]) as document:
        assert codes(document) == ["pdf_cut"]
        assert [word.text for word in document.words(1)] == ["95"]


def test_an_ordinary_document_needs_no_notice() -> None:
    with opened(text_pdf("95")) as document:
        assert document.notices == ()


def test_the_real_report_is_one_picture() -> None:
    with opened(real(REPORT_PDF)) as document:
        assert (document.pages, document.size(1), document.words(1)) == (1, (1260, 1960), ())
        picture, points_per_pixel = document.picture(1, 2520)
    assert picture.shape == (3920, 2520, 3)
    assert points_per_pixel == 0.5
