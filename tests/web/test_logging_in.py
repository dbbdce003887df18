"""Setting up, logging in and out, and choosing a language."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

import accounts
from access import Doctor
from app_instance import Application
from context import Context
from db.models import Account
from tests.builders import PASSWORD, audit_of, count_of
from tests.databases import BOTH
from tests.web.visitors import Visitor, in_short

ELSEWHERE = [
    "//evil.test",
    "https://evil.test",
    "http:evil.test",
    "javascript:alert(1)",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r\n/evil.test",
    "\t//evil.test",
    " //evil.test",
    "evil.test",
    "/\x00/evil.test",
]


class TestSettingUp:
    def fields(self, code: str | None) -> dict[str, str]:
        return {
            "code": code or "",
            "name": "Elena Rusu",
            "email": "elena@clinic.test",
            "password": PASSWORD,
        }

    def test_before_there_is_anybody_every_page_leads_to_the_set_up(self, nobody: Visitor) -> None:
        assert in_short(nobody.get("/desk/")) == "302 /setup"
        assert in_short(nobody.get("/login")) == "302 /setup"

    def test_the_code_makes_the_admin_who_is_logged_in_at_once_and_the_page_is_gone(
        self, nobody: Visitor, ctx: Context
    ) -> None:
        code = accounts.new_setup_code(ctx)
        assert in_short(nobody.post("/setup", "/setup", **self.fields(code))) == "302 /desk/"
        assert nobody.get("/desk/").status_code == 200
        assert nobody.get("/setup").status_code == 404

    def test_a_wrong_code_is_told_and_what_was_typed_stays_but_the_password(
        self, nobody: Visitor, ctx: Context
    ) -> None:
        accounts.new_setup_code(ctx)
        answer = nobody.post("/setup", "/setup", **self.fields("0000"))
        assert answer.status_code == 422
        assert "does not fit" in answer.text
        assert "elena@clinic.test" in answer.text
        assert PASSWORD not in answer.text
        assert count_of(ctx, "account") == 0

    def test_a_weak_password_is_told(self, nobody: Visitor, ctx: Context) -> None:
        fields = self.fields(accounts.new_setup_code(ctx)) | {"password": "short"}
        assert "at least 10" in nobody.post("/setup", "/setup", **fields).text


class TestLoggingIn:
    def test_a_doctor_lands_where_she_wanted_to_go(self, nobody: Visitor, ana: Doctor) -> None:
        sent = nobody.get("/desk/nights/abc?x=1")
        assert in_short(sent) == "302 /login"
        assert "next=/desk/nights/abc" in sent.location
        assert (
            in_short(nobody.log_in("ana@clinic.test", next="/desk/nights/abc?x=1")) == "302 /desk/nights/abc"
        )

    @pytest.mark.parametrize("next", ELSEWHERE)
    def test_nobody_is_led_elsewhere(self, nobody: Visitor, ana: Doctor, next: str) -> None:
        assert nobody.log_in("ana@clinic.test", next=next).location == "/desk/"

    @pytest.mark.parametrize("next", ELSEWHERE)
    def test_choosing_a_language_leads_nobody_elsewhere(
        self, nobody: Visitor, ana: Doctor, next: str
    ) -> None:
        assert nobody.post("/language/ro", next=next).location == "/desk/"

    def test_a_wrong_password_is_told_without_saying_what_was_wrong(
        self, nobody: Visitor, ana: Doctor
    ) -> None:
        pages = []
        for email in ("ana@clinic.test", "else@clinic.test"):
            answer = nobody.log_in(email, "sunshine over Cluj")
            assert answer.status_code == 401
            assert "sunshine" not in answer.text
            pages.append(answer.text.replace(email, "").replace(nobody.form_token(), ""))
        assert "E-mail or password is wrong" in pages[0]

    def test_too_many_wrong_passwords_have_to_wait(self, nobody: Visitor, ana: Doctor) -> None:
        for _ in range(10):
            nobody.log_in("ana@clinic.test", "wrong")
        answer = nobody.log_in("ana@clinic.test")
        assert answer.status_code == 429
        assert "15 minutes" in answer.text

    def test_a_session_that_was_made_up_is_nobodys(self, application: Application, ana: Doctor) -> None:
        forger = Visitor(application.server)
        forger.client.set_cookie("oxinight", f"eyJfdXNlcl9pZCI6Int7YW5hLmlkfX06MSJ9.{ana.account_id}.x")
        assert in_short(forger.get("/desk/")) == "302 /login"

    @BOTH
    @pytest.mark.parametrize("typed", ["\x00", "ana@clinic.test\x00", "x" * 100_000, "‮", "<script>"])
    def test_whatever_is_typed_gets_an_answer_and_comes_back_harmless(
        self, nobody: Visitor, ana: Doctor, typed: str
    ) -> None:
        answer = nobody.log_in(typed, typed)
        assert answer.status_code in (401, 422)
        assert "<script>" not in answer.text


class TestLoggingOut:
    def copy_of(self, visitor: Visitor, server: Flask) -> Visitor:
        """Another browser with the same cookie."""
        copy, cookie = Visitor(server), visitor.client.get_cookie("oxinight")
        assert cookie is not None
        copy.client.set_cookie("oxinight", cookie.value)
        return copy

    def test_a_copied_cookie_opens_nothing_after_it(
        self, at_anas_desk: Visitor, application: Application, ctx: Context, ana: Doctor
    ) -> None:
        token = at_anas_desk.desk_token()
        copy = self.copy_of(at_anas_desk, application.server)
        assert copy.get("/desk/").status_code == 200
        left = at_anas_desk.send("POST", "/logout", data={"csrf_token": token})
        assert in_short(left) == "302 /login"
        assert in_short(copy.get("/desk/")) == "302 /login"
        assert copy.get("/api/jobs/x").status_code == 401
        assert [entry.actor for entry in audit_of(ctx, "logout")] == [f"account:{ana.account_id}"]

    def test_the_doctors_other_browser_stays_logged_in(
        self, at_anas_desk: Visitor, application: Application
    ) -> None:
        other = Visitor(application.server)
        other.log_in("ana@clinic.test")
        at_anas_desk.send("POST", "/logout", data={"csrf_token": at_anas_desk.desk_token()})
        assert other.get("/desk/").status_code == 200

    def test_who_is_asking_costs_one_reading(self, at_anas_desk: Visitor, ctx: Context) -> None:
        statements: list[str] = []
        event.listen(ctx.db.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
        at_anas_desk.get("/desk/")
        assert len([one for one in statements if one.startswith("SELECT")]) == 1, statements


class TestLanguages:
    def test_a_visitor_chooses_and_is_remembered(self, nobody: Visitor, ana: Doctor) -> None:
        assert 'lang="en"' in nobody.get("/login").text
        nobody.post("/language/ro", next="/login")
        assert 'lang="ro"' in nobody.get("/login").text

    def test_a_doctors_choice_is_kept_with_her_account(
        self, at_anas_desk: Visitor, application: Application, ctx: Context, ana: Doctor
    ) -> None:
        token = at_anas_desk.desk_token()
        at_anas_desk.send("POST", "/language/ro", data={"csrf_token": token})
        with ctx.db.read() as session:
            assert session.get_one(Account, ana.account_id).locale == "ro"
        elsewhere = Visitor(application.server)
        elsewhere.log_in("ana@clinic.test")
        answer = elsewhere.get("/api/jobs/nothing", headers={"Accept-Language": "en"})
        assert "Nu " in answer.get_json()["message"]

    def test_a_language_that_we_do_not_speak_is_not_found(self, nobody: Visitor, ana: Doctor) -> None:
        assert nobody.post("/language/tlh").status_code == 404

    @pytest.mark.parametrize("asked", ["", "de", "*", "ro;q=0", "x" * 5000, "\"'<>"])
    def test_whatever_a_browser_says_it_speaks_it_gets_a_page(
        self, nobody: Visitor, ana: Doctor, asked: str
    ) -> None:
        assert 'lang="en"' in nobody.get("/login", headers={"Accept-Language": asked}).text
