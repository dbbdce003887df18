"""Set-up, log-in, log-out, language."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField

import accounts
from accounts import NewAccount
from errors import NotFound, OxinightError
from i18n import LOCALES
from web import (
    context,
    forget_login,
    language,
    public,
    remember_language,
    remember_login,
    translated,
    visitor,
)

blueprint = Blueprint("auth", __name__)


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Who is it?"""

    email = EmailField()
    password = PasswordField()


class SetupForm(FlaskForm):  # type: ignore[misc]
    """The first admin."""

    code = StringField()
    name = StringField()
    email = EmailField()
    password = PasswordField()


@blueprint.route("/")
def home() -> Response:
    """The doctor's desk."""
    return redirect("/desk/")


@blueprint.route("/setup", methods=["GET", "POST"])
@public
def setup() -> Response | str | tuple[str, int]:
    """Make the first admin, with the code that the server printed; gone when there is an admin."""
    if accounts.has_admin(context()):
        raise NotFound
    form = SetupForm()
    if not form.validate_on_submit():
        return render_template("setup.html", form=form)
    new = NewAccount(form.email.data or "", form.password.data or "", form.name.data or "", language())
    try:
        account = accounts.create_first_admin(context(), form.code.data or "", new, visitor())
    except OxinightError as error:
        return render_template("setup.html", form=form, problem=translated(error)), error.status
    remember_login(account)
    return redirect("/desk/")


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> Response | str | tuple[str, int]:
    """Log in and go where one wanted to go."""
    if not accounts.is_set_up(context()):
        return redirect(url_for("auth.setup"))
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("login.html", form=form)
    try:
        account = accounts.log_in(context(), form.email.data or "", form.password.data or "", visitor())
    except OxinightError as error:
        return render_template("login.html", form=form, problem=translated(error)), error.status
    remember_login(account)
    return redirect(_safe_next())


@blueprint.post("/logout")
def logout() -> Response:
    """End this session."""
    forget_login()
    return redirect(url_for("auth.login"))


@blueprint.post("/language/<locale>")
@public
def choose_language(locale: str) -> Response:
    """Remember a language: in the profile of an account, else in a cookie."""
    if locale not in LOCALES:
        raise NotFound
    if current_user.is_authenticated:
        accounts.set_locale(context(), current_user.id, locale)
    response = redirect(_safe_next())
    remember_language(response, locale)
    return response


def _safe_next() -> str:
    """Where to go on: a path of ours only; browsers drop a tab, so ``/<tab>/elsewhere`` would lead away."""
    wanted = request.values.get("next", "")
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours else "/desk/"
