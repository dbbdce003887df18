import pytest

from pdf_parser.places.months import month_of
from pdf_parser.places.spelling import plain, plain_signs, prefix_slips


@pytest.mark.parametrize("text", ["Scăderi", "Scaderi", "Sc&deri", "scaderi:"])
def test_accents_and_their_usual_slips_are_the_same(text: str) -> None:
    assert plain(text) == "scaderi"


def test_a_sign_knows_its_place_in_the_text() -> None:
    assert plain_signs("ă: b") == [("a", 0), ("b", 3)]


def test_a_label_is_found_before_a_value_that_touches_it() -> None:
    assert prefix_slips(plain("Timpul de inițiere"), plain("Timpul de initiere15 oct."), 3) == (0, 16)


def test_slips_are_counted_up_to_the_most() -> None:
    assert prefix_slips("nivelului", "niveluiul", 2) == (2, 9)
    assert prefix_slips("nivelului", "sfarsitul", 2) is None


@pytest.mark.parametrize(("word", "month"), [("oct.", 10), ("iun", 6), ("iul.", 7), ("Jul", 7), ("mai", 5)])
def test_months_in_both_languages(word: str, month: int) -> None:
    assert month_of(word) == month


def test_no_month_is_guessed() -> None:
    assert month_of("iux") is None
