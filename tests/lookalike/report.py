"""A look-alike: the picture, and everything that stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from PIL import Image

from oximetry import Analysis, Recording, analyse
from oximetry.report_fields import Value
from oximetry.simulate import Night
from tests.lookalike import wording
from tests.lookalike.charts import PULSE_AXES, SPO2_AXES, Axis, draw_curves, draw_histogram
from tests.lookalike.fonts import TYPEFACES, Weight
from tests.lookalike.layout import SIZE, moved
from tests.lookalike.nights import a_night
from tests.lookalike.pen import WHITE, Pen
from tests.lookalike.printed import Settings, printed
from tests.lookalike.tables import Sheet, draw_sheet

T = TypeVar("T")
_BODY_DIGITS = 12.7  # pixels of height on the real page


@dataclass(frozen=True, slots=True, eq=False)
class Lookalike:
    """A report that never came out of an app.

    Attributes:
        image: the page, RGB, 1260 × 1960.
        fields: what is printed, by the names of ``oximetry.report_fields``; no other field is.
        recording, analysis: the night that it is of.
        spo2_axis, pulse_axis: of the charts; what lies below them is cut off.
        filename: as the app would name it.
    """

    language: str
    image: Image.Image
    fields: Mapping[str, Value]
    recording: Recording
    analysis: Analysis
    spo2_axis: Axis
    pulse_axis: Axis
    filename: str


def lookalike(seed: int, language: str = "ro", made: Night | None = None) -> Lookalike:
    """The report of the seed's night, or of the night ``made``; the same seed gives the same picture.

    Wording, fonts, edges, thresholds and axes are the seed's, too.
    """
    night_rng, page_rng = np.random.default_rng((seed, 1)), np.random.default_rng((seed, 2))
    made = made or a_night(night_rng)
    recording = made.recording()
    analysis = analyse(recording)
    sheet = _sheet(recording, analysis, language, page_rng)
    spo2_axis, pulse_axis = _one(SPO2_AXES, page_rng), _one(PULSE_AXES, page_rng)
    image = _drawn(sheet, recording, spo2_axis, pulse_axis, page_rng)
    ends = f"{spo2_axis.low}_{spo2_axis.high}"
    name = f"{made.device} {made.device_number}_{ends}_{made.start:%Y%m%d%H%M%S}.pdf"
    return Lookalike(language, image, sheet.fields, recording, analysis, spo2_axis, pulse_axis, name)


def _sheet(recording: Recording, analysis: Analysis, language: str, rng: np.random.Generator) -> Sheet:
    settings, person = _settings(rng), wording.person(language, rng)
    return Sheet(
        words=wording.wording(language, rng),
        fields=printed(recording, analysis, settings, person),
        person=person,
        note=wording.note(language, rng),
        date=wording.date_writer(language, rng),
        label_gap=float(rng.choice([1, 4, 10, 20])),
    )


def _settings(rng: np.random.Generator) -> Settings:
    """Mostly as the devices come."""
    changed = rng.random() < 0.2
    return Settings(
        spo2_threshold=int(rng.choice([90, 90, 88, 92])),
        pulse_high=int(rng.choice([100, 110, 130])) if changed else 120,
        pulse_low=int(rng.choice([40, 45, 55])) if changed else 50,
        o2_score=round(float(rng.uniform(0, 10)), 1) if rng.random() < 0.9 else 10.0,
        whole_end=bool(rng.random() < 0.5),
    )


def _drawn(
    sheet: Sheet, recording: Recording, spo2_axis: Axis, pulse_axis: Axis, rng: np.random.Generator
) -> Image.Image:
    image = Image.new("RGB", SIZE, WHITE)
    pen = Pen(
        image,
        typeface=_one(TYPEFACES, rng),
        size=_BODY_DIGITS * float(rng.uniform(0.95, 1.05)),
        weight=Weight.REGULAR,
        halo=bool(rng.random() < 0.7),
    )
    layout = moved(rng)
    draw_sheet(pen, layout, sheet)
    draw_histogram(pen, layout, sheet.words, sheet.fields)
    draw_curves(pen, layout, sheet.words, recording, spo2_axis, pulse_axis)
    return image


def _one(options: tuple[T, ...], rng: np.random.Generator) -> T:
    return options[int(rng.integers(len(options)))]
