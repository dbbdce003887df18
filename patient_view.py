"""The nights on a patient's page: recordings, and nights of which there is only the device's report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from db.models import PairingState, Patient, RecordingKind, RecordingRow, RecordingState
from night_view import (
    NOT_KNOWN,
    Explanation,
    Number,
    decimal,
    explanations,
    hours,
    night_heading,
    picture_of,
    resource_url,
    summary_numbers,
    warning_text,
)
from oximetry import Analysis
from oximetry.report_fields import Value
from pdf_parser import PrintedReport


@dataclass(frozen=True, slots=True)
class File:
    """A file that the patient may have: its address, what it is called, its sign."""

    url: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class NightCard:
    """One night on the page; ``source`` says where its numbers are from, if not from a recording."""

    recording_id: str
    heading: str
    numbers: Sequence[Number]
    explanation: Explanation
    warnings: Sequence[str]
    figure_url: str | None
    picture_url: str | None
    files: Sequence[File]
    source: str | None = None


def nights_of(patient: Patient) -> list[NightCard]:
    """The readable nights of a patient, newest first; a report that is filed with a recording is no night."""
    ready = [
        row
        for row in patient.recordings
        if row.shown_state is RecordingState.READY and row.erasing_at is None and _is_shown(row)
    ]
    cards = {RecordingKind.SAMPLES: _recording_card, RecordingKind.REPORT: _report_card}
    return [cards[row.kind](patient.storage_token, row) for row in reversed(ready)]


def _is_shown(row: RecordingRow) -> bool:
    """No report that is filed, may be another patient's, or says too little of a night."""
    if row.kind is RecordingKind.SAMPLES:
        return True
    return row.is_for_patient and not row.is_filed and PrintedReport.from_dict(row.report or {}).is_night


def _recording_card(token: str, row: RecordingRow) -> NightCard:
    analysis = Analysis.from_dict(row.analysis or {})
    reports = [each.report for each in row.pairings if each.state is PairingState.PAIRED]
    return NightCard(
        recording_id=row.id,
        heading=night_heading(row),
        numbers=summary_numbers(analysis),
        explanation=explanations(to_patient=True)["abc"],
        warnings=[warning_text(warning) for warning in analysis.warnings],
        figure_url=_figure_url(token, row),
        picture_url=_picture_url(row),
        files=[
            File(resource_url(row.object_key), gettext("Original data"), "table"),
            *(_report_file(report) for report in reports if report.erasing_at is None),
        ],
    )


def _report_card(token: str, row: RecordingRow) -> NightCard:
    """A night as the device's report has it; no ODI is shown, as none can be made from it."""
    report = PrintedReport.from_dict(row.report or {})
    return NightCard(
        recording_id=row.id,
        heading=night_heading(row),
        numbers=_printed_numbers(report.values()),
        explanation=_about_reports(),
        warnings=[warning_text(warning) for warning in report.warnings],
        figure_url=_figure_url(token, row) if report.curves else None,
        picture_url=_picture_url(row),
        files=[_report_file(row)],
        source=gettext("from the device's report"),
    )


def _figure_url(token: str, row: RecordingRow) -> str:
    return url_for("patient.figure", token=token, recording_id=row.id)


def _picture_url(row: RecordingRow) -> str | None:
    picture = picture_of(row)
    return resource_url(picture.object_key) if picture else None


def _report_file(row: RecordingRow) -> File:
    return File(resource_url(row.object_key), gettext("The device's report (PDF)"), "document")


def _printed_numbers(values: dict[str, Value]) -> list[Number]:
    """The handful of numbers that sum up a night, as the device's report prints them."""
    printed = gettext("as the device's report prints it")
    rule = gettext("falls of more than 3 points, as the device counts them: no ODI")
    duration = values.get("duration_s")
    length = hours(duration) if isinstance(duration, int | float) else NOT_KNOWN
    shown = [
        (gettext("Duration"), length, "h", printed),
        (gettext("Device drops > 3"), _decimal(values.get("drops_3_per_hour")), "/h", rule),
        (_below_name(values), _decimal(values.get("spo2_below_threshold_pct")), "%", printed),
        (gettext("Mean SpO2"), _decimal(values.get("spo2_mean"), 0), "%", printed),
        (gettext("Lowest SpO2"), _decimal(values.get("spo2_min"), 0), "%", printed),
        (gettext("Mean pulse"), _decimal(values.get("pulse_mean"), 0), "bpm", printed),
    ]
    return [Number(*each) for each in shown]


def _below_name(values: dict[str, Value]) -> str:
    threshold = values.get("spo2_threshold")
    if threshold is None:
        return str(gettext("Time below the threshold"))
    return str(gettext("Time below %(threshold)s %%", threshold=threshold))


def _decimal(value: Value | None, places: int = 1) -> str:
    return decimal(float(value), places) if isinstance(value, int | float) else NOT_KNOWN


def _about_reports() -> Explanation:
    return Explanation(
        gettext("Where do these numbers come from?"),
        [
            gettext(
                "Of this night there is only the report that the oximeter's app made, "
                "not the recording itself."
            ),
            gettext(
                "The numbers are those that the report prints; the curves were read off its picture "
                "and are an approximation."
            ),
        ],
    )
