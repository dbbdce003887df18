"""The table of the highest, the mean and the lowest SpO2 and pulse, and the score below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from statistics import median

from pdf_parser.places.labels import Label, begins
from pdf_parser.places.lines import Line, middle
from pdf_parser.places.spelling import plain
from pdf_parser.places.spots import Spot, spot_of
from pdf_parser.places.values import Kind, parse
from pdf_parser.report import Box
from pdf_parser.words import Word

_ORDER = ("max", "mean", "min")  # from left to right, as the ViHealth app prints them
_ALIGNED = 2.0  # times the height
_HALF_WIDTH, _HALF_HEIGHT = 2.0, 0.75  # of a cell's writing, times the height
_ROWS_APART = 6.0  # times the height, at most
_HEADS_WITHIN = 4.5  # times the height, above the upper row
_SURE, _FEWEST_LETTERS = 0.85, 5  # of a word that says what a column is: shorter ones may be misread heads
_HEADS = tuple(plain(each) for each in ("Maxim", "Mediu", "Medie", "Average", "Minim"))
_ALIKE = 0.78  # ``Medlu`` is a head misread, ``Median`` another one
_APART = 0.6  # times the height: words of one head are nearer
_UNITS = ("%", "bpm", "/min", "min")
_FEWEST = 2  # values by which a row without a readable label is known

Columns = Sequence[float]


def level_spots(labels: Sequence[Label], lines: Sequence[Line], *, known: bool) -> Iterator[Spot]:
    """The places of the six levels and of the score.

    Args:
        labels: all of the page.
        lines: all of the page.
        known: whether the layout is; only then are columns taken whose heads could not be read.
    """
    own = labels if known else [label for label in labels if _alone(label)]
    rows = {name: _counts(label) for name in ("spo2", "pulse") if (label := _fullest(own, name))}
    columns = _columns([word for words in rows.values() for word in words])
    if len(columns) != len(_ORDER):
        return
    order = _order(labels, lines, rows, columns, known=known)
    if order:
        yield from _rows(_with_neighbour(rows, columns, lines) if known else rows, columns, order)
        yield from (_score(label, columns) for label in labels if label.name == "o2_score")


def _alone(label: Label) -> bool:
    """Whether the label begins its line or cell, and nothing but numbers and their units follows it."""
    texts = [word.text.strip(".,").lower() for word in label.rest]
    numbers = [text for text in texts if text not in _UNITS]
    return begins(label) and len(numbers) == len(_ORDER) and all(parse(Kind.PULSE, each) for each in numbers)


def _fullest(labels: Sequence[Label], name: str) -> Label | None:
    """The label with the most counts right of it: charts and other tables have the same words as heads."""
    full = [label for label in labels if label.name == name and _counts(label)]
    return max(full, key=lambda label: len(_counts(label)), default=None)


def _counts(label: Label) -> tuple[Word, ...]:
    return tuple(word for word in label.rest if parse(Kind.PULSE, word.text))[: len(_ORDER)]


def _columns(words: Sequence[Word]) -> list[float]:
    """The middles of the columns in which the words stand."""
    groups: list[list[float]] = []
    for word in sorted(words, key=lambda each: each.box[0]):
        x = middle(word.box)[0]
        if groups and x - median(groups[-1]) < _ALIGNED * _height(words):
            groups[-1].append(x)
        else:
            groups.append([x])
    return [median(group) for group in groups]


def _order(
    labels: Sequence[Label],
    lines: Sequence[Line],
    rows: dict[str, tuple[Word, ...]],
    columns: Columns,
    *,
    known: bool,
) -> tuple[str, ...]:
    """What each column holds, by its head; in a known layout as usual where heads could not be read.

    Nothing where other words stand as heads, or where they are not above their columns.
    """
    top = min(_y(words) for words in rows.values())
    height = max(_height(words) for words in rows.values())
    above = [word for line in lines for word in line.words if _is_above(word.box, columns, top, height)]
    heads = [
        label
        for label in labels
        if label.name in _ORDER and _is_above(label.box, columns, top, height) and (known or _lone(label))
    ]
    nearest = (min(heads, key=lambda head: abs(middle(head.box)[0] - x), default=None) for x in columns)
    read = tuple(head.name for head in nearest if head)
    if sorted(read) == sorted(_ORDER):
        return read
    return _ORDER if known and not _say_something_else(above, heads) else ()


def _lone(head: Label) -> bool:
    """Whether no word beside it makes it the head of something else, as in ``Max pressure``."""
    left, top, right, bottom = head.box
    others = (word.box for word in head.line.words if not left <= middle(word.box)[0] <= right)
    return all(max(left - box[2], box[0] - right) > _APART * (bottom - top) for box in others)


def _is_above(box: Box, columns: Columns, top: float, height: float) -> bool:
    x, y = middle(box)
    near = min(abs(x - column) for column in columns) < _ALIGNED * height
    return near and height / 2 < top - y < _HEADS_WITHIN * height


def _say_something_else(above: Sequence[Word], heads: Sequence[Label]) -> bool:
    """Whether a word was read well there that is none of the heads that are known, nor much like one."""
    others = (
        plain(word.text)
        for word in above
        if word.confidence >= _SURE
        and word.text.strip(".:").isalpha()
        and not any(head.box[0] <= middle(word.box)[0] <= head.box[2] for head in heads)
    )
    return any(
        len(each) >= _FEWEST_LETTERS and not get_close_matches(each, _HEADS, 1, _ALIKE) for each in others
    )


def _with_neighbour(
    rows: dict[str, tuple[Word, ...]], columns: Columns, lines: Sequence[Line]
) -> dict[str, tuple[Word, ...]]:
    """Both rows, though the label of one could not be read: the pulse stands next below SpO2."""
    if len(rows) != 1:
        return rows
    ((name, known),) = rows.items()
    below = name == "spo2"
    gaps = [(_y(words) - _y(known), words) for line in lines if (words := _aligned(line, columns))]
    near = [(gap if below else -gap, words) for gap, words in gaps]
    height = _height(known)
    candidates = [each for each in near if height < each[0] < _ROWS_APART * height]
    other = {
        "pulse" if below else "spo2": words for _, words in sorted(candidates, key=lambda each: each[0])[:1]
    }
    return {**rows, **other}


def _aligned(line: Line, columns: Columns) -> tuple[Word, ...]:
    """The counts of a line that stand in the columns, if there are enough."""
    words = tuple(
        word
        for word in line.words
        if parse(Kind.PULSE, word.text)
        and min(abs(middle(word.box)[0] - x) for x in columns) < _ALIGNED * line.height
    )
    return words if len(words) >= _FEWEST else ()


def _rows(rows: dict[str, tuple[Word, ...]], columns: Columns, order: Sequence[str]) -> Iterator[Spot]:
    for name, words in rows.items():
        for x, part in zip(columns, order, strict=True):
            here = [word for word in words if abs(middle(word.box)[0] - x) < _ALIGNED * _height(words)]
            field = f"{name}_{part}"
            yield spot_of(field, here) if here else _cell(field, x, _y(words), _height(words))


def _score(label: Label, columns: Columns) -> Spot:
    """In the last column, beside a scale whose mark might be taken for a digit."""
    y, height = middle(label.box)[1], label.box[3] - label.box[1]
    last = [word for word in label.rest if abs(middle(word.box)[0] - columns[-1]) < _ALIGNED * height]
    return spot_of("o2_score", last) if last else _cell("o2_score", columns[-1], y, height)


def _cell(name: str, x: float, y: float, height: float) -> Spot:
    wide, high = _HALF_WIDTH * height, _HALF_HEIGHT * height
    return Spot(name, (x - wide, y - high, x + wide, y + high))


def _y(words: Sequence[Word]) -> float:
    return median(middle(word.box)[1] for word in words)


def _height(words: Sequence[Word]) -> float:
    return median(word.box[3] - word.box[1] for word in words)
