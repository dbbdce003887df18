"""Recordings: a file comes in, is known again, is refused with a reason, is opened, and is erased."""

from __future__ import annotations

import hashlib
import io
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

import intake
import patient_links
import recordings
from access import Doctor
from context import Context
from db.models import JobState, RecordingState
from errors import LinkClosed, NotFound, Refused, TemporarilyDown
from intake import Receipt
from oximetry import RecordingError
from storage_service import (
    ObjectStore,
    S3Store,
    StoreUnavailable,
    content_sha256,
)
from tests.builders import (
    File,
    Someone,
    a_night,
    add_someone,
    audit_of,
    count_of,
    erase_while_putting,
    expire,
    give,
    hurry,
    job_of,
    keys_in,
    not_a_night,
    patients_of,
    row_of,
    tables_of,
    work,
)
from tests.databases import BOTH

pytestmark = BOTH


def at_once(number: int, do: Callable[[int], Receipt]) -> list[Receipt]:
    together = Barrier(number)

    def call(i: int) -> Receipt:
        together.wait()
        return do(i)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


@pytest.fixture
def lines_down(ctx: Context) -> ObjectStore:
    """A bucket behind a port on which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return S3Store(
        endpoint_url=f"http://127.0.0.1:{port}", bucket="nights", access_key_id="x", secret_access_key="y"
    )


class TestTakingIn:
    def test_a_file_becomes_a_patient_with_a_link_and_a_night_with_a_picture(
        self, ctx: Context, ana: Doctor
    ) -> None:
        receipt = give(ctx, ana, a_night())
        assert not receipt.duplicate
        assert row_of(ctx, receipt.recording_id).state is RecordingState.PROCESSING
        assert work(ctx) == ["ingest", "render-night"]
        row = row_of(ctx, receipt.recording_id)
        assert row.state is RecordingState.READY
        assert row.device == "Checkme O2 0417"
        assert row.patient.label == "Checkme O2 0417_20251015223000"
        assert row.nadir is not None
        assert row.nadir < 90, "there is a desaturation by eight points"
        assert [(one.kind, one.content_type, one.locale) for one in row.documents] == [
            ("night", "image/png", "en"),
            ("night", "image/png", "ro"),
        ]
        assert len(patient_links.find_patient(ctx, ana, receipt.patient_id).links) == 1

    def test_the_sorting_columns_say_what_the_analysis_says(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        work(ctx)
        night = recordings.find_night(ctx, ana, receipt.recording_id)
        row, analysis = night.row, night.analysis
        assert row.odi3 == analysis.odi["abc"][3].per_hour
        assert row.odi4 == analysis.odi["abc"][4].per_hour
        assert row.t90_pct == analysis.below[90].percent
        assert (row.mean_spo2, row.nadir) == (analysis.spo2.mean, analysis.spo2.min)
        assert row.end is not None
        assert row.start is not None
        assert (row.end - row.start).total_seconds() == pytest.approx(3600, abs=10)

    def test_what_is_stored_is_what_came_under_the_patients_token(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        file = a_night()
        row = row_of(ctx, give(ctx, ana, file, mara.id).recording_id)
        assert row.object_key == f"{mara.token}/csvs/{row.id}-Checkme-O2-0417_20251015223000.csv"
        assert ctx.store.get(row.object_key) == file.content
        assert (row.size, row.sha256) == (len(file.content), hashlib.sha256(file.content).hexdigest())

    def test_a_document_says_what_is_really_in_the_store(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        work(ctx)
        for picture in row_of(ctx, receipt.recording_id).documents:
            assert picture.sha256 == content_sha256(ctx.store, picture.object_key)
            assert picture.size == ctx.store.head(picture.object_key).size
            name = f"{receipt.recording_id}-night-{picture.locale}-{picture.sha256[:8]}.png"
            assert picture.object_key.endswith(f"/plots/{name}")

    def test_a_night_is_added_to_a_patient_who_is_there(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        receipts = [give(ctx, ana, a_night(seed), mara.id) for seed in (1, 2)]
        assert {receipt.patient_id for receipt in receipts} == {mara.id}
        assert count_of(ctx, "patient") == 1

    @pytest.mark.parametrize("whose", ["radu's", "nobody's"])
    def test_a_night_can_not_be_added_to_a_patient_of_somebody_else(
        self, ctx: Context, ana: Doctor, radu: Doctor, whose: str
    ) -> None:
        patient_id = add_someone(ctx, radu, "Ilie").id if whose == "radu's" else "nobody"
        with pytest.raises(NotFound):
            give(ctx, ana, a_night(), patient_id)
        assert (count_of(ctx, "recording"), keys_in(ctx)) == (0, [])

    def test_an_empty_file_is_refused(self, ctx: Context, ana: Doctor) -> None:
        with pytest.raises(Refused, match="empty"):
            give(ctx, ana, File("empty.csv", b""))
        assert keys_in(ctx) == []

    def test_a_file_that_is_too_large_is_refused_before_anything_is_stored(
        self, ctx: Context, ana: Doctor
    ) -> None:
        ctx.settings = replace(ctx.settings, max_upload_bytes=1024 * 1024)
        with pytest.raises(Refused, match="larger than 1 MB"):
            give(ctx, ana, File("big.csv", b"x" * (1024 * 1024 + 1)))
        assert (keys_in(ctx), count_of(ctx, "recording")) == ([], 0)

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ana\\noapte.csv", "noapte.csv"),
            ("Şerban – ziua 1.csv", "Şerban – ziua 1.csv"),
            ("a\x00b\n.csv", "ab.csv"),
            ("\ud800.csv", ".csv"),
            ("", "recording"),
            ("/", "recording"),
            ("..", ".."),
            ("n" * 300 + ".csv", "n" * 255),
        ],
    )
    def test_whatever_a_file_is_called_it_stays_in_its_patients_folder(
        self, ctx: Context, ana: Doctor, mara: Someone, given: str, kept: str
    ) -> None:
        row = row_of(ctx, give(ctx, ana, File(given, a_night().content), mara.id).recording_id)
        assert row.filename == kept
        assert row.object_key.startswith(f"{mara.token}/csvs/{row.id}-")
        assert keys_in(ctx) == [row.object_key]

    def test_taking_in_is_audited_without_the_files_name(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        (entry,) = audit_of(ctx, "recording-received")
        assert (entry.actor, entry.subject) == (f"account:{ana.account_id}", receipt.recording_id)
        assert entry.ip == "203.0.113.0"
        assert "Checkme" not in str(tables_of(ctx)["audit"])

    def test_the_bell_rings_when_there_is_something_to_do(self, ctx: Context, ana: Doctor) -> None:
        rung: list[int] = []
        ctx.ring = lambda: rung.append(1)
        give(ctx, ana, a_night())
        assert rung == [1]


class TestTheSameFileAgain:
    def test_the_recording_that_is_there_is_the_answer(self, ctx: Context, ana: Doctor) -> None:
        first = give(ctx, ana, a_night())
        work(ctx)
        second = give(ctx, ana, File("another name.csv", a_night().content))
        assert second.duplicate
        assert (second.recording_id, second.patient_id) == (first.recording_id, first.patient_id)
        assert second.job_id == first.job_id
        assert work(ctx) == []
        assert (count_of(ctx, "recording"), len(keys_in(ctx))) == (1, 3)

    def test_the_same_file_from_another_doctor_is_a_recording_of_his_own(
        self, ctx: Context, ana: Doctor, radu: Doctor
    ) -> None:
        of_ana, of_radu = give(ctx, ana, a_night()), give(ctx, radu, a_night())
        assert not of_radu.duplicate
        assert of_ana.recording_id != of_radu.recording_id
        with pytest.raises(NotFound):
            recordings.find_recording(ctx, radu, of_ana.recording_id)

    def test_dropped_many_times_at_the_same_moment_it_is_one_recording(
        self, ctx: Context, ana: Doctor
    ) -> None:
        receipts = at_once(6, lambda _: give(ctx, ana, a_night()))
        assert len({receipt.recording_id for receipt in receipts}) == 1
        assert sorted(receipt.duplicate for receipt in receipts) == [False] + [True] * 5
        tables = [count_of(ctx, name) for name in ("recording", "patient", "link", "job")]
        assert tables == [1, 1, 1, 1], "no patient, link or job of a loser is left"
        assert len(keys_in(ctx)) == 1, "nor his object"

    def test_while_it_is_being_erased_one_is_asked_to_wait(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, a_night())
        recordings.erase_recording(ctx, ana, receipt.recording_id)
        with pytest.raises(Refused, match="being deleted"):
            give(ctx, ana, a_night())
        work(ctx)
        again = give(ctx, ana, a_night())
        assert not again.duplicate
        assert again.recording_id != receipt.recording_id

    def test_dropped_on_another_patient_it_is_said_with_whom_it_lies(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        ilie = add_someone(ctx, ana, "Ilie")
        give(ctx, ana, a_night(), mara.id)
        nowhere, there, elsewhere = (give(ctx, ana, a_night(), whom) for whom in (None, mara.id, ilie.id))
        assert [one.elsewhere for one in (nowhere, there, elsewhere)] == [False, False, True]
        assert {(one.patient_id, one.patient_label) for one in (nowhere, there, elsewhere)} == {
            (mara.id, "Mara B., room 12")
        }

    def test_a_patient_of_somebody_else_is_not_found_even_then(
        self, ctx: Context, ana: Doctor, radu: Doctor, mara: Someone
    ) -> None:
        give(ctx, radu, a_night())
        with pytest.raises(NotFound):
            give(ctx, radu, a_night(), mara.id)


class TestRefusedFiles:
    def test_a_file_that_is_no_recording_is_kept_with_the_reason(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, not_a_night())
        assert work(ctx) == ["ingest"]
        row = row_of(ctx, receipt.recording_id)
        assert row.state is RecordingState.REFUSED
        assert row.error is not None
        assert set(row.error) == {"key", "sentence", "advice", "params"}
        assert row.error["sentence"] % row.error["params"]
        assert row.error["advice"] % row.error["params"]
        assert ctx.store.get(row.object_key) == not_a_night().content
        assert job_of(ctx, receipt.job_id).state is JobState.DONE, "the job did what it should"

    def test_it_is_no_night_to_look_at(self, ctx: Context, ana: Doctor) -> None:
        receipt = give(ctx, ana, not_a_night())
        work(ctx)
        with pytest.raises(NotFound):
            recordings.find_night(ctx, ana, receipt.recording_id)

    def test_dropped_again_it_is_read_again(self, ctx: Context, ana: Doctor) -> None:
        first = give(ctx, ana, not_a_night())
        work(ctx)
        again = give(ctx, ana, not_a_night())
        assert (again.recording_id, again.duplicate) == (first.recording_id, False)
        assert again.job_id != first.job_id
        assert row_of(ctx, first.recording_id).state is RecordingState.PROCESSING
        assert row_of(ctx, first.recording_id).error is None
        assert work(ctx) == ["ingest"]
        assert row_of(ctx, first.recording_id).state is RecordingState.REFUSED

    def test_a_reader_that_learnt_its_format_meanwhile_reads_it_then(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as earlier:

            def can_not(data: bytes, name: str) -> None:
                raise RecordingError("unknown", "No.", "Wait.")

            earlier.setattr("jobs.tasks.read_recording", can_not)
            receipt = give(ctx, ana, a_night())
            work(ctx)
        assert row_of(ctx, receipt.recording_id).state is RecordingState.REFUSED
        give(ctx, ana, a_night())
        work(ctx)
        assert row_of(ctx, receipt.recording_id).state is RecordingState.READY

    def test_dropped_again_by_many_hands_it_is_read_again_once(self, ctx: Context, ana: Doctor) -> None:
        give(ctx, ana, not_a_night())
        work(ctx)
        receipts = at_once(4, lambda _: give(ctx, ana, not_a_night()))
        assert len({receipt.job_id for receipt in receipts}) == 1
        assert work(ctx) == ["ingest"]


class TestRefusedAndDroppedOnAnotherPatient:
    @pytest.fixture
    def first(self, ctx: Context, ana: Doctor) -> Receipt:
        """A file that made a patient of its own, and could not be read."""
        receipt = give(ctx, ana, not_a_night())
        work(ctx)
        return receipt

    def test_it_moves_to_him_and_is_read_again(
        self, ctx: Context, ana: Doctor, mara: Someone, first: Receipt
    ) -> None:
        again = give(ctx, ana, File("again.csv", not_a_night().content), mara.id)
        assert (again.recording_id, again.patient_id) == (first.recording_id, mara.id)
        assert (again.duplicate, again.elsewhere) == (False, False)
        row = row_of(ctx, first.recording_id)
        assert (row.state, row.filename) == (RecordingState.PROCESSING, "again.csv")
        assert keys_in(ctx) == [row.object_key]
        assert row.object_key.startswith(f"{mara.token}/csvs/{row.id}-")
        assert ctx.store.get(row.object_key) == not_a_night().content
        assert sorted(work(ctx)) == ["erase-patient", "ingest"]
        assert [patient.id for patient in patients_of(ctx, ana)] == [mara.id]
        assert row_of(ctx, first.recording_id).state is RecordingState.REFUSED

    def test_a_patient_who_has_another_recording_stays(
        self, ctx: Context, ana: Doctor, mara: Someone, first: Receipt
    ) -> None:
        give(ctx, ana, a_night(), first.patient_id)
        give(ctx, ana, not_a_night(), mara.id)
        work(ctx)
        assert {one.id for one in patients_of(ctx, ana)} == {mara.id, first.patient_id}

    def test_by_many_hands_at_once_it_is_one_recording_with_one_object(
        self, ctx: Context, ana: Doctor, mara: Someone, first: Receipt
    ) -> None:
        receipts = at_once(4, lambda _: give(ctx, ana, not_a_night(), mara.id))
        assert {(one.recording_id, one.patient_id) for one in receipts} == {(first.recording_id, mara.id)}
        assert len({one.job_id for one in receipts}) == 1
        assert keys_in(ctx) == [row_of(ctx, first.recording_id).object_key]

    @pytest.mark.parametrize("where", ["intake._write_move", "intake.drop"])
    def test_killed_in_between_nothing_is_lost(
        self,
        ctx: Context,
        ana: Doctor,
        mara: Someone,
        first: Receipt,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
    ) -> None:
        def killed(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(where, killed)
            with pytest.raises(KeyboardInterrupt):
                give(ctx, ana, not_a_night(), mara.id)
        assert ctx.store.get(row_of(ctx, first.recording_id).object_key) == not_a_night().content
        give(ctx, ana, not_a_night(), mara.id)
        work(ctx)
        row = row_of(ctx, first.recording_id)
        assert (row.patient_id, row.state) == (mara.id, RecordingState.REFUSED)
        assert ctx.store.get(row.object_key) == not_a_night().content

    def test_an_old_object_that_can_not_be_deleted_does_not_matter(
        self, ctx: Context, ana: Doctor, mara: Someone, first: Receipt, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(key: str) -> None:
            raise StoreUnavailable

        monkeypatch.setattr(ctx.store, "delete", down)
        assert give(ctx, ana, not_a_night(), mara.id).patient_id == mara.id

    def test_a_patient_who_is_erased_meanwhile_gets_nothing(
        self, ctx: Context, ana: Doctor, mara: Someone, first: Receipt, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        erase_while_putting(ctx, ana, mara, monkeypatch)
        with pytest.raises(NotFound):
            give(ctx, ana, not_a_night(), mara.id)
        row = row_of(ctx, first.recording_id)
        assert (row.patient_id, row.state) == (first.patient_id, RecordingState.REFUSED)
        assert keys_in(ctx) == [row.object_key]


class TestTheStoreIsDown:
    def test_nothing_is_taken_and_nothing_lies_on_the_local_disk(
        self, ctx: Context, ana: Doctor, lines_down: ObjectStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("stores.s3_client.ATTEMPTS", 1)
        before, files = tables_of(ctx), {*ctx.settings.data_dir.rglob("*")}
        ctx.store = lines_down
        with pytest.raises(TemporarilyDown):
            give(ctx, ana, a_night())
        assert tables_of(ctx) == before
        new = {path for path in {*ctx.settings.data_dir.rglob("*")} - files if ".db" not in path.name}
        assert new == set()
        assert not ctx.settings.objects_dir.exists()

    def test_a_file_that_was_taken_before_waits_until_the_store_is_back(
        self, ctx: Context, ana: Doctor, lines_down: ObjectStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("stores.s3_client.ATTEMPTS", 1)
        receipt = give(ctx, ana, a_night())
        folder, ctx.store = ctx.store, lines_down
        for attempt in range(1, 9):
            assert work(ctx) == ["ingest"]
            job = job_of(ctx, receipt.job_id)
            assert (job.state, job.attempt, job.error_key) == (JobState.QUEUED, attempt, "store-unavailable")
            hurry(ctx, job.id)
        ctx.store = folder
        assert work(ctx) == ["ingest", "render-night"]
        assert row_of(ctx, receipt.recording_id).state is RecordingState.READY


def test_an_expired_link_opens_no_file(ctx: Context, ana: Doctor, mara: Someone) -> None:
    row = row_of(ctx, give(ctx, ana, a_night(), mara.id).recording_id)
    expire(ctx, mara.link_id)
    with pytest.raises(LinkClosed):
        patient_links.holder_of(ctx, mara.link_id, row.patient.storage_token)


def test_the_tables_and_the_store_agree_on_what_there_is(ctx: Context, ana: Doctor) -> None:
    for seed in (1, 2):
        give(ctx, ana, a_night(seed))
    work(ctx)
    expected = recordings.expected_objects(ctx)
    assert sorted(one.key for one in expected) == keys_in(ctx)
    assert all(content_sha256(ctx.store, one.key) == one.sha256 for one in expected)


def test_a_stream_that_was_read_before_is_read_from_its_beginning(
    ctx: Context, ana: Doctor, tmp_path: Path
) -> None:
    stream = io.BytesIO(a_night().content)
    stream.read()
    receipt = intake.receive(ctx, ana, stream, "night.csv")
    assert ctx.store.get(row_of(ctx, receipt.recording_id).object_key) == a_night().content
