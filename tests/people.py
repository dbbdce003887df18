"""People who use the app over HTTP, as a browser would: cookies, CSRF tokens, redirects."""

from __future__ import annotations

import re
import time
from typing import Any, cast

import requests


class Browser:
    """One person's browser, without JavaScript."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()

    def get(self, path: str) -> bytes:
        """A page or file, through its redirects."""
        answer = self.session.get(self._url(path), timeout=30)
        answer.raise_for_status()
        return answer.content

    def post(self, path: str, page: str, **fields: str) -> requests.Response:
        """Send a form, with the token of the page on which it stands."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if token is None:
            raise AssertionError("this page has no form token")
        return self.session.post(self._url(path), data={"csrf_token": token.group(1), **fields}, timeout=30)

    def log_in(self, email: str, password: str) -> None:
        """Log in as a doctor."""
        answer = self.post("/login", self.get("/login").decode(), email=email, password=password)
        assert "/desk/" in answer.url, f"log-in ended on {answer.url}"

    def upload(self, content: bytes, filename: str) -> str:
        """Give a file; returns its recording's id."""
        answer = self.session.post(
            self._url("/api/recordings"),
            files={"file": (filename, content)},
            headers={"X-CSRFToken": self.session.cookies["_csrf_token"]},
            timeout=30,
        )
        assert answer.status_code in (200, 202), f"{answer.status_code}: {answer.text}"
        return str(answer.json()["recording"])

    def recording(self, recording_id: str) -> dict[str, Any]:
        """How far a recording is."""
        answer = self.session.get(self._url(f"/api/recordings/{recording_id}"), timeout=30)
        answer.raise_for_status()
        return cast(dict[str, Any], answer.json())

    def wait_for_link(self, recording_id: str, *, within_s: float) -> str:
        """The patient's link, as soon as the night is read and its picture is there."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            state = self.recording(recording_id)
            assert state["state"] != "refused", state["refusal"]
            if state["state"] == "ready" and state["picture"]:
                return str(state["link"])
            time.sleep(0.02)
        raise AssertionError(f"not ready within {within_s} s: {state}")

    def open_link(self, link: str) -> str:
        """Press Open on a link's page; the patient's page."""
        path = link.removeprefix(self.base)
        answer = self.post(path, self.get(path).decode())
        answer.raise_for_status()
        return answer.text

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.base + path
