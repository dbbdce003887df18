"""Small helpers for content that never needs to be in memory whole."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

CHUNK = 1024 * 1024
_SPOOL = 8 * 1024 * 1024


@contextmanager
def rewound(source: bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    """Give the whole source as a stream at its start that can be read again; what cannot seek is spooled."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif source.seekable():
        source.seek(0)
        yield source
    else:
        with tempfile.SpooledTemporaryFile(_SPOOL) as spool:
            shutil.copyfileobj(source, spool, CHUNK)
            spool.seek(0)
            yield spool


@dataclass(frozen=True, slots=True)
class Digest:
    """What a content is known by: its SHA-256 in hex, and the MD5 that an S3 server checks a body against."""

    sha256: str
    md5_base64: str
    size: int


def digest(stream: IO[bytes], copy_to: IO[bytes] | None = None) -> Digest:
    """Read what is left in the stream, and write it to another one if that is asked for."""
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    while chunk := stream.read(CHUNK):
        sha256.update(chunk)
        md5.update(chunk)
        size += len(chunk)
        if copy_to is not None:
            copy_to.write(chunk)
    return Digest(sha256.hexdigest(), base64.b64encode(md5.digest()).decode(), size)
