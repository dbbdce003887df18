from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

import pytest

from oximetry.report_fields import Value
from pdf_parser.places.beside import beside_labels, drops
from pdf_parser.places.labels import Label, find_labels
from pdf_parser.places.lines import lines_of
from pdf_parser.places.spots import Spot
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase


class Find(Protocol):
    def __call__(self, labels: Sequence[Label], *, known: bool) -> Iterator[Spot]: ...


def spots(find: Find, *phrases: Sequence[Word], known: bool = True) -> dict[str, tuple[Value, ...]]:
    found = find_labels(lines_of([word for each in phrases for word in each]))
    return {spot.name: spot.values(spot.text) for spot in find(found, known=known)}


def test_start_end_and_duration_stand_right_of_their_labels() -> None:
    assert spots(
        beside_labels,
        phrase("Timpul de initiere15 oct. 2025, 20:35", 20, 20),
        phrase("Sfarsitul timpului", 400, 20),
        phrase("16 oct. 2025, 06:35", 560, 20),
        phrase("Max", 800, 20),
        phrase("Timp", 20, 40),
        phrase("10:00:08", 150, 40),
    ) == {
        "start": (datetime(2025, 10, 15, 20, 35),),
        "end": (datetime(2025, 10, 16, 6, 35),),
        "duration_s": (36008,),
    }


def test_a_head_of_a_table_is_no_duration() -> None:
    head = (phrase("Timp", 20, 20), phrase("%Total", 100, 20))
    line = (phrase("Timp", 20, 60), phrase("10:00:08", 100, 60))

    assert spots(beside_labels, *head, *line) == {"duration_s": (36008,)}


def test_drops_and_their_rate() -> None:
    assert spots(
        drops,
        phrase("Scaderi >4%:95", 20, 20),
        phrase("Scaderi pe ora:9.50", 250, 20),
        phrase("Drops >3%: 143", 20, 60),
        phrase("Drops per hour: 14,30", 250, 60),
    ) == {
        "drops_4": (95,),
        "drops_4_per_hour": (9.5,),
        "drops_3": (143,),
        "drops_3_per_hour": (14.3,),
    }


def test_depths_are_told_by_order_where_they_cannot_be_read() -> None:
    assert spots(drops, phrase("Drops >A%:95", 20, 20), phrase("Drops >S%:143", 20, 60)) == {
        "drops_4": (95,),
        "drops_3": (143,),
    }


def test_depths_are_told_by_what_is_printed_if_it_is_the_other_way_round() -> None:
    assert spots(drops, phrase("Drops >3%:143", 20, 20), phrase("Drops >4%:95", 20, 60)) == {
        "drops_3": (143,),
        "drops_4": (95,),
    }


def test_a_single_line_of_unknown_depth_is_left_alone() -> None:
    assert spots(drops, phrase("Drops >S%:143", 20, 20)) == {}
    assert spots(drops, phrase("Drops >3%:143", 20, 20)) == {"drops_3": (143,)}


def test_the_threshold_stands_at_the_end_of_its_label() -> None:
    assert spots(beside_labels, phrase("oxigen:88", 20, 20)) == {"spo2_threshold": (88,)}


def test_a_place_is_named_where_a_start_must_be() -> None:
    assert spots(beside_labels, phrase("Start Time", 20, 20)) == {"start": ()}


@pytest.mark.parametrize(
    "text",
    [
        "Start of therapy 3 Oct 2025, 20:35",
        "The Start 3 Oct 2025, 20:35",
        "Duration 10:00:08 of therapy",
        "with Duration 10:00:08",
        "Time 22:31:05",
    ],
)
def test_a_sentence_on_another_page_says_nothing(text: str) -> None:
    assert spots(beside_labels, phrase(text, 20, 20), known=False) == {}


def test_label_and_value_alone_say_what_they_say_on_other_pages() -> None:
    start, lasts = phrase("Start 3 Oct 2025, 20:35", 20, 20), phrase("Duration: 10:00:08 h", 20, 50)

    assert spots(beside_labels, start, lasts, known=False) == {
        "start": (datetime(2025, 10, 3, 20, 35),),
        "duration_s": (36008,),
    }


def test_drops_of_unknown_depth_on_another_page_are_left_alone() -> None:
    lines = (phrase("Drops: 143", 20, 20), phrase("Drops over 10%: 12", 20, 60))

    assert spots(drops, *lines, known=False) == {}
