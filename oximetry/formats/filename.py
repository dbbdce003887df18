"""What a file's name tells: the device, its own number, and when the recording began."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import PureWindowsPath

_RUN = re.compile(r"(?<!\d)(\d{14}|\d{8})(?!\d)")
_NAMED = re.compile(
    r"(?P<device>[^_]*?)(?:\s+(?P<number>\d{4}))?\s*[_-](?:\d{14}|\d{13})(?:_OXIRecord)?(?:\s*\(\d+\))?",
    re.IGNORECASE,
)
# Only words of this family's names are taken for a device: people write patients' names into file names.
_MAKES = re.compile(
    r"checkme|(wear|sleep|baby|kids)?o2\w*|oxy(link|fit|ring|smart|ii)|oxi\w*|sleepu|viatom|wellue|lepu"
    r"|(check)?ring|pod-?\d\w?|pulsebit\w*",
    re.IGNORECASE,
)
_MODELS = re.compile(r"max|ultra|pro|plus|lite|mini|s|ex|n|pod|\d", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class NamedFile:
    """The parts of an export's file name; None where it does not say."""

    device: str | None
    number: str | None
    start: datetime | None


def parse_filename(filename: str) -> NamedFile:
    """Read names such as ``Checkme O2 0331_20251015203510.csv``.

    A run of 14 digits (or 8) counts as a time only if it is a real one; the
    13-digit stamps of older apps are not dates. A browser's `` (1)`` is no part of it.
    """
    stem = re.sub(r"\.\w{1,5}$", "", PureWindowsPath(filename).name).strip()
    found = _NAMED.fullmatch(stem)
    device = _device(found["device"]) if found else None
    if found is None or device is None:
        return NamedFile(None, None, _stamp(stem))
    return NamedFile(device, found["number"], _stamp(stem))


def _device(name: str) -> str | None:
    """The words at the beginning of ``name`` that belong to a device of this family."""
    words = name.split()
    if not words or not _MAKES.fullmatch(words[0]):
        return None
    known = takewhile(lambda word: _MAKES.fullmatch(word) or _MODELS.fullmatch(word), words)
    return " ".join(known)


def _stamp(stem: str) -> datetime | None:
    return next((time for run in _RUN.findall(stem) if (time := _time(run))), None)


def _time(digits: str) -> datetime | None:
    try:
        time = datetime.strptime(digits, "%Y%m%d%H%M%S" if len(digits) == 14 else "%Y%m%d")
    except ValueError:  # digits that are no date
        return None
    return time if _FIRST_YEAR <= time.year <= _LAST_YEAR else None
