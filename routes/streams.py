"""Answers that stay open (server-sent events): how many there may be, who still listens, how one is written.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
import select
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import cast

from flask import Flask, current_app

from errors import TooManyStreams

# Each holds one of the server's 16 threads (gunicorn.conf.py); the others are for everything else.
MOST = 10
MOST_EACH = 4
SIGN_OF_LIFE = ":\n\n"
EXTENSION = "oxinight-streams"


class OpenStreams:
    """The streams that are open in this process, by account."""

    def __init__(self) -> None:
        self.is_serving: Callable[[], bool] = lambda: True
        self._open: dict[object, str] = {}
        self._lock = threading.Lock()

    def enter(self, account_id: str) -> Callable[[], None]:
        """Take a place, and get what gives it back, however often that is called.

        Raises:
            TooManyStreams: if this account, or all together, have as many as they may.
        """
        place = object()
        with self._lock:
            accounts = list(self._open.values())
            if len(accounts) >= MOST or accounts.count(account_id) >= MOST_EACH:
                raise TooManyStreams
            self._open[place] = account_id
        return lambda: self._leave(place)

    def _leave(self, place: object) -> None:
        with self._lock:
            self._open.pop(place, None)


def init_app(server: Flask) -> None:
    """No stream is open yet."""
    server.extensions[EXTENSION] = OpenStreams()


def of(server: Flask) -> OpenStreams:
    """The streams of this app."""
    return cast(OpenStreams, server.extensions[EXTENSION])


def open_streams() -> OpenStreams:
    """The streams of the running app."""
    return of(current_app)


def message(name: str, data: Mapping[str, object], number: int | None = None) -> str:
    """An event as it is sent; with a number, a browser that comes back says after which one it goes on.

    In ASCII: not all who read streams agree on which other letters end a line.
    """
    numbered = f"id: {number}\n" if number is not None else ""
    return f"{numbered}event: {name}\ndata: {json.dumps(data)}\n\n"


def has_hung_up(connection: socket.socket | None) -> bool:
    """Whether the other end of gunicorn's connection was closed.

    A write would tell only at the second sign of life, and until then the place would stay taken. Under
    another server, or with TLS that ends in it, nothing can be seen before the write.
    """
    if connection is None or isinstance(connection, ssl.SSLSocket):
        return False
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    try:
        return bool(waiting.poll(0)) and not connection.recv(1, socket.MSG_PEEK)
    except ConnectionError:
        return True
