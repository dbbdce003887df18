"""Month names in the languages the apps may speak, read without accents or dots."""

from __future__ import annotations

import unicodedata

_MONTHS = """
january february march april may june july august september october november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
januar februar marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
"""
_IRREGULAR = {"mrt": 3, "maerz": 3}
_SHORTEST = 3


def _known() -> dict[str, int | None]:
    """Every prefix of three letters or more; None where languages disagree about it."""
    known: dict[str, int | None] = {}
    for language in _MONTHS.strip().splitlines():
        for month, name in enumerate(language.split(), start=1):
            for length in range(_SHORTEST, len(name) + 1):
                prefix = name[:length]
                known[prefix] = month if known.get(prefix, month) == month else None
    return known | _IRREGULAR


def plain(word: str) -> str:
    """Lower case, without accents and dots."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("\u0142", "l"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip(".")


_KNOWN = _known()


def month_number(word: str) -> int | None:
    """1 to 12 for a month's name or its abbreviation, None for any other word."""
    return _KNOWN.get(plain(word))
