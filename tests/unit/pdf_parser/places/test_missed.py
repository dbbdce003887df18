"""What is printed but could not be read is unsure, not absent."""

from pdf_parser.places.missed import missed
from pdf_parser.report import ABSENT, FieldState
from tests.unit.pdf_parser.page_words import phrase


def test_a_label_without_its_value_makes_its_fields_unsure() -> None:
    words = (*phrase("Duration", 20, 20), *phrase("Drops >?:", 20, 40))

    found = missed(words, {}, 2)

    assert set(found) == {"duration_s", "drops_4", "drops_3"}
    assert {each.state for each in found.values()} == {FieldState.UNSURE}
    assert {(each.value, each.page) for each in found.values()} == {(None, 2)}


def test_fields_that_were_found_and_those_without_a_label_are_left() -> None:
    assert missed(phrase("Duration 07:15:00", 20, 20), {"duration_s": ABSENT}, 1) == {}
    assert missed(phrase("SpO2 92", 20, 20), {}, 1) == {}
