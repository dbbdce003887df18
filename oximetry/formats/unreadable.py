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
_CONTEC_CSV = re.compile(rb"\s*DATE\s*[,;\t]\s*TIME\s*[,;\t]\s*SPO2\s*[,;\t]\s*PULSE\b", re.IGNORECASE)
_EMAY_CSV = re.compile(rb"\s*Date\s*[,;\t]\s*Time\s*[,;\t]\s*SpO2\(%\)", re.IGNORECASE)
_MASIMO = re.compile(rb"\s*\d\d/\d\d/\d\d \d\d:\d\d:\d\d SpO2=")
_CONTEC_MAGIC = b"\x58\x03\x00\x00\x01\x00\x00\x00"
_OXYII_MAGIC = b"\x01\x03\x00\x00\x00\x00\x00\x00"
_VLD_HEADER = 40
_VLD_RECORD = 5


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
    device = _binary_device(source.data) or _text_device(source.text[:4096])
    if device:
        return refusal("unsupported_device", device=device)
    return refusal("binary") if is_binary(source.text) else refusal("columns")


def _binary_device(data: bytes) -> str | None:
    if data.startswith(b"0       "):
        return "EDF"
    if data.startswith(_CONTEC_MAGIC):
        return "Contec .SpO2"
    if data.startswith(_OXYII_MAGIC):
        return "O2Ring S"
    return "Viatom" if _is_vld(data) else None


def _is_vld(data: bytes) -> bool:
    """The older binary: version, mode, a plausible date and 5-byte records after 40 bytes."""
    if len(data) < _VLD_HEADER or data[0] not in (3, 5, 6) or data[1] > 1:
        return False
    year, month, day = int.from_bytes(data[2:4], "little"), data[4], data[5]
    return (
        2010 <= year < 2100
        and 1 <= month <= 12
        and 1 <= day <= 31
        and (len(data) - _VLD_HEADER) % _VLD_RECORD == 0
    )


def _text_device(head: bytes) -> str | None:
    if _CONTEC_CSV.match(head):
        return "Contec CMS50"
    if _EMAY_CSV.match(head):
        return "EMAY SleepO2"
    return "Masimo" if _MASIMO.match(head) else None
