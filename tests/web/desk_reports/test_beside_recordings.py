"""A recording with what its device says of it: reports, and the summary in its own file."""

from __future__ import annotations

import pytest
from flask import Flask

from access import Doctor
from callbacks import report
from context import Context
from db.models import PairingState, RecordingRow
from layouts import ids
from tests.builders import Someone, changed, give, nights_of_all_makers, work
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
from tests.web.test_desk_screens import logged_in, text_of


def test_a_report_that_confirms_it_is_said_and_folded(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    pair(ctx, report_id, ready)
    with logged_in(server, ctx, ana):
        shown = page(ready)
    assert "The device's report confirms this recording." in shown
    assert '"open": false' in shown
    assert "From the recording, by the device's rule" in shown
    assert f"/pdfs/{report_id}-report.pdf" in shown
    assert "The device's report that is filed with it is deleted, too." in shown


def test_one_filed_by_hand_says_what_differs(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    pair(ctx, add_report(ctx, ana, mara, a_report(**OTHERWISE)), ready, by_hand=True)
    with logged_in(server, ctx, ana):
        shown = page(ready)
    assert "These fields differ: duration, mean SpO2. It was filed with this recording by hand." in shown
    assert '"open": true' in shown
    assert all(word in shown for word in ("agrees", "differs", "0:01:00"))


def test_one_that_says_little_confirms_nothing(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    pair(ctx, add_report(ctx, ana, mara, a_report(spo2_max=None)), ready, by_hand=True)
    with logged_in(server, ctx, ana):
        shown = page(ready)
    assert "What could be compared agrees; the rest was not read." in shown
    assert "not read" in shown


def test_it_is_taken_off_with_a_click_and_stands_alone(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str, said: list[str]
) -> None:
    report_id = add_report(ctx, ana, mara, a_report())
    pair(ctx, report_id, ready)
    with logged_in(server, ctx, ana):
        with pressed(ids.confirm(ids.TAKE_OFF, report_id)) as clicks:
            shown = text_of(report.take_off(clicks, ready))
        assert "confirms this recording" not in shown
        assert report_id in listed()
    assert state_of(ctx, report_id) is PairingState.APART
    assert said == ["The report is a night of its own now."]


@pytest.mark.parametrize("reader", ["viatom-vld", "viatom-oxyii"])
def test_the_devices_own_summary_in_the_file_is_compared_too(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, reader: str
) -> None:
    recording_id = give(ctx, ana, nights_of_all_makers()[reader], mara.id).recording_id
    work(ctx)
    with logged_in(server, ctx, ana):
        shown = page(recording_id)
        assert "The device's own summary in the file" in shown
        assert "All that the device says of this night itself agrees" in shown
        assert "Falls of SpO2 below 90 %" in shown
        assert '"not read"' not in shown
        with changed(ctx, RecordingRow, recording_id) as row:
            summary = {**row.analysis["device_report"], "drops_3": 99}
            row.analysis = {**row.analysis, "device_report": summary}
        assert "These fields differ: drops >3 %." in page(recording_id)


def test_a_file_without_a_summary_has_no_such_card(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    with logged_in(server, ctx, ana):
        shown = page(ready)
    assert "own summary" not in shown
    assert "is filed with it" not in shown
