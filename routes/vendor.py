"""The one large script of patients' pages, plotly.js, from its package: gzipped once, cached for good."""

from __future__ import annotations

import gzip
from functools import cache

from flask import Blueprint, Flask, Response, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from plotly.offline import get_plotlyjs, get_plotlyjs_version
from werkzeug.wrappers import Response as BaseResponse

from web import public

blueprint = Blueprint("vendor", __name__, url_prefix="/vendor")


class PageSessions(SecureCookieSessionInterface):
    """Sessions for pages only: what is the same for everybody must not vary with a cookie.

    Otherwise a patient's phone would fetch the large script again whenever his session is a new one.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie and ``Vary: Cookie``, but not beside shared files."""
        if request.endpoint not in ("static", "vendor.plotly"):
            super().save_session(app, session, response)


def init_app(server: Flask) -> None:
    """Keep sessions away from shared files."""
    server.session_interface = PageSessions()


def plotly_url() -> str:
    """Where this version of plotly.js is served; a new version has a new address."""
    return url_for("vendor.plotly", version=get_plotlyjs_version())


@blueprint.get("/plotly-<version>.min.js")
@public
def plotly(version: str) -> BaseResponse:
    """The script; a page from before an update is shown the way to the present one."""
    if version != get_plotlyjs_version():
        return redirect(plotly_url())
    response = Response(mimetype="text/javascript")
    if request.accept_encodings["gzip"] > 0:
        response.data = _gzipped()
        response.content_encoding = "gzip"
    else:
        response.data = get_plotlyjs()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    return response


@cache
def _gzipped() -> bytes:
    """4.8 MB become 1.5: what a phone has to fetch."""
    return gzip.compress(get_plotlyjs().encode(), mtime=0)
