"""What a reader of one format is, and how sure we are of the format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from oximetry.formats.source import Source
from oximetry.recording import Recording


class Evidence(Enum):
    """What a reader was built from, and tried on."""

    REAL_FILES = "read on real files"
    DOCUMENTED = "built from the documented layout only; no real file was seen"


@dataclass(frozen=True, slots=True)
class Reader:
    """One format.

    Attributes:
        name: short and stable, e.g. ``viatom-vld``; it is ``Recording.format``.
        title: devices and app, for people, e.g. ``Viatom VLD binary (Checkme O2, O2Ring)``.
        files: what such files are called, e.g. ``.vld, .dat, 14 digits``.
        evidence: what the reader was built from.
        sniff: whether the content is in this format; it never raises.
        read: the content to a Recording, or a RecordingError.
    """

    name: str
    title: str
    files: str
    evidence: Evidence
    sniff: Callable[[Source], bool]
    read: Callable[[Source], Recording]
