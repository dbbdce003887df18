"""What routes and callbacks share: the context, who is asking, the guard, the language, the error pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

import accounts
from access import Doctor
from context import Context
from db.audit import Actor
from db.models import Account, Role
from errors import N_, NotFound, OxinightError, Refused, TemporarilyDown
from i18n import LOCALES
from storage_service import ObjectMissing, SignatureExpired, SignatureRejected, StorageError

P = ParamSpec("P")
R = TypeVar("R")

LANGUAGE_COOKIE = "language"


class User(UserMixin):  # type: ignore[misc]
    """The logged-in account, as Flask-Login wants it."""

    def __init__(self, account: Account, session_id: str = "") -> None:
        self.id = account.id
        self.email = account.email
        self.name = account.name
        self.locale = account.locale
        self.is_admin = account.role is Role.ADMIN
        self._session_id = session_id

    def get_id(self) -> str:
        """What the session cookie carries: ending the session makes it void."""
        return self._session_id


def context() -> Context:
    """The context of the running app."""
    return cast(Context, current_app.extensions["oxinight"])


def load_user(session_id: str) -> User | None:
    """Flask-Login's loader."""
    account = accounts.find_by_session(context(), session_id)
    return User(account, session_id) if account else None


def remember_login(account: Account) -> None:
    """Log this browser in."""
    login_user(User(account, accounts.begin_session(context(), account)))


def forget_login() -> None:
    """Log this browser out, here and in every copy of its cookie."""
    accounts.end_session(context(), current_user.get_id(), doctor().actor)
    logout_user()


def doctor() -> Doctor:
    """The logged-in account as the services want it."""
    if not current_user.is_authenticated:
        raise NotFound
    return Doctor(current_user.id, request.remote_addr)


def visitor() -> Actor:
    """Somebody who is not logged in."""
    return Actor.visitor(request.remote_addr)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a view to everybody; all others need a login."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def guard() -> BaseResponse | None:
    """Default deny, for known and unknown paths alike: before anything else runs."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_public", False) or request.endpoint == "static":
        return None
    if current_user.is_authenticated:
        return None
    if _wants_json():
        abort(401)
    where = "auth.setup" if not accounts.is_set_up(context()) else "auth.login"
    return redirect(url_for(where, next=_path_here()))


def language() -> str:
    """Profile, then what the visitor chose, then the browser, then the clinic's default."""
    chosen = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if current_user and current_user.is_authenticated and current_user.locale:
        return str(current_user.locale)
    if chosen in LOCALES:
        return chosen
    return request.accept_languages.best_match(list(LOCALES)) or context().settings.default_locale


def remember_language(response: BaseResponse, locale: str) -> None:
    """Have this browser say, from now on, which language was chosen in it."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        locale,
        max_age=365 * 86400,
        httponly=True,
        samesite="Lax",
        secure=context().settings.is_https,
    )


def show_error(error: OxinightError) -> tuple[Response | str, int]:
    """The one seam where our errors become a sentence."""
    sentence = translated(error)
    if _wants_json():
        return jsonify(error=error.key, message=sentence), error.status
    return render_template("error.html", sentence=sentence, status=error.status), error.status


def show_http_error(error: HTTPException) -> HTTPException | tuple[Response | str, int]:
    """Werkzeug's own refusals, in our words; redirects stay what they are."""
    if error.code is None or error.code < 400:
        return error
    shown = OxinightError(HTTP_SENTENCES.get(error.code, N_("This request could not be answered.")))
    shown.key, shown.status = f"http-{error.code}", error.code
    return show_error(shown)


HTTP_SENTENCES = {
    400: N_("This page was open for too long. Please load it again and repeat the last step."),
    401: N_("Please log in first."),
    404: NotFound.sentence,
    405: NotFound.sentence,
    413: N_("This file is too large."),
    500: OxinightError.sentence,
}


def _wants_json() -> bool:
    return (
        request.path.startswith(("/api/", "/desk/_dash", "/desk/_reload"))
        or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def _path_here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


def private(view: Callable[P, R]) -> Callable[P, Response]:
    """Keep a patient's page out of caches, search engines and other sites' logs."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def translated(error: OxinightError) -> str:
    """An error's sentence in the visitor's language."""
    return gettext(error.sentence) % dict(error.params) if error.params else str(gettext(error.sentence))


def init_app(server: Flask) -> None:
    """Hang guard and error pages on the server."""
    server.before_request(guard)
    server.register_error_handler(OxinightError, show_error)
    server.register_error_handler(StorageError, lambda error: show_error(as_ours(error)))
    server.register_error_handler(OperationalError, _show_database_error)
    server.register_error_handler(DataError, lambda error: show_error(as_ours(error)))
    server.register_error_handler(HTTPException, show_http_error)


def _show_database_error(error: OperationalError) -> tuple[Response | str, int]:
    """The page that says so must not ask the database who is logged in: that would fail again."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    return show_error(as_ours(error))


def as_ours(error: Exception) -> OxinightError:
    """A store or a database that fails: logged, and answered with what the visitor can do."""
    if isinstance(error, SignatureExpired | SignatureRejected | ObjectMissing):
        return NotFound()
    if isinstance(error, DataError):  # letters that no text may have, such as NUL
        return Refused()
    if isinstance(error, StorageError):  # what the store's library says would show keys with file names
        current_app.logger.error("%s: %s (%s)", request.endpoint, error.key, error.params.get("code", "-"))
        return TemporarilyDown()
    current_app.logger.error("%s: %s", request.endpoint, error, exc_info=error)
    return TemporarilyDown()
