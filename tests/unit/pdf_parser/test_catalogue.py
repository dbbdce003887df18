"""The catalogue of a report's messages is complete, used, marked and filled in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pdf_parser
from oximetry.messages import REFUSALS as RECORDINGS_REFUSALS
from pdf_parser.messages import NOTICES, REFUSALS

SOURCES = sorted(Path(pdf_parser.__file__).parent.rglob("*.py"))
PLACE = re.compile(r"%\((\w+)\)s")


def calls(name: str) -> Iterator[tuple[str, set[str | None]]]:
    """Every call of ``name`` in the package, as (first argument, keyword names)."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name):
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                first = node.args[0].value
                assert isinstance(first, str)
                yield first, {keyword.arg for keyword in node.keywords}


def test_every_refusal_is_used_and_every_use_is_there() -> None:
    assert {key for key, _ in calls("refusal")} == set(REFUSALS)


def test_every_notice_is_used_and_every_use_is_there() -> None:
    assert {code for code, _ in calls("notice")} == set(NOTICES)


@pytest.mark.parametrize(("key", "given"), list(calls("refusal")))
def test_refusals_are_given_what_their_sentences_name(key: str, given: set[str | None]) -> None:
    entry = REFUSALS[key]
    assert set(PLACE.findall(entry.sentence + entry.advice)) <= given


@pytest.mark.parametrize(("code", "given"), list(calls("notice")))
def test_notices_are_given_what_their_sentences_name(code: str, given: set[str | None]) -> None:
    assert set(PLACE.findall(NOTICES[code])) <= given


def test_every_sentence_is_marked_for_translation() -> None:
    marked = {message for message, _ in calls("N_")}
    sentences = {text for entry in REFUSALS.values() for text in (entry.sentence, entry.advice)}
    assert marked == sentences | set(NOTICES.values())


def test_every_sentence_is_a_sentence() -> None:
    advice = (part for each in REFUSALS.values() for part in (each.sentence, each.advice))
    for text in (*NOTICES.values(), *advice):
        assert text[0].isupper()
        assert text.endswith(".")


def test_a_key_that_recordings_have_too_means_the_same() -> None:
    for key in REFUSALS.keys() & RECORDINGS_REFUSALS.keys():
        assert REFUSALS[key] == RECORDINGS_REFUSALS[key]
