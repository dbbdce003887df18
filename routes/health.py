"""Is it alive, and can it work?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from storage_service import PROBE, with_patience
from web import context, public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database and the store answer, too."""
    with context().db.read() as session:
        session.execute(text("SELECT 1"))
    with_patience(context().store, PROBE).exists("readiness-probe")
    return jsonify(status="ready")
