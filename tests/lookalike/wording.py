"""The words of the page in both languages, and how values are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np

from tests.lookalike.printed import Person

LANGUAGES = ("ro", "en")
_MONTHS = {
    "ro": ["ian.", "feb.", "mar.", "apr.", "mai", "iun.", "iul.", "aug.", "sept.", "oct.", "nov.", "dec."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Every label of the page."""

    title: str
    name: str
    age: str
    sex: str
    start: str
    end: str
    duration: str
    notes: str
    drops: str
    per_hour: str
    threshold: str
    pulse_threshold: str
    time: str
    total: str
    maximum: str
    mean: str
    minimum: str
    level: str
    pulse: str
    score: str
    level_axis: str
    pulse_axis: str
    motion: str


# As the real report has them.
ROMANIAN = Wording(
    title="Raportul nivelului de oxigen",
    name="Nume:",
    age="Vârsta:",
    sex="Sex:",
    start="Timpul de inițiere",
    end="Sfârșitul timpului",
    duration="Timp",
    notes="Notă:",
    drops="Scăderi",
    per_hour="Scăderi pe oră",
    threshold="Pragul nivelului de oxigen",
    pulse_threshold="Pulse Rate Threshold",
    time="Timp",
    total="%Total",
    maximum="Max",
    mean="Mediu",
    minimum="Min",
    level="Nivel de oxigen",
    pulse="PR",
    score="Punctaj O2",
    level_axis="Nivel de oxigen(%)",
    pulse_axis="Puls cardiac(/min)",
    motion="Mișcare",
)
# No English report was at hand: the words that its users write of, each in several ways.
_ENGLISH = {
    "title": ("Oxygen Level Report",),
    "name": ("Name:",),
    "age": ("Age:",),
    "sex": ("Gender:", "Sex:"),
    "start": ("Start Time", "Start time"),
    "end": ("End Time", "End time"),
    "duration": ("Duration", "Total Time"),
    "notes": ("Notes:", "Note:"),
    "drops": ("Drops",),
    "per_hour": ("Drops per hour",),
    "threshold": ("Oxygen Level Threshold", "O2 Level Threshold"),
    "pulse_threshold": ("Pulse Rate Threshold",),
    "time": ("Time", "Duration"),
    "total": ("%Total", "% Total"),
    "maximum": ("Max", "Max."),
    "mean": ("Avg", "Mean", "Average"),
    "minimum": ("Min", "Min."),
    "level": ("O2 Level", "Oxygen Level", "SpO2"),
    "pulse": ("PR", "Pulse Rate"),
    "score": ("O2 Score",),
    "level_axis": ("O2 Level(%)", "Oxygen Level(%)"),
    "pulse_axis": ("Pulse Rate(/min)", "Pulse Rate(bpm)"),
    "motion": ("Motion",),
}
# The medium date and short time of a phone set to Romanian, British, or American with either clock.
_DATES: dict[str, tuple[Callable[[datetime], str], ...]] = {
    "ro": (lambda time: f"{time.day} {_month('ro', time)} {time:%Y, %H:%M}",),
    "en": (
        lambda time: f"{time.day} {_month('en', time)} {time:%Y, %H:%M}",
        lambda time: f"{_month('en', time)} {time.day}, {time:%Y, %H:%M}",
        lambda time: f"{_month('en', time)} {time.day}, {time:%Y}, {time.hour % 12 or 12}:{time:%M %p}",
    ),
}
_PEOPLE = {
    "ro": (
        ("Ilinca Munteanu", "Feminin"),
        ("Radu Ștefănescu", "Masculin"),
        ("anonim", None),
        ("Țăran Gh.", "M"),
    ),
    "en": (
        ("Imogen Ashdown", "Female"),
        ("Barnaby Quill", "Male"),
        ("anonymous", None),
        ("J. Pemberton", "M"),
    ),
}
_NOTES = {
    "ro": ("", "", "Somn agitat, 2 treziri.", "CPAP 8 cmH2O, din 14.02"),
    "en": ("", "", "Restless, woke up twice.", "CPAP 8 cmH2O since 02/14"),
}


def wording(language: str, rng: np.random.Generator) -> Wording:
    """The page's words: in Romanian always the same, in English as chance has it."""
    if language == "ro":
        return ROMANIAN
    return Wording(**{each.name: str(rng.choice(_ENGLISH[each.name])) for each in fields(Wording)})


def date_writer(language: str, rng: np.random.Generator) -> Callable[[datetime], str]:
    """How the page writes a start or an end."""
    ways = _DATES[language]
    return ways[int(rng.integers(len(ways)))]


def person(language: str, rng: np.random.Generator) -> Person:
    """Somebody who does not exist, of whom the page may say little or nothing."""
    people = _PEOPLE[language]
    name, sex = people[int(rng.integers(len(people)))]
    if rng.random() < 0.2:
        return Person()
    age = str(rng.integers(18, 90)) if sex and rng.random() < 0.8 else None
    return Person(name, age, sex)


def note(language: str, rng: np.random.Generator) -> str:
    """What the user wrote; mostly nothing."""
    return str(rng.choice(_NOTES[language]))


def clock(seconds: int) -> str:
    """``MM:SS`` below an hour, from there on ``HH:MM:SS``."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"


def _month(language: str, time: datetime) -> str:
    return _MONTHS[language][time.month - 1]
