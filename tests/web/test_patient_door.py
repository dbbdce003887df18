"""The door of a link: looking burns nothing, opening leads in, and every closed door looks alike."""

from __future__ import annotations

import re

import pytest

import patient_links
from access import Doctor
from app_instance import Application
from context import Context
from db.models import Document
from tests.builders import (
    Someone,
    an_unknown_secret,
    audit_of,
    changed,
    link_of,
    row_of,
    tables_of,
)
from tests.web.visitors import Visitor, in_short, patients_visitor

PIN = "271828"


class TestLooking:
    def test_looking_changes_nothing_in_any_table(
        self,
        nobody: Visitor,
        at_anas_desk: Visitor,
        ctx: Context,
        mara: Someone,
        petru: Someone,
        expired: Someone,
    ) -> None:
        before = tables_of(ctx)
        for secret in (mara.secret, petru.secret, expired.secret, an_unknown_secret(), "x", "x" * 3000):
            for visitor in (nobody, at_anas_desk):
                for method in ("GET", "HEAD"):
                    assert visitor.send(method, f"/p/{secret}").status_code == 200
        assert tables_of(ctx) == before

    def test_it_is_the_same_page_for_every_secret(
        self, application: Application, mara: Someone, petru: Someone, expired: Someone
    ) -> None:
        """But for the form's own token, and the address that the reader has in his address bar already."""

        def page(secret: str) -> str:
            text = Visitor(application.server).get(f"/p/{secret}").text
            return re.sub(r'name="csrf_token"[^>]*', "", text).replace(secret, "<secret>")

        secrets = (mara.secret, petru.secret, expired.secret, an_unknown_secret())
        assert len({page(secret) for secret in secrets}) == 1

    def test_a_chat_preview_learns_nothing_of_patient_or_doctor(self, nobody: Visitor, mara: Someone) -> None:
        page = nobody.get(f"/p/{mara.secret}").text
        for secret in ("Mara", "Ana", mara.token, "oxim", "SpO"):
            assert secret not in page


