"""Files come in, and pages ask how far they are."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

import intake
import patient_links
import recordings
from errors import N_, Refused
from night_view import job_as_json, recording_as_json
from web import context, doctor

blueprint = Blueprint("uploads", __name__, url_prefix="/api")


@blueprint.post("/recordings")
def receive() -> tuple[Response, int]:
    """Take in one file (multipart ``file``; ``patient`` to add it to an existing one): 202 with its job.

    The body is streamed to a temporary file by Werkzeug before this runs, never held in memory whole.
    """
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refused(N_("No file came with this request."))
    receipt = intake.receive(
        context(), doctor(), upload.stream, upload.filename, patient_id=request.form.get("patient") or None
    )
    return jsonify(
        recording=receipt.recording_id,
        patient=receipt.patient_id,
        job=receipt.job_id,
        patient_label=receipt.patient_label,
        duplicate=receipt.duplicate,
        elsewhere=receipt.elsewhere,
    ), 200 if receipt.duplicate else 202


@blueprint.get("/recordings/<recording_id>")
def recording(recording_id: str) -> Response:
    """How far a recording is, why it was refused, or what it came to."""
    row = recordings.find_recording(context(), doctor(), recording_id)
    return jsonify(recording_as_json(row, patient_links.current_url(context(), row.patient)))


@blueprint.get("/jobs/<job_id>")
def job(job_id: str) -> Response:
    """A job's state and the events since the one that the page saw last (``after``)."""
    found = recordings.find_job(context(), doctor(), job_id)
    return jsonify(job_as_json(found, after=request.args.get("after", 0, int)))
