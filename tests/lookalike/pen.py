"""What the page is drawn with: boxes, lines, and text that fits its place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypedDict

from PIL import Image, ImageDraw, ImageFont

from tests.lookalike.fonts import Typeface, Weight
from tests.lookalike.layout import Box

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
INK: Colour = (30, 30, 30)
FRAME: Colour = (61, 70, 86)
_HALO = 2  # pixels of white or black around the letters in tables
_SMALLEST = 0.7  # of its size: text that does not fit is made smaller no further
_STEP = 0.97
# Letters are drawn so many times as large and brought down: a telephone sets them between pixels, unhinted.
_FINER = 4


class _How(TypedDict):
    font: ImageFont.FreeTypeFont
    anchor: str
    stroke_width: int


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on ``image``; ``size``: the height of the body's digits, ``halo``: tables outline their text."""

    image: Image.Image
    typeface: Typeface
    size: float
    weight: Weight
    halo: bool

    def fill(self, box: Box, colour: Colour) -> None:
        """A filled box without an edge."""
        left, top, right, bottom = (round(edge) for edge in box)
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def frame(self, box: Box, colour: Colour = FRAME, width: int = 1) -> None:
        """A box's edge."""
        self._draw.rectangle(tuple(round(edge) for edge in box), outline=colour, width=width)

    def line(
        self,
        begin: tuple[float, float],
        end: tuple[float, float],
        colour: Colour = FRAME,
        width: int = 1,
    ) -> None:
        """A straight line."""
        self._draw.line([round(each) for each in (*begin, *end)], fill=colour, width=width)

    def dashes(self, begin: tuple[float, float], right: float, colour: Colour, dash: int, gap: int) -> None:
        """A level dashed line."""
        at, y = begin
        while at < right:
            self.line((at, y), (min(at + dash - 1, right), y), colour)
            at += dash + gap

    def text(
        self,
        at: tuple[float, float],
        text: str,
        *,
        anchor: str = "l",
        scale: float = 1.0,
        weight: Weight | None = None,
        colour: Colour = INK,
    ) -> None:
        """Text whose middle line is at ``at``: its left end, middle or right end, by ``anchor`` (l, m, r)."""
        self._stamp(at, text, self._font(scale, weight), anchor, colour)

    def width(self, text: str, scale: float = 1.0) -> float:
        """How wide the text is."""
        return _width(self._font(scale), text)

    def cell(
        self,
        box: Box,
        text: str,
        *,
        lines: int = 1,
        colour: Colour = INK,
        around: Colour | None = None,
    ) -> None:
        """Text in a cell's middle, on up to ``lines`` lines, outlined with ``around`` or as is usual."""
        left, top, right, bottom = box
        broken, font = self._fitted(text, right - left - 4, lines)
        step = 1.75 * self.size
        first = (top + bottom) / 2 - step * (len(broken) - 1) / 2
        outline = around or (WHITE if self.halo else None)
        for number, line in enumerate(broken):
            at = ((left + right) / 2, first + number * step)
            if outline:
                self._stamp(at, line, font, "m", outline, _HALO)
            self._stamp(at, line, font, "m", colour)

    @property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def _font(self, scale: float, weight: Weight | None = None) -> ImageFont.FreeTypeFont:
        return self.typeface.font(_FINER * self.size * scale, weight or self.weight)

    def _stamp(
        self,
        at: tuple[float, float],
        text: str,
        font: ImageFont.FreeTypeFont,
        anchor: str,
        colour: Colour,
        stroke: int = 0,
    ) -> None:
        """Draw the letters finer than the page, and bring them down onto it."""
        how: _How = {"font": font, "anchor": f"{anchor}s", "stroke_width": stroke * _FINER}
        left, top, right, bottom = font.getbbox(text, anchor=how["anchor"], stroke_width=how["stroke_width"])
        x, y = at[0] * _FINER, at[1] * _FINER + _digit_height(font) / 2
        column, row = math.floor((x + left) / _FINER), math.floor((y + top) / _FINER)
        width, height = math.ceil((right - left) / _FINER) + 2, math.ceil((bottom - top) / _FINER) + 2
        fine = Image.new("L", (width * _FINER, height * _FINER))
        ImageDraw.Draw(fine).text((x - column * _FINER, y - row * _FINER), text, fill=255, **how)
        self.image.paste(colour, (column, row), fine.reduce(_FINER))

    def _fitted(self, text: str, width: float, lines: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
        """The text as it fits: on more lines if it may, else in smaller letters."""
        scale = 1.0
        while True:
            font = self._font(scale)
            for broken in [[text], _in_two(text)][:lines]:
                if all(_width(font, line) <= width for line in broken) or scale < _SMALLEST:
                    return broken, font
            scale *= _STEP


def _in_two(text: str) -> list[str]:
    """The last word below the others."""
    return text.rsplit(" ", 1)


def _width(font: ImageFont.FreeTypeFont, text: str) -> float:
    return font.getlength(text) / _FINER


def _digit_height(font: ImageFont.FreeTypeFont) -> float:
    _, top, _, bottom = font.getbbox("8")
    return bottom - top
