"""The look-alike reports say what the device's rule says, and can be measured with."""

from __future__ import annotations

import io
from collections import Counter
from datetime import datetime
from functools import cache

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw

from oximetry import analyse, read_file
from oximetry.concordance import Verdict, concordance
from oximetry.report_fields import NAMES, PERSONAL, Value
from oximetry.simulate import night
from pdf_parser.report import ABSENT, Field, FieldState, PrintedReport
from tests.lookalike import Lookalike, lookalike
from tests.lookalike.cases import SEEDS, plan
from tests.lookalike.distortions import DISTORTIONS, distorted
from tests.lookalike.fonts import TYPEFACES, Typeface, Weight
from tests.lookalike.layout import SIZE
from tests.lookalike.pdf import A4, as_pdf
from tests.lookalike.printed import Person, Settings, number, printed
from tests.lookalike.scoring import Miss, score
from tests.lookalike.wording import LANGUAGES, clock
from tests.recordings import REPORT_NIGHT, real
from tests.unit.oximetry.printed import REPORT

ALWAYS = set(NAMES) - set(PERSONAL) - {"device"}
CURVE = (95, 214, 135)


@cache
def drawn(seed: int, language: str = "ro") -> Lookalike:
    return lookalike(seed, language)


@cache
def small_page() -> Image.Image:
    return drawn(1, "en").image.reduce(4)


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


class TestFields:
    def test_of_the_report_night_they_are_those_of_the_real_report(self) -> None:
        recording = read_file(real(REPORT_NIGHT))
        fields = printed(recording, analyse(recording), Settings(o2_score=3.6), Person())
        assert {name: fields[name] for name in REPORT} == REPORT

    @pytest.mark.parametrize("seed", range(4))
    def test_they_agree_with_the_analysis(self, seed: int) -> None:
        made = drawn(seed)
        compared = concordance(made.fields, made.analysis)
        assert {each.verdict for each in compared.fields} == {Verdict.AGREES}
        assert compared.confirms

    @pytest.mark.parametrize("seed", range(4))
    def test_all_are_there_but_the_device_and_what_is_not_told_of_the_person(self, seed: int) -> None:
        fields = drawn(seed).fields
        assert fields.keys() >= ALWAYS
        assert fields.keys() <= ALWAYS | set(PERSONAL)

    def test_the_threshold_cuts_where_it_says(self) -> None:
        recording = night(hours=1, baseline=91).recording()
        analysis = analyse(recording)
        shares = [
            printed(recording, analysis, Settings(spo2_threshold=limit), Person())["spo2_below_threshold_pct"]
            for limit in (88, 90, 92)
        ]
        values = recording.spo2[recording.spo2_valid]
        assert shares == [round(100 * float((values < limit).mean()), 2) for limit in (88, 90, 92)]

    def test_the_end_is_the_whole_duration_or_the_last_row(self) -> None:
        recording = night(hours=1, period_s=4, start=datetime(2025, 12, 31, 23, 30, 56)).recording()
        analysis = analyse(recording)
        whole, last = (
            printed(recording, analysis, Settings(whole_end=whole), Person())["end"]
            for whole in (True, False)
        )
        assert whole == datetime(2026, 1, 1, 0, 31)
        assert last == datetime(2026, 1, 1, 0, 30)

    def test_an_hour_is_written_from_an_hour_on(self) -> None:
        assert [clock(seconds) for seconds in (0, 326, 3599, 3600, 36008)] == [
            "00:00",
            "05:26",
            "59:59",
            "01:00:00",
            "10:00:08",
        ]


class TestPicture:
    def test_the_same_seed_gives_the_same_report(self) -> None:
        again = lookalike(3, "en")
        assert same(again.image, drawn(3, "en").image)
        assert again.fields == drawn(3, "en").fields
        assert again.filename == drawn(3, "en").filename

    def test_another_seed_or_language_gives_another_one(self) -> None:
        assert not same(drawn(3, "en").image, drawn(2, "en").image)
        assert not same(drawn(3, "en").image, drawn(3, "ro").image)
        assert drawn(3, "en").recording.start == drawn(3, "ro").recording.start

    def test_a_night_of_ones_own_is_drawn(self) -> None:
        made = night(hours=1, start=datetime(2024, 2, 28, 23, 40))
        assert lookalike(1, made=made).fields["start"] == made.start

    def test_it_has_the_size_of_the_real_one(self) -> None:
        assert drawn(1).image.size == SIZE == (1260, 1960)

    def test_the_curve_is_cut_off_at_its_axis(self) -> None:
        deep = night(hours=1).with_drop(at="23:00", depth=30, seconds=120)
        seed = next(seed for seed in range(9) if drawn(seed).spo2_axis.low == 80)
        made = lookalike(seed, made=deep)
        assert number(made.fields, "spo2_min") < made.spo2_axis.low
        rows = np.flatnonzero((np.asarray(made.image) == CURVE).all(axis=2).any(axis=1))
        spo2, pulse = np.split(rows, [int(np.diff(rows).argmax()) + 1])
        assert spo2.max() - spo2.min() > 100
        assert pulse.min() - spo2.max() > 20

    @pytest.mark.parametrize("typeface", TYPEFACES, ids=lambda each: each.package)
    @pytest.mark.parametrize("weight", Weight)
    def test_typefaces_have_romanian_letters(self, typeface: Typeface, weight: Weight) -> None:
        missing = glyph(typeface, weight, "\uffff")
        assert all(glyph(typeface, weight, letter) != missing for letter in "ăâîșțȘȚ>=<%")


