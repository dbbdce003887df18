"""Server-sent events as a browser reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.builders import File
from tests.web.visitors import Visitor

STREAM = {"Accept": "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Event:
    """One event; ``number`` is what the browser sends when it comes back."""

    name: str
    data: dict[str, Any]
    number: int | None = None


def events_in(lines: Iterable[str]) -> Iterator[Event]:
    """The events of a stream, one at a time as their lines come in; comments are none."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line:
            fields[name] = value.removeprefix(" ")
        elif "event" in fields:
            number = int(fields["id"]) if "id" in fields else None
            yield Event(fields["event"], json.loads(fields["data"]), number)
        if not line:
            fields = {}


def lines_of(answer: TestResponse) -> Iterator[str]:
    """The lines of an answer that is not complete yet, as they are made."""
    for chunk in answer.response:
        yield from (chunk.decode() if isinstance(chunk, bytes) else chunk).splitlines()


def numbers(events: Iterable[Event]) -> list[int | None]:
    return [event.number for event in events]


def names(events: Iterable[Event]) -> list[str]:
    return [event.name for event in events]


@contextmanager
def listening(visitor: Visitor, path: str, **headers: str) -> Iterator[TestResponse]:
    """A stream that is read while it is made."""
    with closing(visitor.client.get(path, headers=headers, buffered=False)) as answer:
        yield answer


@contextmanager
def uploading(visitor: Visitor, file: File, **headers: str) -> Iterator[TestResponse]:
    sent = {"X-CSRFToken": visitor.desk_token(), **STREAM, **headers}
    data = {"file": (file.stream, file.name)}
    with closing(visitor.client.post("/api/recordings", data=data, headers=sent, buffered=False)) as answer:
        yield answer


def told(visitor: Visitor, path: str, **headers: str) -> list[Event]:
    """All that a stream says until it ends."""
    with listening(visitor, path, **headers) as answer:
        assert answer.status_code == 200
        return list(events_in(lines_of(answer)))
