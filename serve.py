"""``script/server``: prepare, say where the door is, and serve with gunicorn until stopped."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from gunicorn.app.wsgiapp import WSGIApplication

import installation
from app_instance import Application
from settings import Settings


class _Gunicorn(WSGIApplication):  # type: ignore[misc]
    """Gunicorn in this process, with the app that is made already (``preload_app``)."""

    def __init__(self, application: Application) -> None:
        self._application = application
        super().__init__("oxinight", prog="oxinight")

    def init(self, parser: object, opts: object, args: object) -> None:
        """Take the settings from our file; the command line is ours, not gunicorn's."""
        self.load_config_from_file(str(Path(__file__).with_name("gunicorn.conf.py")))

    def load_config(self) -> None:
        """No command line, no environment: only our file."""
        self.init(None, None, None)
        self.cfg.set("when_ready", self._say_where)

    def _say_where(self, _arbiter: object) -> None:
        """Only now, when the port is ours."""
        say(f"serving {self._application.ctx.settings.public_url}")

    def load(self) -> object:
        """The WSGI callable."""
        return self._application.server


def serve(application: Application, arguments: list[str] | None = None) -> None:
    """Serve until stopped; ``--demo`` makes the demonstration first."""
    given = sys.argv[1:] if arguments is None else arguments
    if given not in ([], ["--demo"]):
        sys.exit("usage: script/server [--demo]")
    _refuse_taken_port(application.ctx.settings)
    lines = list(installation.prepare(application.ctx))
    if given:
        lines += installation.demo(application.ctx)
    for line in lines:
        say(line)
    application.ctx.db.dispose()  # no connection crosses gunicorn's fork
    _Gunicorn(application).run()


def _refuse_taken_port(settings: Settings) -> None:
    """Before anything is changed: a second server on the same data would void the first one's set-up code."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            sys.exit(f"Oxinight cannot start: port {settings.port} on {settings.host}: {error.strerror}.")


def say(line: str) -> None:
    """What the person at the terminal reads."""
    print(line, flush=True)  # noqa: T201
