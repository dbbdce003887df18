"""A night of which there is only the device's report: what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask_babel import force_locale

import recordings
from access import Doctor
from callbacks import night
from context import Context
from layouts import ids
from oximetry.report_fields import NAMES
from pdf_parser import Field, FieldState
from pdf_parser.report import ABSENT
from tests.builders import Someone
from tests.device_reports import printed, values_of
from tests.web.desk_reports.rows import (
    NIGHT,
    a_report,
    add_report,
    curve,
    page,
)
from tests.web.test_desk_screens import LIGHT, logged_in


def test_it_shows_what_is_printed_and_says_where_from(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    report_id = add_report(ctx, ana, mara, replace(a_report(o2_score=3.6), text="Oxygen Level Report"))
    with logged_in(server, ctx, ana):
        shown = page(report_id)
    values = values_of(NIGHT)
    for expected in (
        "Night of 15 Oct 2025, from the device's report",
        "a report gives no ODI",
        "SpO2 90\\u201394 %",
        "Pulse between the thresholds",
        "Drops >3 %",
        f'"children": ["{values["drops_3"]}"]',
        '["3.6"]',
        '["1:00:04"]',
        "Oxygen Level Report",
        "Delete this report?",
        "The curves of this report could not be read.",
        "/p/",
    ):
        assert expected in shown
    assert "ODI 3" not in shown


def test_a_doubtful_value_has_a_question_mark_a_word_and_its_picture(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    read = a_report(pulse_min=None)
    doubtful = Field(97, FieldState.UNSURE, 0.4, 1, (0, 0, 1, 1), b"png")
    read = replace(read, fields={**read.fields, "spo2_max": doubtful, "pulse_max": ABSENT})
    report_id = add_report(ctx, ana, mara, read)
    with logged_in(server, ctx, ana):
        shown = page(report_id)
        for name in ("spo2_max", "pulse_min"):
            assert f"/api/recordings/{report_id}/crops/{name}.png" in shown
            assert recordings.find_crop(ctx, ana, report_id, name) == b"png"
    assert "97\\u00a0?" in shown
    assert shown.count('"unsure"') == 2
    assert "\\u201cHighest SpO2\\u201d as it looks on the report" in shown
    assert '"\\u2013"' in shown, "an absent field"


def test_its_chart_is_drawn_from_the_curves(server: Flask, ctx: Context, ana: Doctor, mara: Someone) -> None:
    report_id = add_report(ctx, ana, mara, replace(a_report(), curves=(curve(),)))
    with logged_in(server, ctx, ana):
        shown = page(report_id)
        drawn = night.draw(report_id, LIGHT, None)
    assert f'"id": "{ids.CHART}"' in shown
    assert "could not be read" not in shown
    assert "The picture is being drawn" in shown
    assert drawn["data"]


def test_in_romanian_numbers_are_written_the_readers_way(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    report_id = add_report(ctx, ana, mara, a_report(o2_score=3.6))
    with logged_in(server, ctx, ana), force_locale("ro"):
        assert '["3,6"]' in page(report_id)


def test_every_field_of_a_report_has_its_place_on_the_page(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    began = datetime(2025, 10, 15, 22, 30)
    values: dict[str, Any] = {name: 1000 + count for count, name in enumerate(NAMES)}
    values |= {"start": began, "end": began + timedelta(hours=9), "app": "An app", "device": "A device"}
    counted = [name for name in NAMES if isinstance(values[name], int) and not name.endswith("_s")]
    report_id = add_report(ctx, ana, mara, printed(values))
    with logged_in(server, ctx, ana):
        shown = page(report_id)
    assert [name for name in counted if f'"{values[name]}' not in shown] == []
    assert all(each in shown for each in ("An app", "A device", "15 Oct 2025, 22:30", "16 Oct 2025, 07:30"))
