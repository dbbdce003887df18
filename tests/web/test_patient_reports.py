"""A patient's page with devices' reports: filed with a recording, or all that there is of a night."""

from __future__ import annotations

import pytest

import device_reports
from access import Doctor
from context import Context
from tests.builders import Someone, a_night, add_someone, give, row_of, work
from tests.device_reports import report_of, report_with, reports_are_read, values_of
from tests.web.visitors import Visitor

pytestmark = pytest.mark.usefixtures("reports_are_read")
__all__ = ["reports_are_read"]

ONLY_A_REPORT = "from the device's report"
ROMANIAN = {"Accept-Language": "ro"}


def give_report(ctx: Context, ana: Doctor, mara: Someone, *, is_drawn: bool = True) -> str:
    file = report_with(values_of(a_night()), is_drawn=is_drawn)
    recording_id = give(ctx, ana, file, mara.id).recording_id
    work(ctx)
    return recording_id


def page(phone: Visitor, mara: Someone, **headers: str) -> str:
    answer = phone.get(f"/patient/{mara.token}", headers=headers or {"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.text.replace("&#39;", "'")


def test_a_night_that_is_only_a_report_says_so_and_shows_no_odi(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    give_report(ctx, ana, mara)
    shown = page(maras_phone, mara)
    assert ONLY_A_REPORT in shown
    assert "ODI 3" not in shown
    values = values_of(a_night())
    assert f"{values['spo2_min']} <span>%</span>" in shown
    assert "an approximation" in shown


def test_it_says_so_in_romanian_too(ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor) -> None:
    give_report(ctx, ana, mara)
    assert "din raportul aparatului" in page(maras_phone, mara, **ROMANIAN)


def test_its_chart_is_that_of_the_report(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    recording_id = give_report(ctx, ana, mara)
    figure = maras_phone.get(f"/patient/{mara.token}/nights/{recording_id}").get_json()
    assert "approximation" in str(figure["layout"]["annotations"])
    assert figure["config"]["showSendToCloud"] is False


def test_without_curves_there_is_no_chart_and_no_picture_to_wait_for(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    give_report(ctx, ana, mara, is_drawn=False)
    shown = page(maras_phone, mara)
    assert ONLY_A_REPORT in shown
    assert "data-figure" not in shown
    assert "The picture is being made" not in shown


def test_its_picture_is_drawn_in_each_language(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    recording_id = give_report(ctx, ana, mara)
    assert {document.locale for document in row_of(ctx, recording_id).documents} == {"en", "ro"}
    assert "Picture (PNG)" in page(maras_phone, mara)


def test_a_report_that_confirms_a_recording_is_a_file_of_that_night(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    give(ctx, ana, a_night(), mara.id)
    report = give(ctx, ana, report_of(a_night()), mara.id)
    work(ctx)
    shown = page(maras_phone, mara)
    assert ONLY_A_REPORT not in shown
    assert shown.count("<article") == 1
    key = row_of(ctx, report.recording_id).object_key
    assert f"/patient/{key}" in shown
    assert maras_phone.get(f"/patient/{key}").status_code == 302


def test_a_report_that_may_be_anothers_is_neither_shown_nor_handed_out(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor, at_anas_desk: Visitor
) -> None:
    """The recording lies with somebody else: as long as nobody has looked, nothing of it is Mara's."""
    ilie = add_someone(ctx, ana, "Ilie")
    give(ctx, ana, a_night(), ilie.id)
    report_id = give_report(ctx, ana, mara)
    row = row_of(ctx, report_id)
    assert "<article" not in page(maras_phone, mara)
    addresses = [f"/patient/{key}" for key in (row.object_key, *(each.object_key for each in row.documents))]
    assert len(addresses) == 3
    for address in (*addresses, f"/patient/{mara.token}/nights/{report_id}"):
        assert maras_phone.get(address).status_code == 404
        assert at_anas_desk.get(address).status_code in (200, 302)
    device_reports.keep_apart(ctx, ana, report_id)
    assert ONLY_A_REPORT in page(maras_phone, mara)
    assert maras_phone.get(addresses[0]).status_code == 302


def test_a_report_that_says_too_little_of_a_night_is_not_shown(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    give(ctx, ana, report_of(a_night(), spo2_mean=None), mara.id)
    work(ctx)
    assert "<article" not in page(maras_phone, mara)


def test_a_document_that_was_not_read_is_not_shown(
    ctx: Context, ana: Doctor, mara: Someone, maras_phone: Visitor
) -> None:
    give(ctx, ana, report_with({"spo2_mean": 93}, "letter.pdf"), mara.id)
    work(ctx)
    assert "<article" not in page(maras_phone, mara)


class TestTheApi:
    def test_a_filed_report_leads_to_its_recording(self, ctx: Context, at_anas_desk: Visitor) -> None:
        night = at_anas_desk.upload(a_night()).get_json()
        report = at_anas_desk.upload(report_of(a_night())).get_json()
        work(ctx)
        state = at_anas_desk.get(f"/api/recordings/{report['recording']}").get_json()
        assert (state["kind"], state["state"]) == ("report", "ready")
        assert state["url"] == f"/desk/nights/{night['recording']}"
        assert state["patient"] == night["patient"]
        assert state["heading"].startswith("the device's report of ")

    def test_the_crop_of_an_unsure_field_is_the_doctors(
        self, ctx: Context, at_anas_desk: Visitor, at_radus_desk: Visitor
    ) -> None:
        report = at_anas_desk.upload(report_of(a_night(), drops_3=None)).get_json()
        work(ctx)
        address = f"/api/recordings/{report['recording']}/crops/drops_3.png"
        crop = at_anas_desk.get(address)
        assert (crop.status_code, crop.mimetype, crop.data) == (200, "image/png", b"png")
        assert at_radus_desk.get(address).status_code == 404
        assert at_anas_desk.get(address.replace("drops_3", "drops_4")).status_code == 404

    def test_an_unknown_language_is_refused_with_those_there_are(self, at_anas_desk: Visitor) -> None:
        answer = at_anas_desk.upload(report_of(a_night()), language="tlh")
        assert answer.status_code == 422
        assert "eng" in answer.get_json()["message"]

    def test_what_is_to_be_kept_of_a_person_is_asked_for(self, ctx: Context, at_anas_desk: Visitor) -> None:
        kept = at_anas_desk.upload(report_of(a_night()), keep_personal="yes").get_json()
        assert row_of(ctx, kept["recording"]).reading == {"language": "eng", "keep_personal": True}

    def test_a_report_lies_with_the_patient_on_whom_it_was_dropped(
        self, ctx: Context, ana: Doctor, at_anas_desk: Visitor, mara: Someone
    ) -> None:
        ilie = add_someone(ctx, ana, "Ilie")
        report = at_anas_desk.upload(report_of(a_night()), patient=ilie.id).get_json()
        work(ctx)
        assert row_of(ctx, report["recording"]).patient_id == ilie.id
