"""Name, age and sex: whether they stand on the page; what they are only for who asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from oximetry.report_fields import PERSONAL
from pdf_parser.places.beside import near
from pdf_parser.places.labels import Label
from pdf_parser.places.spots import Spot, spot_of
from pdf_parser.words import Word

PRIVATE = (*PERSONAL, "birth")
_FARTHEST = 14.0  # times the line's height: grain at the paper's edge is nobody's name
_SEEN = 0.2  # below this, what Tesseract takes for a letter is a speck or a frame


def personal_spots(labels: Sequence[Label]) -> Iterator[Spot]:
    """The places where a name, an age or a sex stands; none where there is only the label."""
    for label in labels:
        beside = near(label, _FARTHEST)
        written = [word for word in beside if word.confidence > _SEEN and _has_sign(word)]
        if label.name in PERSONAL and written:
            yield spot_of(label.name, beside)


def without_personal(labels: Sequence[Label], words: Iterable[Word]) -> tuple[Word, ...]:
    """The words, those left out that may tell who the person is.

    In a line with such a label all that no other label claims is left out: the label before a name may have
    been misread.
    """
    private = [label for label in labels if label.name in PRIVATE]
    told = {word for label in private for word in (*label.line.words, *label.rest)}
    claimed = {word for label in labels for word in own_words(label)}
    claimed |= {word for label in labels if label not in private for word in label.rest}
    return tuple(word for word in words if word not in told or word in claimed)


def own_words(label: Label) -> tuple[Word, ...]:
    """The words of the label itself; not one that holds a value, too."""
    left, _, right, _ = label.box
    return tuple(word for word in label.line.words if left <= word.box[0] and word.box[2] <= right)


def _has_sign(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.text)
