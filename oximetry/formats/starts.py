"""When a recording began, for the formats that may not say so."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PureWindowsPath

from oximetry.formats.source import Source
from oximetry.messages import refusal

# 14 digits, or a date and a time with one sign between and within them: 2025-10-15_22-30-00.
_STAMP = re.compile(r"(?<!\d)(\d{4})[-.]?(\d\d)[-.]?(\d\d)[-_T. ]?(\d\d)[-.]?(\d\d)[-.]?(\d\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def start_of(source: Source, written: datetime | None) -> datetime:
    """The start: what the caller knows, else what the content says, else what the file's name says.

    Raises:
        RecordingError: ``no_start`` where nobody says.
    """
    start = source.start or written or named_start(source.filename)
    if start is None:
        raise refusal("no_start")
    return start


def named_start(filename: str) -> datetime | None:
    """The date and time in a file's name, e.g. ``20251015-223000``; None if there is none."""
    for parts in _STAMP.findall(PureWindowsPath(filename).name):
        start = plausible_start(*(int(part) for part in parts))
        if start is not None:
            return start
    return None


def plausible_start(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    """The date and time of these numbers, or None if they are none of this century."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second)
    except (ValueError, OverflowError):  # no such date, or numbers that are none
        return None
