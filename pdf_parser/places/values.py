"""What a printed value means: times, shares, counts and dates, read strictly or not at all."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from oximetry.report_fields import DROPS, LEVELS, LIMITS, NAMES, TIMES, Value
from pdf_parser.places.months import month_of


class Kind(enum.Enum):
    """How a value is printed."""

    MOMENT = enum.auto()  # 15 oct. 2025, 20:35
    DURATION = enum.auto()  # 28:04 below an hour, 03:20:18 above
    PERCENT = enum.auto()  # 4.68%
    RATE = enum.auto()  # 14.30
    SCORE = enum.auto()  # 3.6
    SATURATION = enum.auto()  # %, two digits or 100
    PULSE = enum.auto()  # bpm, two or three digits
    COUNT = enum.auto()
    WORDS = enum.auto()


SIGNS = {
    Kind.DURATION: "0123456789:",
    Kind.PERCENT: "0123456789.%",
    Kind.RATE: "0123456789.",
    Kind.SCORE: "0123456789.",
    Kind.SATURATION: "0123456789",
    Kind.PULSE: "0123456789",
    Kind.COUNT: "0123456789",
}
"""What can stand in a cell, for those kinds that use few signs."""

_RATES = tuple(name for name in DROPS if name.endswith("_per_hour"))
_COUNTS = tuple(name for name in DROPS if name not in _RATES)
_POSSIBLE = {Kind.SATURATION: range(20, 101), Kind.PULSE: range(20, 301), Kind.COUNT: range(10_000)}
_LIMITS_WITHIN = {
    "spo2_threshold": range(70, 95),
    "pulse_high": range(90, 251),
    "pulse_low": range(20, 90),
}
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", ",": "."})
_DURATION = re.compile(r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)")
_PERCENT = re.compile(r"(100|\d{1,2})(?:\.(\d{1,2}))?%?")
_RATE = re.compile(r"\d{1,3}\.\d{1,2}")
_SCORE = re.compile(r"\d{1,2}\.\d")
_COUNT = re.compile(r"\d{1,4}")
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?\s?m)?"
_FIRST = r"(?<![^\W_])[lI|]"  # a lone 1, as in 1 oct., looks like a letter
_DATES = tuple(
    re.compile(rf"(?<!\d){date}[\s,]*(?:at|la|,|T)?\s*{_CLOCK}", re.IGNORECASE)
    for date in (
        rf"(?P<day>\d{{1,2}}|{_FIRST})[\s.]*(?P<word>[^\W\d_]{{3,10}})[\s.,]*(?P<year>20\d\d)",
        r"(?P<word>[^\W\d_]{3,10})[\s.,]*(?P<day>\d{1,2})[\s.,]+(?P<year>20\d\d)",
        r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>20\d\d)",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>20\d\d)",
    )
)
_NOON = 12


def kind_of(name: str) -> Kind:
    """How the field of that name is printed."""
    if name in TIMES:
        return Kind.MOMENT
    if name in _RATES:
        return Kind.RATE
    if name in _COUNTS or name == "age":
        return Kind.COUNT
    if name in (*LEVELS, *LIMITS):
        return Kind.SATURATION if name.startswith("spo2") else Kind.PULSE
    if name == "o2_score":
        return Kind.SCORE
    return {"s": Kind.DURATION, "pct": Kind.PERCENT}.get(name.rsplit("_", 1)[-1], Kind.WORDS)


KINDS = {name: kind_of(name) for name in NAMES}


def possible(name: str, value: Value) -> bool:
    """Whether a limit is one that a device can be set to; anything else may be any value of its kind."""
    return name not in _LIMITS_WITHIN or value in _LIMITS_WITHIN[name]


def without_point(kind: Kind, text: str) -> tuple[Value, ...]:
    """What a score or a share means whose decimal point was overlooked: they have one and two decimals.

    ``10`` and ``100`` are left alone, which may be whole numbers.
    """
    signs = re.sub(r"[\s%]", "", text).translate(_LOOKALIKES)
    decimals = {Kind.SCORE: 1, Kind.PERCENT: 2, Kind.RATE: 2}.get(kind, 0)
    fits = re.fullmatch(rf"\d{{{decimals + 1},{decimals + 3}}}", signs)
    if not decimals or not fits or signs in {"10", "100"}:
        return ()
    return parse(kind, f"{signs[:-decimals]}.{signs[-decimals:]}")


def parse(kind: Kind, text: str) -> tuple[Value, ...]:
    """What the text can mean: nothing, one value, or several (7/8/2025 is a day of July or of August)."""
    if kind is Kind.WORDS:
        return (text.strip(),) if text.strip() else ()
    if kind is Kind.MOMENT:
        return tuple(dict.fromkeys(_moments(text)))
    signs = re.sub(r"\s", "", text).strip(".,;:'\"-_|").translate(_LOOKALIKES)
    value = _number(kind, signs)
    return () if value is None else (value,)


def _number(kind: Kind, signs: str) -> int | float | None:
    if kind is Kind.DURATION:
        return _seconds(signs)
    if kind is Kind.PERCENT:
        return float(signs.rstrip("%")) if _is_percent(signs) else None
    if kind is Kind.RATE:
        return float(signs) if _RATE.fullmatch(signs) else None
    if kind is Kind.SCORE:
        return float(signs) if _SCORE.fullmatch(signs) else None
    return int(signs) if _COUNT.fullmatch(signs) and int(signs) in _POSSIBLE[kind] else None


def _seconds(signs: str) -> int | None:
    found = _DURATION.fullmatch(signs)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _is_percent(signs: str) -> bool:
    return _PERCENT.fullmatch(signs) is not None and float(signs.rstrip("%")) <= 100


def _moments(text: str) -> Iterator[datetime]:
    for pattern in _DATES:
        for found in pattern.finditer(text):
            moment = _moment(found.groupdict())
            if moment:
                yield moment


def _moment(parts: dict[str, str | None]) -> datetime | None:
    word = parts.get("word")
    month = month_of(word) if word else int(parts.get("month") or 0)
    day, year = int((parts["day"] or "").translate(_LOOKALIKES)), int(parts["year"] or 0)
    clock = _clock(parts)
    if not month or clock is None:
        return None
    try:
        return datetime(year, month, day) + clock
    except ValueError:  # no such day
        return None


def _clock(parts: dict[str, str | None]) -> timedelta | None:
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    if hour > 23:
        return None
    return timedelta(hours=hour, minutes=int(parts["minute"] or 0), seconds=int(parts["second"] or 0))
