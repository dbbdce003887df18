"""A PDF that is kept although no night was read from it."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from access import Doctor
from context import Context
from db.models import RecordingKind, RecordingRow, RecordingState
from layouts import ids
from tests.builders import Someone, changed
from tests.device_reports import printed
from tests.web.desk_reports.rows import (
    add_report,
    page,
)
from tests.web.test_desk_screens import logged_in


def test_it_says_what_it_is_and_what_is_known_of_it(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    read = replace(printed({"spo2_mean": 93}, layout=None), text="Dear colleague")
    document_id = add_report(ctx, ana, mara, read, name="letter.pdf", kind=RecordingKind.DOCUMENT)
    with logged_in(server, ctx, ana):
        shown = page(document_id)
    for expected in (
        "This PDF was kept as a document: its layout is not known",
        "Fields whose label is known",
        '["93"',
        "Dear colleague",
        "letter.pdf",
        "Delete this file",
        "The document (PDF)",
    ):
        assert expected in shown
    assert "goes with it" not in shown
    assert ids.MAIL_TO not in shown


def test_one_without_any_words_says_so(server: Flask, ctx: Context, ana: Doctor, mara: Someone) -> None:
    read = replace(printed({}, layout=None), text=" ")
    document_id = add_report(ctx, ana, mara, read, kind=RecordingKind.DOCUMENT)
    with logged_in(server, ctx, ana):
        shown = page(document_id)
    assert "No words were found on its pages." in shown
    assert "Fields whose label is known" not in shown


def test_a_pdf_that_was_refused_is_called_no_report(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    refused = add_report(ctx, ana, mara, None)
    with changed(ctx, RecordingRow, refused) as row:
        row.state = RecordingState.REFUSED
        row.error = {"key": "pdf_empty", "sentence": "The file is empty.", "advice": "Again.", "params": {}}
    with logged_in(server, ctx, ana):
        shown = page(refused)
    assert "Original file" in shown
    assert "The device's report" not in shown
