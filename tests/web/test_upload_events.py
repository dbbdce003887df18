"""A file is followed from its upload on: the answer to it is the stream of what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from context import Context
from db.models import Job
from tests.builders import File, a_night, work
from tests.web.streams import Event, events_in, lines_of, numbers, uploading
from tests.web.visitors import Visitor

pytestmark = pytest.mark.usefixtures("quick_looks")


def test_the_answer_is_the_stream(at_anas_desk: Visitor, ctx: Context) -> None:
    with uploading(at_anas_desk, a_night()) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
        events = events_in(lines_of(answer))
        first = next(events)
        assert (first.name, first.number, first.data["duplicate"]) == ("status", None, False)
        assert first.data["events"] == f"/api/jobs/{first.data['job']}/events"
        assert next(events) == Event("status", {"state": "queued"}, 1)
        work(ctx)
        assert [(each.name, each.number) for each in events] == [("status", 2), ("completed", 3)]


def test_otherwise_the_answer_says_where_to_look(at_anas_desk: Visitor) -> None:
    answer = at_anas_desk.upload(a_night())
    receipt = answer.get_json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/recordings/{receipt['recording']}"
    assert receipt["events"] == f"/api/jobs/{receipt['job']}/events"
    assert at_anas_desk.get(answer.headers["Location"]).get_json()["id"] == receipt["recording"]


def test_the_first_event_is_what_the_other_answer_says(at_anas_desk: Visitor) -> None:
    receipt = at_anas_desk.upload(a_night()).get_json()
    with uploading(at_anas_desk, a_night()) as answer:
        assert next(events_in(lines_of(answer))).data == receipt | {"duplicate": True}


def test_who_takes_anything_gets_json(at_anas_desk: Visitor) -> None:
    for accept, is_stream in (
        ("text/event-stream", True),
        ("text/event-stream, */*;q=0.1", True),
        ("text/event-stream, application/json;q=0.9", True),
        ("*/*", False),  # as curl says by itself
        ("application/json", False),
        ("application/json, text/event-stream;q=0.5", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("", False),
    ):
        with uploading(at_anas_desk, a_night(), Accept=accept) as answer:
            assert (answer.mimetype == "text/event-stream") is is_stream, accept


def test_of_a_file_that_was_read_only_the_end_is_told(at_anas_desk: Visitor, ctx: Context, done: str) -> None:
    with uploading(at_anas_desk, a_night()) as answer:
        first, last = events_in(lines_of(answer))
    assert (first.name, first.data["duplicate"], first.data["job"]) == ("status", True, done)
    assert last == Event("completed", {"recording": "ready"}, 3)


def test_of_a_file_whose_job_is_gone_that_it_was_read(at_anas_desk: Visitor, ctx: Context, done: str) -> None:
    with ctx.db.write() as session:
        session.execute(delete(Job))
    with uploading(at_anas_desk, a_night()) as answer:
        first, last = events_in(lines_of(answer))
    assert (first.name, first.data["job"], first.data["events"]) == ("status", None, None)
    assert (last.name, last.data) == ("completed", {})


def test_of_a_file_that_is_being_read_it_goes_on(at_anas_desk: Visitor, ctx: Context, queued: str) -> None:
    with uploading(at_anas_desk, a_night()) as answer:
        events = events_in(lines_of(answer))
        assert [next(events).number, next(events).number] == [None, 1]
        work(ctx)
        assert numbers(events) == [2, 3]


def test_with_too_many_open_it_is_taken_all_the_same(at_anas_desk: Visitor, queued: str) -> None:
    path = f"/api/jobs/{queued}/events"
    taken = [at_anas_desk.client.get(path, buffered=False) for _ in range(4)]
    with uploading(at_anas_desk, a_night(7)) as answer:
        assert (answer.status_code, answer.mimetype) == (202, "application/json")
        assert answer.get_json()["events"]
    for each in taken:
        each.close()


def test_what_is_refused_is_no_stream(at_anas_desk: Visitor, ctx: Context) -> None:
    with uploading(at_anas_desk, File("empty.csv", b"")) as answer:
        assert (answer.status_code, answer.get_json()["error"]) == (422, "refused")
    ctx.settings = replace(ctx.settings, max_upload_bytes=10)
    with uploading(at_anas_desk, a_night()) as answer:
        assert (answer.status_code, answer.get_json()["error"]) == (422, "refused")
