"""What a value would be if one of its printed digits had been misread.

By these a check shows how much it says: one that any of them would pass as well confirms nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from oximetry.report_fields import Value
from pdf_parser.places.values import KINDS, Kind, parse

_DIGITS = "0123456789"
_HALF_A_DAY = timedelta(hours=12)
_WRITTEN = {Kind.PERCENT: "{:05.2f}", Kind.RATE: "{:05.2f}", Kind.SCORE: "{:.1f}"}


def slips(name: str, value: Value) -> tuple[Value, ...]:
    """Every other value that is one digit, or half a day, away."""
    return tuple(dict.fromkeys(other for other in _slips(name, value) if other != value))


def _slips(name: str, value: Value) -> Iterator[Value]:
    if isinstance(value, datetime):
        yield from (value - _HALF_A_DAY, value + _HALF_A_DAY)
    elif isinstance(value, str):
        return
    for text in _one_digit_off(_written(KINDS[name], value)):
        yield from parse(KINDS[name], text)


def _written(kind: Kind, value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if kind is Kind.DURATION:
        minutes, seconds = divmod(int(value), 60)
        return "{:02d}:{:02d}:{:02d}".format(*divmod(minutes, 60), seconds)
    return _WRITTEN.get(kind, "{}").format(value)


def _one_digit_off(text: str) -> Iterator[str]:
    for at, sign in enumerate(text):
        if sign.isdigit():
            yield from (text[:at] + digit + text[at + 1 :] for digit in _DIGITS)
