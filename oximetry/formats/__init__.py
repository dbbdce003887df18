"""Files of many makers to a Recording.

A reader is a module with a ``READER``; a new format is a new module and a line
in ``READERS``. Sniffing looks at the content; the file's name only adds what
the content leaves open.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from oximetry.formats import (
    contec_spo,
    contec_spo2,
    date_time_csv,
    edf,
    masimo_trend,
    medview,
    nellcor_trend,
    normalised_csv,
    viatom_csv,
    viatom_oxyii,
    viatom_pod2,
    viatom_vld,
)
from oximetry.formats.reader import Evidence, Reader
from oximetry.formats.source import Source
from oximetry.formats.text import is_binary, to_utf8
from oximetry.formats.unreadable import LARGEST, by_content, explain
from oximetry.messages import refusal
from oximetry.recording import Recording

__all__ = ["READERS", "Evidence", "Reader", "is_text", "read_file", "read_recording"]

_NOTHING = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"  # blanks and byte order marks

# In the order in which they are asked: the plainest mark first, rows of text last.
READERS: tuple[Reader, ...] = (
    edf.READER,
    viatom_oxyii.READER,
    viatom_vld.READER,
    contec_spo2.READER,
    medview.READER,
    contec_spo.READER,
    viatom_pod2.READER,
    normalised_csv.READER,
    masimo_trend.READER,
    nellcor_trend.READER,
    *date_time_csv.READERS,
    viatom_csv.READER,
)


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


def is_text(head: bytes) -> bool:
    """Whether a file that begins like this is text; EDF only begins with some."""
    return not head.startswith(b"0       ") and not is_binary(to_utf8(head))


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
