from collections.abc import Sequence

import pytest

from oximetry.report_fields import Value
from pdf_parser.places.labels import find_labels
from pdf_parser.places.levels import level_spots
from pdf_parser.places.lines import lines_of
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase, word


def read(*phrases: Sequence[Word], known: bool = True) -> dict[str, tuple[Value, ...]]:
    lines = lines_of([each for words in phrases for each in words])
    return {spot.name: spot.values(spot.text) for spot in level_spots(find_labels(lines), lines, known=known)}


def row(label: str, y: float, *values: str) -> tuple[Word, ...]:
    cells = [word(value, x, y) for value, x in zip(values, (300, 380, 460), strict=True) if value]
    return (*phrase(label, 100, y), *cells)


LEVELS = {
    "spo2_max": (99,),
    "spo2_mean": (88,),
    "spo2_min": (61,),
    "pulse_max": (93,),
    "pulse_mean": (67,),
    "pulse_min": (49,),
}


def test_columns_are_max_mean_min_where_their_heads_cannot_be_read() -> None:
    assert read(row("Nivel de oxigen", 50, "99", "88", "61"), row("PR", 90, "93", "67", "49")) == LEVELS


def test_columns_are_what_their_heads_say() -> None:
    heads = (*phrase("Min", 300, 20), *phrase("Avg", 380, 20), *phrase("Max", 460, 20))

    assert read(heads, row("SpO2", 50, "61", "88", "99"), row("PR", 90, "49", "67", "93")) == LEVELS


def test_the_pulse_is_known_below_spo2_without_its_label() -> None:
    assert read(row("O2 Level", 50, "99", "88", "61"), row("P?", 90, "93", "67", "49")) == LEVELS


def test_spo2_is_known_above_the_pulse_without_its_label() -> None:
    assert read(row("Nxxel", 50, "99", "88", "61"), row("Pulse Rate", 90, "93", "67", "49")) == LEVELS


def test_a_cell_that_could_not_be_read_has_its_place() -> None:
    assert read(row("SpO2", 50, "99", "", "61"), row("PR", 90, "93", "67", "49")) == {
        **LEVELS,
        "spo2_mean": (),
    }


def test_the_score_stands_in_the_last_column_whatever_the_scale_looks_like() -> None:
    levels = (row("SpO2", 50, "99", "88", "61"), row("PR", 90, "93", "67", "49"))
    score = (*phrase("O2 Score", 100, 130), word("4", 330, 132), word("3.6", 458, 130))

    assert read(*levels, score) == {**LEVELS, "o2_score": (3.6,)}


ROWS = (row("SpO2", 50, "99", "88", "61"), row("Pulse Rate", 80, "93", "67", "49"))


def heads(*texts: str) -> tuple[Word, ...]:
    return tuple(each for text, x in zip(texts, (300, 380, 460), strict=True) for each in phrase(text, x, 20))


def test_on_other_pages_columns_need_heads_that_say_what_they_are() -> None:
    assert read(heads("Max", "Mean", "Min"), *ROWS, known=False) == LEVELS
    assert read(heads("Maximum", "Average", "Minimum"), *ROWS, known=False) == LEVELS
    assert read(*ROWS, known=False) == {}


@pytest.mark.parametrize(
    "texts",
    [
        ("Avg", "Median", "Min"),
        ("Baseline", "Median", "Lowest"),
        ("Basal", "Media", "Min"),
        ("08:00", "12:00", "16:00"),
        ("Max pressure", "Avg", "Min"),
    ],
)
def test_heads_that_say_something_else_give_no_levels(texts: tuple[str, ...]) -> None:
    assert read(heads(*texts), *ROWS, known=False) == {}


@pytest.mark.parametrize("middle", ["Median", "Baseline"])
def test_not_even_in_a_known_layout(middle: str) -> None:
    assert read(heads("Max", middle, "Min"), *ROWS) == {}


def test_a_head_misread_is_what_it_is_mostly() -> None:
    assert read(heads("Max", "Medlu", "Min"), *ROWS) == LEVELS


def test_on_other_pages_values_follow_their_labels_at_once() -> None:
    named = heads("Max", "Mean", "Min")

    assert read(named, row("SpO2 sensors", 50, "99", "88", "61"), known=False) == {}
    assert read(named, row("with SpO2", 50, "99", "88", "61"), known=False) == {}
