"""Where the fields stand on a page, given its words: by labels, and by the tables' lines and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdf_parser.beside import beside_labels, drops
from pdf_parser.cells import table_spots
from pdf_parser.labels import Label, find_labels
from pdf_parser.levels import level_spots
from pdf_parser.lines import Line, lines_of
from pdf_parser.people import personal_spots, without_personal
from pdf_parser.spots import Spot
from pdf_parser.tables import Table, find_tables
from pdf_parser.words import Word

VIHEALTH = "vihealth"
APPS = {VIHEALTH: "ViHealth"}
_ROWS_OF_LAYOUT = 3  # a table of time and share with that many rows is this app's


@dataclass(frozen=True, slots=True)
class Found:
    """What a page holds.

    Attributes:
        layout: the known layout, or None.
        spots: places of all fields, but not of those that tell who the person is.
        people: places of a name, an age, a sex.
        app: the app's name and how sure it was read, where it stands.
        words: all words but those of ``people``.
    """

    layout: str | None
    spots: tuple[Spot, ...]
    people: tuple[Spot, ...]
    app: Label | None
    words: tuple[Word, ...]


def find(words: Sequence[Word]) -> Found:
    """Look for everything that is known."""
    lines = lines_of(word for word in words if _says_something(word))
    labels = find_labels(lines)
    tables = find_tables(lines)
    known = any(len(table.rows) >= _ROWS_OF_LAYOUT for table in tables)
    apps = [label for label in labels if label.name in APPS]
    return Found(
        layout=VIHEALTH if known else None,
        spots=tuple(_spots(labels, lines, tables)),
        people=tuple(personal_spots(labels)),
        app=apps[0] if apps else None,
        words=without_personal(labels, words),
    )


def _spots(labels: Sequence[Label], lines: Sequence[Line], tables: Sequence[Table]) -> Iterator[Spot]:
    yield from beside_labels(labels)
    yield from drops(labels)
    yield from level_spots(labels, lines)
    yield from table_spots(tables)


def _says_something(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.text)


def text_of(words: Iterable[Word]) -> str:
    """The words line by line."""
    return "\n".join(line.text for line in lines_of(words))
