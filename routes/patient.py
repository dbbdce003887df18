"""What a patient's link opens. GET changes nothing: chat previews and mail scanners open links, too."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField

import night_view
import patient_links
import patient_view
import recordings
from access import Viewer
from errors import LinkClosed, NotFound, OxinightError, PinNeeded, TooManyAttempts
from i18n import LOCALES
from routes import vendor
from storage_service import content_disposition
from web import context, doctor, private, public, remember_language, translated, visitor

blueprint = Blueprint("patient", __name__)

COOKIE = "night"
OPEN_FOR_S = 30 * 60


class OpenForm(FlaskForm):  # type: ignore[misc]
    """The Open button, and the PIN where a link has one."""

    pin = StringField()


@blueprint.get("/p/<secret>")
@public
@private
def door(secret: str) -> str:
    """A neutral page with an Open button: the same for every secret."""
    return render_template("door.html", form=OpenForm())


@blueprint.post("/p/<secret>")
@public
@private
def open_door(secret: str) -> BaseResponse | tuple[str, int]:
    """Open the link: counted, remembered in a cookie, and away from the secret's address."""
    form = OpenForm()
    pin = (form.pin.data or "").strip() or None
    try:
        opened = patient_links.open_link(context(), secret, pin, visitor())
    except (PinNeeded, TooManyAttempts) as error:
        return render_template("door.html", form=form, ask_pin=True, problem=translated(error)), error.status
    page = url_for("patient.page", token=opened.storage_token)
    response = redirect(page, 303)
    cookie = _signer().dumps([opened.link_id, opened.storage_token])
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=OPEN_FOR_S,
        path=page,
        httponly=True,
        samesite="Lax",
        secure=context().settings.is_https,
    )
    chosen = request.args.get("lang")  # the form has no action of its own: it is sent to this very address
    if chosen in LOCALES:
        remember_language(response, chosen)
    return response


@blueprint.get("/patient/<token>")
@public
@private
def page(token: str) -> str:
    """The patient's nights, as he sees them; his doctor may look, too."""
    shown = patient_links.patient_page(context(), _viewer(token), token)
    return render_template(
        "patient.html",
        page=shown,
        nights=patient_view.nights_of(shown.patient),
        plotly_url=vendor.plotly_url(),
        open_minutes=OPEN_FOR_S // 60,
    )


@blueprint.get("/patient/<token>/nights/<recording_id>")
@public
@private
def figure(token: str, recording_id: str) -> Response:
    """The interactive chart of one night, as Plotly reads it."""
    viewer = _viewer(token)
    night = recordings.find_drawable(context(), viewer, recording_id)
    if night.row.patient.storage_token != token:
        raise NotFound
    wanted = request.args
    return jsonify(night_view.figure_json(night, compact="compact" in wanted, dark="dark" in wanted))


@blueprint.get("/patient/<token>/<any(csvs,binaries,pdfs,plots,reports,labels):resource_type>/<filename>")
@public
@private
def resource(token: str, resource_type: str, filename: str) -> BaseResponse:
    """A file of this patient: 302 to a URL that is signed for a minute or five, or the bytes themselves."""
    found = recordings.find_resource(context(), _viewer(token), token, resource_type, filename)
    if not context().settings.stream_files:
        return redirect(recordings.sign(context(), found))
    response = send_file(recordings.open_resource(context(), found), mimetype=found.content_type)
    response.headers["Content-Type"] = found.content_type
    response.headers["Content-Disposition"] = content_disposition(found.download_name, inline=found.inline)
    return response


@blueprint.errorhandler(LinkClosed)
@private
def closed(error: LinkClosed) -> tuple[str, int]:
    """Unknown, expired, revoked: one page for all."""
    return render_template("closed.html"), error.status


@blueprint.errorhandler(NotFound)
@private
def not_found(error: OxinightError) -> tuple[str, int]:
    """Nothing here for this visitor: the same page as a closed link."""
    return render_template("closed.html"), error.status


def _viewer(token: str) -> Viewer:
    """Who looks at this patient: the doctor whose patient he is, else the holder of an open link."""
    if current_user.is_authenticated and patient_links.is_mine(context(), doctor(), token):
        return doctor()
    try:
        link_id, opened_token = _signer().loads(request.cookies.get(COOKIE, ""), max_age=OPEN_FOR_S)
    except BadSignature as error:
        raise LinkClosed from error
    if opened_token != token:
        raise LinkClosed
    return patient_links.holder_of(context(), link_id, token, request.remote_addr)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(context().settings.secret_key, salt="open-link")
