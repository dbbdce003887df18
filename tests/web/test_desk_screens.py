"""What the desk's callbacks answer, to the doctor whose patient it is and to another one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from dash.exceptions import PreventUpdate
from flask import Flask
from flask_login import login_user
from plotly.utils import PlotlyJSONEncoder

import app_instance
import layouts.home
import patient_links
from access import Doctor
from callbacks import home, navigation, night, patient, seam
from context import Context
from db.models import Account, RecordingRow
from errors import NotFound, Refused
from layouts import ids
from settings import Settings
from storage_service import StorageError
from tests.builders import Someone, a_night, changed, give, nights_of_all_makers, not_a_night, row_of, work
from web import User

LIGHT = {"dark": False, "compact": False}


@pytest.fixture
def server(settings: Settings) -> Iterator[Flask]:
    application = app_instance.create_app(settings)
    yield application.server
    application.ctx.db.dispose()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The notices that a callback shows."""
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(seam, "set_props", lambda _id, props: shown.extend(props["sendNotifications"]))
    return shown


@pytest.fixture
def ready(ctx: Context, ana: Doctor, mara: Someone) -> str:
    """Mara's night, read."""
    receipt = give(ctx, ana, a_night(), mara.id)
    work(ctx)
    return receipt.recording_id


@contextmanager
def logged_in(server: Flask, ctx: Context, doctor: Doctor) -> Iterator[None]:
    """A request of this doctor's browser."""
    with ctx.db.read() as session:
        account = session.get_one(Account, doctor.account_id)
    with server.test_request_context("/desk/"):
        login_user(User(account))
        yield


def text_of(tree: Any) -> str:
    """A tree as it goes to the browser, whatever kind of space stands before a percent sign."""
    return str(json.dumps(tree, cls=PlotlyJSONEncoder)).replace(r"\u00a0%", " %")


