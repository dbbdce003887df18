"""A chart as a device's report has it, drawn so that every number in a test is in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from oximetry.report_fields import Value
from pdf_parser.words import Page, Picture, Word

START = datetime(2025, 10, 15, 22, 30)
HOURS = 8
VALUES: dict[str, Value] = {
    "start": START,
    "end": START + timedelta(hours=HOURS),
    "duration_s": HOURS * 3600,
}
LEFT, TOP, RIGHT, BOTTOM = 95, 60, 1166, 383
SIZE = (1260, 460)
GREY, GREEN, WHITE = (157, 163, 175), (95, 214, 135), (255, 255, 255)

Samples = NDArray[np.float64]


def waves(low: float, high: float, number: int = 721) -> Samples:
    """A curve that goes slowly to and fro between two values."""
    return (low + high) / 2 + (high - low) / 2 * np.sin(np.linspace(0, 12, number))


@dataclass(frozen=True)
class Chart:
    """A chart on a page of its own; ``rise`` is how far above its gridline a label stands, in pixels."""

    samples: Samples
    title: str = "Nivel de oxigen(%)"
    axis: tuple[int, int] = (70, 100)
    step: int = 2
    labelled: int = 10
    rise: float = 6
    colour: tuple[int, int, int] = GREEN

    def page(self, change: Callable[[Picture], Picture] = lambda picture: picture) -> Page:
        """The page as it was read, its picture after ``change``; a point is a pixel before that."""
        picture = change(np.asarray(self.image()))
        return Page(1, self.words(), picture, SIZE[0] / picture.shape[1])

    def words(self) -> tuple[Word, ...]:
        """The title, and the labels of both axes."""
        begins = [0, *accumulate(8 * len(text) + 6 for text in self.title.split(" "))]
        title = (
            _word(text, LEFT + 4 + x, 30) for text, x in zip(self.title.split(" "), begins, strict=False)
        )
        values = range(self.axis[0], self.axis[1] + 1, self.labelled)
        heights = [_word(str(value), 57, self.row(value) - self.rise) for value in values]
        times = (
            _word(f"{START + timedelta(hours=HOURS * n / 4):%H:%M}", LEFT + (RIGHT - LEFT) * n / 4 - 20, 400)
            for n in range(5)
        )
        return (*title, *heights, *times)

    def row(self, value: float) -> float:
        """Where a value stands."""
        low, high = self.axis
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)

    def image(self) -> Image.Image:
        image = Image.new("RGB", SIZE, WHITE)
        pen = ImageDraw.Draw(image)
        for value in range(self.axis[0], self.axis[1], self.step):
            y = round(self.row(value))
            for x in range(LEFT, RIGHT, 10):
                pen.line((x, y, x + 5, y), GREY, 2)
        for x in np.linspace(LEFT, RIGHT, 9).tolist():
            pen.line((x, TOP, x, BOTTOM), GREY, 2)
        pen.rectangle((LEFT - 1, TOP - 1, RIGHT + 1, BOTTOM + 1), outline=GREY, width=3)
        image.paste(self._curve(image), (LEFT, TOP))
        return image

    def _curve(self, image: Image.Image) -> Image.Image:
        """What is inside of the frame; nothing of the curve leaves it."""
        inside = image.crop((LEFT, TOP, RIGHT + 1, BOTTOM + 1))
        pen = ImageDraw.Draw(inside)
        x = np.linspace(0, RIGHT - LEFT, len(self.samples))
        points = np.stack([x, [self.row(value) - TOP for value in self.samples]], axis=1)
        for one, other in pairwise(points):
            if not np.isnan([one, other]).any():
                pen.line((*one, *other), self.colour, 4)
        return inside


def _word(text: str, left: float, middle: float) -> Word:
    return Word(text, (left, middle - 7, left + 8 * len(text), middle + 7), 0.95)
