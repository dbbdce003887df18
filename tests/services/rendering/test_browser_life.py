"""The browser is started when needed, replaced when it dies, and gone when we are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rendering import (
    Limits,
    Renderer,
    RendererClosedError,
    RendererUnavailable,
    RenderTimeoutError,
    renderer,
)
from tests.services.rendering.conftest import coloured
from tests.services.rendering.png import corner
from tests.services.rendering.processes import browsers, gone, main_browser, pages

TEAL, RED = (0, 0x80, 0x80), (0xFF, 0, 0)


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory for this test's browsers, here and in its processes: others have theirs in /tmp.

    Its name is short, because Chromium puts a socket below it.
    """
    with tempfile.TemporaryDirectory(prefix="t") as directory:
        monkeypatch.setenv("TMPDIR", directory)
        monkeypatch.setattr(tempfile, "tempdir", directory)
        yield Path(directory)


def homes(temporary: Path) -> list[Path]:
    """The browsers' directories."""
    return list(temporary.glob("oxinight-picture-*"))


def test_nothing_starts_before_the_first_picture() -> None:
    Renderer().close()
    assert browsers() == set()


def test_closing_leaves_no_process_and_no_directory(fresh: Renderer, temporary: Path) -> None:
    fresh.warm_up()
    running = browsers()
    assert running
    assert len(homes(temporary)) == 1
    fresh.close()
    assert gone(running)
    assert homes(temporary) == []


def test_a_closed_renderer_says_so(fresh: Renderer) -> None:
    fresh.close()
    fresh.close()
    with pytest.raises(RendererClosedError):
        fresh.render_png(coloured("teal"))


def test_pictures_that_wait_are_refused_on_closing(fresh: Renderer) -> None:
    fresh.warm_up()
    outcomes: list[str] = []

    def draw() -> None:
        try:
            fresh.render_png(coloured("teal"))
        except RendererClosedError:
            outcomes.append("refused")
        else:
            outcomes.append("drawn")

    threads = [threading.Thread(target=draw) for _ in range(12)]
    for thread in threads:
        thread.start()
    fresh.close()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 12
    assert "refused" in outcomes


def test_a_killed_browser_is_replaced(fresh: Renderer) -> None:
    fresh.warm_up()
    killed = browsers()
    os.kill(main_browser(), signal.SIGKILL)
    assert corner(fresh.render_png(coloured("teal"))) == TEAL
    assert gone(killed)


def test_a_browser_killed_long_ago_is_replaced(fresh: Renderer) -> None:
    fresh.warm_up()
    killed = browsers()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert gone(killed)
    assert corner(fresh.render_png(coloured("red"))) == RED


def test_a_page_that_dies_is_replaced_at_once(fresh: Renderer) -> None:
    """What the kernel does when memory runs out: the browser lives on, without its page."""
    fresh.warm_up()
    for pid in pages():
        os.kill(pid, signal.SIGKILL)
    started = time.monotonic()
    assert corner(fresh.render_png(coloured("teal"))) == TEAL
    assert time.monotonic() - started < Limits().picture_s


def test_a_browser_that_hangs_is_given_up_and_replaced() -> None:
    renderer = Renderer(limits=Limits(picture_s=3, close_s=1))
    try:
        renderer.warm_up()
        hung = browsers()
        os.kill(main_browser(), signal.SIGSTOP)
        with pytest.raises(RenderTimeoutError):
            renderer.render_png(coloured("teal"))
        assert gone(hung)
        assert corner(renderer.render_png(coloured("teal"))) == TEAL
    finally:
        renderer.close()


def test_without_chromium_the_error_says_what_to_install() -> None:
    renderer = Renderer(chromium="/nowhere/chromium")
    with pytest.raises(RendererUnavailable, match="apt-get install chromium"):
        renderer.render_png(coloured("teal"))
    renderer.close()


def test_a_machine_without_chromium_is_searched_only_when_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rendering.browser.Chromium.find_browser", lambda **_: None)
    renderer = Renderer()
    with pytest.raises(RendererUnavailable, match="apt-get install chromium"):
        renderer.warm_up()
    renderer.close()


def test_a_browser_that_does_not_start_is_told_from_none(tmp_path: Path, temporary: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    renderer = Renderer(chromium=str(broken))
    with pytest.raises(RendererUnavailable, match="does not start"):
        renderer.warm_up()
    renderer.close()
    assert homes(temporary) == []


def test_one_process_has_one_renderer() -> None:
    assert renderer() is renderer()


def run(script: str) -> subprocess.Popen[str]:
    """Another Python process; it prints what the test wants to know."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def test_a_forked_child_draws_with_a_browser_of_its_own() -> None:
    script = """
        import os
        from rendering import renderer
        from tests.services.rendering.conftest import coloured
        from tests.services.rendering.png import corner

        parents = renderer()
        parents.warm_up()
        child = os.fork()
        colour, own = ("red", renderer() is not parents) if child == 0 else ("teal", renderer() is parents)
        if child:
            os.waitpid(child, 0)
        print(own, corner(renderer().render_png(coloured(colour))), flush=True)
        """
    output, _ = run(script).communicate(timeout=60)
    assert output.splitlines() == [f"True {RED}", f"True {TEAL}"]


def test_a_process_that_ends_takes_its_browser_along(temporary: Path) -> None:
    script = """
        from rendering import renderer
        from tests.services.rendering.processes import browsers
        renderer().warm_up()
        print(*browsers(), flush=True)
        """
    output, _ = run(script).communicate(timeout=60)
    assert output.split()
    assert gone({int(pid) for pid in output.split()})
    assert homes(temporary) == []


WAITING = """
    import time
    from rendering import renderer
    renderer().warm_up()
    print("ready", flush=True)
    time.sleep(60)
    """


def test_a_killed_process_takes_its_browser_along() -> None:
    with run(WAITING) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        running = browsers(process.pid)
        process.kill()
    assert running
    assert gone(running)


def test_a_killed_process_leaves_its_directory_only_until_the_next_start(
    fresh: Renderer, temporary: Path
) -> None:
    with run(WAITING) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        running = browsers(process.pid)
        process.kill()
    assert gone(running)
    (left,) = homes(temporary)
    assert left.name.startswith(f"oxinight-picture-{process.pid}-")
    fresh.warm_up()
    (own,) = homes(temporary)
    assert own.name.startswith(f"oxinight-picture-{os.getpid()}-")


def test_the_directory_of_a_living_process_stays(fresh: Renderer, temporary: Path) -> None:
    with run(WAITING) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        (theirs,) = homes(temporary)
        fresh.warm_up()
        assert theirs in homes(temporary)
        assert browsers(process.pid)
        process.kill()
