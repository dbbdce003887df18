import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from oximetry.errors import RecordingError
from pdf_parser.seeing.ocr import read_line, read_words


def drawn(text: str) -> np.ndarray:
    image = Image.new("L", (600, 80), 255)
    ImageDraw.Draw(image).text((20, 20), text, fill=0, font=ImageFont.load_default(36))
    return np.asarray(image)


def test_a_line_is_read_with_its_confidence() -> None:
    reading = read_line(drawn("03:20:18"), language="eng", signs="0123456789:")

    assert reading.text == "03:20:18"
    assert reading.confidence > 0.8


def test_words_have_boxes_in_pixels() -> None:
    words = read_words(drawn("Pulse Rate"), language="eng")

    assert [word.text for word in words] == ["Pulse", "Rate"]
    left, top, right, bottom = words[0].box
    assert 10 < left < 30 < right < 200
    assert 15 < top < 40 < bottom < 75


def test_an_empty_picture_is_read_without_any_confidence() -> None:
    assert read_line(np.full((60, 200), 255, np.uint8), language="eng").confidence == 0.0


def test_a_language_that_is_not_installed_is_refused() -> None:
    with pytest.raises(RecordingError) as refused:
        read_words(drawn("PR"), language="xyz")

    assert refused.value.key == "ocr_language"
    installed = refused.value.params["installed"]
    assert isinstance(installed, str)
    assert installed.startswith("eng")
