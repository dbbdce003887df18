"""The date by which a night is known."""

from datetime import date, datetime

import pytest

from oximetry import night_of


@pytest.mark.parametrize(
    ("start", "night"),
    [
        (datetime(2025, 10, 15, 20, 35, 10), date(2025, 10, 15)),
        (datetime(2025, 10, 16, 0, 30), date(2025, 10, 15)),
        (datetime(2025, 10, 16, 11, 59, 59), date(2025, 10, 15)),
        (datetime(2025, 10, 16, 12, 0), date(2025, 10, 16)),
        (datetime(2026, 1, 1, 1, 15), date(2025, 12, 31)),
    ],
)
def test_a_night_belongs_to_the_date_on_which_it_began(start: datetime, night: date) -> None:
    assert night_of(start) == night
