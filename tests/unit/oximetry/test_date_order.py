"""Day first or month first: the rules in the order in which they can be trusted."""

from datetime import date

import pytest

from oximetry import Recording, RecordingError, read_recording
from tests.unit.oximetry.samples import csv, lines


def read(*times: str, filename: str = "x.csv") -> Recording:
    return read_recording(csv(lines(times)), filename)


def test_a_number_above_twelve_decides_against_the_file_name() -> None:
    night = read("22:00:00 02/13/2026", "22:00:04 02/13/2026", filename="O2Ring 0651_20261302220000.csv")
    assert night.start.date() == date(2026, 2, 13)
    assert night.warnings == ()


@pytest.mark.parametrize(
    ("before", "after", "first"),
    [("08/05", "08/06", date(2026, 8, 5)), ("08/05", "09/05", date(2026, 5, 8))],
)
def test_only_the_day_ticks_at_midnight(before: str, after: str, first: date) -> None:
    night = read(f"23:59:56 {before}/2026", f"00:00:00 {after}/2026", f"00:00:04 {after}/2026")
    assert night.start.date() == first
    assert night.warnings == ()


@pytest.mark.parametrize(
    ("filename", "first"),
    [
        ("O2Ring 0651_20260802215634.csv", date(2026, 8, 2)),
        ("O2Ring 0651_20260208215634 (1).csv", date(2026, 2, 8)),
        ("night-20260208.csv", date(2026, 2, 8)),
        ("O2Ring 0651_1785707794000.csv", date(2026, 8, 2)),  # 2 August 2026 at 21:56:34 UTC
        ("O2Ring 0651_1770587794000.csv", date(2026, 2, 8)),
        ("O2Ring 0651_20260801235958.csv", date(2026, 8, 2)),  # the name is from just before midnight
    ],
)
def test_the_file_name_decides_if_the_rows_do_not(filename: str, first: date) -> None:
    night = read("21:56:34 02/08/2026", "21:56:38 02/08/2026", filename=filename)
    assert night.start.date() == first
    assert night.warnings == ()


@pytest.mark.parametrize(
    "filename",
    ["x.csv", "O2Ring 0009_1696377606000.csv", "O2Ring_20261399215634.csv", "night_20240101215634.csv"],
)
def test_day_first_is_assumed_aloud(filename: str) -> None:
    night = read("21:56:34 02/08/2026", "21:56:38 02/08/2026", filename=filename)
    assert night.start.date() == date(2026, 8, 2)
    assert [(said.code, said.params) for said in night.warnings] == [
        ("date_order_assumed", {"date": "2026-08-02"})
    ]


def test_an_am_pm_clock_goes_with_month_first() -> None:
    night = read('"02:10:00PM 07/05/2026"', '"02:10:04PM 07/05/2026"')
    assert night.start.date() == date(2026, 7, 5)
    assert night.warnings == ()


def test_a_date_that_reads_the_same_both_ways_is_no_assumption() -> None:
    assert read("21:56:34 08/08/2026", "21:56:38 08/08/2026").warnings == ()


def test_dates_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(RecordingError) as refused:
        read("21:56:34 02/13/2026", "21:56:38 13/02/2026")
    assert refused.value.key == "dates"
