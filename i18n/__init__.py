"""Words in a language, where no web request says which: jobs, pictures, mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent
LOCALES = {"en": "English", "ro": "Română"}

Gettext = Callable[[str], str]


@lru_cache(maxsize=8)
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(str(CATALOGUES), [locale])


def gettext_for(locale: str) -> Gettext:
    """The translating function of a language; English is the language of the msgids."""
    if locale not in LOCALES:
        raise ValueError(f"locale must be one of {', '.join(LOCALES)}, not {locale!r}")
    return _catalogue(locale).ugettext
