"""The catalogue of a report's messages is complete, used, marked and filled in."""

import pytest

import pdf_parser
from oximetry.messages import REFUSALS as RECORDINGS_REFUSALS
from pdf_parser.messages import NOTICES, REFUSALS
from tests.messages import PLACE, calls


def test_every_refusal_is_used_and_every_use_is_there() -> None:
    assert {key for key, _ in calls(pdf_parser, "refusal")} == set(REFUSALS)


def test_every_notice_is_used_and_every_use_is_there() -> None:
    assert {code for code, _ in calls(pdf_parser, "notice")} == set(NOTICES)


@pytest.mark.parametrize(("key", "given"), list(calls(pdf_parser, "refusal")))
def test_refusals_are_given_what_their_sentences_name(key: str, given: set[str | None]) -> None:
    entry = REFUSALS[key]
    assert set(PLACE.findall(entry.sentence + entry.advice)) <= given


@pytest.mark.parametrize(("code", "given"), list(calls(pdf_parser, "notice")))
def test_notices_are_given_what_their_sentences_name(code: str, given: set[str | None]) -> None:
    assert set(PLACE.findall(NOTICES[code])) <= given


def test_every_sentence_is_marked_for_translation() -> None:
    marked = {message for message, _ in calls(pdf_parser, "N_")}
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
