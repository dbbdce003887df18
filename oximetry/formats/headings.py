"""Column headings: a hint where they are known words, and never a condition.

The Viatom family translates its headings with the phone's language, so a file
is recognised by its rows. Known headings only say which column is which when
an app has moved them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from oximetry.formats.months import plain

_NOT_LETTERS = re.compile(r"[\W\d_]+")

# Checked in this order: "SpO2 Reminder" must not pass for SpO2, nor "PR Reminder" for the pulse.
# Words of other languages than English and Romanian are likely ones, not seen in an export yet.
_WORDS: dict[str, tuple[str, ...]] = {
    "other": ("reminder", "vibration", "invalid", "battery", "perfusion", "pi", "date"),
    "time": ("time", "timp", "ora", "hora", "heure", "zeit", "uhrzeit", "tijd", "czas", "время", "时间"),
    "spo2": (
        *("spo", "oxygen", "oxigen", "oxygene", "sauerstoff", "ossigeno", "zuurstof", "tlen"),
        *("кислород", "血氧", "血氧饱和度"),
    ),
    "pulse": ("pulse", "puls", "pr", "pulso", "pouls", "polso", "heart", "hr", "tetno", "пульс", "脉率"),
    "motion": (
        *("motion", "miscare", "movement", "bewegung", "mouvement", "movim", "beweging", "ruch"),
        *("движение", "体动"),
    ),
}
_STEM = 4  # a known word this long may begin a compound, as in "Sauerstoffgehalt"


@dataclass(frozen=True, slots=True)
class Places:
    """Which field holds what; ``motion`` is None where there is none."""

    time: int = 0
    spo2: int = 1
    pulse: int = 2
    motion: int | None = 3


def kinds(headings: list[str]) -> list[str | None]:
    """What each heading names: time, spo2, pulse, motion, other, or None if unknown."""
    return [_kind(heading) for heading in headings]


def names_readings(headings: list[str]) -> bool:
    """Whether SpO2 and pulse rate are both named by known words."""
    return {"spo2", "pulse"} <= set(kinds(headings))


def places(headings: list[str]) -> Places:
    """The columns by their headings where SpO2 and pulse are both named, else by position."""
    named = kinds(headings)
    if not names_readings(headings):
        return Places()
    time = named.index("time") if "time" in named else 0
    return Places(time, named.index("spo2"), named.index("pulse"), _motion(named))


def has_date(headings: list[str]) -> bool:
    """Whether a date stands in a column of its own, which this family never does."""
    return any("date" in plain(heading) for heading in headings)


def _motion(named: list[str | None]) -> int | None:
    if "motion" in named:
        return named.index("motion")
    usual = Places().motion
    return usual if usual is not None and len(named) > usual and named[usual] is None else None


def _kind(heading: str) -> str | None:
    words = _NOT_LETTERS.sub(" ", plain(heading)).split()
    return next((kind for kind, known in _WORDS.items() if any(_known(word, known) for word in words)), None)


def _known(word: str, known: tuple[str, ...]) -> bool:
    return any(word == each or (len(each) >= _STEM and word.startswith(each)) for each in known)
