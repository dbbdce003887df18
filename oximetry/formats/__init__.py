"""Files of many makers to a Recording.

A reader is a module with ``NAME``, ``sniff(source)`` and ``read(source)``; a
new format is a new module and a line in ``READERS``. Sniffing looks at the
content; the file's name only adds what the content leaves open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from oximetry.formats import viatom_csv
from oximetry.formats.source import Source
from oximetry.formats.unreadable import LARGEST, by_content, explain
from oximetry.messages import refusal
from oximetry.recording import Recording

__all__ = ["READERS", "Reader", "read_file", "read_recording"]


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: its name, whether a file is in it, and how to read it."""

    name: str
    sniff: Callable[[Source], bool]
    read: Callable[[Source], Recording]


_NOTHING = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"  # blanks and byte order marks

READERS: tuple[Reader, ...] = (Reader(viatom_csv.NAME, viatom_csv.sniff, viatom_csv.read),)


def read_recording(data: bytes, filename: str) -> Recording:
    """Read one file's bytes; ``filename`` may tell the device and the date order.

    Raises:
        RecordingError: for every content that is not a recording, with a sentence for the doctor.
    """
    if not data.strip(_NOTHING):
        raise refusal("empty")
    plainly_other = by_content(data)
    if plainly_other:
        raise plainly_other
    if len(data) > LARGEST:
        raise refusal("too_large")
    source = Source(data, filename)
    reader = next((reader for reader in READERS if reader.sniff(source)), None)
    if reader is None:
        raise explain(source)
    return reader.read(source)


def read_file(path: str | Path) -> Recording:
    """Read a file from disk.

    Raises:
        RecordingError: if it cannot be opened, or is not a recording.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise refusal("unreadable_file", reason=error.strerror) from error
    return read_recording(data, path.name)
