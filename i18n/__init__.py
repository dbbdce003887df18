"""Words in a language, where no web request says which: jobs, pictures, mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent
LOCALES = {"en": "English", "ro": "Română"}

Gettext = Callable[[str], str]


def compile_catalogues() -> None:
    """Make the compiled catalogues that are missing or older than their text: nobody has to think of it."""
    for text in CATALOGUES.glob("*/LC_MESSAGES/messages.po"):
        compiled = text.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < text.stat().st_mtime:
            _compile(text, compiled)


def _compile(text: Path, compiled: Path) -> None:
    """Whole or not at all, since other processes may be reading it.

    Raises:
        OSError: in an image that nobody may write to; make them while it is built, with
            ``python -c "import i18n; i18n.compile_catalogues()"``.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with text.open("rb") as source, NamedTemporaryFile(dir=text.parent, delete=False) as made:
        write_mo(made, read_po(source))
    Path(made.name).chmod(0o644)
    Path(made.name).replace(compiled)


@lru_cache(maxsize=8)
def _catalogue(locale: str) -> NullTranslations:
    """A language's texts; English is what the msgids are written in."""
    if locale == "en":
        return NullTranslations()
    compile_catalogues()
    with (CATALOGUES / locale / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return Translations(file)


def gettext_for(locale: str) -> Gettext:
    """The translating function of a language; English is the language of the msgids."""
    if locale not in LOCALES:
        raise ValueError(f"locale must be one of {', '.join(LOCALES)}, not {locale!r}")
    return _catalogue(locale).ugettext
