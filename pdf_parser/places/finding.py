"""Where the fields stand on a page, given its words: by labels, and by the tables' lines and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdf_parser.places.beside import beside_labels, drops
from pdf_parser.places.cells import Placed, known_tables, table_spots
from pdf_parser.places.labels import Label, find_labels
from pdf_parser.places.levels import level_spots
from pdf_parser.places.lines import Line, lines_of
from pdf_parser.places.people import personal_spots, without_personal
from pdf_parser.places.spots import Spot, unmistakable
from pdf_parser.places.tables import find_tables
from pdf_parser.words import Word

VIHEALTH = "vihealth"
APPS = {VIHEALTH: "ViHealth"}
_OWN_NAMES = frozenset({"title", VIHEALTH})
_OWN_LABELS = frozenset({"drops", "per_hour", "threshold", "pulse_threshold", "o2_score"})
_LABELS_OF_LAYOUT = 3  # different ones: other programs have some of them, too


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
    ours = _speaks_for_layout(labels)
    tables = tuple(known_tables(find_tables(lines), labels, ours=ours))
    known = ours and any(table.complete for table in tables)
    apps = [label for label in labels if label.name in APPS]
    return Found(
        layout=VIHEALTH if known else None,
        spots=tuple(_spots(labels, lines, tables, known=known)),
        people=tuple(personal_spots(labels)),
        app=apps[0] if apps else None,
        words=without_personal(labels, words),
    )


def _speaks_for_layout(labels: Sequence[Label]) -> bool:
    """Whether words beside the tables are this app's: its title, its name, or several labels."""
    names = {label.name for label in labels}
    return bool(names & _OWN_NAMES) or len(names & _OWN_LABELS) >= _LABELS_OF_LAYOUT


def _spots(
    labels: Sequence[Label], lines: Sequence[Line], tables: Sequence[Placed], *, known: bool
) -> Iterator[Spot]:
    """All places; on pages of no known layout only where label and value leave no doubt."""
    spots = (
        *beside_labels(labels, known=known),
        *drops(labels, known=known),
        *level_spots(labels, lines, known=known),
        *table_spots(tables),
    )
    yield from spots if known else unmistakable(spots)


def _says_something(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.text)


def text_of(words: Iterable[Word]) -> str:
    """The words line by line."""
    return "\n".join(line.text for line in lines_of(words))
