"""What the ends of a chart's time axis are, and whether its tick labels say so, too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from oximetry.report_fields import Value
from pdf_parser.curves.frame import Frame
from pdf_parser.words import Word

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_BELOW = 0.08  # of the frame's width: how far under it tick labels may stand
_MINUTE, _DAY = 60.0, 86400.0
_PERIODS = 8.0  # the end may be the last sample's time, two of its periods short of the printed duration
_APART = 0.03  # of the night: how far a tick label's time may be from its place


@dataclass(frozen=True, slots=True)
class Span:
    """When the night began, by the wall clock, and how long it was."""

    start: datetime
    seconds: float


def span_of(values: Mapping[str, Value]) -> Span | None:
    """The night by its printed start and duration, which has seconds; else by its end, which has none."""
    start, end, duration = values.get("start"), values.get("end"), values.get("duration_s")
    if not isinstance(start, datetime):
        return None
    stated = float(duration) if isinstance(duration, int | float) and duration > 0 else None
    if not isinstance(end, datetime):
        return Span(start, stated) if stated else None
    seconds = (end - start).total_seconds()
    if stated and abs(stated - seconds) < _MINUTE + _PERIODS:
        return Span(start, stated)
    return Span(start, seconds) if seconds > 0 else None


def ticks_agree(words: Sequence[Word], frame: Frame, span: Span) -> bool:
    """Whether the times below a frame are those of the night; a few read wrongly do not count."""
    apart = [abs(_apart(word, frame, span)) for word in words if _is_tick(word, frame)]
    return not apart or float(np.median(apart)) <= _APART * span.seconds + _MINUTE


def _is_tick(word: Word, frame: Frame) -> bool:
    below = (word.box[1] + word.box[3]) / 2 - frame.bottom
    return 0 < below < _BELOW * (frame.right - frame.left) and _TIME.fullmatch(word.text) is not None


def _apart(word: Word, frame: Frame, span: Span) -> float:
    """Seconds from what the label's place means to what it says, within half a day."""
    share = ((word.box[0] + word.box[2]) / 2 - frame.left) / (frame.right - frame.left)
    meant = span.start + timedelta(seconds=share * span.seconds)
    hours, minutes = word.text.split(":")
    said = meant.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
    return ((said - meant).total_seconds() + _DAY / 2) % _DAY - _DAY / 2
