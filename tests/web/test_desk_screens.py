"""What the desk's callbacks answer, to the doctor whose patient it is and to another one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dash.exceptions import PreventUpdate
from flask import Flask
from flask_login import login_user
from plotly.utils import PlotlyJSONEncoder

import app_instance
import patient_links
from access import Doctor
from callbacks import home, navigation, night, patient, seam
from context import Context
from db.models import Account
from errors import NotFound, Refused
from settings import Settings
from storage_service import StorageError
from tests.builders import Someone, a_night, give, not_a_night, row_of, work
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
    """A tree as it goes to the browser."""
    return str(json.dumps(tree, cls=PlotlyJSONEncoder))


def test_the_list_shows_a_night_and_why_a_file_was_refused(
    server: Flask, ctx: Context, ana: Doctor, ready: str
) -> None:
    give(ctx, ana, not_a_night())
    work(ctx)
    with logged_in(server, ctx, ana):
        rows, is_still = home.list_again(None, 1)
    assert is_still
    assert f"/desk/nights/{ready}" in text_of(rows)
    assert "columns are not those of an oximeter" in text_of(rows)


def test_the_list_goes_on_looking_while_a_file_is_read(server: Flask, ctx: Context, ana: Doctor) -> None:
    give(ctx, ana, a_night())
    with logged_in(server, ctx, ana):
        assert home.list_again(None, 1)[1] is False


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
    for expected in ("Mara B., room 12", "ODI 3 %", "Device drops >3 %", "Sustained nadir", mara.secret):
        assert expected in shown


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
        assert ready not in text_of(home.list_again(None, 1)[0])
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
