from collections.abc import Sequence

import pytest

from pdf_parser.places.labels import Label, find_labels
from pdf_parser.places.lines import lines_of
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase


def labels(*phrases: Sequence[Word]) -> tuple[Label, ...]:
    return find_labels(lines_of([word for each in phrases for word in each]))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Timpul de initiere", "start"),
        ("Tirnpul de inițiere", "start"),
        ("Sfarsitul timpulu", "end"),
        ("Nivel de oxigen", "spo2"),
        ("Niveldeoxigen", "spo2"),
        ("Punctaj 02", "o2_score"),
        ("Scor O2", "o2_score"),
        ("Oxygen Level", "spo2"),
        ("Pulse Rate Threshold", "pulse_threshold"),
        ("Duration", "duration_s"),
        ("Sc&deri pe ora", "per_hour"),
        ("ViHealth", "vihealth"),
    ],
)
def test_labels_are_known_in_both_languages_and_through_slips(text: str, name: str) -> None:
    assert [label.name for label in labels(phrase(text, 20, 20))] == [name]


def test_a_word_that_goes_on_is_another() -> None:
    assert labels(phrase("Timpuriu", 20, 20)) == ()


def test_what_stands_right_of_it_up_to_the_next_label() -> None:
    start, end = labels(phrase("Start Time 15 Oct. 2025", 20, 20), phrase("End Time 16", 400, 20))

    assert [word.text for word in start.rest] == ["15", "Oct.", "2025"]
    assert [word.text for word in end.rest] == ["16"]
    assert not start.glued


def test_a_value_that_touches_its_label_is_cut_off() -> None:
    (label,) = labels(phrase("Scaderi pe ora:14.30", 20, 20))

    assert label.glued
    assert [word.text for word in label.rest] == ["14.30"]
    assert label.rest[0].box[0] >= label.box[2]


def test_words_far_apart_are_no_label() -> None:
    assert labels(phrase("Nivel de", 20, 20), phrase("oxi", 300, 20)) == ()
