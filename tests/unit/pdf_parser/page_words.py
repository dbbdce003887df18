"""Words on a page, written where they would be printed."""

from __future__ import annotations

from pdf_parser.words import Word

HEIGHT = 12.0
_SIGN_WIDE = 7.0


def word(text: str, x: float, y: float, confidence: float = 0.95) -> Word:
    """A word whose left upper corner is there, in points."""
    return Word(text, (x, y, x + _SIGN_WIDE * len(text), y + HEIGHT), confidence)


def phrase(text: str, x: float, y: float, confidence: float = 0.95) -> tuple[Word, ...]:
    """Words beside each other."""
    words = []
    for each in text.split():
        words.append(word(each, x, y, confidence))
        x = words[-1].box[2] + _SIGN_WIDE
    return tuple(words)
