"""The entry: ``server`` for gunicorn and ``flask --app app``, ``run()`` for script/server."""

from __future__ import annotations

import sys

from app_instance import create_app
from settings import Settings, SettingsError

try:
    application = create_app(Settings.from_env())
except SettingsError as error:
    sys.exit(f"Oxinight cannot start: {error}")

server = application.server


def run() -> None:
    """Prepare the database, say where the door is, and serve until stopped."""
    from serve import serve

    serve(application)
