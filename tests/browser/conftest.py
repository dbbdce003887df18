"""Debian's Chromium, the program as its users start it, and a watch on everything a page does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.live import BROWSERS, LiveServer
from tests.seaweed import seaweed

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@dataclass
class Watch:
    """What went wrong in the pages of one test: errors, failed scripts, requests that leave the machine."""

    base: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of this browser context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        return context

    def _request(self, request: Request) -> None:
        ours = (self.base, "data:", "blob:", *self.allowed)
        if not request.url.startswith(ours):
            self.faults.append(f"request to elsewhere: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._expected(message):
            self.faults.append(f"console: {message.text} {message.location['url']}")

    def _expected(self, message: ConsoleMessage) -> bool:
        """A page that answers 404 or 410 on purpose is noted by the browser itself."""
        return any(f"status of {status}" in message.text for status in self.expected_statuses)

    allowed: tuple[str, ...] = ()
    expected_statuses: tuple[int, ...] = ()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Ended with the last test here: other tests count the browsers of this process."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chrome or Chromium: script/setup installs Debian's"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass(frozen=True)
class Stage:
    """A running server, and where its signed URLs point."""

    server: LiveServer
    store_url: str | None


@pytest.fixture(params=["folder", "seaweed"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """The program on a folder and SQLite, and on a real S3 server."""
    if request.param == "folder":
        with LiveServer(tmp_path) as server:
            yield Stage(server, None)
        return
    with seaweed() as store:
        env = {
            "S3_ENDPOINT_URL": store.endpoint_url,
            "S3_BUCKET": store.bucket,
            "S3_ACCESS_KEY_ID": store.access_key_id,
            "S3_SECRET_ACCESS_KEY": store.secret_access_key,
        }
        with LiveServer(tmp_path, env=env) as server:
            yield Stage(server, store.endpoint_url)


@pytest.fixture
def watch(stage: Stage) -> Iterator[Watch]:
    """Fails the test, at its end, for anything that a page should not have done."""
    watched = Watch(stage.server.url, allowed=(stage.store_url,) if stage.store_url else ())
    yield watched
    assert watched.faults == []


@pytest.fixture
def doctors_page(chromium: Browser, watch: Watch) -> Iterator[Page]:
    """The doctor's browser."""
    context = watch.over(chromium.new_context(viewport=DESK, locale="en-GB"))  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=watch.base)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser, watch: Watch) -> Iterator[Page]:
    """The patient's phone, in Romanian."""
    context = watch.over(
        chromium.new_context(
            viewport=PHONE,  # type: ignore[arg-type]
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="ro-RO",
            accept_downloads=True,
        )
    )
    yield context.new_page()
    context.close()
