"""A file as it came in: its bytes, its name, and its text once that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from oximetry.formats.text import to_utf8


@dataclass(frozen=True)
class Source:
    """What every reader is given; ``start`` is set where somebody knows better than the file."""

    data: bytes
    filename: str
    start: datetime | None = None

    @cached_property
    def text(self) -> bytes:
        """The content as UTF-8 with line feeds as line ends, without a byte order mark."""
        return to_utf8(self.data)
