"""Digitised curves: what they say is so near to the samples that they were drawn from, or there are none."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import cv2
import numpy as np
import pytest
from PIL import Image

from oximetry import Recording, read_file
from oximetry.report_fields import Value
from pdf_parser.curves import digitise
from pdf_parser.document import Document
from pdf_parser.limits import Limits
from pdf_parser.report import Curve
from pdf_parser.words import Page, Picture, Word
from tests.recordings import REPORT_NIGHT, REPORT_PDF, real
from tests.unit.pdf_parser.drawn_chart import HOURS, START, VALUES, Chart, Samples, waves

PULSE = "Puls cardiac(/min)"


def the_curve(page: Page, **more: float) -> Curve:
    (curve,) = digitise(page, {**VALUES, **more})
    return curve


def error(curve: Curve, samples: Samples) -> float:
    """Mean distance from the middle line to the samples, which are spread evenly over the night."""
    middle = np.array(curve.middle, dtype=float)
    offsets = (curve.start - START).total_seconds() + np.arange(len(middle)) * curve.period_s
    wanted = np.interp(offsets, np.linspace(0, HOURS * 3600, len(samples)), samples)
    return float(np.nanmean(np.abs(middle - wanted)))


def as_jpeg(picture: Picture) -> Picture:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=60)
    return np.asarray(Image.open(file).convert("RGB"))


def resized(factor: float) -> Callable[[Picture], Picture]:
    def resize(picture: Picture) -> Picture:
        return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor), dtype=np.uint8)

    return resize


def noisy(picture: Picture) -> Picture:
    noise = np.random.default_rng(1).normal(0, 12, size=(*picture.shape[:2], 1))
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def photographed(picture: Picture) -> Picture:
    """Yellow light that falls off to the right, and a soft lens."""
    light = np.linspace(1, 0.6, picture.shape[1])[None, :, None] * [1.0, 0.95, 0.8]
    return np.asarray(cv2.GaussianBlur(picture * light, (0, 0), 1), dtype=np.uint8)


@pytest.mark.parametrize(("floor", "step"), [(50, 2), (60, 2), (70, 2), (80, 2), (80, 1), (70, 5)])
def test_spo2_is_read_by_whatever_axis_is_printed(floor: int, step: int) -> None:
    samples = waves(floor + 2, 98)
    curve = the_curve(Chart(samples, axis=(floor, 100), step=step).page())
    assert curve.name == "spo2"
    assert error(curve, samples) < 0.2


@pytest.mark.parametrize(
    ("axis", "step", "labelled"), [((30, 250), 20, 40), ((0, 200), 25, 50), ((40, 160), 10, 20)]
)
def test_pulse_is_read_by_whatever_axis_is_printed(axis: tuple[int, int], step: int, labelled: int) -> None:
    samples = waves(55, 110)
    curve = the_curve(Chart(samples, PULSE, axis, step, labelled).page())
    assert curve.name == "pulse"
    assert error(curve, samples) < 0.5


@pytest.mark.parametrize("change", [as_jpeg, resized(0.6), resized(2), noisy, photographed])
def test_a_worse_picture_gives_nearly_the_same_curve(change: Callable[[Picture], Picture]) -> None:
    samples = waves(74, 98)
    assert error(the_curve(Chart(samples).page(change)), samples) < 0.3


@pytest.mark.parametrize("rise", [-4, 0, 6, 9])
def test_labels_may_stand_beside_their_gridlines(rise: float) -> None:
    samples = waves(74, 98)
    assert error(the_curve(Chart(samples, rise=rise).page()), samples) < 0.2


def test_a_curve_may_hide_much_of_the_frames_top() -> None:
    samples = np.minimum(waves(98.5, 101), 100)
    assert np.mean(samples == 100) > 0.4
    assert error(the_curve(Chart(samples).page(as_jpeg), spo2_max=100), samples) < 0.2


def test_a_curve_may_run_along_the_frames_top() -> None:
    assert error(the_curve(Chart(np.full(721, 100.0)).page()), np.full(721, 100.0)) < 0.3


def test_each_column_has_its_time() -> None:
    """The frame is 1071 pixels wide, and eight hours long."""
    curve = the_curve(Chart(waves(80, 95)).page())
    assert curve.period_s == pytest.approx(8 * 3600 / 1071, rel=0.002)
    assert abs(curve.start - START) < timedelta(seconds=2 * curve.period_s)
    assert len(curve.low) == len(curve.high) == len(curve.middle) == pytest.approx(1072, abs=2)


def test_a_level_curve_is_no_thicker_than_its_samples() -> None:
    """The pen is 4 pixels thick, which is 0.4 points."""
    curve = the_curve(Chart(np.full(721, 91.0)).page())
    assert np.mean(np.array(curve.high, dtype=float) - np.array(curve.low, dtype=float)) < 0.1
    assert error(curve, np.full(721, 91.0)) < 0.1


def test_the_ends_of_the_stroke_are_those_of_the_samples() -> None:
    curve = the_curve(Chart(np.tile([85.0, 92.0], 600)).page())
    assert np.median(np.array(curve.low, dtype=float)) == pytest.approx(85, abs=0.25)
    assert np.median(np.array(curve.high, dtype=float)) == pytest.approx(92, abs=0.25)


def test_where_nothing_is_drawn_there_is_nothing() -> None:
    samples = waves(80, 95, 1072)
    samples[400:500] = np.nan
    curve = the_curve(Chart(samples).page())
    gaps = [number for number, value in enumerate(curve.middle) if value is None]
    assert gaps == list(range(gaps[0], gaps[-1] + 1))
    assert gaps[0] == pytest.approx(400, abs=4)
    assert gaps[-1] == pytest.approx(499, abs=4)
    assert [curve.low[number] is None and curve.high[number] is None for number in gaps] == [True] * len(gaps)


def test_what_is_cut_off_at_the_bottom_is_said_to_be() -> None:
    samples = waves(85, 95)
    samples[300:310] = 62
    curve = the_curve(Chart(samples).page(), spo2_max=95, spo2_min=62)
    assert curve.floor == 70
    assert min(value for value in curve.low if value is not None) == 70


def test_a_curve_that_stays_above_the_bottom_was_not_cut_off() -> None:
    assert the_curve(Chart(waves(71, 95)).page()).floor is None


@pytest.mark.parametrize("floor", [60, 80])
def test_the_floor_is_the_axis_lowest_value(floor: int) -> None:
    assert the_curve(Chart(waves(floor - 5, 95), axis=(floor, 100)).page()).floor == floor


def misread(page: Page, *slips: tuple[str, str]) -> Page:
    """The page with some words read wrongly, or not at all."""
    wrong = dict(slips)
    words = (replace(word, text=wrong.get(word.text, word.text)) for word in page.words)
    return replace(page, words=tuple(words))


def test_a_label_read_wrongly_is_outvoted() -> None:
    samples = waves(74, 98)
    page = misread(Chart(samples).page(), ("70", "10"))
    assert error(the_curve(page), samples) < 0.2


def test_two_labels_are_enough() -> None:
    samples = waves(74, 98)
    page = misread(Chart(samples).page(), ("100", "oo"), ("80", "B0"))
    assert error(the_curve(page), samples) < 0.2


@pytest.mark.parametrize(
    "slips",
    [
        (("100", ""), ("90", ""), ("80", "")),
        (("100", ""), ("90", ""), ("70", "10")),
        (("100", "75"), ("90", "70")),
        (("100", "70"), ("90", "80"), ("80", "90"), ("70", "100")),
    ],
    ids=["one label", "two that do not fit", "two of two minds", "upside down"],
)
def test_an_axis_that_cannot_be_read_gives_no_curve(slips: tuple[tuple[str, str], ...]) -> None:
    assert digitise(misread(Chart(waves(74, 98)).page(), *slips), VALUES) == ()


def test_a_chart_without_gridlines_gives_no_curve() -> None:
    assert digitise(Chart(waves(74, 98), step=30).page(), VALUES) == ()


@pytest.mark.parametrize("printed", [{"spo2_max": 96.0}, {"spo2_max": 98.0, "spo2_min": 72.0}])
def test_a_curve_that_contradicts_the_printed_extremes_is_none(printed: dict[str, float]) -> None:
    page = Chart(waves(74, 98)).page()
    assert digitise(page, {**VALUES, "spo2_max": 98, "spo2_min": 74})
    assert digitise(page, {**VALUES, **printed}) == ()


def test_an_axis_off_by_one_gridline_is_noticed() -> None:
    page = misread(Chart(waves(74, 98)).page(), ("100", "98"), ("90", "88"), ("80", "78"), ("70", "68"))
    assert digitise(page, {**VALUES, "spo2_max": 98}) == ()


def test_a_chart_of_another_night_gives_no_curve() -> None:
    later = {"start": START + timedelta(hours=1), "end": START + timedelta(hours=HOURS + 1)}
    assert digitise(Chart(waves(74, 98)).page(), {**VALUES, **later}) == ()


def test_one_time_read_wrongly_does_not_matter() -> None:
    assert digitise(misread(Chart(waves(74, 98)).page(), ("02:30", "07:30")), VALUES)


@pytest.mark.parametrize("missing", [("start",), ("end", "duration_s")])
def test_without_the_nights_ends_there_is_no_curve(missing: tuple[str, ...]) -> None:
    values = {name: value for name, value in VALUES.items() if name not in missing}
    assert digitise(Chart(waves(74, 98)).page(), values) == ()


def test_an_end_that_was_not_read_is_the_start_and_the_duration() -> None:
    page = Chart(waves(74, 98)).page()
    values = {name: value for name, value in VALUES.items() if name != "end"}
    assert digitise(page, {**values, "duration_s": HOURS * 3600}) == digitise(page, VALUES)


def test_the_printed_duration_is_finer_than_the_printed_ends() -> None:
    page = Chart(waves(74, 98)).page()
    ratio = the_curve(page, duration_s=HOURS * 3600 + 40).period_s / the_curve(page).period_s
    assert ratio == pytest.approx(1 + 40 / (HOURS * 3600))


def test_a_page_with_a_text_layer_has_no_picture_to_digitise() -> None:
    page = Chart(waves(74, 98)).page()
    assert digitise(replace(page, picture=None), VALUES) == ()


@pytest.mark.parametrize(
    "title", ["Niveldeoxigen(%)", "Nivel de 0xigen(%)", "Oxygen Level(%)", "02 Level(%)"]
)
def test_the_title_may_be_in_either_language_and_have_slips(title: str) -> None:
    assert digitise(Chart(waves(74, 98), title).page(), VALUES)


def test_a_curve_in_another_colour_is_left_alone() -> None:
    assert digitise(Chart(waves(74, 98), colour=(255, 140, 66)).page(), VALUES) == ()


@pytest.mark.parametrize("y", [300, 400, 444, 500])
def test_the_same_words_over_no_chart_are_no_title(y: float) -> None:
    """As in the heads of tables; also at the page's very end."""
    page = Chart(waves(74, 98)).page()
    table = tuple(
        Word(text, (x, y, x + 8 * len(text), y + 14), 0.9)
        for text, x in (("Nivel", 600), ("de", 645), ("oxigen", 665))
    )
    assert digitise(replace(page, words=(*page.words, *table)), VALUES)


