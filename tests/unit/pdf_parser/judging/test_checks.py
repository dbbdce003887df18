from datetime import datetime, timedelta

import pytest

from oximetry.report_fields import Value
from pdf_parser.judging.checks import checks, confirming
from tests.unit.oximetry.printed import REPORT


def failed(**changed: Value) -> set[tuple[str, ...]]:
    return {check.names for check in checks({**REPORT, **changed}) if not check.holds}


def test_the_real_report_contradicts_itself_nowhere() -> None:
    assert failed() == set()


def test_nothing_is_compared_with_what_was_not_read() -> None:
    assert checks({"spo2_min": 61, "drops_4": 95}) == ()


# A digit taken for one that it looks like, in every field that another one confirms.
SLIPS: dict[str, Value] = {
    "end": datetime(2025, 10, 16, 8, 35),
    "start": datetime(2025, 10, 16, 20, 35),
    "duration_s": 36008 + 3600,
    "drops_4": 96,
    "drops_4_per_hour": 9.6,
    "drops_3": 148,
    "drops_3_per_hour": 14.36,
    "spo2_from_95_s": 1684 + 60,
    "spo2_from_95_pct": 4.88,
    "spo2_from_threshold_s": 12018 - 8,
    "spo2_from_threshold_pct": 33.39,
    "spo2_below_threshold_s": 22304 + 3600,
    "spo2_below_threshold_pct": 61.84,
    "pulse_above_high_s": 8,
    "pulse_above_high_pct": 0.8,
    "pulse_between_s": 35991 - 6,
    "pulse_between_pct": 99.86,
    "pulse_below_low_s": 18 + 6,
    "pulse_below_low_pct": 0.94,
    "spo2_95_100_s": 1684 + 4,
    "spo2_95_100_pct": 4.66,
    "spo2_90_94_s": 12018 + 7,
    "spo2_90_94_pct": 33.36,
    "spo2_80_89_s": 21280 + 6,
    "spo2_80_89_pct": 59.18,
    "spo2_70_79_s": 697 + 240,
    "spo2_70_79_pct": 1.84,
    "spo2_below_70_s": 326 + 180,
    "spo2_below_70_pct": 0.97,
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_wrong_digit_contradicts_another_field(name: str) -> None:
    assert any(name in names for names in failed(**{name: SLIPS[name]}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("spo2_min", 71),
        ("spo2_min", 89),
        ("spo2_max", 94),
        ("spo2_mean", 98),
        ("spo2_mean", 80),
        ("pulse_min", 50),
        ("pulse_max", 123),
        ("pulse_mean", 97),
        ("drops_3", 93),
        ("pulse_low", 120),
        ("spo2_threshold", 30),
        ("o2_score", 36.0),
    ],
)
def test_levels_must_lie_where_the_bands_say(name: str, value: float) -> None:
    assert any(name in names for names in failed(**{name: value}))


def test_start_and_end_are_printed_to_the_minute() -> None:
    start = REPORT["start"]

    assert isinstance(start, datetime)
    assert failed(start=start - timedelta(minutes=1)) == set()
    assert failed(start=start - timedelta(minutes=2)) != set()


def test_another_threshold_is_not_compared_with_the_bands() -> None:
    changed = {"spo2_from_threshold_pct": 53.38, "spo2_below_threshold_pct": 41.94}
    times = {"spo2_from_threshold_s": 19221, "spo2_below_threshold_s": 15101}

    assert failed(spo2_threshold=88, **changed, **times) == set()


@pytest.mark.parametrize(
    "impossible",
    [{"spo2_95_100_s": 114676}, {"spo2_95_100_pct": 104.68}, {"duration_s": 99999}, {"duration_s": 0}],
)
def test_what_cannot_be_fails_by_itself(impossible: dict[str, Value]) -> None:
    assert tuple(impossible) in failed(**impossible)


def test_no_time_is_longer_than_the_recording() -> None:
    assert {
        check.names for check in checks({"duration_s": 3600, "pulse_between_s": 3601}) if not check.holds
    } == {("duration_s", "pulse_between_s")}


def test_no_drops_and_no_time_confirm_any_duration() -> None:
    nothing = {"drops_3": 0, "drops_3_per_hour": 0.0, "pulse_above_high_s": 0, "pulse_above_high_pct": 0.0}

    tests = confirming({"duration_s": 22952, **nothing})

    assert tests["duration_s"](19352)
    assert not tests["drops_3"](3)
    assert not tests["pulse_above_high_s"](60)


def test_what_fails_confirms_nothing() -> None:
    assert confirming({"duration_s": 36008, "drops_3": 143, "drops_3_per_hour": 4.3}) == {}
