from pdf_parser.places.lines import lines_of
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import word


def test_words_beside_each_other_are_a_line_from_left_to_right() -> None:
    lines = lines_of([word("b", 50, 11), word("c", 20, 40), word("a", 20, 10)])

    assert [line.text for line in lines] == ["a b", "c"]


def test_a_line_may_slope_a_little() -> None:
    words = [word(str(at), 100 * at, 10 + 4 * at) for at in range(5)]

    assert [line.text for line in lines_of(words)] == ["0 1 2 3 4"]


def test_a_stroke_beside_two_lines_joins_them_not() -> None:
    stroke = Word("|", (100, 8, 103, 44), 0.5)

    lines = lines_of([word("a", 20, 10), word("b", 20, 30), stroke])

    assert "a b" not in [line.text for line in lines]
