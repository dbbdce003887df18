"""Text of unknown encoding to UTF-8, without guessing more than the exports need."""

from __future__ import annotations

import codecs
import re

from oximetry.formats.headings import is_heading
from oximetry.formats.months import month_number

# Of two in which as many words are known, the first; each is what Windows writes in some of the languages.
_CODE_PAGES = ("utf-8", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "gb18030", "cp932", "big5")
_WESTERN, _EASTERN = "cp1252", "cp1250"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 512
# Letters that only one of the two code pages has in the place of a symbol (e.g. cedilla s in "Mişcare").
_EASTERN_LETTERS = frozenset(b"\xaa\xba\xb9\xbf\xa5\xaf\xa3\xb3")
_WORD = re.compile(r"[^\W\d_]+")


def to_utf8(data: bytes) -> bytes:
    """Return ``data`` as UTF-8 with line feeds as line ends; bytes that fit nowhere become U+FFFD."""
    encoding = _encoding(data)
    if encoding is not None:
        data = data.decode(encoding, errors="replace").encode()
    return _unix_lines(data.removeprefix(codecs.BOM_UTF8))


def is_binary(text: bytes) -> bool:
    """Whether text that came out of ``to_utf8`` holds bytes that no text has."""
    sample = text[: 16 * _SAMPLE]
    strange = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\r\x0c\x1a")
    return strange > 0 or sample.count("\ufffd".encode()) > len(sample) // 50


def _encoding(data: bytes) -> str | None:
    """How ``data`` is encoded; None if it is UTF-8 already."""
    if data.startswith(_UTF16_MARKS):
        return "utf-16"
    bare = _bare_utf16(data[:_SAMPLE])
    if bare:
        return bare
    if data.isascii() or _decodes(data, "utf-8"):
        return None
    return _by_words(data[:_SAMPLE]) or _by_letters(data)


def _bare_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: of every second byte of such an export, most are zero, and few others."""
    half = len(sample) // 2
    first, second = sample[: 2 * half : 2].count(0), sample[1::2].count(0)
    if half >= 2 and second > half // 2 and first <= half // 20:
        return "utf-16-le"
    if half >= 2 and first > half // 2 and second <= half // 20:
        return "utf-16-be"
    return None


def _by_words(sample: bytes) -> str | None:
    """The code page in which the most words are headings or months, if any are."""
    known = {name: _known_words(sample.decode(name, errors="replace")) for name in _CODE_PAGES}
    best = max(_CODE_PAGES, key=known.__getitem__)
    return best if known[best] else None


def _known_words(text: str) -> int:
    """How many words with letters beyond ASCII are headings or months."""
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return sum(is_heading(word) or month_number(word) is not None for word in words)


def _by_letters(data: bytes) -> str:
    heading = data[:_SAMPLE].split(b"\n", 1)[0]
    likely = (_EASTERN, _WESTERN) if _EASTERN_LETTERS.intersection(heading) else (_WESTERN, _EASTERN)
    return next((name for name in likely if _decodes(data, name)), _WESTERN)


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
