"""Nothing is changed by a request that another site could have made this browser send."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest

from access import Doctor
from app_instance import Application
from context import Context
from tests.builders import PASSWORD, Someone, a_night, count_of, tables_of
from tests.web.test_routes import show_page
from tests.web.visitors import Visitor, in_short

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SENTENCE = "This page was open for too long. Please load it again and repeat the last step."


@pytest.mark.parametrize("token", [None, "", "made-up"])
@pytest.mark.parametrize("path", ["/login", "/setup", "/language/ro", "/p/x"])
def test_a_form_without_its_token_is_refused(
    nobody: Visitor, ctx: Context, path: str, token: str | None
) -> None:
    before = tables_of(ctx)
    fields = {"email": "ana@clinic.test", "password": PASSWORD}
    answer = nobody.send("POST", path, data=fields if token is None else {**fields, "csrf_token": token})
    assert answer.status_code == 400
    assert SENTENCE in answer.text
    assert tables_of(ctx) == before


def test_logging_out_needs_a_token(at_anas_desk: Visitor) -> None:
    assert at_anas_desk.send("POST", "/logout").status_code == 400
    assert in_short(at_anas_desk.get("/desk/")) == "200"


def test_a_token_of_somebody_elses_session_is_no_good(
    application: Application, at_anas_desk: Visitor, nobody: Visitor
) -> None:
    stolen = nobody.form_token()
    assert at_anas_desk.send("POST", "/logout", data={"csrf_token": stolen}).status_code == 400


@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": ""}, {"X-CSRFToken": "made-up"}])
def test_an_upload_without_the_desks_token_is_refused_in_words(
    at_anas_desk: Visitor, ctx: Context, headers: dict[str, str]
) -> None:
    answer = at_anas_desk.upload(a_night(), headers=headers)
    assert (answer.status_code, answer.get_json()) == (400, {"error": "http-400", "message": SENTENCE})
    assert count_of(ctx, "recording") == 0


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_callback_of_the_desk_without_its_token_is_refused(at_anas_desk: Visitor, token: str) -> None:
    answer = at_anas_desk.call_back(show_page("/desk/"), **{"X-CSRFToken": token})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "http-400")


def test_with_the_token_of_its_cookie_the_desk_works(at_anas_desk: Visitor, ana: Doctor) -> None:
    assert at_anas_desk.call_back(show_page("/desk/")).status_code == 200
    assert at_anas_desk.upload(a_night()).status_code == 202


def test_the_same_token_serves_all_morning(at_anas_desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    token, later = at_anas_desk.desk_token(), time.time() + 6 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert at_anas_desk.upload(a_night(), headers={"X-CSRFToken": token}).status_code == 202


def test_a_link_is_not_opened_by_a_page_that_posts_to_it(
    nobody: Visitor, ctx: Context, mara: Someone
) -> None:
    before = tables_of(ctx)
    assert nobody.send("POST", f"/p/{mara.secret}").status_code == 400
    assert tables_of(ctx) == before


def test_of_a_strangers_upload_not_even_the_form_is_read(nobody: Visitor, ana: Doctor) -> None:
    class Body(io.BytesIO):
        """Notes whether anybody looked."""

        was_read = False

        def read(self, size: int | None = -1) -> bytes:
            self.was_read = True
            return super().read(size)

        def readinto(self, buffer: WriteableBuffer) -> int:
            self.was_read = True
            return super().readinto(buffer)

    body = Body(b"--x\r\n" * 100_000)
    answer = nobody.send(
        "POST",
        "/api/recordings",
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 401
    assert not body.was_read
