"""Content that exists only while it is read."""

from __future__ import annotations

import io
import random

_PATTERN = random.Random(17).randbytes(256 * 1024 + 1)  # no whole number of anybody's blocks


class BigSource(io.BufferedIOBase):
    """A seekable stream of so many bytes, of which no two blocks of a power of two are alike."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, self._size - self._at)
        end = self._at + (left if size is None or size < 0 else min(size, left))
        pieces = []
        while self._at < end:
            offset = self._at % len(_PATTERN)
            pieces.append(_PATTERN[offset : offset + end - self._at])
            self._at += len(pieces[-1])
        return b"".join(pieces)
