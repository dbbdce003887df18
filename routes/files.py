"""The folder twin's signed URLs: the signature is what opens, and it says which file, how and until when."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from errors import NotFound
from storage_service import FolderStore
from web import context, private, public

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<signature>")
@public
@private
def signed_file(signature: str) -> Response:
    """The file that this signature names, while it lasts."""
    store = context().store
    if not isinstance(store, FolderStore):
        raise NotFound
    found = store.resolve_signed(signature)
    response = send_file(found.path, max_age=0)
    response.content_type = found.content_type
    response.headers["Content-Disposition"] = found.content_disposition
    return response
