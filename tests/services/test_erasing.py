"""A recording or a patient is erased: objects first, then rows; whatever happens meanwhile."""

from __future__ import annotations

import pytest

import patient_links
import recordings
from access import Doctor
from context import Context
from db.models import Document
from errors import NotFound
from oximetry import Recording, read_recording
from storage_service import (
    StoreUnavailable,
)
from tests.builders import (
    Someone,
    a_night,
    audit_of,
    count_of,
    erase_while_putting,
    give,
    hurry,
    jobs_of,
    keys_in,
    not_a_night,
    patients_of,
    work,
)
from tests.conftest import QuickPictures
from tests.databases import BOTH

pytestmark = BOTH


class TestErasing:
    def test_a_recording_goes_with_its_objects_and_rows_and_its_neighbour_stays(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        gone, stays = (give(ctx, ana, a_night(seed), mara.id).recording_id for seed in (1, 2))
        work(ctx)
        recordings.erase_recording(ctx, ana, gone)
        assert [row.id for row in recordings.list_recordings(ctx, ana)] == [stays], "out of sight at once"
        assert work(ctx) == ["erase-recording"]
        assert len(keys_in(ctx)) == 3
        assert all(f"/{stays}-" in key for key in keys_in(ctx))
        assert [count_of(ctx, name) for name in ("recording", "document")] == [1, 2]
        assert [job.kind for job in jobs_of(ctx, gone)] == ["erase-recording"]
        assert count_of(ctx, "job_event") == 2 * 3 + 3, "each job that is left has its own three"

    def test_the_audit_tells_who_and_when(self, ctx: Context, ana: Doctor) -> None:
        recording_id = give(ctx, ana, a_night()).recording_id
        recordings.erase_recording(ctx, ana, recording_id)
        work(ctx)
        (asked,), (done,) = audit_of(ctx, "recording-erase"), audit_of(ctx, "recording-erased")
        assert (asked.actor, asked.subject) == (f"account:{ana.account_id}", recording_id)
        assert (done.actor, done.subject) == ("system", recording_id)
        assert len(audit_of(ctx, "recording-received")) == 1

    def test_a_refused_one_takes_the_patient_along_who_was_made_for_it(
        self, ctx: Context, ana: Doctor
    ) -> None:
        receipt = give(ctx, ana, not_a_night())
        work(ctx)
        recordings.erase_recording(ctx, ana, receipt.recording_id)
        assert patients_of(ctx, ana) == []
        assert sorted(work(ctx)) == ["erase-patient", "erase-recording"]
        assert [count_of(ctx, name) for name in ("patient", "link", "recording")] == [0, 0, 0]
        assert keys_in(ctx) == []

    def test_a_patient_with_another_recording_or_whose_night_was_readable_stays(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        refused, ready = give(ctx, ana, not_a_night(), mara.id), give(ctx, ana, a_night(), mara.id)
        work(ctx)
        for receipt in (refused, ready):
            recordings.erase_recording(ctx, ana, receipt.recording_id)
            work(ctx)
        assert [patient.id for patient in patient_links.patients_without_nights(ctx, ana)] == [mara.id]

    def test_another_doctor_erases_nothing(self, ctx: Context, ana: Doctor, radu: Doctor) -> None:
        recording_id = give(ctx, ana, a_night()).recording_id
        with pytest.raises(NotFound):
            recordings.erase_recording(ctx, radu, recording_id)
        assert work(ctx) == ["ingest", "render-night"]

    def test_objects_go_first_so_that_a_failing_store_leaves_no_orphans(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        recording_id = give(ctx, ana, a_night()).recording_id
        work(ctx)
        job_id = recordings.erase_recording(ctx, ana, recording_id)

        def down(key: str) -> None:
            raise StoreUnavailable

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(ctx.store, "delete", down)
            work(ctx)
        assert count_of(ctx, "recording") == 1, "its rows still say what is left to delete"
        hurry(ctx, job_id)
        work(ctx)
        assert (count_of(ctx, "recording"), keys_in(ctx)) == (0, [])

    @pytest.mark.parametrize("what", ["recording", "patient"])
    def test_a_picture_that_is_finished_after_the_erasure_leaves_no_object(
        self, ctx: Context, ana: Doctor, mara: Someone, quick_pictures: QuickPictures, what: str
    ) -> None:
        receipt = give(ctx, ana, a_night(), mara.id)
        work(ctx, until_none_is_due=False)

        def erased_meanwhile() -> None:
            if what == "recording":
                recordings.erase_recording(ctx, ana, receipt.recording_id)
            else:
                patient_links.erase_patient(ctx, ana, mara.id)
            work(ctx)
            assert count_of(ctx, "recording") == 0

        quick_pictures.meanwhile = erased_meanwhile
        work(ctx)
        assert keys_in(ctx) == []
        assert count_of(ctx, "document") == 0

    def test_a_picture_that_is_finished_while_the_erasure_waits_leaves_no_object(
        self, ctx: Context, ana: Doctor, quick_pictures: QuickPictures
    ) -> None:
        receipt = give(ctx, ana, a_night())
        work(ctx, until_none_is_due=False)
        quick_pictures.meanwhile = lambda: recordings.erase_recording(ctx, ana, receipt.recording_id)
        assert work(ctx) == ["render-night", "erase-recording"]
        assert (keys_in(ctx), count_of(ctx, "document")) == ([], 0)

    def test_a_reading_that_is_finished_after_the_erasure_leaves_nothing(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receipt = give(ctx, ana, a_night())

        def erased_meanwhile(data: bytes, name: str) -> Recording:
            monkeypatch.setattr("jobs.tasks.read_recording", read_recording)
            recordings.erase_recording(ctx, ana, receipt.recording_id)
            work(ctx)
            return read_recording(data, name)

        monkeypatch.setattr("jobs.tasks.read_recording", erased_meanwhile)
        work(ctx)
        assert [count_of(ctx, name) for name in ("recording", "document")] == [0, 0]
        assert keys_in(ctx) == []
        assert [job.kind for job in jobs_of(ctx, receipt.recording_id)] == ["erase-recording"]

    def test_an_upload_to_a_patient_who_is_erased_meanwhile_leaves_nothing(
        self, ctx: Context, ana: Doctor, mara: Someone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erase_while_putting(ctx, ana, mara, monkeypatch)
        with pytest.raises(NotFound):
            give(ctx, ana, a_night(), mara.id)
        assert (keys_in(ctx), count_of(ctx, "recording")) == ([], 0)

    def test_a_document_of_the_patient_himself_goes_with_him(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        key = f"{mara.token}/reports/overview.pdf"
        stored = ctx.store.put(key, b"%PDF-", content_type="application/pdf")
        with ctx.db.write() as session:
            session.add(
                Document(
                    patient_id=mara.id,
                    kind="overview",
                    object_key=key,
                    content_type=stored.content_type,
                    size=stored.size,
                    sha256=stored.sha256,
                )
            )
        patient_links.erase_patient(ctx, ana, mara.id)
        work(ctx)
        assert [count_of(ctx, name) for name in ("patient", "document")] == [0, 0]
        assert keys_in(ctx) == []