class TestOpening:
    def test_the_button_leads_to_the_page_and_takes_the_secret_out_of_the_address(
        self, nobody: Visitor, ctx: Context, mara: Someone
    ) -> None:
        answer = nobody.open_link(mara.secret)
        assert in_short(answer) == f"303 /patient/{mara.token}"
        assert mara.secret not in str(answer.headers)
        page = nobody.get(f"/patient/{mara.token}")
        assert page.status_code == 200
        assert mara.secret not in page.text
        assert link_of(ctx, mara.link_id).views == 1

    def test_reloading_the_page_is_not_counted_as_opening(
        self, maras_phone: Visitor, ctx: Context, mara: Someone
    ) -> None:
        for _ in range(3):
            maras_phone.get(f"/patient/{mara.token}")
        assert link_of(ctx, mara.link_id).views == 1

    def test_the_page_shows_the_nights_and_the_doctors_name_not_the_patients(
        self, maras_phone: Visitor, mara: Someone, night_of_mara: str
    ) -> None:
        page = maras_phone.get(f"/patient/{mara.token}").text
        assert "Dr. Ana Pop" in page
        assert "15 October 2025" in page
        assert "Mara" not in page, "the label is the doctor's note"

    def test_who_has_opened_two_patients_links_sees_both(
        self, application: Application, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        from tests.builders import add_someone

        family, child = patients_visitor(application.server, mara), add_someone(ctx, ana, "Child")
        family.open_link(child.secret)
        assert family.get(f"/patient/{mara.token}").status_code == 200
        assert family.get(f"/patient/{child.token}").status_code == 200

    def test_a_holder_reaches_no_other_patient(
        self, maras_phone: Visitor, petru: Someone, expired: Someone
    ) -> None:
        for other in (petru, expired):
            assert maras_phone.get(f"/patient/{other.token}").status_code == 404

    def test_a_patients_night_does_not_show_under_another_patients_token(
        self, at_anas_desk: Visitor, petru: Someone, night_of_mara: str
    ) -> None:
        assert at_anas_desk.get(f"/patient/{petru.token}/nights/{night_of_mara}").status_code == 404


class TestTheLanguageOfALink:
    """Mail carries it: the patient's page is in the language in which he was written to."""

    def test_it_is_still_there_behind_the_door(self, nobody: Visitor, mara: Someone) -> None:
        door = f"/p/{mara.secret}?lang=ro"
        assert 'lang="ro"' in nobody.get(door).text
        assert in_short(nobody.post(door, door)) == f"303 /patient/{mara.token}"
        assert 'lang="ro"' in nobody.get(f"/patient/{mara.token}").text

    def test_the_form_is_sent_to_the_very_address_of_the_door(self, nobody: Visitor, petru: Someone) -> None:
        door = f"/p/{petru.secret}?lang=ro"
        asked = nobody.post(door, door)
        for page in (nobody.get(door).text, asked.text):
            assert '<form class="form" method="post">' in page
        nobody.post(door, door, pin=PIN)
        assert 'lang="ro"' in nobody.get(f"/patient/{petru.token}").text

    @pytest.mark.parametrize("asked", ["tlh", "", '"><x'])
    def test_one_that_we_do_not_speak_is_not_remembered(
        self, nobody: Visitor, mara: Someone, asked: str
    ) -> None:
        answer = nobody.send(
            "POST",
            f"/p/{mara.secret}",
            query_string={"lang": asked},
            data={"csrf_token": nobody.form_token(f"/p/{mara.secret}")},
        )
        assert answer.status_code == 303
        assert nobody.client.get_cookie("language") is None


class TestThePicture:
    def test_each_reader_gets_it_in_his_language(
        self, maras_phone: Visitor, ctx: Context, mara: Someone, night_of_mara: str
    ) -> None:
        pictures = {one.locale: one.object_key for one in row_of(ctx, night_of_mara).documents}
        for locale, other in (("en", "ro"), ("ro", "en")):
            page = maras_phone.get(f"/patient/{mara.token}", headers={"Accept-Language": locale}).text
            assert f"/patient/{pictures[locale]}" in page
            assert f"/patient/{pictures[other]}" not in page

    def test_as_long_as_there_is_none_in_his_language_it_is_another(
        self, maras_phone: Visitor, ctx: Context, mara: Someone, night_of_mara: str
    ) -> None:
        english, romanian = row_of(ctx, night_of_mara).documents
        with changed(ctx, Document, romanian.id) as document:
            document.kind = "not yet drawn"
        page = maras_phone.get(f"/patient/{mara.token}?lang=ro").text
        assert f"/patient/{english.object_key}" in page


def test_who_looks_at_a_page_is_audited(
    maras_phone: Visitor, at_anas_desk: Visitor, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    for visitor in (maras_phone, at_anas_desk):
        visitor.get(f"/patient/{mara.token}")
    seen = [(entry.actor, entry.subject) for entry in audit_of(ctx, "page-viewed")]
    assert seen == [(f"link:{mara.link_id}", mara.id), (f"account:{ana.account_id}", mara.id)]


class TestPins:
    def test_the_pin_is_asked_for_and_opens(self, nobody: Visitor, ctx: Context, petru: Someone) -> None:
        asked = nobody.open_link(petru.secret)
        assert asked.status_code == 401
        assert "6-digit PIN" in asked.text
        assert in_short(nobody.open_link(petru.secret, pin=PIN)) == f"303 /patient/{petru.token}"

    def test_a_wrong_pin_is_told_and_the_sixth_has_to_wait(
        self, nobody: Visitor, ctx: Context, petru: Someone
    ) -> None:
        for _ in range(5):
            wrong = nobody.open_link(petru.secret, pin="000000")
            assert wrong.status_code == 401
            assert "does not fit" in wrong.text
            assert "000000" not in wrong.text
        late = nobody.open_link(petru.secret, pin=PIN)
        assert late.status_code == 429
        assert "15 minutes" in late.text
        assert link_of(ctx, petru.link_id).views == 0

    @pytest.mark.parametrize("pin", ["\x00", "9" * 10_000, "ă", "271828\n"])
    def test_odd_pins_are_wrong_pins(self, nobody: Visitor, petru: Someone, pin: str) -> None:
        assert nobody.open_link(petru.secret, pin=pin).status_code in (401, 303)


class TestClosedDoors:
    """What stands behind an unknown, an expired and a revoked link, to the byte the same."""

    def test_all_of_them_look_alike(
        self, application: Application, ctx: Context, ana: Doctor, mara: Someone, expired: Someone
    ) -> None:
        patient_links.revoke_link(ctx, ana, mara.link_id)
        answers = {
            name: Visitor(application.server).open_link(secret)
            for name, secret in {
                "unknown": an_unknown_secret(),
                "expired": expired.secret,
                "revoked": mara.secret,
            }.items()
        }
        assert {name: answer.status_code for name, answer in answers.items()} == {
            "unknown": 404,
            "expired": 410,
            "revoked": 410,
        }
        assert len({answer.data for answer in answers.values()}) == 1
        visible = {
            name: sorted((key, value) for key, value in answer.headers.items() if key != "Set-Cookie")
            for name, answer in answers.items()
        }
        assert visible["unknown"] == visible["expired"] == visible["revoked"]

    def test_pages_and_files_of_unknown_patients_look_like_those_of_known_ones(
        self, application: Application, nobody: Visitor, maras_phone: Visitor, petru: Someone
    ) -> None:
        pages = [
            visitor.get(path)
            for visitor in (nobody, maras_phone)
            for path in (
                f"/patient/{petru.token}",
                "/patient/nobody",
                f"/patient/{petru.token}/nights/x",
                "/patient/nobody/nights/x",
                f"/patient/{petru.token}/csvs/x.csv",
                "/patient/nobody/csvs/x.csv",
            )
        ]
        assert {page.status_code for page in pages} == {404}
        assert len({page.data for page in pages}) == 1

    def test_an_opened_page_closes_with_its_link(
        self, maras_phone: Visitor, ctx: Context, ana: Doctor, mara: Someone, night_of_mara: str
    ) -> None:
        assert maras_phone.get(f"/patient/{mara.token}").status_code == 200
        patient_links.revoke_link(ctx, ana, mara.link_id)
        for path in (f"/patient/{mara.token}", f"/patient/{mara.token}/nights/{night_of_mara}"):
            assert maras_phone.get(path).status_code == 410

    def test_an_erased_patients_page_is_closed_to_him_and_to_his_doctor(
        self, maras_phone: Visitor, at_anas_desk: Visitor, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        patient_links.erase_patient(ctx, ana, mara.id)
        assert maras_phone.get(f"/patient/{mara.token}").status_code == 410
        assert at_anas_desk.get(f"/patient/{mara.token}").status_code == 404

    def test_knocking_is_audited_without_the_secret(
        self, nobody: Visitor, ctx: Context, expired: Someone
    ) -> None:
        unknown = an_unknown_secret()
        nobody.open_link(unknown)
        nobody.open_link(expired.secret)
        assert [entry.outcome for entry in audit_of(ctx, "link-opened")] == ["refused", "refused"]
        kept = str(tables_of(ctx))
        assert unknown not in kept
        assert expired.secret not in kept


def test_the_closed_page_is_there_in_the_readers_language(nobody: Visitor) -> None:
    english = nobody.get("/patient/x").text
    romanian = nobody.get("/patient/x", headers={"Accept-Language": "ro-RO,ro;q=0.9"}).text
    chosen = nobody.get("/patient/x?lang=ro").text
    assert 'lang="en"' in english
    assert 'lang="ro"' in romanian
    assert 'lang="ro"' in chosen
