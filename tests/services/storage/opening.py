"""Opening a signed URL: over HTTP from the S3 server, through a small Flask app from the folder."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, Response, send_file

from storage_service import FolderStore, StorageError

Opener = Callable[[str], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def open_url(url: str) -> Answer:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


def open_folder_url(store: FolderStore) -> Opener:
    app = Flask("files")

    @app.get("/files/<signature>")
    def file(signature: str) -> Response:
        found = store.resolve_signed(signature)
        answer = send_file(found.path)
        answer.content_type = found.content_type
        answer.headers["Content-Disposition"] = found.content_disposition
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @app.errorhandler(StorageError)
    def refuse(error: StorageError) -> tuple[str, int]:
        return error.key, error.status

    def open_path(url: str) -> Answer:
        with app.test_client().get(url) as answer:
            return Answer(answer.status_code, dict(answer.headers), answer.data)

    return open_path
