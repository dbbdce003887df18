"""Every text that a user sees has its Romanian counterpart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import i18n

ROOT = Path(__file__).parents[2]
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
CEDILLAS = set("şţŞŢ")


def texts_in_the_code() -> set[str]:
    """The msgids (of plurals the singular) that babel finds in sources and templates."""
    with (ROOT / "i18n/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = DEFAULT_KEYWORDS | {"N_": None}
    found = extract_from_dir(ROOT, methods, options, keywords=keywords, directory_filter=_is_ours)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _is_ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", ".cache", "data", "tests", "benchmarks", "__pycache__", ".git"}


@pytest.fixture(scope="module")
def romanian() -> Catalog:
    with (ROOT / "i18n/ro/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each msgid with what stands for it; a plural's forms all with its plural msgid."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
    else:
        yield from ((message.id[1], form) for form in message.string or ())


def test_the_catalogue_holds_just_the_texts_of_the_code(romanian: Catalog) -> None:
    known = {
        message.id if isinstance(message.id, str) else message.id[0] for message in romanian if message.id
    }
    assert known == texts_in_the_code()


def test_every_text_is_translated(romanian: Catalog) -> None:
    missing = [id for message in romanian if message.id for id, text in pairs(message) if not text.strip()]
    assert missing == []
    assert [message.id for message in romanian if message.id and message.fuzzy] == []


def test_romanian_has_three_plural_forms(romanian: Catalog) -> None:
    assert romanian.num_plurals == 3
    assert all(len(message.string or ()) == 3 for message in romanian if message.pluralizable and message.id)


def test_the_places_to_fill_in_are_the_same(romanian: Catalog) -> None:
    for message in romanian:
        for id, text in pairs(message) if message.id else ():
            assert set(PLACES.findall(text)) - {"%(num)s"} == set(PLACES.findall(id)) - {"%(num)s"}, id


def test_romanian_letters_have_commas_not_cedillas(romanian: Catalog) -> None:
    wrong = [text for message in romanian if message.id for _, text in pairs(message) if CEDILLAS & set(text)]
    assert wrong == []


def test_the_compiled_catalogue_follows_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ro" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_bytes((ROOT / "i18n/ro/LC_MESSAGES/messages.po").read_bytes())
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    i18n._catalogue.cache_clear()
    assert i18n.gettext_for("ro")("Pulse") == "Puls"
    first = (folder / "messages.mo").stat().st_mtime_ns
    i18n.compile_catalogues()
    assert (folder / "messages.mo").stat().st_mtime_ns == first, "what is up to date is left alone"
    os.utime(folder / "messages.po", ns=(first + 10**9, first + 10**9))
    i18n.compile_catalogues()
    assert (folder / "messages.mo").stat().st_mtime_ns > first
    i18n._catalogue.cache_clear()
