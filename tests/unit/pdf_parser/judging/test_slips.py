from datetime import datetime

import pytest

from oximetry.report_fields import Value
from pdf_parser.judging.slips import slips


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("duration_s", 19352, 22952),
        ("duration_s", 32604, 32606),
        ("spo2_from_threshold_pct", 70.65, 10.65),
        ("spo2_from_threshold_pct", 0.0, 10.0),
        ("drops_3_per_hour", 14.3, 4.3),
        ("drops_3", 143, 148),
        ("o2_score", 3.6, 8.6),
        ("spo2_mean", 88, 86),
        ("end", datetime(2025, 10, 16, 0, 52), datetime(2025, 10, 16, 12, 52)),
        ("end", datetime(2025, 10, 16, 6, 35), datetime(2025, 10, 16, 6, 36)),
    ],
)
def test_one_digit_or_half_a_day_is_a_slip(name: str, value: Value, other: Value) -> None:
    assert other in slips(name, value)
    assert value not in slips(name, value)


def test_no_slip_is_more_than_a_page_can_print() -> None:
    assert all(isinstance(share, float) and share <= 100 for share in slips("spo2_from_95_pct", 99.96))


def test_words_have_none() -> None:
    assert slips("app", "ViHealth") == ()
