"""How much of a document is taken: what is beyond is refused, or ended, with a sentence."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes, pages and seconds of a document; most seconds and bytes of memory that a page may take."""

    most_bytes: int = 50 * MEGABYTE
    most_pages: int = 200
    document_s: float = 900
    page_s: float = 60
    page_memory: int = 1024 * MEGABYTE
