"""Flask's blueprints: each view reads its inputs, calls one service, and answers."""

from __future__ import annotations

from flask import Flask

from routes import auth, events, files, frame, health, patient, streams, uploads, vendor


def register(server: Flask) -> None:
    """Put all blueprints on the server."""
    for blueprint in (
        auth.blueprint,
        uploads.blueprint,
        events.blueprint,
        patient.blueprint,
        files.blueprint,
        vendor.blueprint,
        health.blueprint,
    ):
        server.register_blueprint(blueprint)
    frame.init_app(server)
    streams.init_app(server)
    vendor.init_app(server)
