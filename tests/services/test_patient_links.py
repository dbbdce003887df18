"""Patients and their links: what opens a page, what closes it, and who may do it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

import patient_links
from access import Doctor
from context import Context
from db.audit import Actor
from db.models import Link, Patient, utc_now
from errors import LinkClosed, NotFound, PinNeeded, Refused, TooManyAttempts
from patient_links import OpenedLink
from settings import Settings, new_keys
from tests.builders import (
    Someone,
    a_night,
    add_someone,
    an_unknown_secret,
    audit_of,
    count_of,
    expire,
    give,
    job_of,
    keys_in,
    link_of,
    patients_of,
    secret_of,
    tables_of,
    work,
)
from tests.databases import BOTH

pytestmark = BOTH

VISITOR = Actor.visitor("203.0.113.77")
PIN = "271828"


def press_open(ctx: Context, someone: Someone, pin: str | None = None) -> OpenedLink:
    return patient_links.open_link(ctx, someone.secret, pin, VISITOR)


def closed(ctx: Context, secret: str, pin: str | None = None) -> LinkClosed:
    with pytest.raises(LinkClosed) as caught:
        patient_links.open_link(ctx, secret, pin, VISITOR)
    return caught.value


@pytest.fixture
def petru(ctx: Context, ana: Doctor) -> Someone:
    """Ana's patient whose link asks for a PIN."""
    return add_someone(ctx, ana, "Petru", pin=PIN)


