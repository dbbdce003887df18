"""What a report's file name adds to what was read."""

from dataclasses import replace
from datetime import datetime, timedelta

from oximetry.report_fields import NAMES
from pdf_parser import Curve, Field, FieldState, PrintedReport
from pdf_parser.naming import with_name
from pdf_parser.report import ABSENT

NAME = "Checkme O2 0331_70_100_20251015203510.pdf"
START = datetime(2025, 10, 15, 20, 35)


def a_report(**fields: Field) -> PrintedReport:
    return PrintedReport(None, dict.fromkeys(NAMES, ABSENT) | fields, "", 1)


def codes(report: PrintedReport) -> list[str]:
    return [each.code for each in report.warnings]


def test_the_name_tells_the_device_that_the_page_does_not() -> None:
    assert with_name(a_report(), NAME).fields["device"] == Field("Checkme O2 0331", FieldState.READ)


def test_what_the_page_says_of_the_device_stays() -> None:
    printed = Field("O2Ring 1234", FieldState.READ, 0.9, 1)
    assert with_name(a_report(device=printed), NAME).fields["device"] == printed


def test_a_name_that_tells_nothing_changes_nothing() -> None:
    report = a_report(start=Field(START, FieldState.UNSURE, 0.4, 1))
    for name in ("", "Maria Popescu.pdf", "report (1).pdf"):
        assert with_name(report, name) == report


def test_the_same_start_in_the_name_makes_a_doubtful_one_certain() -> None:
    doubtful = Field(START, FieldState.UNSURE, 0.4, 1, (1, 2, 3, 4), b"PNG")
    start = with_name(a_report(start=doubtful), NAME).fields["start"]
    assert start == Field(START, FieldState.READ, 0.4, 1, (1, 2, 3, 4))


def test_another_start_in_the_name_leaves_a_doubtful_one_doubtful() -> None:
    doubtful = Field(START.replace(minute=36), FieldState.UNSURE, 0.4, 1)
    report = with_name(a_report(start=doubtful), NAME)
    assert report.fields["start"] == doubtful
    assert codes(report) == []


def test_a_start_that_differs_by_more_than_two_minutes_is_warned_of() -> None:
    for printed, warned in [
        (START, []),
        (datetime(2025, 10, 15, 20, 37), []),
        (datetime(2025, 10, 15, 20, 38), ["start_differs"]),
        (datetime(2025, 10, 15, 20, 33), ["start_differs"]),
        (datetime(2025, 10, 5, 20, 35), ["start_differs"]),
    ]:
        report = with_name(a_report(start=Field(printed, FieldState.READ, 0.9, 1)), NAME)
        assert codes(report) == warned
        assert report.fields["start"].value == printed


def test_a_curve_begins_at_the_second_that_the_name_tells_if_it_is_of_that_minute() -> None:
    curve = Curve("spo2", START + timedelta(seconds=15), 30.0, (93.0,), (95.0,), (94.0,))
    for printed, begins in [(START, 25), (START.replace(minute=34), 15)]:
        report = replace(a_report(start=Field(printed, FieldState.READ, 0.9, 1)), curves=(curve,))
        assert [each.start.second for each in with_name(report, NAME).curves] == [begins]


def test_there_are_no_curves_where_the_start_stays_in_doubt() -> None:
    curve = Curve("spo2", START, 30.0, (93.0,), (95.0,), (94.0,))
    report = replace(a_report(start=Field(START, FieldState.UNSURE, 0.4, 1)), curves=(curve,))

    assert with_name(report, "report.pdf").curves == ()
    assert with_name(a_report(), NAME).curves == ()
    assert len(with_name(report, NAME).curves) == 1
