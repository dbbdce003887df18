import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pdf_parser.seeing import sight
from pdf_parser.seeing.marks import even_ground
from pdf_parser.seeing.sight import Look, Sight
from pdf_parser.words import Word

PAGE = np.array([[2.0, 0, 10], [0, 2, 20], [0, 0, 1]])


def drawn(*texts: str) -> Sight:
    """A page 500 points wide at two pixels a point, with texts below each other."""
    image = Image.new("RGB", (1000, 100 + 100 * len(texts)), "white")
    for at, text in enumerate(texts):
        ImageDraw.Draw(image).text((100, 50 + 100 * at), text, fill="black", font=ImageFont.load_default(38))
    picture = np.asarray(image)
    return Sight(picture, even_ground(picture), 0.5, "eng", PAGE)


def test_words_have_boxes_in_points() -> None:
    words = drawn("Pulse Rate", "99").words()

    assert [word.text for word in words] == ["Pulse", "Rate", "99"]
    left, top, right, bottom = words[2].box
    assert (left, top) == pytest.approx((50, 80), abs=8)
    assert (right, bottom) == pytest.approx((72, 96), abs=8)


@pytest.mark.parametrize("look", [Look(1.5, even=False), Look(0.6), Look(0.8, wider=0.85)])
def test_a_place_can_be_looked_at_in_several_ways(look: Look) -> None:
    seen = drawn("93")
    (word,) = seen.words()

    assert seen.read(word.box, look, "0123456789").text == "93"


def test_a_place_on_the_page_as_it_is_shown() -> None:
    assert drawn("93").on_page((10.0, 10.0, 20.0, 20.0)) == pytest.approx((25, 30, 45, 50))


def test_a_picture_full_of_specks_is_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight, "_MOST_PLACES", 1)

    assert drawn("93", "49").words() == ()


def test_words_that_seem_torn_apart_are_spread_over_their_line() -> None:
    torn = [Word("Start", (0.0, 0.0, 20.0, 10.0), 0.9), Word("Time", (80.0, 0.0, 100.0, 10.0), 0.9)]

    first, second = sight._spread(torn)

    assert sight._torn(torn)
    assert (first.box, second.box) == ((0.0, 0.0, 50.0, 10.0), (60.0, 0.0, 100.0, 10.0))
    assert not sight._torn([first, second])