def test_the_list_shows_a_night_and_why_a_file_was_refused(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    give(ctx, ana, not_a_night())
    work(ctx)
    with logged_in(server, ctx, ana):
        rows, is_still = home.list_again(None, 1, 500)
    assert is_still
    assert f"/desk/nights/{ready}" in text_of(rows)
    assert "columns are not those of an oximeter" in text_of(rows)


def test_numbers_by_other_rules_are_not_in_the_list_nor_on_the_page(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    with changed(ctx, RecordingRow, ready) as row:
        row.analysis_version, row.analysis, row.odi3 = 1, {"odi": {}}, 77.7
    with logged_in(server, ctx, ana):
        rows, is_still = home.list_again(None, 1, 500)
        page = text_of(navigation.show_page(f"/desk/nights/{ready}"))
    assert not is_still
    assert "77.7" not in text_of(rows)
    assert "being read" in text_of(rows)
    assert "This file is being read" in page


def test_the_list_goes_on_looking_while_a_file_is_read(server: Flask, ctx: Context, ana: Doctor) -> None:
    give(ctx, ana, a_night())
    with logged_in(server, ctx, ana):
        assert home.list_again(None, 1, 500)[1] is False


def test_nights_that_are_not_shown_are_counted_and_come_with_a_click(
    server: Flask, ctx: Context, ana: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layouts.home, "STEP", 2)
    older, *newer = [give(ctx, ana, a_night(seed)).recording_id for seed in (1, 2, 3)]
    with logged_in(server, ctx, ana):
        first = text_of(navigation.show_page("/desk/"))
        assert "2 of 3 nights" in first
        assert all(id in first for id in newer)
        assert older not in first
        everything = text_of(home.list_again(None, 1, home.show_more(1, 2))[0])
        with pytest.raises(PreventUpdate):
            home.show_more(None, 2)
    assert older in everything
    assert "of 3 nights" not in everything
    assert ids.MORE_NIGHTS not in everything


def test_a_patient_without_a_night_can_be_reached(
    server: Flask, ctx: Context, ana: Doctor, radu: Doctor, mara: Someone
) -> None:
    give(ctx, ana, a_night())
    with logged_in(server, ctx, ana):
        shown = text_of(home.list_again(None, 1, 500)[0])
    assert "Patients without a night" in shown
    assert f"/desk/patients/{mara.id}" in shown
    with logged_in(server, ctx, radu):
        assert "Patients without a night" not in text_of(navigation.show_page("/desk/"))


def test_a_night_after_midnight_is_that_of_the_day_before(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    with changed(ctx, RecordingRow, ready) as row:
        row.start, row.end = datetime(2025, 3, 12, 0, 30), datetime(2025, 3, 12, 7, 5)
    with logged_in(server, ctx, ana):
        listed = text_of(home.list_again(None, 1, 500)[0])
        page = text_of(navigation.show_page(f"/desk/nights/{ready}"))
    assert "11 Mar 2025" in listed
    assert "00:30 \\u2013 07:05" in listed
    assert "Night of 11 Mar 2025" in page
    assert "12 March 2025, 00:30" in page


def test_every_odi_has_its_rule_beside_it_and_explained(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    with logged_in(server, ctx, ana):
        listed = text_of(home.list_again(None, 1, 500)[0])
        page = text_of(navigation.show_page(f"/desk/nights/{ready}"))
        whole = text_of(navigation.show_page(f"/desk/patients/{mara.id}"))
    assert listed.count("(abc) /h") == 4, "in two heads and, for a phone, in two cells"
    for shown in (page, whole):
        assert "What does rule abc count?" in shown
        assert "at most 3 (4) points" in shown
        assert "Jung et al." in shown
    assert "What does the device count?" in page


def test_the_valid_hours_stand_beside_their_share(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    with logged_in(server, ctx, ana):
        assert "100.0 % of 1:00 h recorded" in text_of(navigation.show_page(f"/desk/nights/{ready}"))


def test_a_refused_file_offers_no_link_but_its_deletion(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    alone = give(ctx, ana, not_a_night()).recording_id
    work(ctx)
    with logged_in(server, ctx, ana):
        shown = text_of(navigation.show_page(f"/desk/nights/{alone}"))
    assert "Delete this file" in shown
    assert "has no other night and goes with it" in shown
    for absent in ("/p/", ids.MAIL_TO, ids.NEW_LINK, "Delete this patient", "All nights of this patient"):
        assert absent not in shown


def test_a_refused_file_beside_other_nights_leaves_the_patient(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    refused = give(ctx, ana, not_a_night(), mara.id).recording_id
    work(ctx)
    with logged_in(server, ctx, ana):
        shown = text_of(navigation.show_page(f"/desk/nights/{refused}"))
    assert "other nights stay" in shown
    assert f"/desk/patients/{mara.id}" in shown


def test_another_doctors_night_is_not_found(server: Flask, ctx: Context, radu: Doctor, ready: str) -> None:
    with logged_in(server, ctx, radu):
        with pytest.raises(NotFound):
            navigation.show_page(f"/desk/nights/{ready}")
        with pytest.raises(NotFound):
            night.draw(ready, LIGHT, None)
        with pytest.raises(NotFound):
            night.delete_recording(1, ready)


def test_another_doctors_patient_is_not_found(
    server: Flask, ctx: Context, radu: Doctor, mara: Someone
) -> None:
    with logged_in(server, ctx, radu):
        for refused in (
            lambda: navigation.show_page(f"/desk/patients/{mara.id}"),
            lambda: patient.rename("Mine now", mara.id),
            lambda: patient.make_link(1, mara.id),
            lambda: patient.revoke_link(1, mara.link_id, mara.id),
            lambda: patient.delete_patient(1, mara.id),
        ):
            with pytest.raises(NotFound):
                refused()


@pytest.mark.parametrize(
    "path", ["/desk/nothing", "/desk/nights", "/desk/nights/a/b", "/desk/nights/unknown"]
)
def test_an_unknown_address_is_not_found(server: Flask, ctx: Context, ana: Doctor, path: str) -> None:
    with logged_in(server, ctx, ana), pytest.raises(NotFound):
        navigation.show_page(path)


def test_a_night_shows_its_numbers_and_its_patients_link(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    with logged_in(server, ctx, ana):
        shown = text_of(navigation.show_page(f"/desk/nights/{ready}"))
    for expected in (
        *("Mara B., room 12", "ODI 3 % (abc)", "ODI 4 % (rolling)", "Device drops >3 %", "Sustained nadir"),
        *(
            "Desaturation area",
            "Delta index",
            "by at least 6 bpm",
            "SampEn",
            "a reading every 4 s",
            mara.secret,
        ),
    ):
        assert expected in shown


def test_a_night_of_another_maker_says_why_there_are_no_device_drops(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    recording_id = give(ctx, ana, nights_of_all_makers()["contec-spo2"], mara.id).recording_id
    work(ctx)
    with logged_in(server, ctx, ana):
        shown = text_of(navigation.show_page(f"/desk/nights/{recording_id}"))
    assert "the rule is known for devices of Viatom, Wellue and Checkme only" in shown
    assert "Device drops >3" not in shown
    assert "Below the device's range" not in shown
    assert "Contec CMS50" in shown


def test_a_zoomed_chart_stays_where_it_is(server: Flask, ctx: Context, ana: Doctor, ready: str) -> None:
    span = {"xaxis.range[0]": "2025-01-01 23:00", "xaxis.range[1]": "2025-01-01 23:10"}
    with logged_in(server, ctx, ana):
        assert night.draw(ready, LIGHT, span)["layout"]["xaxis"]["range"] == list(span.values())


def test_a_revoked_link_gives_way_to_a_new_one(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    with logged_in(server, ctx, ana):
        assert mara.secret not in str(patient.revoke_link(1, mara.link_id, mara.id))
        assert "/p/" in str(patient.make_link(1, mara.id))


def test_deletion_needs_its_click(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, ready: str
) -> None:
    with logged_in(server, ctx, ana):
        with pytest.raises(PreventUpdate):
            night.delete_recording(0, ready)
        with pytest.raises(PreventUpdate):
            patient.delete_patient(None, mara.id)
    assert row_of(ctx, ready).erasing_at is None


def test_a_deleted_recording_leaves_the_list(
    server: Flask, ctx: Context, ana: Doctor, ready: str, said: list[dict[str, Any]]
) -> None:
    with logged_in(server, ctx, ana):
        assert night.delete_recording(1, ready) == "/desk/"
        assert ready not in text_of(home.list_again(None, 1, 500)[0])
    assert said[0]["message"] == "The recording is deleted."


def test_a_patient_is_renamed_once(
    server: Flask, ctx: Context, ana: Doctor, mara: Someone, said: list[dict[str, Any]]
) -> None:
    with logged_in(server, ctx, ana):
        patient.rename("Mara B., room 7", mara.id)
        with pytest.raises(PreventUpdate):
            patient.rename("Mara B., room 7", mara.id)
    assert patient_links.find_patient(ctx, ana, mara.id).label == "Mara B., room 7"
    assert len(said) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotFound(), "We cannot find this page."),
        (Refused("A PIN has six digits."), "A PIN has six digits."),
        (StorageError("no answer"), "The storage does not answer"),
        (ZeroDivisionError(), "Something went wrong on our side."),
    ],
)
def test_every_error_becomes_a_sentence(
    server: Flask, said: list[dict[str, Any]], error: Exception, expected: str
) -> None:
    with server.test_request_context("/desk/_dash-update-component"):
        seam.tell(error)
        assert expected in text_of(seam.show_instead(error))
    assert said[0]["message"].startswith(expected)
