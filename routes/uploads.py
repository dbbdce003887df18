"""Files come in, and pages ask how far they are."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, jsonify, request, url_for

import intake
import patient_links
import recordings
from errors import N_, Refused, TooManyStreams
from intake import AS_USUAL, Reading, Receipt
from night_view import job_as_json, recording_as_json
from routes import events
from web import context, doctor

blueprint = Blueprint("uploads", __name__, url_prefix="/api")


@blueprint.post("/recordings")
def receive() -> Response:
    """Take in one file (multipart ``file``; ``patient`` to add it to an existing one): 202 with its job.

    Of a PDF, ``language`` names that of its words, ``keep_personal=yes`` has name, age and sex kept.
    Who asks for a stream gets one and sees how the file is read. With too many open it is the 202 again: the
    file is taken, after all. The body is streamed to a temporary file by Werkzeug before this runs, never
    held in memory whole.
    """
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refused(N_("No file came with this request."))
    receipt = intake.receive(
        context(),
        doctor(),
        upload.stream,
        upload.filename,
        patient_id=request.form.get("patient") or None,
        reading=_reading(),
    )
    told = _receipt_as_json(receipt)
    with suppress(TooManyStreams):
        if events.wanted():
            return events.of_upload(receipt, told)
    answer = jsonify(told)
    answer.status_code = 200 if receipt.duplicate else 202
    answer.headers["Location"] = url_for("uploads.recording", recording_id=receipt.recording_id)
    return answer


def _reading() -> Reading:
    language = request.form.get("language") or AS_USUAL.language
    return Reading(language, keep_personal=request.form.get("keep_personal") == "yes")


def _receipt_as_json(receipt: Receipt) -> dict[str, object]:
    """What became of a file, and where its progress can be followed."""
    job_id = receipt.job_id
    return {
        "recording": receipt.recording_id,
        "patient": receipt.patient_id,
        "job": job_id,
        "patient_label": receipt.patient_label,
        "duplicate": receipt.duplicate,
        "elsewhere": receipt.elsewhere,
        "events": url_for("events.events", job_id=job_id) if job_id else None,
    }


@blueprint.get("/recordings/<recording_id>")
def recording(recording_id: str) -> Response:
    """How far a recording is, why it was refused, or what it came to."""
    row = recordings.find_recording(context(), doctor(), recording_id)
    return jsonify(recording_as_json(row, patient_links.current_url(context(), row.patient)))


@blueprint.get("/recordings/<recording_id>/crops/<field>.png")
def crop(recording_id: str, field: str) -> Response:
    """What stands on the page where a field could not be read with certainty."""
    png = recordings.find_crop(context(), doctor(), recording_id, field)
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


@blueprint.get("/jobs/<job_id>")
def job(job_id: str) -> Response:
    """A job's state and the events since the one that the page saw last (``after``)."""
    found = recordings.find_job(context(), doctor(), job_id)
    return jsonify(job_as_json(found, after=request.args.get("after", 0, int)))
