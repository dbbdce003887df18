"""Just enough PNG to tell one picture from another."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    assert png.startswith(SIGNATURE)
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def corner(png: bytes) -> tuple[int, int, int]:
    """The colour of the top left pixel, which no filter of a first pixel changes."""
    depth, kind = png[24], png[25]
    assert depth == 8
    assert kind in CHANNELS
    red, green, blue = zlib.decompress(_data(png))[1:4]
    return red, green, blue


def _data(png: bytes) -> bytes:
    """The compressed pixels, put together from their chunks."""
    at, parts = len(SIGNATURE), []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)
