"""What happens to a job, sent as it happens (server-sent events)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from flask import Blueprint, Response, make_response, request
from flask_login import current_user

import accounts
import job_events
from db.models import JobEvent
from errors import TooManyStreams
from intake import Receipt
from routes.streams import SIGN_OF_LIFE, has_hung_up, message, open_streams
from web import context, doctor, show_error

blueprint = Blueprint("events", __name__, url_prefix="/api")

MIMETYPE = "text/event-stream"
LONGEST_S = 600  # then the browser comes back by itself and goes on after the last event that it saw
SIGN_EVERY_S = 15
RETRY_AFTER_S = 5


@blueprint.get("/jobs/<job_id>/events")
def events(job_id: str) -> Response:
    """The events of a job since the one that the browser saw last, then each as it is written.

    204 when there is nothing more to come: by that a browser knows not to come back.
    """
    after = _last_seen()
    seen = job_events.look(context(), doctor(), job_id, after=after)
    if seen.is_over and not seen.events:
        return Response(status=204)
    return _answer(_live(job_id, after))


@blueprint.errorhandler(TooManyStreams)
def crowded(error: TooManyStreams) -> Response:
    """Come back later, or ask for the job itself from time to time."""
    response = make_response(show_error(error))
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def wanted() -> bool:
    """Whether the answer shall be a stream; whoever takes anything gets JSON."""
    return request.accept_mimetypes.best_match(["application/json", MIMETYPE]) == MIMETYPE


def of_upload(receipt: Receipt, told: Mapping[str, object]) -> Response:
    """The stream of a file that came in: first what is ``told`` otherwise, then its job's events.

    Of one that was read before, only how that ended.
    """
    opening = message("status", told)
    if receipt.job_id is None:
        return _answer(iter([opening, message("completed", {})]))
    after = 0
    if receipt.duplicate:
        seen = job_events.look(context(), doctor(), receipt.job_id)
        after = seen.events[-1].seq - 1 if seen.is_over and seen.events else 0
    return _answer(_live(receipt.job_id, after, opening))


def _last_seen() -> int:
    """What the browser says when it comes back, else what its page asked for; 0 if that is no number."""
    given = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 0


def _answer(lines: Iterator[str]) -> Response:
    """A stream that gives its place back when it ends, be it because the browser went away."""
    leave = open_streams().enter(doctor().account_id)
    response = Response(lines, mimetype=MIMETYPE)
    response.call_on_close(leave)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold it back until it is complete
    return response


def _live(job_id: str, after: int, opening: str = SIGN_OF_LIFE) -> Iterator[str]:
    """The lines of a stream; all that is asked of the request is asked now, not when it is over."""
    looks = job_events.follow(context(), doctor(), job_id, after=after, goes_on=_still_wanted())
    return _lines(looks, opening)


def _lines(looks: Iterator[Sequence[JobEvent]], opening: str) -> Iterator[str]:
    """Each event, and a sign of life when there was none for a while; the first line opens the answer."""
    yield opening
    spoken = time.monotonic()
    for seen in looks:
        if seen or time.monotonic() - spoken >= SIGN_EVERY_S:
            yield "".join(message(each.name, each.data, each.seq) for each in seen) or SIGN_OF_LIFE
            spoken = time.monotonic()


def _still_wanted() -> Callable[[], bool]:
    """Asked before each look: a stream outlives neither its log-in, its browser nor this server."""
    ctx, streams = context(), open_streams()
    session_id, connection = current_user.get_id(), request.environ.get("gunicorn.socket")
    until = time.monotonic() + LONGEST_S

    def answer() -> bool:
        is_here = streams.is_serving() and time.monotonic() < until and not has_hung_up(connection)
        return is_here and accounts.find_by_session(ctx, session_id) is not None

    return answer
