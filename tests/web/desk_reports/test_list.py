"""The doctor's list: reports to look at, nights that are only a report, recordings with one."""

from __future__ import annotations

import pytest
from flask import Flask

from access import Doctor
from callbacks import navigation
from context import Context
from db.models import PairingState, RecordingKind, RecordingRow
from oximetry.report_fields import Value
from tests.builders import File, Someone, changed, give
from tests.device_reports import printed, values_of
from tests.web.desk_reports.rows import (
    NIGHT,
    OTHERWISE,
    a_report,
    add_report,
    listed,
    page,
    pair,
)
from tests.web.test_desk_screens import logged_in, text_of


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            PairingState.DIFFERS,
            "does not match the recording of Mara B., room 12 that began at the same time. "
            "These fields differ: duration, mean SpO2",
        ),
        (PairingState.UNDECIDED, "Too little of this report could be read to say"),
        (PairingState.AMBIGUOUS, "fits recordings of several patients, Mara B., room 12 among them"),
        (
            PairingState.ELSEWHERE,
            "confirms a recording that lies with another patient, Mara B., room 12",
        ),
    ],
)
def test_each_stands_above_the_list_with_the_way_to_the_report(
    server: Flask,
    ctx: Context,
    ana: Doctor,
    ion: Someone,
    ready: str,
    state: PairingState,
    expected: str,
) -> None:
    report_id = add_report(ctx, ana, ion, a_report(**OTHERWISE))
    pair(ctx, report_id, ready, state)
    with logged_in(server, ctx, ana):
        shown = listed()
    above, _, table = shown.partition('"scope": "col"')
    assert expected in above
    assert "Ion P. \\u00b7 Night of 15 Oct 2025" in above
    assert f"/desk/nights/{report_id}" in above
    assert "sign-warning" in above
    assert table.count("look at the device's report") == 4, "shown and as a title, in both rows"


def test_many_differing_fields_are_five_and_a_number(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    wrong = {"spo2_max": 1, "spo2_min": 1, "pulse_max": 1, "pulse_mean": 1, "pulse_min": 1}
    report_id = add_report(ctx, ana, mara, a_report(**OTHERWISE, **wrong))
    pair(ctx, report_id, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        assert "highest pulse and 2 more." in listed()


def test_the_recording_that_went_away_is_said(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    pair(ctx, report_id, None, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        assert "compared with is no longer here" in listed()
        assert "compared with is no longer here" in page(report_id)


def test_settled_reports_and_another_doctors_alert_nobody(
    server: Flask, ctx: Context, ana: Doctor, radu: Doctor, mara: Someone, ready: str
) -> None:
    settled = add_report(ctx, ana, mara, a_report())
    pair(ctx, settled, ready)
    with logged_in(server, ctx, ana):
        assert "reports to look at" not in listed()
    alert = add_report(ctx, ana, mara, a_report(**OTHERWISE), name="wrong.pdf")
    pair(ctx, alert, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, radu):
        assert "reports to look at" not in listed()


def test_the_recordings_page_warns_of_a_report_that_does_not_fit(
    server: Flask, ctx: Context, ana: Doctor, ion: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, ion, a_report(**OTHERWISE))
    pair(ctx, report_id, ready, PairingState.DIFFERS)
    with logged_in(server, ctx, ana):
        above = page(ready).partition("ODI 3")[0]
    assert f"/desk/nights/{report_id}" in above
    assert "does not match the recording of Mara B., room 12" in above


def test_a_report_alone_is_labelled_and_has_no_odi(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    report_id = add_report(ctx, ana, mara, a_report(spo2_below_threshold_pct=61.94))
    with changed(ctx, RecordingRow, report_id) as row:
        row.odi3, row.odi4, row.valid_s = 77.7, 66.6, 7200
    with logged_in(server, ctx, ana):
        shown = listed()
    assert "from the device's report" in shown
    assert "61.94" in shown
    assert not any(never in shown for never in ("77.7", "66.6", "2:00"))
    mean = values_of(NIGHT)["spo2_mean"]
    assert f'"children": "{mean}"' in shown, "as printed, a whole number"


def test_a_document_is_no_night(server: Flask, ctx: Context, ana: Doctor, mara: Someone) -> None:
    add_report(ctx, ana, mara, printed({}, layout=None), kind=RecordingKind.DOCUMENT)
    with logged_in(server, ctx, ana):
        shown = listed()
    assert "document, not read" in shown
    assert "from the device's report" not in shown


@pytest.mark.parametrize(
    ("changes", "by_hand", "expected"),
    [
        ({}, False, "confirmed by the device's report"),
        (OTHERWISE, True, "the device's report differs"),
        ({"spo2_max": None}, True, "filed with a device's report"),
    ],
)
def test_a_recording_tells_how_its_report_stands_to_it(
    server: Flask,
    ctx: Context,
    ana: Doctor,
    mara: Someone,
    ready: str,
    changes: dict[str, Value | None],
    by_hand: bool,
    expected: str,
) -> None:
    report_id = add_report(ctx, ana, mara, a_report(**changes))
    pair(ctx, report_id, ready, by_hand=by_hand)
    with logged_in(server, ctx, ana):
        shown = listed()
    assert expected in shown
    assert report_id not in shown


def test_a_report_that_is_being_read_is_no_night_yet(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    give(ctx, ana, File("report.pdf", b"%PDF-1.4"), mara.id)
    with logged_in(server, ctx, ana):
        assert "from the device's report" not in listed()


def test_on_the_patients_screen_a_filed_report_is_no_night(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    with logged_in(server, ctx, ana):
        assert f"/desk/nights/{report_id}" in text_of(navigation.show_page(f"/desk/patients/{mara.id}"))
    pair(ctx, report_id, ready)
    with logged_in(server, ctx, ana):
        shown = text_of(navigation.show_page(f"/desk/patients/{mara.id}"))
    assert f"/desk/nights/{report_id}" not in shown
    assert "confirmed by the device's report" in shown
