"""Names of months in the languages of the reports, as OCR gives them."""

from __future__ import annotations

from pdf_parser.places.spelling import plain

_NAMES = (
    "jan january ian ianuarie",
    "feb february februarie",
    "mar march martie",
    "apr april aprilie",
    "may mai",
    "jun june iun iunie",
    "jul july iul iulie",
    "aug august",
    "sep sept september septembrie",
    "oct october octombrie",
    "nov november noiembrie noi",
    "dec december decembrie",
)
_MONTHS = {plain(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}


def month_of(word: str) -> int | None:
    """1 to 12. No name is guessed from a similar one: ``iun`` and ``iul`` are a month apart."""
    return _MONTHS.get(plain(word))
