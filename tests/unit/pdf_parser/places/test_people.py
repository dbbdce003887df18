from collections.abc import Sequence

import pytest

from pdf_parser.places.labels import Label, find_labels
from pdf_parser.places.lines import lines_of
from pdf_parser.places.people import personal_spots, without_personal
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase, word

PERSON = (
    *phrase("Nume: Ilinca Munteanu", 20, 20),
    *phrase("Vârsta: 61", 300, 20),
    *phrase("Sex: F", 500, 20),
)


def labels(words: Sequence[Word]) -> tuple[Label, ...]:
    return find_labels(lines_of(words))


def test_who_stands_on_the_page() -> None:
    found = {spot.name: spot.text for spot in personal_spots(labels(PERSON))}

    assert found == {"name": "Ilinca Munteanu", "age": "61", "sex": "F"}


def test_a_label_alone_tells_nothing() -> None:
    empty = (*phrase("Nume:", 20, 20), *phrase("Vârsta:", 300, 20), *phrase("Sex:", 500, 20))

    assert list(personal_spots(labels(empty))) == []


def test_a_speck_far_away_is_nobody() -> None:
    assert list(personal_spots(labels((*phrase("Sex:", 20, 20), word("5", 600, 20))))) == []


@pytest.mark.parametrize("label", ["Nume:", "Nurne:", "N?m:"])
def test_no_word_of_the_person_is_left_even_if_a_label_was_misread(label: str) -> None:
    words = (*phrase(f"{label} Ilinca Munteanu", 20, 20), *PERSON[3:], *phrase("PR 93", 20, 60))

    left = " ".join(each.text for each in without_personal(labels(words), words))

    assert "Ilinca" not in left
    assert "Munteanu" not in left
    assert "61" not in left
    assert left.endswith("PR 93")


def test_other_fields_of_the_same_line_are_left() -> None:
    words = (*phrase("Name: Quill", 20, 20), *phrase("Start Time 15", 300, 20))

    assert [each.text for each in without_personal(labels(words), words)] == ["Name:", "Start", "Time", "15"]


def test_a_name_that_touches_its_label_goes_with_it() -> None:
    words = phrase("Name:Quill", 20, 20)

    assert without_personal(labels(words), words) == ()


def test_a_date_of_birth_is_left_out_too() -> None:
    words = (*phrase("Date of birth: 01.02.1960", 20, 20), *phrase("PR 93", 20, 60))

    assert "1960" not in " ".join(each.text for each in without_personal(labels(words), words))
