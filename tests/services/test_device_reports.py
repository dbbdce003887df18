"""Devices' reports find their recordings, and are never paired wrongly without a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

import device_reports
import filing
import intake
import recordings
from access import Doctor
from context import Context
from db.models import Job, PairingState, RecordingKind, RecordingRow, RecordingState
from db.queue import enqueue
from errors import NotFound, Refused
from intake import Reading
from oximetry import RecordingError
from oximetry.concordance import Concordance
from oximetry.plain import from_plain
from oximetry.simulate import night
from pairing import queue_pairing
from pdf_parser import PrintedReport
from recordings import expected_objects
from tests.builders import (
    File,
    Someone,
    a_night,
    audit_of,
    changed,
    give,
    job_of,
    keys_in,
    patients_of,
    row_of,
    work,
)
from tests.device_reports import printed, report_of, report_with, reports_are_read, values_of

pytestmark = pytest.mark.usefixtures("reports_are_read")
__all__ = ["reports_are_read"]

NIGHT = a_night(1)


def state_of(ctx: Context, report_id: str) -> PairingState | None:
    with ctx.db.read() as session:
        pairing = session.get_one(RecordingRow, report_id).pairing
        return pairing.state if pairing else None


def compared(ctx: Context, report_id: str) -> Concordance:
    with ctx.db.read() as session:
        pairing = session.get_one(RecordingRow, report_id).pairing
        assert pairing is not None
        return from_plain(Concordance, pairing.concordance)


def listed(ctx: Context, doctor: Doctor) -> list[str]:
    return [row.id for row in recordings.list_recordings(ctx, doctor)]


class TestPairing:
    @pytest.mark.parametrize("report_first", [True, False])
    def test_a_report_and_its_recording_find_each_other_in_any_order(
        self, ctx: Context, ana: Doctor, report_first: bool
    ) -> None:
        files = [report_of(NIGHT), NIGHT] if report_first else [NIGHT, report_of(NIGHT)]
        receipts = {}
        for file in files:
            receipts[file.name] = give(ctx, ana, file)
            work(ctx)
        report, night = receipts["report.pdf"], receipts[NIGHT.name]
        assert state_of(ctx, report.recording_id) is PairingState.PAIRED
        assert listed(ctx, ana) == [night.recording_id]
        assert device_reports.list_alerts(ctx, ana) == []

    def test_in_one_batch_the_recordings_are_read_first(self, ctx: Context, ana: Doctor) -> None:
        report, night = give(ctx, ana, report_of(NIGHT)), give(ctx, ana, NIGHT)
        work(ctx)
        assert row_of(ctx, report.recording_id).patient_id == night.patient_id
        assert [patient.id for patient in patients_of(ctx, ana)] == [night.patient_id]

    def test_the_reports_file_goes_to_the_recordings_patient_and_nothing_is_left(
        self, ctx: Context, ana: Doctor
    ) -> None:
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        alone = row_of(ctx, report.recording_id)
        night = give(ctx, ana, NIGHT)
        work(ctx)
        filed = row_of(ctx, report.recording_id)
        assert filed.patient_id == night.patient_id
        assert filed.object_key.startswith(f"{filed.patient.storage_token}/pdfs/")
        assert ctx.store.get(filed.object_key) == report_of(NIGHT).content
        assert not [key for key in keys_in(ctx) if key.startswith(alone.patient.storage_token)]
        assert not row_of(ctx, report.recording_id).documents
        with pytest.raises(NotFound):
            recordings.find_resource(ctx, ana, *alone.object_key.split("/"))

    def test_the_comparison_is_stored_field_by_field(self, ctx: Context, ana: Doctor) -> None:
        give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT, spo2_80_89_pct=None))
        work(ctx)
        found = compared(ctx, report.recording_id)
        verdicts = {each.name: each.verdict.value for each in found.fields}
        assert found.confirms
        assert verdicts["drops_3"] == "agrees"
        assert verdicts["spo2_80_89_pct"] == "not_read"

    def test_a_report_dropped_on_the_recordings_patient_stays_there(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        give(ctx, ana, NIGHT, mara.id)
        report = give(ctx, ana, report_of(NIGHT), mara.id)
        key = row_of(ctx, report.recording_id).object_key
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.PAIRED
        assert row_of(ctx, report.recording_id).object_key == key

    def test_a_worker_that_lost_its_job_on_the_way_leaves_no_copy(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        give(ctx, ana, NIGHT)
        work(ctx)
        report = give(ctx, ana, report_of(NIGHT))
        put = filing.put

        def put_late(*args: Any, **named: Any) -> str:
            monkeypatch.setattr("pairing.put", put)
            with changed(ctx, Job, str(report.job_id)) as job:
                job.worker = "somebody else"
            return put(*args, **named)

        monkeypatch.setattr("pairing.put", put_late)
        work(ctx)
        assert state_of(ctx, report.recording_id) is None
        assert sorted(keys_in(ctx)) == sorted(expected.key for expected in expected_objects(ctx))

    def test_other_nights_of_the_batch_are_let_alone(self, ctx: Context, ana: Doctor) -> None:
        nights = [a_night(seed) for seed in (1, 2)]
        later = values_of(nights[1])
        start = later["start"]
        other = report_with({**later, "start": start + timedelta(days=3)})  # type: ignore[operator]
        for file in (*nights, other):
            give(ctx, ana, file)
        work(ctx)
        assert len(listed(ctx, ana)) == 3
        assert device_reports.list_alerts(ctx, ana) == []


class TestWhatDoesNotFit:
    def test_a_field_that_differs_raises_an_alert_that_names_it_and_nothing_is_paired(
        self, ctx: Context, ana: Doctor
    ) -> None:
        night = give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT, spo2_mean=70, drops_3=99))
        work(ctx)
        [alert] = device_reports.list_alerts(ctx, ana)
        assert (alert.state, alert.report_id, alert.recording_id) == (
            PairingState.DIFFERS,
            report.recording_id,
            night.recording_id,
        )
        assert compared(ctx, report.recording_id).differing == ("spo2_mean", "drops_3")
        assert row_of(ctx, report.recording_id).patient_id == report.patient_id
        assert report.recording_id in listed(ctx, ana)

    def test_a_name_that_tells_the_recording_is_held_against_it(self, ctx: Context, ana: Doctor) -> None:
        """The file's name says this night, the page says another: the wrong report was exported."""
        give(ctx, ana, NIGHT)
        start = values_of(NIGHT)["start"]
        wrong = report_of(NIGHT, NIGHT.name.replace(".csv", ".pdf"), start=start + timedelta(days=1))  # type: ignore[operator]
        report = give(ctx, ana, wrong)
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.DIFFERS
        assert compared(ctx, report.recording_id).differing == ("start",)

    def test_a_report_of_another_device_is_not_held_against_a_night_of_the_same_minute(
        self, ctx: Context, ana: Doctor
    ) -> None:
        night = give(ctx, ana, NIGHT)
        work(ctx)
        with changed(ctx, RecordingRow, night.recording_id) as row:
            row.device = "Checkme O2 0331"
        report = give(ctx, ana, report_of(NIGHT, device="Checkme O2 3539"))
        work(ctx)
        assert state_of(ctx, report.recording_id) is None

    def test_a_report_that_says_too_little_is_not_paired(self, ctx: Context, ana: Doctor) -> None:
        values = values_of(NIGHT)
        give(ctx, ana, NIGHT)
        kept = ("app", "start", "duration_s", "spo2_mean", "spo2_min", "spo2_max")
        little = {name: values[name] for name in kept}
        enough = give(ctx, ana, report_with(little))
        less = give(ctx, ana, report_with({**little, "spo2_max": None}, "less.pdf"))
        work(ctx)
        assert state_of(ctx, enough.recording_id) is PairingState.PAIRED
        assert state_of(ctx, less.recording_id) is PairingState.UNDECIDED
        assert [alert.report_id for alert in device_reports.list_alerts(ctx, ana)] == [less.recording_id]

    def test_a_report_of_which_even_the_start_was_not_read_is_found_by_its_name(
        self, ctx: Context, ana: Doctor
    ) -> None:
        give(ctx, ana, NIGHT)
        name = NIGHT.name.replace(".csv", ".pdf")
        report = give(ctx, ana, report_of(NIGHT, name, start=None))
        work(ctx)
        assert row_of(ctx, report.recording_id).kind is RecordingKind.REPORT
        assert state_of(ctx, report.recording_id) is PairingState.UNDECIDED

    def test_a_name_that_speaks_of_another_night_is_for_the_doctor_to_judge(
        self, ctx: Context, ana: Doctor
    ) -> None:
        give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT, "Checkme O2 3539_70_100_20240101203101.pdf"))
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.NAMED_OTHERWISE
        assert row_of(ctx, report.recording_id).patient_id == report.patient_id

    def test_two_patients_recordings_that_both_fit_are_for_the_doctor_to_choose(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        give(ctx, ana, NIGHT, mara.id)
        give(ctx, ana, File(NIGHT.name, NIGHT.content + b"\n"))
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.AMBIGUOUS

    def test_a_report_dropped_on_one_patient_is_not_given_to_another(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT), mara.id)
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.ELSEWHERE
        assert row_of(ctx, report.recording_id).patient_id == mara.id

    def test_another_doctors_recording_is_never_found(self, ctx: Context, ana: Doctor, radu: Doctor) -> None:
        give(ctx, radu, NIGHT)
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        assert state_of(ctx, report.recording_id) is None
        assert device_reports.list_alerts(ctx, radu) == []

    def test_a_recording_that_says_otherwise_when_read_again_loses_its_report(
        self, ctx: Context, ana: Doctor
    ) -> None:
        night = give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        with changed(ctx, RecordingRow, night.recording_id) as row:
            row.analysis = {**row.analysis, "rows": 1, "spo2": {**row.analysis["spo2"], "max": 77}}
        with ctx.db.write() as session:
            enqueue(session, "pair-report", report.recording_id, key="again", doctor_id=ana.account_id)
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.DIFFERS
        assert compared(ctx, report.recording_id).differing == ("spo2_max",)


