import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pdf_parser.seeing.marks import even_ground, written
from pdf_parser.words import Picture

Colour = str | tuple[int, int, int]

LETTER = 26.0


def a_cell(ground: Colour = "white", ink: Colour = "black") -> Picture:
    """A framed cell with two values in it, wide apart."""
    image = Image.new("RGB", (700, 160), ground)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    pen.rectangle((20, 20, 680, 140), outline="black", width=2)
    pen.text((60, 60), "28:04", fill=ink, font=font)
    pen.text((450, 60), "4.68%", fill=ink, font=font)
    return np.asarray(image)


def test_what_is_written_is_found_without_the_frame_around_it() -> None:
    first, second = written(even_ground(a_cell()), LETTER)

    assert 50 < first[0] < first[2] < 200
    assert 440 < second[0] < second[2] < 600
    assert all(50 < box[1] < box[3] < 110 for box in (first, second))


def test_shaded_cells_are_white_paper() -> None:
    even = even_ground(a_cell(ground=(150, 150, 155)))

    assert np.median(even) > 245
    assert len(written(even, LETTER)) == 2


def test_what_is_drawn_in_colour_is_no_writing() -> None:
    assert written(even_ground(a_cell(ink=(60, 200, 110))), LETTER) == ()
