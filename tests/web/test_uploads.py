"""Files come in over the API, and every refusal is a sentence in the doctor's language."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from access import Doctor
from app_instance import Application
from context import Context
from storage_service import StoreUnavailable
from tests.builders import File, Someone, a_night, add_someone, count_of, keys_in, not_a_night, row_of, work
from tests.databases import BOTH
from tests.web.visitors import Visitor

ROMANIAN = {"Accept-Language": "ro-RO,ro;q=0.9,en;q=0.5"}


def test_a_file_is_taken_and_can_be_followed_until_it_is_ready(at_anas_desk: Visitor, ctx: Context) -> None:
    answer = at_anas_desk.upload(a_night())
    assert answer.status_code == 202
    receipt = answer.get_json()
    assert receipt["duplicate"] is False
    state = at_anas_desk.get(f"/api/recordings/{receipt['recording']}").get_json()
    assert (state["state"], state["picture"], state["patient"]) == ("processing", False, receipt["patient"])
    job = at_anas_desk.get(f"/api/jobs/{receipt['job']}").get_json()
    assert (job["state"], [event["seq"] for event in job["events"]]) == ("queued", [1])
    work(ctx)
    state = at_anas_desk.get(f"/api/recordings/{receipt['recording']}").get_json()
    assert (state["state"], state["picture"]) == ("ready", True)
    assert state["link"].startswith("http://localhost:8050/p/")
    later = at_anas_desk.get(f"/api/jobs/{receipt['job']}?after=1").get_json()
    assert [event["name"] for event in later["events"]] == ["status", "completed"]


def test_the_same_file_again_is_answered_with_what_is_there(at_anas_desk: Visitor) -> None:
    first, second = (at_anas_desk.upload(a_night()) for _ in range(2))
    assert (second.status_code, second.get_json()["duplicate"]) == (200, True)
    assert second.get_json()["recording"] == first.get_json()["recording"]


def test_a_file_is_added_to_the_patient_who_is_named(at_anas_desk: Visitor, mara: Someone) -> None:
    assert at_anas_desk.upload(a_night(), patient=mara.id).get_json()["patient"] == mara.id


def test_a_file_that_lies_with_another_patient_is_said_to(
    at_anas_desk: Visitor, ctx: Context, ana: Doctor, mara: Someone
) -> None:
    ilie = add_someone(ctx, ana, "Ilie")
    first = at_anas_desk.upload(a_night(), patient=mara.id).get_json()
    assert (first["elsewhere"], first["patient_label"]) == (False, "Mara B., room 12")
    again = at_anas_desk.upload(a_night(), patient=ilie.id)
    told = again.get_json()
    assert (again.status_code, told["duplicate"], told["elsewhere"]) == (200, True, True)
    assert (told["patient"], told["patient_label"]) == (mara.id, "Mara B., room 12")
    state = at_anas_desk.get(f"/api/recordings/{told['recording']}").get_json()
    assert state["patient_label"] == "Mara B., room 12"


def test_a_file_can_not_be_added_to_anothers_patient(
    at_anas_desk: Visitor, ctx: Context, radu: Doctor
) -> None:
    ilie = add_someone(ctx, radu, "Ilie")
    answer = at_anas_desk.upload(a_night(), patient=ilie.id)
    assert (answer.status_code, answer.get_json()["error"]) == (404, "not-found")
    assert (count_of(ctx, "recording"), keys_in(ctx)) == (0, [])


def test_a_file_that_is_no_recording_is_kept_and_the_reason_told_in_words(
    at_anas_desk: Visitor, ctx: Context
) -> None:
    receipt = at_anas_desk.upload(not_a_night()).get_json()
    work(ctx)
    path = f"/api/recordings/{receipt['recording']}"
    english = at_anas_desk.get(path).get_json()
    romanian = at_anas_desk.get(path, headers=ROMANIAN).get_json()
    assert english["state"] == "refused"
    assert len(english["refusal"]) > 20
    assert "%(" not in english["refusal"] + romanian["refusal"]
    assert romanian["refusal"] != english["refusal"]


def send(visitor: Visitor, fields: dict[str, object], **headers: str) -> tuple[int, dict[str, str]]:
    """A hand-made upload: its status and its answer."""
    sent = {"X-CSRFToken": visitor.desk_token(), **headers}
    answer = visitor.send("POST", "/api/recordings", data=fields, headers=sent)
    return answer.status_code, dict(answer.get_json())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"file": "just words"},
        {"file": (io.BytesIO(b"x"), "")},
        {"files": (io.BytesIO(b"x"), "x.csv")},
    ],
)
def test_a_request_without_a_file_is_refused(at_anas_desk: Visitor, fields: dict[str, object]) -> None:
    status, answer = send(at_anas_desk, fields)
    assert (status, answer["message"]) == (422, "No file came with this request.")


def test_an_empty_file_is_refused(at_anas_desk: Visitor) -> None:
    status, answer = send(at_anas_desk, {"file": (io.BytesIO(), "empty.csv")})
    assert status == 422
    assert "empty" in answer["message"]


def test_refusals_are_in_the_language_that_the_browser_asks_for(at_anas_desk: Visitor) -> None:
    english = send(at_anas_desk, {})[1]["message"]
    romanian = send(at_anas_desk, {}, **ROMANIAN)[1]["message"]
    assert english != romanian
    assert "fișier" in romanian


def test_a_file_that_is_a_little_too_large_is_refused_with_a_question(
    at_anas_desk: Visitor, ctx: Context
) -> None:
    ctx.settings = replace(ctx.settings, max_upload_bytes=10_000)
    status, answer = send(at_anas_desk, {"file": (io.BytesIO(b"x" * 10_001), "big.csv")})
    assert status == 422
    assert "Is it really one night?" in answer["message"]
    assert (count_of(ctx, "recording"), keys_in(ctx)) == (0, [])


def test_a_body_that_is_far_too_large_is_refused_before_it_is_read(
    application: Application, at_anas_desk: Visitor, ctx: Context
) -> None:
    application.server.config["MAX_CONTENT_LENGTH"] = 10_000
    status, answer = send(at_anas_desk, {"file": (io.BytesIO(b"x" * 20_000), "big.csv")})
    assert (status, answer["message"]) == (413, "This file is too large.")
    status, answer = send(at_anas_desk, {"file": (io.BytesIO(b"x" * 20_000), "big.csv")}, **ROMANIAN)
    assert (status, answer["message"]) != (413, "This file is too large.")
    assert (count_of(ctx, "recording"), keys_in(ctx)) == (0, [])


def test_the_limit_of_the_server_is_that_of_the_settings_and_a_little_for_the_form(
    application: Application,
) -> None:
    assert application.server.config["MAX_CONTENT_LENGTH"] == 51 * 1024 * 1024


def test_a_store_that_does_not_answer_is_told_as_503_and_nothing_is_kept(
    at_anas_desk: Visitor, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(ctx.store, "put", down)
    answer = at_anas_desk.upload(a_night())
    assert (answer.status_code, answer.get_json()["error"]) == (503, "temporarily-down")
    assert "Nothing was lost" in answer.get_json()["message"]
    assert count_of(ctx, "recording") == 0


@BOTH
@pytest.mark.parametrize("name", ["a\x00b.csv", "../../x.csv", "Ş" * 300 + ".csv", "‮fdp.csv", "'; rm -rf"])
def test_odd_names_are_kept_readable(at_anas_desk: Visitor, ctx: Context, name: str) -> None:
    answer = at_anas_desk.upload(File(name, a_night().content))
    assert answer.status_code == 202
    row = row_of(ctx, answer.get_json()["recording"])
    assert row.filename.isprintable()
    assert "/" not in row.filename
    assert row.object_key.isascii()


@BOTH
@pytest.mark.parametrize(
    "path", ["/api/recordings/%00", "/api/jobs/%00", "/patient/%00", "/p/%00", "/desk/%00"]
)
def test_odd_addresses_get_an_answer(at_anas_desk: Visitor, path: str) -> None:
    assert at_anas_desk.get(path).status_code in (200, 404, 422)


@pytest.mark.parametrize("after", ["x", "-1", "", "9" * 30])
def test_an_odd_place_to_go_on_from_is_no_trouble(at_anas_desk: Visitor, after: str) -> None:
    receipt = at_anas_desk.upload(a_night()).get_json()
    assert at_anas_desk.get(f"/api/jobs/{receipt['job']}?after={after}").status_code == 200
