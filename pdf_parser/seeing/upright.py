"""A page whose picture lies on its side, or on its head, seen as it is read.

Tesseract's own guess of the orientation is wrong on a page of tables and curves; whether words come out is
not.
"""

from __future__ import annotations

from collections.abc import Sequence

from pdf_parser.document import Document
from pdf_parser.places.finding import find
from pdf_parser.seeing.sight import Sight
from pdf_parser.words import Word

_TURNS = (1, 3, 2)  # quarters to the left; on its side a page lies more often than on its head
_LETTERS = 3
_SURE = 0.8
_LEGIBLE = 0.2  # of all words; an upright page has twice as many, one on its side next to none

Seen = tuple[Sight, tuple[Word, ...]]


def upright(document: Document, number: int, language: str) -> Seen:
    """The page and its words, turned only if it says nothing as it is shown, and says something then."""
    shown = _seen(document, number, language, 0)
    if not shown[1] or _makes_sense(shown[1]):
        return shown
    turned = (_seen(document, number, language, turns) for turns in _TURNS)
    return next((each for each in turned if _makes_sense(each[1])), shown)


def _seen(document: Document, number: int, language: str, turns: int) -> Seen:
    sight = Sight.of_page(document, number, language, turns)
    return sight, sight.words()


def _makes_sense(words: Sequence[Word]) -> bool:
    """Whether they are a report of a known layout, or enough of them are read with certainty."""
    sure = [word for word in words if word.confidence >= _SURE and _letters(word) >= _LETTERS]
    return find(words).layout is not None or len(sure) > _LEGIBLE * len(words)


def _letters(word: Word) -> int:
    return sum(sign.isalpha() for sign in word.text)
