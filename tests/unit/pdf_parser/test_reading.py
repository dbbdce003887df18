import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from oximetry.report_fields import NAMES, Value
from pdf_parser import reading
from pdf_parser.document import Document
from pdf_parser.limits import Limits
from pdf_parser.reading import read_page
from pdf_parser.report import ABSENT, Curve, FieldState, PrintedReport
from pdf_parser.words import Page
from tests.lookalike.cases import case
from tests.lookalike.pdf import as_pdf
from tests.lookalike.scoring import score
from tests.recordings import REPORT_PDF, real
from tests.unit.oximetry.printed import REPORT
from tests.unit.pdf_parser.pdf_builder import Sheet, pdf, stream, text, text_pdf


@cache
def read(pdf: bytes | Path, *, keep_personal: bool = False) -> PrintedReport:
    with Document.open(pdf, Limits()) as document:
        return read_page(document, 1, keep_personal=keep_personal)


def test_all_fields_of_the_real_report() -> None:
    report = read(real(REPORT_PDF))

    assert len(REPORT) >= 37
    assert report.values() == REPORT
    assert report.layout == "vihealth"
    unread = {name for name, field in report.fields.items() if field.state is not FieldState.READ}
    assert unread == {"device", "age", "sex"}
    assert list(report.fields) == list(NAMES)


def test_the_real_reports_fields_have_their_places() -> None:
    field = read(real(REPORT_PDF)).fields["spo2_below_threshold_s"]

    assert field.box is not None
    left, top, right, bottom = field.box
    assert (field.page, field.crop) == (1, None)
    assert field.confidence is not None
    assert field.confidence > 0.9
    assert left == pytest.approx(249, abs=4)
    assert right == pytest.approx(312, abs=4)
    assert top == pytest.approx(546, abs=4)
    assert bottom == pytest.approx(560, abs=4)


def test_the_name_is_there_but_stays_in_the_reader() -> None:
    report = read(real(REPORT_PDF))

    assert report.fields["name"].state is FieldState.READ
    assert report.fields["name"].value is None
    assert "anonim" not in report.text
    assert "Nivel de oxigen 99 88 61" in report.text


def drawn(*lines: str) -> bytes:
    image = Image.new("RGB", (1240, 100 + 80 * len(lines)), "white")
    font = ImageFont.load_default(40)
    for at, line in enumerate(lines):
        ImageDraw.Draw(image).text((100, 60 + 80 * at), line, fill="black", font=font)
    return as_pdf(image)


def test_the_name_is_given_to_who_asks() -> None:
    pdf = drawn("Name: Barnaby Quill", "Duration: 07:15:00")

    kept, hidden = read(pdf, keep_personal=True), read(pdf)

    assert kept.fields["name"].value == "Barnaby Quill"
    assert "Quill" in kept.text
    assert hidden.fields["name"].value is None
    assert "Quill" not in hidden.text


# Resized, noisy, photographed, sent on, a compressed scan; in both languages.
SEEDS = (2, 9, 10, 13, 14)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_look_alike_is_read_without_an_error(seed: int) -> None:
    trial = case(seed)

    result = score(read(trial.pdf()), trial.report.fields)

    assert result.wrong == ()
    assert len(result.right) >= 0.95 * len(trial.report.fields)


TEXT = (
    "Oxygen Level Report",
    "Name: Imogen Ashdown   Age: 61",
    "Start Time: Oct 15, 2025, 8:35 PM",
    "End Time: Oct 16, 2025, 6:35 AM",
    "Duration: 10:00:08",
    "Drops >4%: 95   Drops per hour: 9.50",
    "Drops >3%: 143   Drops per hour: 14.30",
)


def test_text_is_read_as_text() -> None:
    report = read(text_pdf(*TEXT))

    assert report.values() == {
        "start": datetime(2025, 10, 15, 20, 35),
        "end": datetime(2025, 10, 16, 6, 35),
        "duration_s": 36008,
        "drops_4": 95,
        "drops_4_per_hour": 9.5,
        "drops_3": 143,
        "drops_3_per_hour": 14.3,
    }
    assert report.fields["start"].confidence == 1.0


def test_text_that_contradicts_itself_is_unsure() -> None:
    fields = read(text_pdf(*TEXT[:4], "Duration: 09:00:08")).fields

    assert fields["duration_s"].state is FieldState.UNSURE


def test_names_in_text_stay_in_the_reader() -> None:
    report = read(text_pdf(*TEXT))

    assert "Imogen" not in report.text
    assert "61" not in report.text
    assert report.fields["name"].state is FieldState.READ
    assert "Imogen" in read(text_pdf(*TEXT), keep_personal=True).text


def test_an_unknown_layout_gives_the_words_of_its_fields_and_says_so() -> None:
    report = read(text_pdf("Sleep summary", "Everything went well", "Duration: 07:15:00"))

    assert report.layout is None
    assert report.text == "Duration: 07:15:00"
    assert [warning.code for warning in report.warnings] == ["page_unknown"]


def test_an_unknown_page_that_is_a_picture_is_read_too() -> None:
    report = read(drawn("Polysomnography", "Duration: 07:15:00"))

    assert report.layout is None
    assert report.text == "Duration: 07:15:00"
    assert report.fields["duration_s"].value == 7 * 3600 + 15 * 60


def test_curves_are_read_off_by_the_likeliest_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file's name may confirm it afterwards."""
    given: dict[str, Value] = {}

    def digitise(_: Page, values: Mapping[str, Value]) -> tuple[Curve, ...]:
        given.update(values)
        return ()

    monkeypatch.setattr(reading, "digitise", digitise)
    lines = ("Start Time: 2025-10-15 20:35", "End Time: 2025-10-16 06:35", "Duration: 09:00:08")

    report = read.__wrapped__(drawn(*lines))

    assert report.fields["start"].state is FieldState.UNSURE
    assert given == {"start": datetime(2025, 10, 15, 20, 35)}


def test_a_stamp_of_text_hides_no_picture() -> None:
    image = Image.new("RGB", (1240, 300), "white")
    ImageDraw.Draw(image).text((100, 90), "Duration: 07:15:00", fill="black", font=ImageFont.load_default(48))
    entries = (
        b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Width 1240 /Height 300"
    )
    stamp = text("Scanned with a phone", left=20, top=20, size=8)
    scan = pdf(Sheet(stamp, box=(0, 0, 620, 150), image=stream(image.tobytes(), entries)))

    assert read(scan).fields["duration_s"].value == 7 * 3600 + 15 * 60


def test_a_picture_without_words_says_so() -> None:
    noise = np.random.default_rng(1).integers(180, 255, (300, 400, 3), dtype=np.uint8)

    report = read(as_pdf(Image.fromarray(noise)))

    assert report.text == ""
    assert set(report.fields.values()) == {ABSENT}
    assert [warning.code for warning in report.warnings] == ["page_illegible"]


def test_what_is_in_doubt_is_unsure_with_its_picture() -> None:
    """The mean SpO2 is crossed out: nothing on the page confirms it."""
    trial = case(0)
    image = trial.image.copy()
    clean = read(as_pdf(image)).fields["spo2_mean"]
    assert clean.box is not None
    left, top, right, bottom = clean.box
    scale = image.width / 1260
    ImageDraw.Draw(image).line([value * scale for value in (left, bottom, right, top)], fill="black", width=3)

    field = read(as_pdf(image)).fields["spo2_mean"]

    assert field.state is FieldState.UNSURE
    assert field.crop is not None
    assert Image.open(io.BytesIO(field.crop)).width <= 320
