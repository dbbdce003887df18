from dataclasses import replace
from datetime import datetime

from oximetry.report_fields import NAMES, Value
from pdf_parser.merging import merge
from pdf_parser.messages import notice
from pdf_parser.report import ABSENT, Curve, Field, FieldState, PrintedReport
from tests.unit.oximetry.printed import REPORT

UNSURE = FieldState.UNSURE


def page(text: str = "", layout: str | None = None, /, **values: Value) -> PrintedReport:
    read = {name: Field(value, FieldState.READ, 0.9, 1) for name, value in values.items()}
    return PrintedReport(layout, {name: read.get(name, ABSENT) for name in NAMES}, text, 1)


def test_pages_add_up() -> None:
    rate = {"drops_4_per_hour": 9.5, "drops_4": 95}
    report = merge([page("one", duration_s=36008, o2_score=3.6), page("two", "vihealth", **rate), page()])

    assert report.values() == {"duration_s": 36008, "o2_score": 3.6, **rate}
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


LAYOUT = "vihealth"
OTHER: dict[str, Value] = {"start": datetime(2025, 11, 2, 22, 10), "duration_s": 28000, "spo2_mean": 93}


def test_a_page_of_a_known_layout_outweighs_a_letter() -> None:
    letter = page(start=datetime(2025, 10, 12, 10, 0))

    assert merge([letter, page(LAYOUT, LAYOUT, **REPORT)]).values() == REPORT


def test_a_letter_does_not_tell_what_the_report_leaves_out() -> None:
    report = merge([page(start=datetime(2025, 10, 12, 10, 0)), page("", LAYOUT, spo2_min=61)])

    assert report.fields["start"].state is FieldState.UNSURE
    assert report.values() == {"spo2_min": 61}


def test_the_letter_may_confirm_what_the_report_doubts() -> None:
    fields = page(spo2_min=61).fields
    doubted = replace(
        page("", LAYOUT), fields={**fields, "spo2_min": replace(fields["spo2_min"], state=UNSURE)}
    )

    assert merge([page(spo2_min=61), doubted]).values() == {"spo2_min": 61}


def test_two_reports_are_not_mixed() -> None:
    one = page("", LAYOUT, **REPORT)
    two = page("", LAYOUT, app="ViHealth", spo2_max=99, **OTHER)

    report = merge([one, two])

    assert report.values() == {"app": "ViHealth", "spo2_max": 99}
    assert [warning.code for warning in report.warnings] == ["several_reports"]


def test_one_slip_between_two_printings_is_no_second_report() -> None:
    report = merge([page("", LAYOUT, **REPORT), page("", LAYOUT, **{**REPORT, "o2_score": 8.6})])

    assert report.values() == {name: value for name, value in REPORT.items() if name != "o2_score"}
    assert report.warnings == ()


def test_two_reports_on_one_page_are_unsure() -> None:
    once = "Oxygen Level Report\nStart time Oct 15, 2025\nEnd time Oct 16, 2025\n80-89 70-79"

    report = merge([page(f"{once}\n{once}", LAYOUT, **REPORT)])

    assert report.values() == {}
    assert [warning.code for warning in report.warnings] == ["several_reports"]
    assert merge([page(once, LAYOUT, **REPORT)]).values() == REPORT


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
