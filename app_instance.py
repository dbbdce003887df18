"""Makes the Flask server and the Dash app, once: headers, CSRF, log-in guard, languages, error pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import dash
from flask import Flask, Response, request
from flask_babel import Babel
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

import callbacks
import commands
import layouts
import routes
import web
from context import Context
from i18n import compile_catalogues
from jobs.engines import Engine, engine_of_web
from routes import streams
from settings import Settings
from storage_service import INTERACTIVE, ObjectStore

HERE = Path(__file__).parent
CSRF_COOKIE = "_csrf_token"


@dataclass(slots=True)
class Application:
    """One process's app: its server, its desk, its context, and its engine while that runs."""

    server: Flask
    desk: dash.Dash
    ctx: Context
    engine: Engine | None = None

    def start_engine(self) -> None:
        """Run jobs inside this process, or ring for those who do."""
        self.engine = engine_of_web(self.ctx)
        if self.engine:
            self.engine.start()

    def serve_while(self, is_serving: Callable[[], bool]) -> None:
        """Have open streams end as soon as this process is to stop: it waits for them."""
        streams.of(self.server).is_serving = is_serving

    def stop_engine(self) -> None:
        """Let running jobs end."""
        if self.engine:
            self.engine.stop()


def create_app(settings: Settings) -> Application:
    """Put the house together; nothing is connected yet."""
    os.umask(0o077)  # what this process and its workers write is for their own account's eyes
    ctx = Context.from_settings(settings, INTERACTIVE)
    compile_catalogues()
    server = _server(settings)
    server.extensions["oxinight"] = ctx
    Babel(
        server,
        default_locale="en",
        default_translation_directories=str(HERE / "i18n"),
        locale_selector=web.language,
    )
    _login(server)
    web.init_app(server)
    CSRFProtect(server)  # after the guard: of a stranger's upload not even the form is read
    routes.register(server)
    desk = _desk(server)
    _secure(server, desk, ctx.store)
    commands.register(server)
    return Application(server, desk, ctx)


def _server(settings: Settings) -> Flask:
    server = Flask("oxinight", root_path=str(HERE), static_folder="assets", template_folder="templates")
    server.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1024 * 1024,
        SESSION_COOKIE_NAME="oxinight",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a desk stays open all morning
        WTF_CSRF_SSL_STRICT=False,  # patient pages send no Referer, by our own policy
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return server


def _login(server: Flask) -> None:
    manager = LoginManager(server)
    manager.user_loader(web.load_user)
    manager.session_protection = None  # a phone changes its address; the session cookie is signed


def _desk(server: Flask) -> dash.Dash:
    desk = dash.Dash(
        "oxinight",
        server=server,  # type: ignore[arg-type]  # its hints forget Flask
        url_base_pathname="/desk/",
        assets_folder=str(HERE / "assets" / "desk"),
        external_stylesheets=["/assets/site/tokens.css"],
        external_scripts=["/assets/site/plotly-ro.js"],
        serve_locally=True,
        title="Oxinight",
        update_title="",
        csrf_token_name=CSRF_COOKIE,
        suppress_callback_exceptions=True,  # screens come and go; a test holds ids to layouts
        enable_mcp=False,
    )
    desk.layout = layouts.shell
    callbacks.register(desk)
    return desk


def _secure(server: Flask, desk: dash.Dash, store: ObjectStore) -> None:
    """Headers on every answer, and the token that Dash's callbacks send back."""
    policy = cache(
        lambda: _content_policy(desk, store)
    )  # asks the store for its address, which takes a while

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")  # shared files say their own
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.path.startswith("/desk/") and response.mimetype == "text/html":
            _give_csrf_token(response)
        return response


def _give_csrf_token(response: Response) -> None:
    """Dash reads this cookie and sends it as X-CSRFToken; the session holds its counterpart."""
    if current_user.is_authenticated:
        response.set_cookie(
            CSRF_COOKIE, generate_csrf(), samesite="Strict", secure=request.is_secure, path="/desk/"
        )


def _content_policy(desk: dash.Dash, store: ObjectStore) -> str:
    """No inline script but Dash's own start line, by its hash; pictures from our store; never in a frame."""
    scripts = " ".join(["'self'", *desk.csp_hashes()])
    pictures = " ".join(["'self'", "data:", "blob:", *_store_origin(store)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        f"img-src {pictures}; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _store_origin(store: ObjectStore) -> list[str]:
    """Where signed pictures come from, when that is not this server."""
    parts = urlsplit(store.sign("origin-probe", expires_s=60))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
