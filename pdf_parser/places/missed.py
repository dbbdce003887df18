"""Fields that a page of a known layout prints, as their labels tell, but whose values were not found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pdf_parser.places.labels import find_labels
from pdf_parser.places.lines import lines_of
from pdf_parser.report import Box, Field, FieldState
from pdf_parser.words import Word

_FIELDS = {
    "start": ("start",),
    "end": ("end",),
    "duration_s": ("duration_s",),
    "drops": ("drops_4", "drops_3"),
    "per_hour": ("drops_4_per_hour", "drops_3_per_hour"),
    "o2_score": ("o2_score",),
}


def missed(words: Sequence[Word], fields: Mapping[str, Field], page: int) -> dict[str, Field]:
    """What is printed but could not be read, unsure, so that nobody takes it for not printed."""
    return {
        name: Field(None, FieldState.UNSURE, 0.0, page, box)
        for name, box in _printed(words)
        if name not in fields
    }


def _printed(words: Sequence[Word]) -> Iterator[tuple[str, Box]]:
    for label in find_labels(lines_of(words)):
        for name in _FIELDS.get(label.name, ()):
            yield name, label.box
