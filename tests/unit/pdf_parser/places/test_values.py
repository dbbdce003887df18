from datetime import datetime

import pytest

from oximetry.report_fields import NAMES
from pdf_parser.places.values import KINDS, Kind, parse, without_point


@pytest.mark.parametrize(
    "text",
    [
        "15 oct. 2025, 20:35",
        "15oct.2025,20:35",
        "Timpul de initiere15 oct. 2025, 20:35",
        "Oct 15, 2025, 20:35",
        "October 15, 2025, 8:35 PM",
        "15 octombrie 2025 la 20:35",
        "2025-10-15 20:35",
        "2025-10-15T20:35:00",
        "15.10.2025 20:35",
        "10/15/2025 8:35 pm",
    ],
)
def test_a_moment_is_read_as_phones_write_it(text: str) -> None:
    assert parse(Kind.MOMENT, text) == (datetime(2025, 10, 15, 20, 35),)


def test_a_date_that_could_be_two_days_is_read_as_both() -> None:
    assert parse(Kind.MOMENT, "07/08/2025 20:35") == (
        datetime(2025, 8, 7, 20, 35),
        datetime(2025, 7, 8, 20, 35),
    )


@pytest.mark.parametrize(
    "text", ["15 oct. 2025", "31 feb. 2025, 20:35", "15 xyz. 2025, 20:35", "15 oct. 2025, 24:35", "20:35"]
)
def test_what_is_no_moment_is_not_read(text: str) -> None:
    assert parse(Kind.MOMENT, text) == ()


@pytest.mark.parametrize("text", ["1 oct. 2024, 21:57", "loct. 2024, 21:57", "I oct. 2024, 21:57"])
def test_the_first_of_a_month_may_look_like_a_letter(text: str) -> None:
    assert parse(Kind.MOMENT, text) == (datetime(2024, 10, 1, 21, 57),)


def test_midnight_and_noon_by_the_twelve_hour_clock() -> None:
    assert parse(Kind.MOMENT, "Oct 15, 2025, 12:05 AM") == (datetime(2025, 10, 15, 0, 5),)
    assert parse(Kind.MOMENT, "Oct 15, 2025, 12:05 PM") == (datetime(2025, 10, 15, 12, 5),)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.DURATION, "28:04", 28 * 60 + 4),
        (Kind.DURATION, "03:20:18", 3 * 3600 + 20 * 60 + 18),
        (Kind.DURATION, "11:37,", 11 * 60 + 37),
        (Kind.DURATION, "O5:26", 5 * 60 + 26),
        (Kind.PERCENT, "33.38%", 33.38),
        (Kind.PERCENT, "33,38 %", 33.38),
        (Kind.PERCENT, "100.00%", 100.0),
        (Kind.RATE, "14,30", 14.3),
        (Kind.SCORE, "3.6", 3.6),
        (Kind.COUNT, "143", 143),
        (Kind.SATURATION, "100", 100),
        (Kind.PULSE, "49", 49),
    ],
)
def test_numbers_with_their_units_and_usual_slips(kind: Kind, text: str, value: float) -> None:
    assert parse(kind, text) == (value,)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.DURATION, "28:64"),
        (Kind.DURATION, "2804"),
        (Kind.PERCENT, "133.38%"),
        (Kind.PERCENT, "468%"),
        (Kind.RATE, "1430"),
        (Kind.SCORE, "4"),
        (Kind.SATURATION, "9"),
        (Kind.SATURATION, "101"),
        (Kind.PULSE, "7"),
        (Kind.COUNT, "x"),
    ],
)
def test_what_cannot_be_printed_is_no_value(kind: Kind, text: str) -> None:
    assert parse(kind, text) == ()


def test_a_point_that_was_overlooked_is_put_in() -> None:
    assert without_point(Kind.SCORE, "47") == (4.7,)
    assert without_point(Kind.PERCENT, "468%") == (4.68,)


@pytest.mark.parametrize("text", ["10", "100"])
def test_round_numbers_may_be_whole(text: str) -> None:
    assert without_point(Kind.SCORE, text) == ()


def test_every_field_has_a_kind() -> None:
    assert KINDS.keys() == set(NAMES)
    assert KINDS["spo2_below_70_pct"] is Kind.PERCENT
    assert KINDS["drops_4_per_hour"] is Kind.RATE
    assert KINDS["duration_s"] is Kind.DURATION
