"""No word leaves the reader of which it is not known that it is no name."""

import pytest

from pdf_parser.places.finding import find
from pdf_parser.places.public import public_words
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase

TABLE = (
    *phrase("Patient name", 20, 20),
    *phrase("Age", 250, 20),
    *phrase("Sex", 350, 20),
    *phrase("Maria Ionescu", 20, 40),
    *phrase("61", 250, 40),
    *phrase("F", 350, 40),
)


def shown(*words: Word) -> str:
    return " ".join(word.text for word in public_words(words, find(words)))


def test_what_stands_below_a_personal_head_is_left_out() -> None:
    assert shown(*TABLE, *phrase("PR 93", 20, 60)) == "PR 93"


@pytest.mark.parametrize(
    "line",
    [
        "Gheorghe Popa",
        "Nombre: Juan Perez",
        "Full Name: Ion Vasile",
        "John Smith, 12 High Street",
        "Patient ID 998877",
        "Max Mustermann",
        "Edad 61",
        "Denice Miller",
    ],
)
def test_lines_without_a_field_are_left_out(line: str) -> None:
    assert shown(*phrase(line, 20, 20), *phrase("PR 93", 20, 60)) == "PR 93"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Mrs. Ionescu used Start 01/02/2025 09:30", "Start 01/02/2025 09:30"),
        ("SpO2 92 % awake, Ion Popa, 61", "SpO2 92"),
        ("Duration: 07:15:00 Maria", "Duration: 07:15:00"),
        ("Start Time 15 oct. 2025, 8:35 PM", "Start Time 15 oct. 2025, 8:35 PM"),
        ("Drops >4%:95 Drops per hour:9.50", "Drops >4%:95 Drops per hour:9.50"),
        ("PR 93 2590101123456", "PR 93"),
    ],
)
def test_of_a_line_with_a_field_only_label_and_value_are_left(line: str, left: str) -> None:
    assert shown(*phrase(line, 20, 20)) == left


def test_a_name_that_was_found_is_left_out_wherever_it_stands() -> None:
    words = (
        *phrase("Name: Ion Start", 20, 20),
        *phrase("Max Mean Min", 20, 60),
        *phrase("May PR 93", 20, 80),
    )
    named = (*phrase("Name: Ion May", 20, 20), *phrase("Start 12 May 2025 09:30", 20, 60))

    assert shown(*words) == "Max Mean Min PR 93"
    assert shown(*named) == "Start 12 2025 09:30"


def test_a_name_that_is_a_head_is_left_out_beside_its_label() -> None:
    assert shown(*phrase("Name: Max Mean", 20, 20), *phrase("PR 93", 20, 60)) == "PR 93"


def test_heads_of_levels_and_of_a_table_are_left() -> None:
    heads = (*phrase("Max Mean Min", 200, 20), *phrase("Time %Total", 20, 60))

    assert shown(*heads) == "Max Mean Min Time %Total"
