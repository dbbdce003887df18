"""Words compared as OCR gives them: without accents, with look-alike signs made one, with a few slips."""

from __future__ import annotations

import unicodedata

# Signs that OCR takes for one another, made one. Digits stay digits where a value may follow a label.
_SAME = str.maketrans(
    {"|": "i", "!": "i", "l": "i", "&": "a", "@": "a", "¢": "c", "$": "s", "≥": ">", "»": ">"}
)
_KEPT = frozenset("<>%")


def plain(text: str) -> str:
    """Lower case without accents, blanks and punctuation; look-alike letters made one."""
    return "".join(sign for sign, _ in plain_signs(text))


def plain_signs(text: str) -> list[tuple[str, int]]:
    """The signs of ``plain``, each with its place in ``text``."""
    signs = []
    for place, sign in enumerate(text):
        for part in unicodedata.normalize("NFKD", sign).lower().translate(_SAME):
            if part.isalnum() or part in _KEPT:
                signs.append((part, place))
    return signs


def prefix_slips(label: str, text: str, most: int) -> tuple[int, int] | None:
    """How many slips make a beginning of ``text`` out of ``label``, and its length; None beyond ``most``.

    A slip is a sign left out, added or taken for another (Levenshtein 1966). Among equally good beginnings,
    the one closest in length to the label counts.
    """
    text = text[: len(label) + most]
    row = list(range(len(text) + 1))
    for done, wanted in enumerate(label, 1):
        before, row = row, [done]
        for place, sign in enumerate(text, 1):
            row.append(min(before[place - 1] + (sign != wanted), before[place] + 1, row[-1] + 1))
        if min(row) > most:
            return None
    slips, _, length = min((cost, abs(end - len(label)), end) for end, cost in enumerate(row))
    return (slips, length) if slips <= most else None