class TestPatients:
    def test_a_new_patient_has_one_link_that_lasts_as_long_as_the_clinic_says(
        self, ctx: Context, ana: Doctor
    ) -> None:
        patient = patient_links.create_patient(ctx, ana, "  Mara  ")
        (link,) = patient_links.find_patient(ctx, ana, patient.id).links
        assert patient.label == "Mara"
        assert link.expires_at is not None
        lasts = link.expires_at - utc_now()
        assert timedelta(days=364, hours=23) < lasts <= timedelta(days=365)

    def test_a_storage_token_has_160_random_bits_and_is_no_ones_twice(
        self, ctx: Context, ana: Doctor
    ) -> None:
        tokens = {patient_links.create_patient(ctx, ana, "x").storage_token for _ in range(5)}
        assert len(tokens) == 5
        assert {len(token) for token in tokens} == {32}

    def test_a_doctor_sees_only_patients_of_her_own(
        self, ctx: Context, ana: Doctor, radu: Doctor, mara: Someone
    ) -> None:
        assert [patient.id for patient in patients_of(ctx, ana)] == [mara.id]
        assert patients_of(ctx, radu) == []
        assert patient_links.is_mine(ctx, ana, mara.token)
        assert not patient_links.is_mine(ctx, radu, mara.token)
        with pytest.raises(NotFound):
            patient_links.find_patient(ctx, radu, mara.id)

    def test_another_doctor_can_do_nothing_to_her_patient(
        self, ctx: Context, radu: Doctor, mara: Someone
    ) -> None:
        before = tables_of(ctx)
        for attempt in (
            lambda: patient_links.rename_patient(ctx, radu, mara.id, "mine"),
            lambda: patient_links.create_link(ctx, radu, mara.id),
            lambda: patient_links.revoke_link(ctx, radu, mara.link_id),
            lambda: patient_links.erase_patient(ctx, radu, mara.id),
            lambda: patient_links.patient_page(ctx, radu, mara.token),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert tables_of(ctx) == before

    def test_a_patient_is_given_another_label(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        patient_links.rename_patient(ctx, ana, mara.id, " Mara Bogdan ")
        assert patient_links.find_patient(ctx, ana, mara.id).label == "Mara Bogdan"
        with pytest.raises(Refused):
            patient_links.rename_patient(ctx, ana, mara.id, "   ")

    def test_names_of_patients_stay_out_of_the_audit(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        patient_links.rename_patient(ctx, ana, mara.id, "Mara Bogdan")
        press_open(ctx, mara)
        assert "Mara" not in str(tables_of(ctx)["audit"])


class TestSecrets:
    def test_a_secret_stands_plain_in_no_table(self, ctx: Context, mara: Someone, petru: Someone) -> None:
        press_open(ctx, mara)
        press_open(ctx, petru, PIN)
        kept = str(tables_of(ctx))
        assert len(mara.secret) >= 43, "256 bits"
        assert mara.secret not in kept
        assert petru.secret not in kept
        assert PIN not in kept

    def test_the_doctor_can_have_the_address_again(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        patient = patient_links.find_patient(ctx, ana, mara.id)
        assert patient_links.current_url(ctx, patient) == f"http://localhost:8050/p/{mara.secret}"

    def test_after_a_change_of_keys_old_links_can_still_be_shown(
        self, ctx: Context, environment: dict[str, str], mara: Someone
    ) -> None:
        newer = ",".join([new_keys().link_keys[0], environment["OXINIGHT_LINK_KEYS"]])
        later = Context.from_settings(Settings.from_env(environment | {"OXINIGHT_LINK_KEYS": newer}))
        assert secret_of(later, link_of(ctx, mara.link_id)) == mara.secret
        later.db.dispose()

    def test_the_storage_token_opens_nothing(self, ctx: Context, mara: Someone) -> None:
        assert closed(ctx, mara.token).status == 404


class TestOpening:
    def test_an_open_link_leads_to_its_patient_and_is_counted(self, ctx: Context, mara: Someone) -> None:
        assert press_open(ctx, mara) == OpenedLink(mara.link_id, mara.token)
        press_open(ctx, mara)
        link = link_of(ctx, mara.link_id)
        assert link.views == 2
        assert link.last_opened_at is not None
        assert utc_now() - link.last_opened_at < timedelta(minutes=1)

    def test_every_opening_is_counted_when_a_family_opens_at_once(self, ctx: Context, mara: Someone) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: press_open(ctx, mara), range(16)))
        assert link_of(ctx, mara.link_id).views == 16

    def test_openings_and_refusals_are_audited(self, ctx: Context, mara: Someone) -> None:
        press_open(ctx, mara)
        closed(ctx, an_unknown_secret())
        expire(ctx, mara.link_id)
        closed(ctx, mara.secret)
        seen = [(entry.subject, entry.outcome, entry.ip) for entry in audit_of(ctx, "link-opened")]
        assert seen == [
            (mara.link_id, "done", "203.0.113.0"),
            ("unknown", "refused", "203.0.113.0"),
            (mara.link_id, "refused", "203.0.113.0"),
        ]

    def test_an_unknown_link_is_closed_and_a_real_one_that_expired_is_gone(
        self, ctx: Context, mara: Someone
    ) -> None:
        assert closed(ctx, an_unknown_secret()).status == 404
        expire(ctx, mara.link_id)
        assert closed(ctx, mara.secret).status == 410
        assert link_of(ctx, mara.link_id).views == 0

    def test_a_revoked_link_is_gone_for_good(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        patient_links.revoke_link(ctx, ana, mara.link_id)
        assert closed(ctx, mara.secret).status == 410
        link = link_of(ctx, mara.link_id)
        assert (link.revoked_by, link.views) == (ana.account_id, 0)
        patient_links.revoke_link(ctx, ana, mara.link_id)
        assert link_of(ctx, mara.link_id).revoked_at == link.revoked_at, "the first time counts"

    def test_revoking_a_link_that_never_was_is_not_found(self, ctx: Context, ana: Doctor) -> None:
        with pytest.raises(NotFound):
            patient_links.revoke_link(ctx, ana, "nothing")

    def test_one_link_is_revoked_and_the_other_still_opens(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        second = patient_links.create_link(ctx, ana, mara.id, label="for the GP", days=7)
        patient_links.revoke_link(ctx, ana, mara.link_id)
        assert patient_links.open_link(ctx, secret_of(ctx, second), None, VISITOR).storage_token == mara.token
        patient = patient_links.find_patient(ctx, ana, mara.id)
        current = patient_links.current_link(patient)
        assert current is not None
        assert (current.id, current.label) == (second.id, "for the GP")

    def test_without_an_open_link_there_is_no_current_one(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        expire(ctx, mara.link_id)
        patient = patient_links.find_patient(ctx, ana, mara.id)
        assert patient_links.current_link(patient) is None
        assert patient_links.current_url(ctx, patient) is None


class TestPins:
    @pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "１２３４５６"])
    def test_a_pin_has_six_digits(self, ctx: Context, ana: Doctor, mara: Someone, pin: str) -> None:
        with pytest.raises(Refused, match="six digits"):
            patient_links.create_link(ctx, ana, mara.id, pin=pin)

    def test_the_right_pin_opens(self, ctx: Context, petru: Someone) -> None:
        assert press_open(ctx, petru, PIN).storage_token == petru.token

    def test_without_a_pin_it_is_asked_for_and_nothing_is_counted(self, ctx: Context, petru: Someone) -> None:
        for _ in range(10):
            with pytest.raises(PinNeeded, match="enter the 6-digit PIN"):
                press_open(ctx, petru)
        assert link_of(ctx, petru.link_id).views == 0
        assert press_open(ctx, petru, PIN), "asking is not guessing"

    def test_a_wrong_pin_is_refused_and_audited_without_the_pin(self, ctx: Context, petru: Someone) -> None:
        with pytest.raises(PinNeeded, match="does not fit"):
            press_open(ctx, petru, "000000")
        assert [entry.outcome for entry in audit_of(ctx, "link-pin")] == ["refused"]
        assert "000000" not in str(tables_of(ctx)["audit"])

    def test_after_five_wrong_pins_even_the_right_one_has_to_wait(self, ctx: Context, petru: Someone) -> None:
        for _ in range(patient_links.MOST_PIN_FAILURES):
            with pytest.raises(PinNeeded):
                press_open(ctx, petru, "000000")
        with pytest.raises(TooManyAttempts):
            press_open(ctx, petru, PIN)
        assert link_of(ctx, petru.link_id).views == 0

    def test_who_can_not_prove_that_he_holds_a_real_link_learns_nothing_of_its_end(
        self, ctx: Context, petru: Someone
    ) -> None:
        expire(ctx, petru.link_id)
        assert closed(ctx, petru.secret).status == 404
        assert closed(ctx, petru.secret, "000000").status == 404
        assert closed(ctx, petru.secret, PIN).status == 410

    def test_wrong_pins_on_a_closed_link_are_limited_too(self, ctx: Context, petru: Someone) -> None:
        expire(ctx, petru.link_id)
        for _ in range(patient_links.MOST_PIN_FAILURES):
            assert closed(ctx, petru.secret, "000000").status == 404
        assert closed(ctx, petru.secret, PIN).status == 404, "guesses no longer prove anything"


class TestHolders:
    """Somebody whose cookie says that he opened a link."""

    def test_a_holder_sees_his_patient_only(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        holder = patient_links.holder_of(ctx, mara.link_id, mara.token)
        assert patient_links.patient_page(ctx, holder, mara.token).doctor_name == "Dr. Ana Pop"
        other = add_someone(ctx, ana, "Ilie")
        with pytest.raises(NotFound):
            patient_links.patient_page(ctx, holder, other.token)
        with pytest.raises(LinkClosed):
            patient_links.holder_of(ctx, mara.link_id, other.token)

    def test_a_link_that_ends_closes_the_pages_that_it_opened(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        patient_links.revoke_link(ctx, ana, mara.link_id)
        with pytest.raises(LinkClosed) as caught:
            patient_links.holder_of(ctx, mara.link_id, mara.token)
        assert caught.value.status == 410

    def test_an_expired_link_closes_the_pages_that_it_opened(self, ctx: Context, mara: Someone) -> None:
        expire(ctx, mara.link_id)
        with pytest.raises(LinkClosed):
            patient_links.holder_of(ctx, mara.link_id, mara.token)

    def test_a_link_that_never_was_has_no_holder(self, ctx: Context, mara: Someone) -> None:
        with pytest.raises(LinkClosed) as caught:
            patient_links.holder_of(ctx, "nothing", mara.token)
        assert caught.value.status == 404


class TestErasingAPatient:
    def test_he_is_out_of_sight_at_once(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        patient_links.erase_patient(ctx, ana, mara.id)
        assert patients_of(ctx, ana) == []
        assert closed(ctx, mara.secret).status == 410
        with pytest.raises(NotFound):
            patient_links.find_patient(ctx, ana, mara.id)
        with pytest.raises(LinkClosed):
            patient_links.holder_of(ctx, mara.link_id, mara.token)

    def test_all_that_is_his_goes_and_nothing_of_others(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        ilie = add_someone(ctx, ana, "Ilie")
        give(ctx, ana, a_night(1), mara.id)
        give(ctx, ana, a_night(2), mara.id)
        give(ctx, ana, a_night(3), ilie.id)
        work(ctx)
        of_ilie = [key for key in keys_in(ctx) if key.startswith(ilie.token)]
        assert len(keys_in(ctx)) == 9
        patient_links.erase_patient(ctx, ana, mara.id)
        work(ctx)
        assert keys_in(ctx) == of_ilie
        assert [count_of(ctx, name) for name in ("patient", "link", "recording", "document")] == [1, 1, 1, 2]
        assert "Mara" not in str(tables_of(ctx))
        assert mara.token not in str(tables_of(ctx))

    def test_the_audit_still_tells_of_it(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        press_open(ctx, mara)
        before = count_of(ctx, "audit")
        patient_links.erase_patient(ctx, ana, mara.id)
        work(ctx)
        assert count_of(ctx, "audit") == before + 2
        (asked,), (done,) = audit_of(ctx, "patient-erase"), audit_of(ctx, "patient-erased")
        assert (asked.actor, asked.subject) == (f"account:{ana.account_id}", mara.id)
        assert (done.actor, done.subject) == ("system", mara.id)

    def test_erasing_him_twice_is_one_deletion(self, ctx: Context, ana: Doctor, mara: Someone) -> None:
        patient_links.erase_patient(ctx, ana, mara.id)
        with pytest.raises(NotFound):
            patient_links.erase_patient(ctx, ana, mara.id)
        assert work(ctx) == ["erase-patient"]
        with ctx.db.read() as session:
            assert session.get(Patient, mara.id) is None
            assert session.get(Link, mara.link_id) is None

    def test_two_who_erase_him_at_once_both_get_an_answer(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        def erase(_: int) -> str:
            try:
                return patient_links.erase_patient(ctx, ana, mara.id)
            except NotFound:
                return "not found"

        with ThreadPoolExecutor(4) as pool:
            fates = set(pool.map(erase, range(4))) - {"not found"}
        assert len(fates) == 1
        assert count_of(ctx, "job") == 1

    def test_an_erasure_that_failed_for_a_day_is_still_going_to_be_tried(
        self, ctx: Context, ana: Doctor, mara: Someone
    ) -> None:
        job = job_of(ctx, patient_links.erase_patient(ctx, ana, mara.id))
        assert job.max_attempts > 24 * 60 / 5, "one every five minutes"
