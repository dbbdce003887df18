"""What tells a known layout, and what is not read on pages of any other."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from oximetry.report_fields import Value
from pdf_parser.places.finding import Found, find
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase
from tests.unit.pdf_parser.places.test_tables import page

TITLE = phrase("Oxygen Level Report", 20, 20)
START, END = phrase("Start Time 2025-10-15 22:31", 20, 50), phrase("End Time 2025-10-16 06:31", 20, 80)


def layout(*phrases: Sequence[Word]) -> str | None:
    return found(*phrases).layout


def found(*phrases: Sequence[Word]) -> Found:
    return find([word for each in phrases for word in each])


def values(*phrases: Sequence[Word]) -> dict[str, tuple[Value, ...]]:
    return {spot.name: spot.values(spot.text) for spot in found(*phrases).spots}


def test_a_layout_is_known_by_words_of_its_own_and_a_whole_table() -> None:
    labels = (
        phrase("Drops >4%:95", 20, 50),
        phrase("Drops per hour:9.50", 300, 50),
        phrase("O2 Score 3.6", 20, 80),
    )

    assert layout(TITLE, page()) == "vihealth"
    assert layout(*labels, page()) == "vihealth"
    assert layout(page()) is None
    assert layout(TITLE, *labels) is None


def test_rows_of_time_and_share_alone_are_no_layout() -> None:
    rows = [(label, "10:00", "2.00%") for label in ("<95", "<90", "<80", "<70")]

    assert layout(TITLE, page(rows, [], [])) is None


@pytest.mark.parametrize(("printed", "seconds"), [("08:00", 8 * 3600), ("8:00:00", 8 * 3600)])
def test_start_and_end_tell_whether_a_clock_shows_hours(printed: str, seconds: int) -> None:
    assert values(START, END, phrase(f"Duration {printed}", 20, 110))["duration_s"] == (seconds,)


def test_start_and_end_tell_whether_a_clock_shows_minutes() -> None:
    end = phrase("End Time 2025-10-15 23:16", 20, 80)

    assert values(START, end, phrase("Duration 45:08", 20, 110))["duration_s"] == (45 * 60 + 8,)


def test_a_clock_of_two_parts_says_nothing_on_other_pages() -> None:
    assert values(START, phrase("Duration 08:00", 20, 110))["duration_s"] == ()
    assert values(page())["spo2_95_100_s"] == ()
    assert values(page())["spo2_90_94_s"] == (12018,)


def test_a_date_of_two_meanings_is_not_read_alone_on_other_pages() -> None:
    assert values(phrase("Start 07/08/2025 22:31", 20, 20)) == {}
    assert values(phrase("Start 27/08/2025 22:31", 20, 20)) == {"start": (datetime(2025, 8, 27, 22, 31),)}
