"""A new version reads again what an earlier one read by other rules, or could not read."""

from __future__ import annotations

import pytest
from alembic import command

import installation
import intake
import patient_links
import recordings
from access import Doctor
from context import Context
from db.migrate import alembic_config, is_current
from db.models import RecordingRow, RecordingState
from errors import NotFound
from oximetry import ANALYSIS_VERSION
from patient_view import nights_of
from tests.builders import Someone, a_night, give, not_a_night, row_of, work
from tests.databases import BOTH

pytestmark = BOTH


def as_an_earlier_version_left_it(ctx: Context, recording_id: str) -> None:
    """Numbers by other rules and of another shape, without a version, as the first tables had them."""
    with ctx.db.write() as session:
        row = session.get_one(RecordingRow, recording_id)
        row.analysis_version = None
        if row.analysis is not None:
            row.analysis = {"start": row.analysis["start"], "odi": {}}


def test_a_night_is_read_again_and_shown_only_then(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, a_night())
    work(ctx)
    before = recordings.find_night(ctx, ana, receipt.recording_id).analysis
    as_an_earlier_version_left_it(ctx, receipt.recording_id)
    assert next(installation.prepare(ctx)) == "recordings to be read again by this version: 1"
    assert row_of(ctx, receipt.recording_id).state is RecordingState.PROCESSING
    with pytest.raises(NotFound):
        recordings.find_night(ctx, ana, receipt.recording_id)
    assert work(ctx) == ["ingest", "render-night"]
    row = row_of(ctx, receipt.recording_id)
    assert (row.state, row.analysis_version) == (RecordingState.READY, ANALYSIS_VERSION)
    assert recordings.find_night(ctx, ana, receipt.recording_id).analysis == before
    assert len(row.documents) == 2, "a picture in each language, not two"


def test_a_clinics_first_tables_are_brought_up_to_date(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, a_night())
    work(ctx)
    command.downgrade(alembic_config(ctx.db), "0001")
    assert not is_current(ctx.db)
    assert next(installation.prepare(ctx)) == "recordings to be read again by this version: 1"
    assert is_current(ctx.db)
    assert work(ctx) == ["ingest", "render-night"]
    row = row_of(ctx, receipt.recording_id)
    assert (row.state, row.analysis_version) == (RecordingState.READY, ANALYSIS_VERSION)
    assert len(row.documents) == 2


def test_numbers_by_other_rules_are_shown_nowhere_even_before_anybody_queued_them(
    ctx: Context, ana: Doctor, mara: Someone
) -> None:
    # As when an older worker, in its last seconds, reads what a newer release has queued.
    receipt = give(ctx, ana, a_night(), mara.id)
    work(ctx)
    as_an_earlier_version_left_it(ctx, receipt.recording_id)
    row = row_of(ctx, receipt.recording_id)
    assert (row.state, row.shown_state) == (RecordingState.READY, RecordingState.PROCESSING)
    with pytest.raises(NotFound):
        recordings.find_night(ctx, ana, receipt.recording_id)
    assert nights_of(patient_links.find_patient(ctx, ana, mara.id)) == []


def test_what_was_refused_is_tried_again(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, not_a_night())
    work(ctx)
    as_an_earlier_version_left_it(ctx, receipt.recording_id)
    assert intake.read_outdated_again(ctx) == 1
    assert work(ctx) == ["ingest"]
    row = row_of(ctx, receipt.recording_id)
    assert (row.state, row.analysis_version) == (RecordingState.REFUSED, ANALYSIS_VERSION)


def test_nothing_is_read_twice_for_nothing(ctx: Context, ana: Doctor) -> None:
    first, second = give(ctx, ana, a_night(1)), give(ctx, ana, a_night(2))
    assert intake.read_outdated_again(ctx) == 0, "both are on their way"
    work(ctx)
    assert intake.read_outdated_again(ctx) == 0
    as_an_earlier_version_left_it(ctx, first.recording_id)
    assert [intake.read_outdated_again(ctx), intake.read_outdated_again(ctx)] == [1, 0]
    assert row_of(ctx, second.recording_id).state is RecordingState.READY


def test_what_is_being_erased_is_left_alone(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, a_night())
    work(ctx)
    as_an_earlier_version_left_it(ctx, receipt.recording_id)
    recordings.erase_recording(ctx, ana, receipt.recording_id)
    assert intake.read_outdated_again(ctx) == 0
