"""What happens to a job is told as it happens: to its doctor, while she listens, not to too many at once."""

from __future__ import annotations

import runpy
import socket
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete

import routes.events
from access import Doctor
from app_instance import Application
from context import Context
from db.models import Job
from errors import TooManyStreams
from jobs import lifecycle
from jobs.lifecycle import Claim
from routes import streams
from routes.streams import OpenStreams, has_hung_up
from tests.builders import a_night, give, job_of, work
from tests.databases import BOTH
from tests.web.streams import Event, events_in, lines_of, listening, names, numbers, told
from tests.web.visitors import Visitor

pytestmark = pytest.mark.usefixtures("quick_looks")


def claim(ctx: Context, job_id: str) -> Claim:
    claimed = lifecycle.claim(ctx.db, job_id, "test/1")
    assert claimed is not None
    return claimed


def finish(ctx: Context, claimed: Claim) -> None:
    with ctx.db.write() as session:
        lifecycle.finish(session, claimed, recording="ready")


class TestFollowingAJob:
    """``GET /api/jobs/<id>/events``."""

    @BOTH
    def test_what_has_happened_is_told_in_order_and_then_it_ends(
        self, at_anas_desk: Visitor, done: str
    ) -> None:
        assert told(at_anas_desk, f"/api/jobs/{done}/events") == [
            Event("status", {"state": "queued"}, 1),
            Event("status", {"state": "running", "attempt": 1}, 2),
            Event("completed", {"recording": "ready"}, 3),
        ]

    def test_what_happens_is_told_before_the_job_is_over(
        self, at_anas_desk: Visitor, ctx: Context, queued: str
    ) -> None:
        with listening(at_anas_desk, f"/api/jobs/{queued}/events") as answer:
            events = events_in(lines_of(answer))
            assert next(events).data == {"state": "queued"}
            claimed = claim(ctx, queued)
            assert next(events).data == {"state": "running", "attempt": 1}
            finish(ctx, claimed)
            assert names(events) == ["completed"]

    def test_a_failure_that_is_not_the_last_word_does_not_end_it(
        self, at_anas_desk: Visitor, ctx: Context, queued: str
    ) -> None:
        with listening(at_anas_desk, f"/api/jobs/{queued}/events") as answer:
            events = events_in(lines_of(answer))
            lifecycle.fail(ctx.db, claim(ctx, queued), "unexpected", {"type": "Odd"})
            assert [next(events).name for _ in range(3)] == ["status", "status", "error"]
            with ctx.db.write() as session:
                session.get_one(Job, queued).run_after = session.get_one(Job, queued).created_at
            lifecycle.fail(ctx.db, claim(ctx, queued), "unexpected", {"type": "Odd"}, final=True)
            last = list(events)[-1]
        assert (last.name, last.data["error"], last.data["final"]) == ("error", "unexpected", True)

    def test_words_stay_on_their_line(self, at_anas_desk: Visitor, ctx: Context, queued: str) -> None:
        odd = {"message": "ș\r\n\ndata: x\u2028"}
        claimed = claim(ctx, queued)
        with ctx.db.write() as session:
            lifecycle.finish(session, claimed, **odd)
        assert told(at_anas_desk, f"/api/jobs/{queued}/events")[-1].data == odd

    def test_nothing_keeps_or_collects_it_on_its_way(self, at_anas_desk: Visitor, done: str) -> None:
        with listening(at_anas_desk, f"/api/jobs/{done}/events") as answer:
            assert answer.content_type == "text/event-stream; charset=utf-8"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Accel-Buffering"] == "no"

    @BOTH
    def test_an_odd_address_finds_nothing(self, at_anas_desk: Visitor) -> None:
        assert at_anas_desk.get("/api/jobs/%00/events").status_code in (404, 422)

    def test_another_doctor_finds_nothing(self, at_radus_desk: Visitor, done: str) -> None:
        answer = at_radus_desk.get(f"/api/jobs/{done}/events")
        assert (answer.status_code, answer.get_json()["error"]) == (404, "not-found")


class TestComingBack:
    """A browser whose connection broke says which event it saw last."""

    def test_goes_on_after_it(self, at_anas_desk: Visitor, done: str) -> None:
        for query, header, after in (
            ("", "1", 1),
            ("?after=2", "", 2),
            ("?after=0", "2", 2),  # the address stays the same, the browser's own word is newer
            ("", "0", 0),
            ("?after=-1", "", 0),
            ("?after=x", "", 0),
            ("", "1e0", 0),
            ("", "9" * 5000, 0),
            ("?after=%D9%A2", "", 0),
        ):
            headers = {"Last-Event-ID": header} if header else {}
            seen = told(at_anas_desk, f"/api/jobs/{done}/events{query}", **headers)
            assert numbers(seen) == [1, 2, 3][after:], (query, header)

    def test_is_told_not_to_come_again_when_that_was_all(self, at_anas_desk: Visitor, done: str) -> None:
        answer = at_anas_desk.get(f"/api/jobs/{done}/events", headers={"Last-Event-ID": "3"})
        assert (answer.status_code, answer.data) == (204, b"")

    def test_waits_for_the_next_one(self, at_anas_desk: Visitor, ctx: Context, queued: str) -> None:
        with listening(at_anas_desk, f"/api/jobs/{queued}/events?after=1") as answer:
            lines = lines_of(answer)
            assert [next(lines), next(lines)] == [":", ""], "so that the browser knows that it is connected"
            claim(ctx, queued)
            assert next(events_in(lines)).number == 2


