"""Keys, file names and what a browser is told about them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from stores.errors import InvalidKey

MAX_KEY = 700
"""Leaves room for a location's prefix within the 1,024 bytes of S3."""
MAX_NAME = 120
MAX_SEGMENT = 200

_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\Z")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_LETTERS = str.maketrans(
    dict(zip("ßæÆœŒøØłŁđĐ", ["ss", "ae", "AE", "oe", "OE", "o", "O", "l", "L", "d", "D"], strict=True))
)
_ATTR_CHARS = "!#$&+-.^_`|~"

CONTENT_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".zip": "application/zip",
}
BINARY = "application/octet-stream"


def content_type_of(key: str) -> str:
    """Return the content type that a name's ending stands for."""
    _, dot, ending = key.rpartition("/")[2].rpartition(".")
    return CONTENT_TYPES.get(f"{dot}{ending.lower()}", BINARY)


def check_key(key: str) -> str:
    """Return the key, or raise InvalidKey: plain ASCII segments, none empty, none with a leading dot."""
    if not key or len(key) > MAX_KEY or not all(is_segment(part) for part in key.split("/")):
        raise InvalidKey
    return key


def check_prefix(prefix: str) -> str:
    """Return the prefix of a listing, whose last segment may be begun only, or empty."""
    folders, _, begun = prefix.rpartition("/")
    if folders or prefix.startswith("/"):
        check_key(folders)
    if begun:
        check_key(begun)
    return prefix


def folder_prefix(prefix: str) -> str:
    """Return what a deletion may begin with: never nothing, and a bare token only with its slash."""
    if not check_prefix(prefix):
        raise InvalidKey
    return prefix if "/" in prefix else f"{prefix}/"


def safe_name(filename: str) -> str:
    """Return an ASCII name for a key; ``Înregistrare Șerban – ziua 1.csv`` keeps its letters."""
    base = re.split(r"[/\\]", filename)[-1]
    plain = unicodedata.normalize("NFKD", base.translate(_DASHES).translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    name = re.sub(r"-{2,}", "-", _UNSAFE.sub("-", plain)).strip("-.") or "file"
    return _shortened(name)


def content_disposition(name: str, *, inline: bool) -> str:
    """Return the header of RFC 6266, with an ASCII name for the old and the real one for the others."""
    kind = "inline" if inline else "attachment"
    real = "".join(letter for letter in re.split(r"[/\\]", name)[-1] if letter.isprintable())
    plain = safe_name(real)
    if plain == real:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(real, safe=_ATTR_CHARS)}"


def is_segment(part: str) -> bool:
    """Tell whether this may stand between two slashes of a key."""
    return len(part) <= MAX_SEGMENT and _SEGMENT.match(part) is not None


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:
        return name[:MAX_NAME].rstrip("-.")
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
