"""The words of a page that are known not to tell who the person is: those of fields, and no others.

A name may stand anywhere, below its head, in a letter's sentence, under a label of another language. What is
known is not where it stands but what is none: the labels of fields, and beside them or in the tables' cells
numbers, dates and units. A label of one word, which could be somebody's name, counts where its value follows
or its neighbours in a table's head stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pdf_parser.places.finding import Found
from pdf_parser.places.labels import Label, find_labels
from pdf_parser.places.lines import lines_of, middle
from pdf_parser.places.months import month_of
from pdf_parser.places.people import PRIVATE, own_words
from pdf_parser.places.tables import find_tables
from pdf_parser.report import Box
from pdf_parser.words import Word

_HEADS = (frozenset({"max", "mean", "min"}), frozenset({"duration_s", "share"}))
_UNITS = frozenset({"am", "pm", "h", "m", "s", "min", "sec", "bpm", "spo", "o", "at", "la"})
_MOST_DIGITS = 6  # in a row: more are a person's number
_NAME_SIGNS = 3  # shorter parts of a name are in other words by chance


def public_words(words: Sequence[Word], found: Found) -> tuple[Word, ...]:
    """Of the page's words those that belong to fields, but none of which a name on the page consists."""
    lines = lines_of(word for word in words if _says_something(word))
    every = find_labels(lines)
    labels = [label for label in every if label.name not in PRIVATE]
    kept = {word for label in labels if _is_sure(label, every) for word in _of_label(label)}
    rows = [row for table in find_tables(lines) for row in table.rows]
    kept |= {word for row in rows for word in (*row.label, *sum(row.cells.values(), ())) if _is_value(word)}
    boxes = [spot.box for spot in found.spots]
    kept |= {word for word in words if _is_value(word) and any(_in(word, box) for box in boxes)}
    names = _names(found)
    return tuple(word for word in found.words if word in kept and not names & set(_parts(word.text)))


def _of_label(label: Label) -> Iterator[Word]:
    """The label's own words, and the values that follow it; what runs into a value goes with it."""
    values = _values(label)
    yield from own_words(label)
    yield from values
    if label.glued and values:
        yield from (word for word in label.line.words if _in_line(word, label.box, values[0].box))


def _values(label: Label) -> tuple[Word, ...]:
    """Up to the first word of any other kind: behind that, a number may be somebody's age."""
    following = takewhile(lambda word: _is_value(word) or not _says_something(word), label.rest)
    return tuple(word for word in following if _says_something(word))


def _is_sure(label: Label, labels: Sequence[Label]) -> bool:
    if len(label.text.split()) > 1 or any(sign.isdigit() for sign in label.text) or _values(label):
        return True
    beside = {other.name for other in labels if other.line is label.line}
    return not beside & set(PRIVATE) and any(
        label.name in heads and len(heads & beside) > 1 for heads in _HEADS
    )


def _is_value(word: Word) -> bool:
    """Whether it is a number with its unit, a part of a date, or a unit."""
    if re.search(rf"\d{{{_MOST_DIGITS + 1}}}", word.text):
        return False
    letters = re.findall(r"[^\W\d_]+", word.text)
    known = all(part.casefold() in _UNITS or month_of(part) for part in letters)
    return known and _says_something(word)


def _names(found: Found) -> frozenset[str]:
    """The parts of the names that stand beside their labels."""
    texts = (spot.text for spot in found.people if spot.name == "name")
    return frozenset(part for text in texts for part in _parts(text) if len(part) >= _NAME_SIGNS)


def _parts(text: str) -> list[str]:
    return [part.casefold() for part in re.findall(r"[^\W\d_]+", text)]


def _in(word: Word, box: Box) -> bool:
    x, y = middle(word.box)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _in_line(word: Word, label: Box, value: Box) -> bool:
    """Whether it is the word in which the label ends and the value begins."""
    return word.box[0] < label[2] <= word.box[2] and word.box[2] == value[2]


def _says_something(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.text)
