"""A figure in, its own picture out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from figures import night_figure
from rendering import FigureRefusedError, Renderer
from tests.services.rendering.conftest import coloured
from tests.services.rendering.png import corner, size
from tests.unit.figures.nights import analysis, night


def test_a_night_is_drawn_in_the_size_asked_for(renderer: Renderer) -> None:
    recording = night()
    figure = night_figure(recording, analysis(recording))
    assert size(renderer.render_png(figure)) == (1280, 720)
    assert size(renderer.render_png(figure, width=390, height=600, scale=2)) == (780, 1200)


def test_four_threads_each_get_their_own_picture(renderer: Renderer) -> None:
    """With Kaleido's shared server, 27 of 40 such pictures were another thread's."""
    colours = [(number * 6, 255 - number * 6, number) for number in range(40)]

    def draw(colour: tuple[int, int, int]) -> tuple[int, int, int]:
        figure = coloured("#{:02x}{:02x}{:02x}".format(*colour))
        return corner(renderer.render_png(figure, width=100, height=60))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(draw, colours)) == colours


def test_a_figure_that_cannot_be_drawn_is_refused_and_the_next_is_drawn(renderer: Renderer) -> None:
    with pytest.raises(FigureRefusedError):
        renderer.render_png(
            {"data": [{"type": "scatter", "y": [1]}], "layout": {"xaxis": {"domain": "x"}}}, width=-1
        )
    assert corner(renderer.render_png(coloured("#102030"))) == (0x10, 0x20, 0x30)


def test_no_request_leaves_the_browser(renderer: Renderer) -> None:
    figure = coloured("#ffffff")
    with listening() as (address, requests):
        place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "sizex": 1, "sizey": 1}
        figure["layout"]["images"] = [{**place, "source": f"{address}/picture.png"}]
        renderer.render_png(figure)
    assert requests == []


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and what it is asked for."""
    requests: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", requests
        server.shutdown()
