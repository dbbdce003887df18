"""What the frame of every page shows: whose it is, and in which language."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import get_locale

from i18n import LOCALES
from web import context


def init_app(server: Flask) -> None:
    """Give these words to all templates."""
    server.context_processor(_frame)


def _frame() -> dict[str, Any]:
    locale = get_locale()
    return {
        "clinic_name": context().settings.clinic_name,
        "locale": locale.language if locale else "en",
        "languages": LOCALES,
    }
