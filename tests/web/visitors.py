"""Who visits: each with a browser of his own, who fetches the tokens of forms as a browser does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import PASSWORD, File, Someone

CSRF_COOKIE = "_csrf_token"


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, server: Flask, base: str = "http://localhost:8050") -> None:
        self.client: FlaskClient = server.test_client()
        self._base = base

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        """Ask for it, whatever it is, and follow nothing."""
        return self.client.open(path, method=method, base_url=self._base, buffered=True, **more)

    def form_token(self, page: str = "/login") -> str:
        """The token of a form that this visitor can see."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).text)
        assert found, f"{page} has no form with a token"
        return found.group(1)

    def post(self, path: str, page: str = "/login", **fields: Any) -> TestResponse:
        """Send a form with the token of the page on which it stands."""
        return self.send("POST", path, data={"csrf_token": self.form_token(page), **fields})

    def log_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/login", email=email, password=password, **more)

    def open_link(self, secret: str, **fields: str) -> TestResponse:
        return self.post(f"/p/{secret}", f"/p/{secret}", **fields)

    def desk_token(self) -> str:
        """The token that the desk gives its callbacks and its upload field."""
        self.get("/desk/")
        cookie = self.client.get_cookie(CSRF_COOKIE, path="/desk/")
        assert cookie is not None, "the desk gave no token"
        return str(cookie.decoded_value)

    def upload(self, file: File, *, headers: Mapping[str, str] | None = None, **fields: str) -> TestResponse:
        sent = {"X-CSRFToken": self.desk_token()} if headers is None else dict(headers)
        return self.send(
            "POST", "/api/recordings", data={"file": (file.stream, file.name), **fields}, headers=sent
        )

    def call_back(self, body: Mapping[str, Any], **headers: str) -> TestResponse:
        """What Dash's own script would send."""
        sent = headers or {"X-CSRFToken": self.desk_token()}
        return self.send("POST", "/desk/_dash-update-component", json=body, headers=sent)


def patients_visitor(server: Flask, someone: Someone) -> Visitor:
    """The browser of a patient who has pressed Open."""
    visitor = Visitor(server)
    assert visitor.open_link(someone.secret).status_code == 303
    return visitor


def in_short(answer: TestResponse) -> str:
    """``200``, or ``302 /login``: the status, and where it leads."""
    leads_on = 300 <= answer.status_code < 400
    where = urlsplit(answer.headers.get("Location", "")).path if leads_on else ""
    where = re.sub(r"/files/.+", "/files/…", where)
    return f"{answer.status_code} {where}".strip()
