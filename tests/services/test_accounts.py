"""Accounts: the first admin and his set-up code, doctors, and logging in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

import accounts
from access import Doctor
from accounts import NewAccount
from context import Context
from db.audit import Actor
from db.models import Account, AuditEntry, Role, utc_now
from errors import LoginRefused, OxinightError, Refused, TooManyAttempts
from tests.builders import PASSWORD, audit_of, count_of, tables_of
from tests.databases import BOTH

pytestmark = BOTH

VISITOR = Actor.visitor("203.0.113.77")
ELENA = NewAccount("Elena@Clinic.test ", PASSWORD, "Dr. Elena Rusu", "ro")


def set_up(ctx: Context, code: str | None, new: NewAccount = ELENA) -> Account:
    assert code is not None
    return accounts.create_first_admin(ctx, code, new, VISITOR)


def log_in(ctx: Context, email: str = "ana@clinic.test", password: str = PASSWORD) -> Account:
    return accounts.log_in(ctx, email, password, VISITOR)


def all_at_once(number: int, do: Callable[[int], object]) -> list[object]:
    """What each of these calls gave, or the error that it met, all of them made at the same moment."""
    together = Barrier(number)

    def call(i: int) -> object:
        together.wait()
        try:
            return do(i)
        except OxinightError as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


def an_hour_ago(ctx: Context, action: str, subject: str, times: int) -> None:
    """Refusals of the past: the audit takes no later changes, so they are written with their time."""
    with ctx.db.write() as session:
        session.add_all(
            AuditEntry(
                at=utc_now() - timedelta(hours=1),
                actor="visitor",
                action=action,
                subject=subject,
                outcome="refused",
            )
            for _ in range(times)
        )


class TestSettingUp:
    def test_the_code_makes_the_first_admin(self, ctx: Context) -> None:
        assert not accounts.is_set_up(ctx)
        admin = set_up(ctx, accounts.new_setup_code(ctx))
        assert (admin.email, admin.role, admin.locale) == ("elena@clinic.test", Role.ADMIN, "ro")
        assert accounts.is_set_up(ctx)
        assert accounts.has_admin(ctx)

    def test_the_code_may_be_typed_in_capitals_and_with_a_space(self, ctx: Context) -> None:
        code = accounts.new_setup_code(ctx) or ""
        assert set_up(ctx, f" {code.upper()} ").role is Role.ADMIN

    def test_the_code_works_once(self, ctx: Context) -> None:
        code = accounts.new_setup_code(ctx)
        set_up(ctx, code)
        with pytest.raises(Refused):
            set_up(ctx, code, NewAccount("second@clinic.test", PASSWORD))
        assert count_of(ctx, "account") == 1

    def test_two_who_use_the_code_at_the_same_moment_do_not_both_become_admin(self, ctx: Context) -> None:
        code = accounts.new_setup_code(ctx)
        fates = all_at_once(
            4, lambda i: set_up(ctx, code, NewAccount(f"person{i}@clinic.test", PASSWORD)).role
        )
        assert fates.count(Role.ADMIN) == 1
        assert count_of(ctx, "account") == 1

    def test_there_is_no_code_once_there_is_an_admin(self, ctx: Context) -> None:
        set_up(ctx, accounts.new_setup_code(ctx))
        assert accounts.new_setup_code(ctx) is None

    def test_a_code_that_was_printed_before_somebody_became_admin_otherwise_is_void(
        self, ctx: Context
    ) -> None:
        code = accounts.new_setup_code(ctx)
        accounts.create_account(ctx, ELENA, role=Role.ADMIN)
        with pytest.raises(Refused):
            set_up(ctx, code, NewAccount("second@clinic.test", PASSWORD))

    def test_a_new_code_replaces_the_one_before(self, ctx: Context) -> None:
        first, second = accounts.new_setup_code(ctx), accounts.new_setup_code(ctx)
        with pytest.raises(Refused):
            set_up(ctx, first)
        assert set_up(ctx, second).role is Role.ADMIN

    def test_the_code_is_not_stored_plain(self, ctx: Context) -> None:
        code = accounts.new_setup_code(ctx)
        assert code
        assert code not in str(tables_of(ctx))

    def test_a_wrong_code_is_refused_and_audited(self, ctx: Context) -> None:
        accounts.new_setup_code(ctx)
        with pytest.raises(Refused, match="terminal"):
            set_up(ctx, "0000-0000-0000-0000")
        (entry,) = audit_of(ctx, "setup")
        assert (entry.actor, entry.outcome, entry.ip) == ("visitor", "refused", "203.0.113.0")

    def test_before_any_code_was_made_no_code_fits(self, ctx: Context) -> None:
        with pytest.raises(Refused):
            set_up(ctx, "")

    def test_after_ten_wrong_codes_even_the_right_one_has_to_wait(self, ctx: Context) -> None:
        code = accounts.new_setup_code(ctx)
        for _ in range(accounts.MOST_FAILURES):
            with pytest.raises(Refused):
                set_up(ctx, "0000")
        with pytest.raises(TooManyAttempts):
            set_up(ctx, code)
        assert count_of(ctx, "account") == 0

    def test_wrong_codes_of_an_hour_ago_are_forgiven(self, ctx: Context) -> None:
        code = accounts.new_setup_code(ctx)
        an_hour_ago(ctx, "setup", "installation", accounts.MOST_FAILURES)
        assert set_up(ctx, code).role is Role.ADMIN

    def test_a_doctor_who_was_made_by_command_can_not_be_made_again_as_admin(
        self, ctx: Context, ana: Doctor
    ) -> None:
        code = accounts.new_setup_code(ctx)
        with pytest.raises(Refused, match="already"):
            set_up(ctx, code, NewAccount("ana@clinic.test", PASSWORD))
        assert set_up(ctx, code).role is Role.ADMIN, "the code is still good"


class TestAccounts:
    def test_a_doctor_is_made_with_a_hashed_password(self, ctx: Context) -> None:
        account = accounts.create_account(ctx, ELENA)
        assert account.role is Role.DOCTOR
        assert account.password_hash.startswith("$argon2id$")
        assert PASSWORD not in str(tables_of(ctx))

    def test_an_address_is_taken_once_in_whatever_letters(self, ctx: Context, ana: Doctor) -> None:
        with pytest.raises(Refused, match="already"):
            accounts.create_account(ctx, NewAccount("ANA@clinic.TEST", PASSWORD))

    @pytest.mark.parametrize(
        "email", ["", "ana", "ana@", "ana@clinic", "a b@clinic.test", "ana@clinic.test\n,x"]
    )
    def test_what_is_no_address_is_refused(self, ctx: Context, email: str) -> None:
        with pytest.raises(Refused, match="is not an e-mail address"):
            accounts.create_account(ctx, NewAccount(email, PASSWORD))

    @pytest.mark.parametrize("password", ["", "too short", "x" * 201])
    def test_a_password_has_a_least_and_a_greatest_length(self, ctx: Context, password: str) -> None:
        with pytest.raises(Refused, match="at least 10"):
            accounts.create_account(ctx, NewAccount("elena@clinic.test", password))
        assert count_of(ctx, "account") == 0

    def test_another_password_ends_all_sessions(self, ctx: Context, ana: Doctor) -> None:
        before = log_in(ctx)
        session_ids = [accounts.begin_session(ctx, before) for _ in range(2)]
        assert all(accounts.find_by_session(ctx, session_id) for session_id in session_ids)
        accounts.set_password(ctx, "ana@clinic.test", "another moon over Cluj")
        assert not any(accounts.find_by_session(ctx, session_id) for session_id in session_ids)
        with pytest.raises(LoginRefused):
            log_in(ctx)
        assert log_in(ctx, password="another moon over Cluj").id == ana.account_id

    def test_a_session_ends_and_another_one_goes_on(self, ctx: Context, ana: Doctor) -> None:
        here, there = (accounts.begin_session(ctx, log_in(ctx)) for _ in range(2))
        accounts.end_session(ctx, here, ana.actor)
        assert accounts.find_by_session(ctx, here) is None
        found = accounts.find_by_session(ctx, there)
        assert found is not None
        assert found.id == ana.account_id
        (entry,) = audit_of(ctx, "logout")
        assert (entry.actor, entry.subject) == (f"account:{ana.account_id}", ana.account_id)

    def test_of_a_session_only_the_digest_is_kept(self, ctx: Context, ana: Doctor) -> None:
        session_id = accounts.begin_session(ctx, log_in(ctx))
        assert session_id.rpartition(":")[2] not in str(tables_of(ctx))

    def test_a_session_is_no_other_accounts(self, ctx: Context, ana: Doctor, radu: Doctor) -> None:
        _, epoch, token = accounts.begin_session(ctx, log_in(ctx)).split(":")
        assert accounts.find_by_session(ctx, f"{radu.account_id}:{epoch}:{token}") is None
        assert accounts.find_by_session(ctx, f"{ana.account_id}:{epoch}:") is None
        assert accounts.find_by_session(ctx, f"{ana.account_id}:{epoch}") is None

    @pytest.mark.parametrize("session_id", ["", ":", "::", "nobody:1", "nobody:1:x", "nobody", "1"])
    def test_a_session_that_names_nobody_is_nobodys(self, ctx: Context, session_id: str) -> None:
        assert accounts.find_by_session(ctx, session_id) is None

    def test_an_account_is_found_by_its_address(self, ctx: Context, ana: Doctor) -> None:
        assert accounts.find_by_email(ctx, " Ana@Clinic.test").id == ana.account_id
        assert accounts.exists(ctx, "ANA@clinic.test")
        assert not accounts.exists(ctx, "radu@clinic.test")
        with pytest.raises(Refused, match=r"radu@clinic\.test"):
            accounts.find_by_email(ctx, "radu@clinic.test")

    def test_a_language_is_remembered(self, ctx: Context, ana: Doctor) -> None:
        accounts.set_locale(ctx, ana.account_id, "ro")
        assert accounts.find_by_email(ctx, "ana@clinic.test").locale == "ro"


class TestLoggingIn:
    def test_ana_logs_in(self, ctx: Context, ana: Doctor) -> None:
        assert log_in(ctx, " ANA@clinic.test").id == ana.account_id

    def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
        self, ctx: Context, ana: Doctor
    ) -> None:
        with pytest.raises(LoginRefused) as wrong:
            log_in(ctx, password="sunshine over Cluj")
        with pytest.raises(LoginRefused) as unknown:
            log_in(ctx, "nobody@clinic.test")
        assert str(wrong.value) == str(unknown.value)

    def test_an_unknown_address_costs_one_hashing_as_a_known_one_does(
        self, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accounts._nobodys_hash()
        seen: list[str] = []

        class Counting:
            def verify(self, password_hash: str, password: str) -> bool:
                seen.append(password_hash)
                return False

        monkeypatch.setattr(accounts, "_hasher", Counting())
        for email in ("ana@clinic.test", "nobody@clinic.test"):
            with pytest.raises(LoginRefused):
                log_in(ctx, email)
        assert len(seen) == 2

    def test_the_audit_knows_who_failed_without_keeping_what_was_typed(
        self, ctx: Context, ana: Doctor
    ) -> None:
        with pytest.raises(LoginRefused):
            log_in(ctx, "secret-lover@clinic.test")
        log_in(ctx)
        assert [entry.outcome for entry in audit_of(ctx, "login")] == ["refused", "done"]
        assert "lover" not in str(tables_of(ctx))

    def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(
        self, ctx: Context, ana: Doctor, radu: Doctor
    ) -> None:
        for _ in range(accounts.MOST_FAILURES):
            with pytest.raises(LoginRefused):
                log_in(ctx, password="wrong")
        with pytest.raises(TooManyAttempts):
            log_in(ctx)
        assert log_in(ctx, "radu@clinic.test").id == radu.account_id, "others are not kept waiting"

    def test_a_stranger_elsewhere_does_not_lock_the_doctor_out(self, ctx: Context, ana: Doctor) -> None:
        stranger = Actor.visitor("198.51.100.9")
        for _ in range(accounts.MOST_FAILURES):
            with pytest.raises(LoginRefused):
                accounts.log_in(ctx, "ana@clinic.test", "wrong", stranger)
        with pytest.raises(TooManyAttempts):
            accounts.log_in(ctx, "ana@clinic.test", PASSWORD, stranger)
        assert log_in(ctx).id == ana.account_id

    def test_guesses_from_very_many_networks_are_stopped_all_the_same(
        self, ctx: Context, ana: Doctor
    ) -> None:
        for number in range(accounts.MOST_FAILURES_ANYWHERE):
            with pytest.raises(LoginRefused):
                accounts.log_in(ctx, "ana@clinic.test", "wrong", Actor.visitor(f"198.51.{number}.9"))
        with pytest.raises(TooManyAttempts):
            accounts.log_in(ctx, "ana@clinic.test", "wrong", Actor.visitor("192.0.2.1"))

    def test_wrong_passwords_of_an_hour_ago_are_forgiven(self, ctx: Context, ana: Doctor) -> None:
        with pytest.raises(LoginRefused):
            log_in(ctx, password="wrong")
        subject = audit_of(ctx, "login")[0].subject
        an_hour_ago(ctx, "login", subject, accounts.MOST_FAILURES)
        assert log_in(ctx).id == ana.account_id

    @pytest.mark.parametrize("typed", ["", "x" * 100_000])
    def test_whatever_is_typed_is_a_wrong_password(self, ctx: Context, ana: Doctor, typed: str) -> None:
        for email in ("ana@clinic.test", typed):
            with pytest.raises(LoginRefused):
                log_in(ctx, email, typed)
