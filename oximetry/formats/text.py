"""Text of unknown encoding to UTF-8, without guessing more than the exports need."""

from __future__ import annotations

import codecs

_SINGLE_BYTE = ("cp1252", "cp1250")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 512
# Letters that only one of the two code pages has in the place of a symbol (e.g. cedilla s in "Mişcare").
_EASTERN = frozenset(b"\xaa\xba\xb9\xbf\xa5\xaf\xa3\xb3")


def to_utf8(data: bytes) -> bytes:
    """Return ``data`` as UTF-8 with line feeds as line ends; bytes that fit nowhere become U+FFFD."""
    encoding = _encoding(data)
    if encoding != "utf-8":
        data = data.decode(encoding, errors="replace").encode()
    return _unix_lines(data.removeprefix(codecs.BOM_UTF8))


def is_binary(text: bytes) -> bool:
    """Whether text that came out of ``to_utf8`` holds bytes that no text has."""
    sample = text[: 16 * _SAMPLE]
    strange = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\x0c\x1a")
    return strange > 0 or sample.count("\ufffd".encode()) > len(sample) // 50


def _encoding(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        return "utf-16"
    bare = _bare_utf16(data[:_SAMPLE])
    if bare:
        return bare
    if data.isascii() or _decodes(data, "utf-8"):
        return "utf-8"
    return next((name for name in _by_letters(data) if _decodes(data, name)), _SINGLE_BYTE[0])


def _bare_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of mostly Latin text is zero."""
    enough = len(sample) // 2 * 0.8
    if len(sample) >= 4 and sample[1::2].count(0) > enough and sample[::2].count(0) == 0:
        return "utf-16-le"
    if len(sample) >= 4 and sample[::2].count(0) > enough and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _by_letters(data: bytes) -> tuple[str, ...]:
    heading = data[:_SAMPLE].split(b"\n", 1)[0]
    return _SINGLE_BYTE[::-1] if _EASTERN.intersection(heading) else _SINGLE_BYTE


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unix_lines(text: bytes) -> bytes:
    if b"\r" not in text:
        return text
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
