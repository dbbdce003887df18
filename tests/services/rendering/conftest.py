"""One browser for the tests that leave it as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from rendering import Renderer
from tests.live import BROWSERS


@pytest.fixture(scope="session", autouse=True)
def chromium() -> None:
    assert any(map(shutil.which, BROWSERS)), "no Chrome or Chromium: script/setup installs Debian's"


@pytest.fixture(scope="module")
def renderer(chromium: None) -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.fixture
def fresh(chromium: None) -> Iterator[Renderer]:
    """A renderer of the test's own, to be killed, closed or starved."""
    renderer = Renderer()
    yield renderer
    renderer.close()


def coloured(colour: str) -> dict[str, Any]:
    """A figure that is one colour all over."""
    layout = {"paper_bgcolor": colour, "plot_bgcolor": colour, "template": {}}
    return {"data": [{"type": "scatter", "y": [1, 2, 3]}], "layout": layout}
