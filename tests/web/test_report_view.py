"""A report's fields in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from app_instance import create_app
from db.models import RecordingRow
from field_words import field_name, printed_value, unit_of
from oximetry.concordance import IN_FILES_ONLY, Comparison, Concordance, Verdict
from oximetry.report_fields import NAMES, Value
from report_view import comparison_rows, known_rows, named, printed_sections
from settings import Settings
from tests.device_reports import printed


@pytest.fixture
def server(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings)
    yield application.server
    application.ctx.db.dispose()


@contextmanager
def reading(server: Flask, locale: str) -> Iterator[None]:
    with server.test_request_context("/desk/"), force_locale(locale):
        yield


@pytest.mark.parametrize("locale", ["en", "ro"])
def test_every_field_has_a_name_of_its_own(server: Flask, locale: str) -> None:
    names = (*NAMES, *IN_FILES_ONLY)
    with reading(server, locale):
        assert len({field_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("start", datetime(2025, 10, 15, 20, 35), "15 Oct 2025, 20:35"),
        ("duration_s", 36008, "10:00:08"),
        ("spo2_95_100_s", 59, "0:00:59"),
        ("spo2_from_95_pct", 4.68, "4.68 %"),
        ("pulse_between_pct", 100.0, "100.00 %"),
        ("below_90_pct", 61, "61 %"),
        ("spo2_mean", 88, "88 %"),
        ("pulse_max", 93, "93 bpm"),
        ("pulse_high", 120, "120 bpm"),
        ("drops_3", 143, "143"),
        ("drops_3_per_hour", 14.3, "14.30 /h"),
        ("o2_score", 3.6, "3.6"),
        ("device", "Checkme O2 0331", "Checkme O2 0331"),
    ],
)
def test_a_value_is_written_with_its_unit(server: Flask, name: str, value: Value, expected: str) -> None:
    with reading(server, "en"):
        assert f"{printed_value(name, value)} {unit_of(name)}".strip() == expected


def test_numbers_have_the_readers_decimal_sign(server: Flask) -> None:
    with reading(server, "ro"):
        assert printed_value("spo2_from_95_pct", 4.68) == "4,68"


def test_fields_within_a_sentence_are_five_and_the_rest_is_counted(server: Flask) -> None:
    fields = ("duration_s", "spo2_mean", "o2_score", "drops_3", "end", "start", "pulse_max")
    with reading(server, "en"):
        assert named(fields[:5]) == "duration, mean SpO2, O2 score, drops >3 %, end"
        assert named(fields) == "duration, mean SpO2, O2 score, drops >3 %, end and 2 more"


def test_what_differs_stands_first(server: Flask) -> None:
    compared = Concordance(
        (
            Comparison("duration_s", 60, 60, Verdict.AGREES),
            Comparison("spo2_max", None, 99, Verdict.NOT_READ),
            Comparison("spo2_mean", 91, 88, Verdict.DIFFERS),
        )
    )
    with reading(server, "en"):
        rows = comparison_rows(compared)
    assert [(row.name, row.printed, row.computed) for row in rows] == [
        ("Mean SpO2", "91\N{NO-BREAK SPACE}%", "88\N{NO-BREAK SPACE}%"),
        ("Duration", "0:01:00", "0:01:00"),
        ("Highest SpO2", "–", "99\N{NO-BREAK SPACE}%"),
    ]


def test_the_sections_hold_every_field_but_the_personal_ones(server: Flask) -> None:
    values: dict[str, Value | None] = dict.fromkeys(NAMES, 7)
    values.update(start=datetime(2025, 1, 1), end=datetime(2025, 1, 2))
    with reading(server, "en"):
        rows = [row for section in printed_sections(printed(values)) for row in section.rows]
        shown = len(rows) + sum(row.beside is not None for row in rows)
        assert shown == len(NAMES) - 3
        assert not {"Name", "Age", "Sex"} & {row.name for row in rows}


def test_crops_are_for_the_doctor_only(server: Flask) -> None:
    report = printed({"spo2_mean": None})
    with reading(server, "en"):
        row = RecordingRow(id="r")
        assert [each.crop_url for each in known_rows(report, row)] == [
            "/api/recordings/r/crops/spo2_mean.png"
        ]
        shown = [each.crop_url for section in printed_sections(report) for each in section.rows]
    assert set(shown) == {None}