def glyph(typeface: Typeface, weight: Weight, letter: str) -> bytes:
    image = Image.new("L", (60, 60))
    ImageDraw.Draw(image).text((10, 10), letter, font=typeface.font(25, weight), fill=255)
    return image.tobytes()


class TestDistortions:
    @pytest.mark.parametrize("kind", DISTORTIONS)
    def test_each_changes_the_page_and_leaves_it_large_enough_to_read(self, kind: str) -> None:
        page = small_page()
        changed = distorted(page, kind, seed=1)
        assert same(changed, page) is (kind == "none")
        assert min(changed.width / page.width, changed.height / page.height) >= 0.59
        assert changed.height <= max(2.1 * page.height, 1600)

    @pytest.mark.parametrize("kind", ["rotation+noise", "photo+jpeg"])
    def test_the_same_seed_does_the_same(self, kind: str) -> None:
        assert same(distorted(small_page(), kind, seed=2), distorted(small_page(), kind, seed=2))
        assert not same(distorted(small_page(), kind, seed=2), distorted(small_page(), kind, seed=3))

    def test_sizes_reach_from_0_6_to_2(self) -> None:
        page = Image.new("RGB", (100, 100))
        widths = {distorted(page, "scale", seed).width for seed in range(20)}
        assert {min(widths), max(widths)} == {60, 200}
        assert len(widths) > 4

    def test_nothing_of_the_page_leaves_the_picture(self) -> None:
        """A blue page stays framed by its ground, whatever happens to it."""
        page = Image.new("RGB", (300, 400), (0, 0, 255))
        for seed in range(10):
            seen = np.asarray(distorted(page, "photo", seed)).astype(int)
            ground = np.concatenate([seen[0], seen[-1], seen[:, 0], seen[:, -1]])
            assert (ground[:, 2] - ground[:, 0]).max() < 100
            assert (seen[seen.shape[0] // 2, seen.shape[1] // 2] > (-1, -1, 100)).all()


class TestPdf:
    def test_a_page_has_a_point_for_each_pixel_and_no_pixel_is_changed(self) -> None:
        page = small_page()
        with pdfium.PdfDocument(as_pdf(page)) as document:
            assert document[0].get_size() == page.size
            assert document[0].get_textpage().count_chars() == 0
            assert same(document[0].render(scale=1).to_pil().convert("RGB"), page)

    def test_a_jpeg_on_a4(self) -> None:
        content = as_pdf(small_page(), jpeg=60, a4=True)
        assert b"/DCTDecode" in content
        with pdfium.PdfDocument(io.BytesIO(content)) as document:
            assert document[0].get_size() == A4
            shown = np.asarray(document[0].render(scale=1).to_pil().convert("L"))
            assert (shown < 100).any()


class TestSet:
    def test_200_of_both_languages_and_all_kinds(self) -> None:
        plans = [plan(seed) for seed in SEEDS]
        kinds = Counter(kind for _, kind in plans)
        assert len(plans) == 200
        assert set(Counter(language for language, _ in plans).values()) == {100}
        assert set(kinds) == set(DISTORTIONS)
        assert max(kinds.values()) - min(kinds.values()) <= 2
        assert set(plans) == {(language, kind) for language in LANGUAGES for kind in DISTORTIONS}


def read(**fields: Field) -> PrintedReport:
    return PrintedReport(None, dict.fromkeys(NAMES, ABSENT) | fields, "", 1)


class TestScore:
    def test_what_is_equal_is_right(self) -> None:
        truth: dict[str, Value] = {
            "start": datetime(2025, 1, 1, 22, 30),
            "spo2_95_100_pct": 4.68,
            "drops_3": 5,
        }
        report = read(
            start=Field(datetime(2025, 1, 1, 22, 30, 59), FieldState.READ),
            spo2_95_100_pct=Field(4.68, FieldState.READ),
            drops_3=Field(5.0, FieldState.READ),
        )
        assert set(score(report, truth).right) == truth.keys()

    def test_what_differs_is_wrong(self) -> None:
        found = score(read(drops_3=Field(6, FieldState.READ)), {"drops_3": 5})
        assert found.wrong == (Miss("drops_3", 5, 6),)
        assert not found.right

    def test_what_is_read_where_nothing_is_printed_is_wrong(self) -> None:
        assert score(read(age=Field(None, FieldState.READ)), {}).wrong == (Miss("age", None, None),)

    def test_what_is_unsure_is_not_right_though_it_be_equal(self) -> None:
        found = score(read(drops_3=Field(5, FieldState.UNSURE)), {"drops_3": 5})
        assert found.unsure == (Miss("drops_3", 5, 5),)
        assert not found.right

    def test_what_is_absent_is_not_right_if_it_is_printed(self) -> None:
        assert score(read(), {"drops_3": 5}).absent == (Miss("drops_3", 5, None),)

    def test_a_personal_field_need_not_say_what_it_is(self) -> None:
        assert score(read(name=Field(None, FieldState.READ)), {"name": "J. Pemberton"}).right == ("name",)
        assert score(read(name=Field("Somebody", FieldState.READ)), {"name": "J. Pemberton"}).wrong
