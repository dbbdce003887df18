"""Fields whose value stands right of its label, in the same line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pdf_parser.places.labels import Label, begins
from pdf_parser.places.lines import around
from pdf_parser.places.months import month_of
from pdf_parser.places.spelling import plain
from pdf_parser.places.spots import Spot, spot_of
from pdf_parser.places.values import KINDS, Kind, parse
from pdf_parser.report import Box
from pdf_parser.words import Word

_FARTHEST = 24.0  # times the line's height: what stands farther right belongs to something else
_CLOSE = 2.5  # times the line's height: words of one value are not farther apart
_MOMENT_WIDE = 14.0  # times the line's height
_SHOWS_DEPTH = re.compile(r"^\D{0,3}([34])\D")
_SAID_OF_CLOCKS = frozenset({plain("Time"), plain("Timp")})  # which may be what a clock shows
_UNITS = ("h", "hr", "hrs", "hours", "ore", "min", "s")
_DEPTHS = ("4", "3")  # from top to bottom, as the ViHealth app prints them
_DROPS = re.compile(r"[:;.,](\d{1,4})$|%(\d{1,4})$|[34](?:96|\D){0,3}(\d{1,4})$")
# Where a label runs into its value, what ends the text is the value.
_ENDS = {
    Kind.DURATION: re.compile(r"((?:\d{1,2}:)?\d{1,2}:\d{2})$"),
    Kind.RATE: re.compile(r"[:;](\d{1,3}[.,]\d{1,2})$|\D(\d{1,3}[.,]\d{1,2})$"),
    Kind.SCORE: re.compile(r"\D(\d{1,2}[.,]\d)$"),
    Kind.SATURATION: re.compile(r"\D(\d{2})$"),
}


def beside_labels(labels: Sequence[Label], *, known: bool) -> Iterator[Spot]:
    """Start, end, duration, device, threshold: the first place beside the label with such a value.

    Where the layout is not known, there may be sentences: label and value must stand alone.
    """
    for name in ("start", "end", "duration_s"):
        here = [label for label in labels if label.name == name]
        yield from _first(name, here if known else [label for label in here if _alone(name, label)])
    for label in labels:
        words = _together(near(label))
        if label.name == "device" and words:
            yield spot_of("device", words)
        if label.name == "threshold" and label.glued:
            yield _spot("spo2_threshold", label)


def _alone(name: str, label: Label) -> bool:
    """Whether the label begins its line or cell, its value follows at once, and nothing follows that."""
    words = near(label)
    if not begins(label) or not words or plain(label.text) in _SAID_OF_CLOCKS:
        return False
    if KINDS[name] is Kind.MOMENT:
        return (
            any(sign.isdigit() for sign in words[0].text) or month_of(words[0].text.strip(".,")) is not None
        )
    height = label.box[3] - label.box[1]
    after = [word for word in words[1:2] if word.box[0] - words[0].box[2] < height]
    return bool(parse(KINDS[name], words[0].text)) and all(word.text.strip(".") in _UNITS for word in after)


def drops(labels: Sequence[Label], *, known: bool) -> Iterator[Spot]:
    """The drops and, in the same line, the drops per hour; by order only where the layout is known."""
    counts = [label for label in labels if label.name == "drops" and near(label)]
    for depth, label in zip(_depths(counts, known=known), counts, strict=False):
        yield _with_label(spot_of(f"drops_{depth}", _together(near(label)), _DROPS), label)
        for other in labels:
            if other.name == "per_hour" and other.line is label.line and near(other):
                yield _spot(f"drops_{depth}_per_hour", other)


def _depths(labels: Sequence[Label], *, known: bool) -> tuple[str, ...]:
    """How deep the drops of each line are: as it says, or in the usual order where that cannot be read."""
    found = [_SHOWS_DEPTH.search("".join(word.text for word in near(label))) for label in labels]
    shown = tuple(each[1] for each in found if each)
    if len(labels) < len(_DEPTHS) or not known:
        return shown if len(shown) == len(labels) else ()  # which line it is, nothing else tells
    return _DEPTHS[::-1] if shown == _DEPTHS[::-1] else _DEPTHS


def _first(name: str, labels: Sequence[Label]) -> Iterator[Spot]:
    places = [_spot(name, label) for label in labels if near(label)]
    read = [place for place in places if place.values(place.text)]
    empty = [Spot(name, _right_of(label)) for label in labels if KINDS[name] is Kind.MOMENT]
    yield from [*read, *places, *empty][:1]


def _spot(name: str, label: Label) -> Spot:
    """The place of the value beside its label, together with the label if they touch."""
    kind, beside = KINDS[name], near(label)
    single = () if kind is Kind.MOMENT else _valued(kind, beside)
    spot = spot_of(name, single or _together(beside))
    return _with_label(replace(spot, pattern=_ENDS.get(kind)), label) if label.glued else spot


def _with_label(spot: Spot, label: Label) -> Spot:
    return replace(spot, box=around([spot.box, label.box]), text=f"{label.text} {spot.text}")


def _valued(kind: Kind, words: Sequence[Word]) -> tuple[Word, ...]:
    """The last word that is such a value by itself: between label and value a scale may be drawn."""
    return tuple(word for word in words if parse(kind, word.text))[-1:]


def near(label: Label, farthest: float = _FARTHEST) -> tuple[Word, ...]:
    """What stands right of the label without a gap of more than so many times the line's height."""
    words: list[Word] = []
    right, reach = label.box[2], farthest * (label.box[3] - label.box[1])
    for word in label.rest:
        if word.box[0] - right > reach:
            break
        words.append(word)
        right = word.box[2]
    return tuple(words)


def _together(words: Sequence[Word]) -> tuple[Word, ...]:
    """The first of the words, and those that follow without a gap."""
    reach = _CLOSE * max((word.box[3] - word.box[1] for word in words), default=0)
    for at, (word, following) in enumerate(pairwise(words), 1):
        if following.box[0] - word.box[2] > reach:
            return tuple(words[:at])
    return tuple(words)


def _right_of(label: Label) -> Box:
    _, top, right, bottom = label.box
    return right, top, right + _MOMENT_WIDE * (bottom - top), bottom
