"""What a file is that no reader takes: the most helpful refusal its first bytes allow."""

from __future__ import annotations

import re

from oximetry.errors import RecordingError
from oximetry.formats.source import Source
from oximetry.formats.text import is_binary
from oximetry.messages import refusal

LARGEST = 16 * 1024 * 1024  # 48 h at one row a second in UTF-16, and room

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)
_WEB_PAGE = re.compile(rb"\s*<(!doctype html|html)", re.IGNORECASE)


def by_content(data: bytes) -> RecordingError | None:
    """A refusal for a file whose first bytes say plainly that it is something else."""
    key = next((key for magic, key in _MAGIC if data.startswith(magic)), None)
    if data.startswith(b"PK\x03\x04"):
        key = "spreadsheet" if b"xl/" in data[:4096] or b"[Content_Types]" in data[:256] else "archive"
    if _WEB_PAGE.match(data[:256].removeprefix(b"\xef\xbb\xbf")):
        key = "web_page"
    return refusal(key) if key else None


def explain(source: Source) -> RecordingError:
    """Why no reader takes the file."""
    return refusal("binary") if is_binary(source.text) else refusal("columns")
