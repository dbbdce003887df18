"""What the doctor decides about a report: where it belongs, and whether its personal fields are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dash.exceptions import PreventUpdate
from flask import Flask

from access import Doctor
from callbacks import night, report
from context import Context
from db.models import PairingState, RecordingRow
from errors import NotFound, Refused
from layouts import ids
from pdf_parser import Field, FieldState
from tests.builders import Someone, changed, jobs_of, row_of
from tests.web.desk_reports.rows import (
    OTHERWISE,
    a_report,
    add_report,
    listed,
    page,
    pair,
    pressed,
    state_of,
)
from tests.web.test_desk_screens import LIGHT, logged_in, text_of


def test_an_alert_can_be_put_right_here(
    server: Flask, ctx: Context, ana: Doctor, ion: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, ion, a_report(**OTHERWISE))
    pair(ctx, report_id, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        shown = page(report_id)
    for expected in (
        "does not match the recording of Mara B., room 12",
        "Compared with the recording of Mara B., room 12",
        f"/desk/nights/{ready}",
        "Keep it apart",
        "The report goes to the patient Mara B., room 12",
        "These fields differ: duration, mean SpO2.",
    ):
        assert expected in shown


def test_kept_apart_it_alerts_no_more(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str, said: list[str]
) -> None:
    report_id = add_report(ctx, ana, mara, a_report(**OTHERWISE))
    pair(ctx, report_id, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        shown = text_of(report.keep_apart(1, report_id))
        assert "reports to look at" not in listed()
    assert "does not match" not in shown
    assert said == ["The report is kept apart."]


def test_filed_with_a_recording_it_goes_to_its_patient_and_leads_there(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ion: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, ion, a_report(**OTHERWISE))
    pair(ctx, report_id, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        with pressed(ids.confirm(ids.FILE_WITH, ready)) as clicks:
            assert report.file_with(clicks, report_id) == f"/desk/nights/{ready}"
        assert "filed with this recording by hand" in page(ready)
        assert "This report is filed with a recording:" in page(report_id)
        assert ids.COMPARE_WITH not in page(report_id)
    assert row_of(ctx, report_id).patient_id == mara.id


def test_it_is_compared_with_a_recording_of_the_patient_that_is_chosen(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    with logged_in(server, ctx, ana):
        assert f'"value": "{ready}"' in page(report_id)
        shown = text_of(report.compare(1, ready, report_id))
    assert "Nothing that could be compared differs." in shown
    assert "File it with this recording" in shown
    assert "From the recording, by the device's rule" in shown


def test_the_recording_that_is_shown_already_is_not_offered_again(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, mara, a_report(**OTHERWISE))
    pair(ctx, report_id, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        assert ids.COMPARE_WITH not in page(report_id)


def test_name_age_and_sex_are_read_when_they_are_asked_for(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    read = a_report()
    read = replace(read, fields={**read.fields, "name": Field(None, FieldState.READ, 0.9, 1)})
    report_id = add_report(ctx, ana, mara, read)
    with logged_in(server, ctx, ana):
        shown = page(report_id)
        assert "on the report, not kept" in shown
        assert "not on the report" in shown
        assert "This file is being read" in text_of(report.keep_personal(1, report_id))
    assert (row_of(ctx, report_id).reading or {})["keep_personal"] is True
    assert len(jobs_of(ctx, report_id, "ingest")) == 2


def test_what_was_kept_can_be_forgotten(server: Flask, ctx: Context, ana: Doctor, mara: Someone) -> None:
    report_id = add_report(ctx, ana, mara, a_report(name="Anonim", age="61"))
    with changed(ctx, RecordingRow, report_id) as row:
        row.reading = {"keep_personal": True}
    with logged_in(server, ctx, ana):
        shown = page(report_id)
        assert "Anonim" in shown
        assert "Keep name, age and sex" not in shown
        report.forget_personal(1, report_id)
    assert (row_of(ctx, report_id).reading or {})["keep_personal"] is False


def test_where_there_is_none_of_them_nothing_is_asked(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    with logged_in(server, ctx, ana):
        assert "Keep name, age and sex" not in page(report_id)


def test_buttons_that_merely_appear_do_nothing(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    pair(ctx, report_id, ready)
    with logged_in(server, ctx, ana):
        for callback in (
            lambda: report.keep_apart(0, report_id),
            lambda: report.take_off([0, None], ready),
            lambda: report.file_with([0], report_id),
            lambda: report.compare(0, ready, report_id),
            lambda: report.compare(1, None, report_id),
            lambda: report.keep_personal(None, report_id),
            lambda: report.forget_personal(0, report_id),
        ):
            with pytest.raises(PreventUpdate):
                callback()
    assert state_of(ctx, report_id) is PairingState.PAIRED


def test_another_doctors_report_is_not_found(
    server: Flask, ctx: Context, ana: Doctor, radu: Doctor, mara: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    pair(ctx, report_id, ready)
    with logged_in(server, ctx, radu):
        for callback in (
            lambda: page(report_id),
            lambda: night.draw(report_id, LIGHT, None),
            lambda: report.keep_apart(1, report_id),
            lambda: report.compare(1, ready, report_id),
            lambda: report.keep_personal(1, report_id),
        ):
            with pytest.raises(NotFound):
                callback()
        with pressed(ids.confirm(ids.TAKE_OFF, report_id)) as clicks, pytest.raises(NotFound):
            report.take_off(clicks, ready)
        with pressed(ids.confirm(ids.FILE_WITH, ready)) as clicks, pytest.raises(NotFound):
            report.file_with(clicks, report_id)
    assert state_of(ctx, report_id) is PairingState.PAIRED


def test_a_recording_is_no_report_that_could_be_compared(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    with logged_in(server, ctx, ana), pytest.raises(Refused):
        report.compare(1, ready, ready)