class TestTheDoctorsWord:
    @pytest.fixture
    def unlike(self, ctx: Context, ana: Doctor) -> tuple[str, str]:
        """A report that differs, and the recording that it was held against."""
        night = give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT, spo2_mean=70))
        work(ctx)
        return report.recording_id, night.recording_id

    def test_kept_apart_it_is_a_night_of_its_own_for_good(
        self, ctx: Context, ana: Doctor, unlike: tuple[str, str]
    ) -> None:
        report_id, night_id = unlike
        device_reports.keep_apart(ctx, ana, report_id)
        with ctx.db.write() as session:
            queue_pairing(session, session.get_one(RecordingRow, night_id), "again")
        work(ctx)
        assert device_reports.list_alerts(ctx, ana) == []
        assert state_of(ctx, report_id) is PairingState.APART
        assert {report_id, night_id} <= set(listed(ctx, ana))
        assert [entry.subject for entry in audit_of(ctx, "report-kept-apart")] == [report_id]

    def test_filed_by_hand_it_goes_to_the_patient_and_keeps_saying_what_differs(
        self, ctx: Context, ana: Doctor, unlike: tuple[str, str]
    ) -> None:
        report_id, night_id = unlike
        device_reports.file_with(ctx, ana, report_id, night_id)
        work(ctx)
        row = row_of(ctx, report_id)
        assert row.patient_id == row_of(ctx, night_id).patient_id
        assert state_of(ctx, report_id) is PairingState.PAIRED
        assert compared(ctx, report_id).differing == ("spo2_mean",)
        assert listed(ctx, ana) == [night_id]

    def test_filing_while_the_recording_is_being_deleted_loses_neither_report_nor_file(
        self, ctx: Context, ana: Doctor, unlike: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report_id, night_id = unlike
        put = filing.put

        def put_late(*args: Any, **named: Any) -> str:
            recordings.erase_recording(ctx, ana, night_id)
            return put(*args, **named)

        monkeypatch.setattr("pairing.put", put_late)
        with pytest.raises(NotFound):
            device_reports.file_with(ctx, ana, report_id, night_id)
        work(ctx)
        row = row_of(ctx, report_id)
        assert (row.erasing_at, state_of(ctx, report_id)) == (None, None)
        assert listed(ctx, ana) == [report_id]
        assert keys_in(ctx) == [row.object_key]

    def test_a_connection_lost_behind_the_last_word_takes_no_file_away(
        self, ctx: Context, ana: Doctor, unlike: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report_id, night_id = unlike
        write = ctx.db.write

        @contextmanager
        def write_and_lose_the_connection() -> Iterator[Session]:
            with write() as session:
                yield session
            raise ConnectionResetError

        monkeypatch.setattr(ctx.db, "write", write_and_lose_the_connection)
        with pytest.raises(ConnectionResetError):
            device_reports.file_with(ctx, ana, report_id, night_id)
        row = row_of(ctx, report_id)
        assert row.patient_id == row_of(ctx, night_id).patient_id
        assert row.object_key in keys_in(ctx)

    def test_another_doctor_can_do_neither(self, ctx: Context, radu: Doctor, unlike: tuple[str, str]) -> None:
        report_id, night_id = unlike
        for attempt in (
            lambda: device_reports.keep_apart(ctx, radu, report_id),
            lambda: device_reports.file_with(ctx, radu, report_id, night_id),
            lambda: device_reports.compare_with(ctx, radu, report_id, night_id),
        ):
            with pytest.raises(NotFound):
                attempt()

    def test_a_recording_is_no_report(self, ctx: Context, ana: Doctor, unlike: tuple[str, str]) -> None:
        with pytest.raises(Refused):
            device_reports.keep_apart(ctx, ana, unlike[1])

    def test_comparing_changes_nothing(self, ctx: Context, ana: Doctor, unlike: tuple[str, str]) -> None:
        found = device_reports.compare_with(ctx, ana, *unlike)
        assert found.differing == ("spo2_mean",)
        assert state_of(ctx, unlike[0]) is PairingState.DIFFERS


class TestComparing:
    def test_the_patients_recordings_and_those_that_began_then_can_be_chosen(
        self, ctx: Context, ana: Doctor, radu: Doctor, mara: Someone
    ) -> None:
        a_later_one = night(hours=1, seed=3, start=datetime(2025, 12, 1, 22, 0))
        mine = give(ctx, ana, File("later.csv", a_later_one.to_csv("V1")), mara.id)
        others = give(ctx, ana, NIGHT)
        give(ctx, radu, NIGHT)
        report = give(ctx, ana, report_of(NIGHT), mara.id)
        work(ctx)
        found = {row.id for row in device_reports.comparable(ctx, ana, report.recording_id)}
        assert found == {mine.recording_id, others.recording_id}


class TestReadAgain:
    @pytest.fixture
    def filed(self, ctx: Context, ana: Doctor) -> str:
        give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        assert state_of(ctx, report.recording_id) is PairingState.PAIRED
        with ctx.db.write() as session:
            enqueue(session, "ingest", report.recording_id, key="again", doctor_id=ana.account_id)
        return report.recording_id

    def test_a_filed_report_that_is_none_after_all_is_shown_by_itself(
        self, ctx: Context, ana: Doctor, filed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nothing = printed({}, layout=None)
        monkeypatch.setattr("jobs.report_tasks.read_report", lambda source, **_: nothing)
        work(ctx)
        assert row_of(ctx, filed).kind is RecordingKind.DOCUMENT
        assert state_of(ctx, filed) is None
        assert filed in listed(ctx, ana)

    def test_a_filed_report_that_is_refused_is_shown_by_itself(
        self, ctx: Context, ana: Doctor, filed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(source: bytes, **_: object) -> PrintedReport:
            raise RecordingError("damaged", "This PDF is damaged.", "Export it again.")

        monkeypatch.setattr("jobs.report_tasks.read_report", refuse)
        work(ctx)
        assert row_of(ctx, filed).state is RecordingState.REFUSED
        assert state_of(ctx, filed) is None
        assert filed in listed(ctx, ana)


class TestErasing:
    def test_a_recordings_report_goes_with_it(self, ctx: Context, ana: Doctor) -> None:
        night = give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        recordings.erase_recording(ctx, ana, night.recording_id)
        assert listed(ctx, ana) == []
        work(ctx)
        assert keys_in(ctx) == []
        with ctx.db.read() as session:
            assert session.get(RecordingRow, report.recording_id) is None

    def test_a_report_goes_alone(self, ctx: Context, ana: Doctor) -> None:
        night = give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        recordings.erase_recording(ctx, ana, report.recording_id)
        work(ctx)
        assert row_of(ctx, night.recording_id).state is RecordingState.READY

    def test_a_report_that_only_differed_stays_and_is_a_night_of_its_own(
        self, ctx: Context, ana: Doctor
    ) -> None:
        night = give(ctx, ana, NIGHT)
        report = give(ctx, ana, report_of(NIGHT, spo2_mean=70))
        work(ctx)
        recordings.erase_recording(ctx, ana, night.recording_id)
        work(ctx)
        assert device_reports.list_alerts(ctx, ana) == []
        assert listed(ctx, ana) == [report.recording_id]


class TestWhatAReportGives:
    def test_its_numbers_stand_in_the_columns_and_no_odi(self, ctx: Context, ana: Doctor) -> None:
        report = give(ctx, ana, report_of(NIGHT))
        work(ctx)
        row, values = row_of(ctx, report.recording_id), values_of(NIGHT)
        assert (row.kind, row.state) == (RecordingKind.REPORT, RecordingState.READY)
        assert (row.start, row.mean_spo2, row.nadir) == (
            values["start"],
            values["spo2_mean"],
            values["spo2_min"],
        )
        assert (row.odi3, row.odi4, row.valid_s, row.analysis) == (None, None, None, None)

    def test_time_below_another_threshold_than_90_is_no_t90(self, ctx: Context, ana: Doctor) -> None:
        report = give(ctx, ana, report_of(NIGHT, spo2_threshold=88))
        work(ctx)
        assert row_of(ctx, report.recording_id).t90_pct is None

    def test_a_pdf_without_a_night_is_kept_as_a_document(self, ctx: Context, ana: Doctor) -> None:
        letter = give(ctx, ana, report_with({"spo2_mean": 93}, "letter.pdf"))
        work(ctx)
        row = row_of(ctx, letter.recording_id)
        assert (row.kind, row.state) == (RecordingKind.DOCUMENT, RecordingState.READY)
        assert ctx.store.get(row.object_key) == report_with({"spo2_mean": 93}).content
        assert row.start is None

    def test_it_can_be_read_again_with_what_is_to_be_kept(self, ctx: Context, ana: Doctor) -> None:
        file = report_of(NIGHT)
        give(ctx, ana, file)
        work(ctx)
        usual = give(ctx, ana, file)
        assert work(ctx) == []
        kept = intake.receive(ctx, ana, file.stream, file.name, reading=Reading(keep_personal=True))
        assert "ingest" in work(ctx)
        assert (usual.duplicate, kept.duplicate) == (True, True)
        assert row_of(ctx, kept.recording_id).reading == {"language": "eng", "keep_personal": True}

    def test_a_pdf_that_can_not_be_read_is_refused_and_kept(self, ctx: Context, ana: Doctor) -> None:
        broken = give(ctx, ana, File("broken.pdf", b"%PDF-1.7 nothing more"))
        work(ctx)
        row = row_of(ctx, broken.recording_id)
        assert row.state is RecordingState.REFUSED
        assert row.error is not None
        assert row.error["key"] == "damaged"
        last = job_of(ctx, broken.job_id).events[-1]
        assert (last.name, last.data["error"]) == ("error", "damaged")
        assert last.data["details"] == {"sentence": "This PDF is damaged."}
        assert ctx.store.exists(row.object_key)
