"""A forwarder before the S3 server: what really went over the wire, and what a bad day does to it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_OURS = frozenset({"connection", "transfer-encoding", "content-length", "expect"})


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def header_names(self) -> set[str]:
        return {name.lower() for name in self.headers}


@dataclass(slots=True)
class Wire:
    """``requests`` in order of arrival; the others say how to misbehave, ``say_first`` in whose place."""

    endpoint_url: str
    upstream: str
    requests: list[Request] = field(default_factory=list)
    lose_answers: int = 0
    cut_bodies: int = 0
    garble_bodies: bool = False
    refuse_bulk: bool = False
    say_first: list[tuple[int, str]] = field(default_factory=list)

    def only(self, method: str) -> Request:
        (found,) = [request for request in self.requests if request.method == method]
        return found


@contextmanager
def wire(upstream: str) -> Iterator[Wire]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.wire = Wire(f"http://127.0.0.1:{server.server_port}", urlsplit(upstream).netloc)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    wire: Wire
    daemon_threads = True
    block_on_close = False


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        wire = self.server.wire
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        wire.requests.append(Request(self.command, self.path, self.headers, body))
        if wire.refuse_bulk and self.command == "POST":
            self._answer(501, {}, b"<Error><Code>NotImplemented</Code></Error>")
            return
        if wire.say_first:
            status, code = wire.say_first.pop(0)
            self._answer(status, {}, f"<Error><Code>{code}</Code></Error>".encode())
            return
        status, headers, content = self._ask_upstream(body[::-1] if wire.garble_bodies else body)
        if wire.lose_answers:
            wire.lose_answers -= 1
            self.close_connection = True
            return
        self._answer(status, headers, content)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = handle_any  # noqa: N815  the base class's names

    def _ask_upstream(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.server.wire.upstream, timeout=10)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(content))
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OURS:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.server.wire.cut_bodies and self.command == "GET" and len(content) > 1:
            self.server.wire.cut_bodies -= 1
            content = content[: len(content) // 2]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(content)
