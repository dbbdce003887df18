"""Files of many makers to a Recording.

A reader is a module with a ``READER``; a new format is a new module and a line
in ``READERS``. Sniffing looks at the content; the file's name only adds what
the content leaves open.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from oximetry.formats import viatom_csv
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.unreadable import LARGEST, by_content, explain
from oximetry.messages import refusal
from oximetry.recording import Recording

__all__ = ["READERS", "Evidence", "Reader", "read_file", "read_recording"]

_NOTHING = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"  # blanks and byte order marks

# In the order in which they are asked: the plainest mark first, rows of text last.
READERS: tuple[Reader, ...] = (viatom_csv.READER,)


def read_recording(data: bytes, filename: str, *, start: datetime | None = None) -> Recording:
    """Read one file's bytes.

    Args:
        data: the content.
        filename: may tell the device, the date order, and a start that the content does not hold.
        start: the device's wall clock at the first sample, for files that do not hold it.

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
    source = Source(data, filename, start)
    reader = next((reader for reader in READERS if reader.sniff(source)), None)
    if reader is None:
        raise explain(source)
    return reader.read(source)


def read_file(path: str | Path, *, start: datetime | None = None) -> Recording:
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
    return read_recording(data, path.name, start=start)
