"""A headless Chromium that draws figures, cut off from every network.

Kaleido would fetch MathJax, and in some cases plotly.js, from a CDN, and
Chromium itself likes to call home. A patient's picture needs neither: the page
is written here from local files, and the browser gets a proxy that nobody
answers and a resolver that knows no name.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import time
from asyncio import Task, create_task
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import kaleido
import plotly
from choreographer.browsers import Chromium
from choreographer.channels import Pipe
from choreographer.utils import TmpDirectory
from kaleido import PageGenerator

from rendering.errors import RendererUnavailable
from rendering.homes import make_home, remove_orphans

log = logging.getLogger(__name__)

PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
NOBODY = "http://127.0.0.1:9"  # the discard port: a proxy that refuses every connection

NO_BROWSER = (
    "Pictures need the Chromium browser, and none was found here. Install it with: apt-get install chromium"
)

SEAL = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,"
    "MediaRouter,OptimizationHints,Translate",
    "--no-pings",
)


class BorrowedDirectory(TmpDirectory):
    """A directory that the browser may use and only its owner removes.

    Choreographer's own kind goes when the object is collected or the interpreter
    ends: in a forked child that would take the directory from its parent's browser.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.exists = True

    def clean(self) -> None:
        """Leave the directory to its owner."""


class SealedChromium(Chromium):
    """Chromium with the network switched off."""

    def __init__(
        self, channel: Pipe, path: Path | str | None = None, *, home: Path, **options: object
    ) -> None:
        self._home = home
        super().__init__(channel, path, proxy_server=NOBODY, **options)

    def pre_open(self) -> None:
        """Use the owner's directory instead of making one."""
        self.tmp_dir = BorrowedDirectory(self._home)

    def get_cli(self) -> Sequence[str]:
        """Return the command line, with the switches that keep Chromium silent."""
        return [*super().get_cli(), *SEAL]


class PictureBrowser(kaleido.Kaleido):  # type: ignore[misc]  # kaleido has no types
    """One browser with one page that draws one figure at a time."""

    def __init__(self, chromium: str, home: Path) -> None:
        self.home = home
        self._refresh: Task[None] | None = None
        super().__init__(
            n=1,
            timeout=None,  # whoever waits sets the limit: kaleido's own would wait on for a hung page
            page_generator=_write_page(home),
            path=chromium,
            browser_cls=SealedChromium,
            enable_extensions=False,
            home=home,
        )

    @property
    def alive(self) -> bool:
        """Whether the browser's process is still there."""
        return hasattr(self, "subprocess") and self.subprocess.poll() is None

    async def open(self) -> None:
        """Open the browser, to end as a whole if its page's process should die.

        Chromium goes on without its page, and whoever waits for the picture would
        wait until his time is up: the kernel's out-of-memory killer picks that process first.
        """
        await super().open()
        for tab in self.tabs.values():
            await tab.send_command("Inspector.enable")
            tab.subscribe("Inspector.targetCrashed", self._end_with_its_page)

    async def _end_with_its_page(self, _event: object) -> None:
        log.warning("the page that draws has died")
        self.kill()

    async def draw_png(self, figure: dict[str, Any], width: int, height: int, scale: float) -> bytes:
        """Return the figure as the bytes of a PNG of ``width * scale`` by ``height * scale`` pixels."""
        if self._refresh is not None:
            await self._refresh
        size = {"format": "png", "width": width, "height": height, "scale": scale}
        return bytes(await self.calc_fig(figure, size))

    async def _return_kaleido_tab(self, tab: object) -> None:
        """Reload the page after the picture is handed over, not before.

        Each picture gets a fresh page, so that nothing of one patient's is left for
        the next; loading it takes as long as drawing, and nobody need wait for it.
        """
        self._refresh = create_task(super()._return_kaleido_tab(tab))
        self._refresh.add_done_callback(_note_failure)

    def kill(self) -> None:
        """End what is left of the browser's process group; it leads one of its own.

        Only for a browser that was alive a moment ago: the number of a group that is
        long gone may have been given to somebody else.
        """
        try:
            os.killpg(self.subprocess.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # all of it has ended by itself
        self.subprocess.wait()

    def remove_home(self) -> None:
        """Remove the browser's directory, once its last process has let go of it."""
        for _ in range(10):
            try:
                shutil.rmtree(self.home)
            except FileNotFoundError:
                if not self.home.exists():
                    return
            except OSError:
                log.debug("a dying browser still writes to its directory")
            else:
                return
            time.sleep(0.1)
        log.warning("the picture browser's directory could not be removed")


def make_browser(chromium: str | None = None) -> PictureBrowser:
    """Return a browser that is yet to be opened; ``chromium`` overrides the search for one.

    Raises:
        RendererUnavailable: there is no Chromium, or no plotly.js, on this machine.
    """
    path = chromium or Chromium.find_browser(skip_local=False)
    if path is None or not os.access(path, os.X_OK):
        raise RendererUnavailable(NO_BROWSER)
    remove_orphans()
    return PictureBrowser(path, make_home())


def _write_page(home: Path) -> Path:
    """Write the page that draws, from local files only, and return its path."""
    if not PLOTLY_JS.is_file():
        raise RendererUnavailable(f"The plotly package is incomplete: {PLOTLY_JS.name} is missing.")
    page = home / "index.html"
    page.write_text(PageGenerator(plotly=PLOTLY_JS, mathjax=False).generate_index(), encoding="utf-8")
    return page


def _note_failure(refresh: Task[None]) -> None:
    """Log why a page could not be reloaded; the next picture meets the same error."""
    if not refresh.cancelled() and (error := refresh.exception()) is not None:
        log.debug("the page could not be reloaded: %s", error)