class TestEnding:
    """A stream lasts as long as somebody may and does listen."""

    def test_logging_out_ends_it(self, at_anas_desk: Visitor, queued: str) -> None:
        with listening(at_anas_desk, f"/api/jobs/{queued}/events") as answer:
            events = events_in(lines_of(answer))
            assert next(events).number == 1
            at_anas_desk.post("/logout")
            assert list(events) == []

    def test_deleting_the_job_with_its_recording_ends_it(
        self, at_anas_desk: Visitor, ctx: Context, queued: str
    ) -> None:
        with listening(at_anas_desk, f"/api/jobs/{queued}/events") as answer:
            events = events_in(lines_of(answer))
            next(events)
            with ctx.db.write() as session:
                session.execute(delete(Job).where(Job.id == queued))
            assert list(events) == []

    def test_it_ends_after_a_while_by_itself(
        self, at_anas_desk: Visitor, queued: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(routes.events, "LONGEST_S", 0)
        assert told(at_anas_desk, f"/api/jobs/{queued}/events") == []

    def test_it_ends_when_the_server_is_to_stop(
        self, application: Application, at_anas_desk: Visitor, queued: str
    ) -> None:
        is_serving = [True]
        application.serve_while(lambda: is_serving[0])
        with listening(at_anas_desk, f"/api/jobs/{queued}/events") as answer:
            events = events_in(lines_of(answer))
            next(events)
            is_serving.clear()
            is_serving.append(False)
            assert list(events) == []

    def test_a_sign_of_life_is_sent_while_nothing_happens(
        self, at_anas_desk: Visitor, queued: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(routes.events, "SIGN_EVERY_S", 0)
        with listening(at_anas_desk, f"/api/jobs/{queued}/events?after=1") as answer:
            lines = lines_of(answer)
            assert [next(lines) for _ in range(6)] == [":", ""] * 3

    def test_it_ends_when_the_browser_closes_the_connection(self, at_anas_desk: Visitor, queued: str) -> None:
        server_end, browser_end = socket.socketpair()
        with server_end, browser_end:
            answer = at_anas_desk.client.get(
                f"/api/jobs/{queued}/events",
                environ_overrides={"gunicorn.socket": server_end},
                buffered=False,
            )
            with closing(answer):
                events = events_in(lines_of(answer))
                next(events)
                browser_end.close()
                assert list(events) == []

    def test_a_connection_that_is_closed_is_seen(self) -> None:
        here, there = socket.socketpair()
        with here, there:
            assert not has_hung_up(here)
            there.send(b"GET")
            assert not has_hung_up(here), "more was asked meanwhile"
            here.recv(3)
            there.close()
            assert has_hung_up(here)
        assert not has_hung_up(None)


class TestPlaces:
    """Each stream holds a thread of the server."""

    def test_an_account_has_four(
        self, at_anas_desk: Visitor, at_radus_desk: Visitor, ctx: Context, radu: Doctor, queued: str
    ) -> None:
        path = f"/api/jobs/{queued}/events"
        taken = [at_anas_desk.client.get(path, buffered=False) for _ in range(4)]
        refused = at_anas_desk.get(path)
        assert (refused.status_code, refused.get_json()["error"]) == (503, "too-many-streams")
        assert int(refused.headers["Retry-After"]) > 0
        assert len(refused.get_json()["message"]) > 20
        other = give(ctx, radu, a_night(2)).job_id
        with listening(at_radus_desk, f"/api/jobs/{other}/events") as answer:
            assert answer.status_code == 200, "another doctor has her own"
        taken.pop().close()
        with listening(at_anas_desk, path) as answer:
            assert answer.status_code == 200, "a place that was given back"
        for each in taken:
            each.close()

    def test_looking_at_the_head_and_reading_to_the_end_give_the_place_back(
        self, at_anas_desk: Visitor, done: str
    ) -> None:
        for _ in range(streams.MOST_EACH + 1):
            assert at_anas_desk.send("HEAD", f"/api/jobs/{done}/events").status_code == 200
            assert names(told(at_anas_desk, f"/api/jobs/{done}/events"))[-1] == "completed"

    def test_all_together_leave_threads_for_everything_else(self) -> None:
        places = OpenStreams()
        leave = [places.enter(f"account {number}") for number in range(streams.MOST)]
        with pytest.raises(TooManyStreams):
            places.enter("one more")
        leave[0]()
        leave[0]()
        places.enter("one more")
        with pytest.raises(TooManyStreams):
            places.enter("yet one more")

    def test_there_are_fewer_than_threads(self) -> None:
        threads = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))["threads"]
        assert threads - 6 >= streams.MOST


def test_events_of_a_job_are_its_own(at_anas_desk: Visitor, ctx: Context, ana: Doctor, done: str) -> None:
    other = str(give(ctx, ana, a_night(2)).job_id)
    work(ctx)
    assert len(job_of(ctx, other).events) == len(told(at_anas_desk, f"/api/jobs/{done}/events")) == 3
