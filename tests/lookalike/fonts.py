"""The typefaces that the reports are set in; they come as packages, so that every checkout draws the same."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PIL import ImageFont


class Weight(enum.StrEnum):
    """As the font files are named."""

    REGULAR = "Regular"
    BOLD = "Bold"


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family of fonts with Romanian letters: its package, and how its files are named."""

    package: str
    file: str

    def font(self, digit_height: float, weight: Weight = Weight.REGULAR) -> ImageFont.FreeTypeFont:
        """The font whose digits are ``digit_height`` pixels high."""
        return _font(self, round(digit_height * 100 / _digit_height_of_100(self, weight), 1), weight)


TYPEFACES = (
    Typeface("font_roboto", "Roboto-{}.ttf"),
    Typeface("font_manrope", "Manrope-{}.ttf"),
    Typeface("font_source_sans_pro", "SourceSansPro-{}.ttf"),
    Typeface("font_hanken_grotesk", "HankenGrotesk-{}.otf"),
)


@cache
def _font(typeface: Typeface, size: float, weight: Weight) -> ImageFont.FreeTypeFont:
    file = files(typeface.package) / "files" / typeface.file.format(weight)
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _digit_height_of_100(typeface: Typeface, weight: Weight) -> float:
    _, top, _, bottom = _font(typeface, 100, weight).getbbox("8")
    return bottom - top