@pytest.mark.parametrize("seed", range(5))
def test_a_picture_of_anything_gives_no_curve(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = (int(rng.integers(60, 500)), int(rng.integers(60, 1400)), 3)
    picture = rng.integers(0, 256, size=size, dtype=np.uint8)
    assert digitise(replace(Chart(waves(74, 98)).page(), picture=picture), VALUES) == ()


# The words of the real report that belong to its charts, and where they stand, in points.
REAL_WORDS = (
    *(("Nivel", 97, 734), ("de", 138, 734), ("oxigen(%)", 160, 734)),
    *(("100", 57, 764), ("90", 56, 872), ("80", 56, 980), ("70", 56, 1086)),
    *(("20:35", 76, 1106), ("22:15", 254, 1106), ("04:55", 967, 1106), ("06:35", 1146, 1106)),
    *(("Puls", 97, 1128), ("cardiac(/min)", 132, 1128)),
    *(("230", 56, 1178), ("190", 57, 1236), ("150", 57, 1294), ("110", 57, 1352), ("70", 56, 1410)),
    *(("30", 56, 1468), ("20:35", 76, 1486), ("22:15", 254, 1486), ("06:35", 1146, 1486)),
)
REAL_VALUES: dict[str, Value] = {
    **{"start": datetime(2025, 10, 15, 20, 35), "end": datetime(2025, 10, 16, 6, 35), "duration_s": 36008},
    **{"spo2_max": 99, "spo2_min": 61, "pulse_max": 93, "pulse_min": 49},
}


@pytest.fixture(scope="module")
def real_curves() -> dict[str, Curve]:
    with Document.open(real(REPORT_PDF), Limits()) as document:
        picture, points_per_pixel = document.picture(1, 2520)
    words = tuple(Word(text, (x, y, x + 8 * len(text), y + 13), 0.95) for text, x, y in REAL_WORDS)
    return {curve.name: curve for curve in digitise(Page(1, words, picture, points_per_pixel), REAL_VALUES)}


@pytest.fixture(scope="module")
def real_night() -> Recording:
    return read_file(real(REPORT_NIGHT))


def columns(curve: Curve, night: Recording) -> tuple[Samples, Samples, Samples]:
    """Least, mean and most of the samples in each of the curve's columns; NaN where there is none."""
    values, valid = (
        (night.spo2, night.spo2_valid) if curve.name == "spo2" else (night.pulse, night.pulse_valid)
    )
    offsets = np.arange(len(values)) * night.period_s + (night.start - curve.start).total_seconds()
    column = np.rint(offsets / curve.period_s)
    inside = [values[valid & (column == number)] for number in range(len(curve.middle))]
    few = [part if len(part) else np.array([np.nan]) for part in inside]
    return (
        np.array([part.min() for part in few]),
        np.array([part.mean() for part in few]),
        np.array([part.max() for part in few]),
    )


@pytest.mark.parametrize(("name", "most"), [("spo2", 1.0), ("pulse", 2.0)])
def test_the_real_reports_curves_are_those_of_its_recording(
    name: str, most: float, real_curves: dict[str, Curve], real_night: Recording
) -> None:
    """As far as the report shows them: below 70 % it shows nothing."""
    curve = real_curves[name]
    drawn = (np.array(part, dtype=float) for part in (curve.low, curve.middle, curve.high))
    wanted = columns(curve, real_night)
    shown = wanted[0] > (curve.floor or 0)
    assert np.count_nonzero(shown) > 1000
    for is_drawn, is_so in zip(drawn, wanted, strict=True):
        assert np.mean(np.abs(is_drawn - is_so)[shown]) <= most


def test_the_real_report_was_cut_off_at_70(real_curves: dict[str, Curve]) -> None:
    assert {name: curve.floor for name, curve in real_curves.items()} == {"spo2": 70, "pulse": None}
