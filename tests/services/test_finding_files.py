"""Recordings are found by whoever may, and their files opened by links that end."""

from __future__ import annotations

from datetime import datetime

import pytest

import patient_links
import recordings
from access import Doctor, Viewer
from context import Context
from db.models import RecordingRow
from errors import NotFound
from oximetry.simulate import night
from storage_service import ObjectStore
from tests.builders import (
    File,
    Someone,
    a_night,
    audit_of,
    changed,
    give,
    row_of,
    work,
)
from tests.databases import BOTH

pytestmark = BOTH


class TestFinding:
    def test_a_doctor_lists_her_own_newest_first(self, ctx: Context, ana: Doctor, radu: Doctor) -> None:
        first, second = (give(ctx, ana, a_night(seed)).recording_id for seed in (1, 2))
        give(ctx, radu, a_night(3))
        assert [row.id for row in recordings.list_recordings(ctx, ana)] == [second, first]

    def test_all_are_counted_and_some_listed(self, ctx: Context, ana: Doctor, radu: Doctor) -> None:
        receipts = [give(ctx, ana, a_night(seed)) for seed in (1, 2, 3)]
        give(ctx, radu, a_night(4))
        assert len(recordings.list_recordings(ctx, ana, limit=2)) == 2
        assert recordings.count_recordings(ctx, ana) == 3
        recordings.erase_recording(ctx, ana, receipts[0].recording_id)
        patient_links.erase_patient(ctx, ana, receipts[1].patient_id)
        assert recordings.count_recordings(ctx, ana) == 1

    def test_looking_at_a_night_is_audited_and_asking_again_is_not(
        self, ctx: Context, ana: Doctor, radu: Doctor
    ) -> None:
        recording_id = give(ctx, ana, a_night()).recording_id
        with pytest.raises(NotFound):
            recordings.view(ctx, radu, recording_id)
        assert recordings.view(ctx, ana, recording_id).id == recording_id
        recordings.find_recording(ctx, ana, recording_id)
        (entry,) = audit_of(ctx, "recording-viewed")
        assert (entry.actor, entry.subject) == (f"account:{ana.account_id}", recording_id)

    def test_what_is_listed_can_be_read_after_the_session(self, ctx: Context, ana: Doctor) -> None:
        give(ctx, ana, a_night())
        work(ctx)
        (row,) = recordings.list_recordings(ctx, ana)
        assert row.patient.label
        assert row.nadir
        assert "analysis" not in vars(row), "what is large stays in the database"

    def test_a_list_knows_where_the_device_could_show_no_less(self, ctx: Context, ana: Doctor) -> None:
        below = night(hours=5, seed=3).with_below_range("02:10", seconds=40)
        give(ctx, ana, File("below.csv", below.to_csv("V1")))
        give(ctx, ana, a_night())
        work(ctx)
        listed = recordings.list_recordings(ctx, ana)
        assert {row.filename: row.below_range_floor for row in listed} == {
            "below.csv": 61,
            a_night().name: None,
        }

    def test_a_job_is_its_doctors_business(self, ctx: Context, ana: Doctor, radu: Doctor) -> None:
        job_id = give(ctx, ana, a_night()).job_id or ""
        assert [event.name for event in recordings.find_job(ctx, ana, job_id).events] == ["status"]
        for asker, asked in ((radu, job_id), (ana, "nothing")):
            with pytest.raises(NotFound):
                recordings.find_job(ctx, asker, asked)

    def test_a_holder_of_a_link_reads_his_nights_and_no_others(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        hers = give(ctx, ana, a_night(1), mara.id).recording_id
        anothers = give(ctx, ana, a_night(2)).recording_id
        work(ctx)
        holder = patient_links.holder_of(ctx, mara.link_id, mara.token)
        assert recordings.find_night(ctx, holder, hers).row.id == hers
        with pytest.raises(NotFound):
            recordings.find_night(ctx, holder, anothers)


class Remembering:
    """A store that notes how things were signed."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.signed: list[tuple[int, str | None, bool]] = []

    def sign(
        self, key: str, *, expires_s: int, download_name: str | None = None, inline: bool = False
    ) -> str:
        self.signed.append((expires_s, download_name, inline))
        return self._store.sign(key, expires_s=expires_s, download_name=download_name, inline=inline)


def signed_for(ctx: Context, viewer: Viewer, token: str, kind: str, name: str) -> str:
    return recordings.sign(ctx, recordings.find_resource(ctx, viewer, token, kind, name))


class TestOpeningFiles:
    def parts(self, key: str) -> tuple[str, str, str]:
        token, kind, name = key.split("/")
        return token, kind, name

    def test_an_original_and_a_picture_are_signed_and_audited(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        row_id = give(ctx, ana, a_night(), mara.id).recording_id
        work(ctx)
        row = row_of(ctx, row_id)
        holder = patient_links.holder_of(ctx, mara.link_id, mara.token, "203.0.113.9")
        for viewer in (ana, holder):
            for key in (row.object_key, row.documents[0].object_key):
                assert signed_for(ctx, viewer, *self.parts(key)).startswith("/files/")
        seen = [(entry.actor, entry.details["kind"]) for entry in audit_of(ctx, "file-opened")]
        doctor, link = f"account:{ana.account_id}", f"link:{mara.link_id}"
        assert seen == [(doctor, "original"), (doctor, "night"), (link, "original"), (link, "night")]

    def test_only_what_a_row_vouches_for_is_signed(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        ctx.store.put(f"{mara.token}/plots/stray.png", b"not confirmed", content_type="image/png")
        with pytest.raises(NotFound):
            signed_for(ctx, ana, mara.token, "plots", "stray.png")

    def test_another_patients_file_does_not_open_under_ones_own_token(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        row = row_of(ctx, give(ctx, ana, a_night()).recording_id)
        token, kind, name = self.parts(row.object_key)
        holder = patient_links.holder_of(ctx, mara.link_id, mara.token)
        for asked in ((token, kind, name), (mara.token, kind, name)):
            with pytest.raises(NotFound):
                signed_for(ctx, holder, *asked)

    def test_what_is_being_erased_is_not_signed(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        receipt = give(ctx, ana, a_night(), mara.id)
        work(ctx)
        row = row_of(ctx, receipt.recording_id)
        recordings.erase_recording(ctx, ana, row.id)
        for key in (row.object_key, row.documents[0].object_key):
            with pytest.raises(NotFound):
                signed_for(ctx, ana, *self.parts(key))

    def test_a_picture_opens_for_a_minute_and_an_original_for_five(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        receipt = give(ctx, ana, a_night(), mara.id)
        work(ctx)
        row = row_of(ctx, receipt.recording_id)
        store = Remembering(ctx.store)
        ctx.store = store  # type: ignore[assignment]
        for key in (row.object_key, row.documents[0].object_key):
            signed_for(ctx, ana, *self.parts(key))
        assert store.signed == [
            (300, "Checkme O2 0417_20251015223000.csv", False),
            (60, "oxinight-2025-10-15.png", True),
        ]

    def test_a_picture_is_named_by_the_evening_on_which_its_night_began(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        recording_id = give(ctx, ana, a_night(), mara.id).recording_id
        work(ctx)
        with changed(ctx, RecordingRow, recording_id) as row:
            row.start = datetime(2025, 10, 16, 0, 30)
        key = row_of(ctx, recording_id).documents[0].object_key
        found = recordings.find_resource(ctx, ana, *self.parts(key))
        assert found.download_name == "oxinight-2025-10-15.png"
