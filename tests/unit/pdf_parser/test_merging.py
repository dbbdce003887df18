from dataclasses import replace
from datetime import datetime

from oximetry.report_fields import NAMES, Value
from pdf_parser.merging import merge
from pdf_parser.messages import notice
from pdf_parser.report import ABSENT, Curve, Field, FieldState, PrintedReport
from tests.unit.oximetry.printed import REPORT


def page(text: str = "", layout: str | None = None, /, **values: Value) -> PrintedReport:
    read = {name: Field(value, FieldState.READ, 0.9, 1) for name, value in values.items()}
    return PrintedReport(layout, {name: read.get(name, ABSENT) for name in NAMES}, text, 1)


def test_pages_add_up() -> None:
    report = merge([page("one", o2_score=3.6), page("two", "vihealth", drops_4=95), page()])

    assert report.values() == {"o2_score": 3.6, "drops_4": 95}
    assert (report.layout, report.text, report.pages) == ("vihealth", "one\n\ntwo", 3)
    assert list(report.fields) == list(NAMES)


def test_the_same_value_twice_is_read() -> None:
    assert merge([page(spo2_min=61), page(spo2_min=61)]).values() == {"spo2_min": 61}


def test_unequal_values_are_unsure() -> None:
    report = merge([page(spo2_min=61), page(spo2_min=67)])

    assert report.fields["spo2_min"].state is FieldState.UNSURE


def test_what_one_page_read_and_another_doubts_with_the_same_value_is_read() -> None:
    doubted = page(spo2_min=61)
    fields = {**doubted.fields, "spo2_min": replace(doubted.fields["spo2_min"], state=FieldState.UNSURE)}

    assert merge([replace(doubted, fields=fields), page(spo2_min=61)]).values() == {"spo2_min": 61}


def test_checks_are_made_across_pages() -> None:
    rest = {name: value for name, value in REPORT.items() if name != "spo2_below_threshold_s"}
    report = merge([page(**rest), page(spo2_below_threshold_s=25904)])

    unsure = {name for name, field in report.fields.items() if field.state is FieldState.UNSURE}
    assert unsure == {"spo2_below_threshold_s"}


def test_warnings_are_kept_and_each_curve_once() -> None:
    start = REPORT["start"]
    assert isinstance(start, datetime)
    curve = Curve("spo2", start, 30.0, (90.0,), (92.0,), (91.0,))
    warned = replace(page(), warnings=(notice("page_illegible", page=2),), curves=(curve,))

    report = merge([replace(page(), curves=(curve,)), warned])

    assert [warning.code for warning in report.warnings] == ["page_illegible"]
    assert report.curves == (curve,)


def test_no_page_is_an_empty_report() -> None:
    report = merge([])

    assert set(report.fields.values()) == {ABSENT}
    assert report.pages == 0
