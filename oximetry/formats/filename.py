"""What a file's name tells: the device, its own number, and when the recording began."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import PureWindowsPath

from oximetry.formats.starts import plausible_start

_RUN = re.compile(r"(?<!\d)(\d{14}|\d{8})(?!\d)")
_EPOCH_MS = re.compile(r"(?<!\d)\d{13}(?!\d)")
# What stands before the stamp; what copying, mailing and editing add behind it does not matter.
_NAMED = re.compile(r"(?P<device>.*?)[\s_.-]*(?<!\d)\d{13,14}(?!\d)")
_BLANKS = re.compile(r"(?:[\s_.+]|%20)+")  # sites and mail programs put other signs for a space
_NUMBER = re.compile(r"\d{4}")
_LIMIT = re.compile(r"\d{2,3}")  # a report's name has the ends of its chart's axis behind the number
# Only words of this family's names are taken for a device: people write patients' names into file names.
_MAKES = re.compile(
    r"checkme|(wear|sleep|baby|kids)?o2\w*|oxy(link|fit|ring|smart|ii)|oxi\w*|sleepu|viatom|wellue|lepu"
    r"|(check)?ring|pod-?\d\w?|pulsebit\w*",
    re.IGNORECASE,
)
_MODELS = re.compile(r"max|ultra|pro|plus|lite|mini|s|ex|n|pod|\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """The parts of an export's file name; None where it does not say.

    ``day`` is the day of the recording to within one: that of its start, or of
    the 13-digit stamp of older apps (universal time), which is no start.
    """

    device: str | None
    number: str | None
    start: datetime | None
    day: date | None = None


def parse_filename(filename: str) -> NamedFile:
    """Read names such as ``Checkme O2 0331_20251015203510.csv`` and ``Checkme O2 0331_70_100_2025….pdf``.

    A run of 14 digits (or 8) counts as a time only if it is a real one. What a
    browser or a person adds, as in ``... (1)`` or ``... - Copy``, is no part of it.
    """
    stem = re.sub(r"\.\w{1,5}$", "", PureWindowsPath(filename).name).strip()
    start = _stamp(stem)
    day = start.date() if start else _epoch_day(stem)
    found = _NAMED.match(stem)
    words = _BLANKS.sub(" ", found["device"]).split() if found else []
    known = _device(words)
    number, *more = [*words[len(known) :], ""]
    is_number = _NUMBER.fullmatch(number) and all(_LIMIT.fullmatch(word) for word in more if word)
    if not known:
        return NamedFile(None, None, start, day)
    return NamedFile(" ".join(known), number if is_number else None, start, day)


def _device(words: list[str]) -> list[str]:
    """The words at the beginning of a name that belong to a device of this family."""
    if not words or not _MAKES.fullmatch(words[0]):
        return []
    return list(takewhile(lambda word: _MAKES.fullmatch(word) or _MODELS.fullmatch(word), words))


def _epoch_day(stem: str) -> date | None:
    stamp = _EPOCH_MS.search(stem)
    return datetime.fromtimestamp(int(stamp[0]) // 1000, UTC).date() if stamp else None


def _stamp(stem: str) -> datetime | None:
    return next((time for run in _RUN.findall(stem) if (time := _time(run))), None)


def _time(digits: str) -> datetime | None:
    padded = digits.ljust(14, "0")
    return plausible_start(int(padded[:4]), *(int(padded[at : at + 2]) for at in range(4, 14, 2)))
