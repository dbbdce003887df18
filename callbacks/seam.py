"""The one seam where the errors of callbacks become a sentence: each callback's ``on_error``."""

from __future__ import annotations

from dash import set_props
from dash.development.base_component import Component
from flask import current_app
from sqlalchemy.exc import OperationalError

from errors import NotFound, OxinightError
from layouts import ids, parts
from storage_service import StorageError
from web import as_ours, translated


def tell(error: Exception) -> None:
    """Say on the page what went wrong; the page stays as it is."""
    set_props(ids.NOTICES, {"sendNotifications": [parts.problem(sentence_of(error))]})


def show_instead(error: Exception) -> Component:
    """Show what went wrong in the place of the screen that was asked for."""
    return parts.sentence_page(sentence_of(error))


def done(sentence: str) -> None:
    """Say on the page what was done."""
    set_props(ids.NOTICES, {"sendNotifications": [parts.notice(sentence)]})


def sentence_of(error: Exception) -> str:
    """The translated sentence of an error; one that nobody foresaw is logged with its traceback."""
    if isinstance(error, StorageError | OperationalError):
        return translated(as_ours(error))
    if isinstance(error, OxinightError):
        if not isinstance(error, NotFound):
            current_app.logger.info("callback refused: %s", error.key)
        return translated(error)
    current_app.logger.error("a callback failed", exc_info=error)
    return translated(OxinightError())
