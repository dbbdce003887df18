"""Column headings: a hint where they are known words, and never a condition.

The Viatom family translates its headings with the phone's language, so a file
is recognised by its rows. Known headings only say which column is which when
an app has moved them.
"""

from __future__ import annotations

from dataclasses import dataclass

from oximetry.formats.heading_words import kind_of
from oximetry.formats.months import plain


@dataclass(frozen=True, slots=True)
class Places:
    """Which field holds what; ``motion`` and ``invalid`` are None where there is none."""

    time: int = 0
    spo2: int = 1
    pulse: int = 2
    motion: int | None = 3
    invalid: int | None = None


def kinds(headings: list[str]) -> list[str | None]:
    """What each heading names: time, spo2, pulse, motion, invalid, other, or None if unknown."""
    return [_kind(heading) for heading in headings]


def names_readings(headings: list[str]) -> bool:
    """Whether SpO2 and pulse rate are both named by known words."""
    return {"spo2", "pulse"} <= set(kinds(headings))


def is_heading(word: str) -> bool:
    """Whether a word names a column."""
    return _kind(word) is not None


def places(headings: list[str]) -> Places:
    """The columns by their headings where SpO2 and pulse are both named, else by position."""
    named = kinds(headings)
    if not names_readings(headings):
        return Places()
    time = named.index("time") if "time" in named else 0
    invalid = named.index("invalid") if "invalid" in named else None
    return Places(time, named.index("spo2"), named.index("pulse"), _motion(named), invalid)


def has_date(headings: list[str]) -> bool:
    """Whether a date stands in a column of its own, which this family never does."""
    return any("date" in plain(heading) for heading in headings)


def _motion(named: list[str | None]) -> int | None:
    if "motion" in named:
        return named.index("motion")
    usual = Places().motion
    return usual if usual is not None and len(named) > usual and named[usual] is None else None


def _kind(heading: str) -> str | None:
    return kind_of(plain(heading).replace("_", " "))
