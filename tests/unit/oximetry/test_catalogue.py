"""The catalogue of messages is complete, used, marked and filled in."""

from pathlib import Path

import pytest

import oximetry
from oximetry.messages import NOTICES, REFUSALS
from tests.messages import PLACE, calls

CATALOGUE = Path(oximetry.__file__).with_name("messages.py")


def magic_keys() -> set[str]:
    from oximetry.formats import unreadable

    text = Path(unreadable.__file__).read_text(encoding="utf-8")
    return {key for key in REFUSALS if f'"{key}"' in text}


def test_every_refusal_is_used_and_every_use_is_there() -> None:
    assert {key for key, _ in calls(oximetry, "refusal")} | magic_keys() == set(REFUSALS)


def test_every_notice_is_used_and_every_use_is_there() -> None:
    assert {code for code, _ in calls(oximetry, "notice")} == set(NOTICES)


@pytest.mark.parametrize(("key", "given"), list(calls(oximetry, "refusal")))
def test_refusals_are_given_what_their_sentences_name(key: str, given: set[str | None]) -> None:
    entry = REFUSALS[key]
    assert set(PLACE.findall(entry.sentence + entry.advice)) == given


@pytest.mark.parametrize(("code", "given"), list(calls(oximetry, "notice")))
def test_notices_are_given_what_their_sentences_name(code: str, given: set[str | None]) -> None:
    assert set(PLACE.findall(NOTICES[code])) == given


def test_every_sentence_is_marked_for_translation() -> None:
    marked = {message for message, _ in calls(oximetry, "N_")}
    sentences = {text for entry in REFUSALS.values() for text in (entry.sentence, entry.advice)}
    assert marked == sentences | set(NOTICES.values())


def test_every_sentence_is_a_sentence() -> None:
    for text in (
        *NOTICES.values(),
        *(part for each in REFUSALS.values() for part in (each.sentence, each.advice)),
    ):
        assert text[0].isupper() or text.startswith("%(")
        assert text.endswith(".")
