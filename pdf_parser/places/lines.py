"""Words put together to lines, as the eye does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from pdf_parser.report import Box
from pdf_parser.words import Word

_OVERLAP = 0.4  # of the higher word's height: a stroke that spans two lines belongs to neither
_AS_HIGH = 40  # lines that may begin at nearly the same height, in drawings too


@dataclass(frozen=True, slots=True)
class Line:
    """Words beside each other, from left to right."""

    words: tuple[Word, ...]

    @property
    def height(self) -> float:
        """The height that most of its words have."""
        return median(word.box[3] - word.box[1] for word in self.words)

    @property
    def text(self) -> str:
        """Its words with blanks between them."""
        return " ".join(word.text for word in self.words)


def lines_of(words: Iterable[Word]) -> tuple[Line, ...]:
    """All words in lines, from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each.box[1] + each.box[3]):
        overlaps = [_overlap(_nearest(line, word).box, word.box) for line in lines[-_AS_HIGH:]]
        if overlaps and max(overlaps) > _OVERLAP:
            lines[-_AS_HIGH:][overlaps.index(max(overlaps))].append(word)
        else:
            lines.append([word])
    ordered = (tuple(sorted(line, key=lambda each: each.box[0])) for line in lines)
    return tuple(Line(line) for line in ordered)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def middle(box: Box) -> tuple[float, float]:
    """The centre of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _nearest(line: Sequence[Word], word: Word) -> Word:
    """Of the line's words, the least far left or right of this one: lines are never quite level."""
    return min(line, key=lambda each: max(each.box[0] - word.box[2], word.box[0] - each.box[2]))


def _overlap(a: Box, b: Box) -> float:
    higher = max(a[3] - a[1], b[3] - b[1])
    return (min(a[3], b[3]) - max(a[1], b[1])) / higher if higher > 0 else 0.0
