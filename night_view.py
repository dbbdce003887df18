"""A night as pages show it: numbers in the reader's language, each with its rule; its chart and files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import url_for
from flask_babel import format_datetime, format_decimal, get_locale, gettext

from db.models import Document, Job, RecordingKind, RecordingRow
from figures import DARK, LIGHT, graph_config, night_figure, report_night_figure
from i18n.figure_words import figure_words, report_words
from oximetry import Analysis
from oximetry.errors import RecordingWarning
from oximetry.levels import SUSTAINED_S
from recordings import Night, ReportNight

NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its unit, and the rule that it was made by."""

    name: str
    value: str
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule counts: a question, and its answer in a few sentences."""

    question: str
    sentences: Sequence[str]


def picture_of(row: RecordingRow, locale: str | None = None) -> Document | None:
    """The newest confirmed picture of a night in this language (or the reader's), else in any; or None."""
    wanted = locale or _readers_language()
    pictures = [document for document in row.documents if document.kind == "night"]
    return max(pictures, key=lambda one: (one.locale == wanted, one.confirmed_at), default=None)


def _readers_language() -> str | None:
    locale = get_locale()
    return str(locale.language) if locale else None


def resource_url(object_key: str) -> str:
    """The address under which a stored object is asked for."""
    token, resource_type, filename = object_key.split("/")
    return url_for("patient.resource", token=token, resource_type=resource_type, filename=filename)


def night_heading(row: RecordingRow) -> str:
    """When the night began and ended, in the reader's way of writing dates."""
    if row.start is None or row.end is None:
        return row.filename
    start = format_datetime(row.start, "d MMMM yyyy, HH:mm", rebase=False)
    return f"{start} – {format_datetime(row.end, 'HH:mm', rebase=False)}"


def summary_numbers(analysis: Analysis) -> list[Number]:
    """The handful of numbers that sum up a night."""
    odi, below = analysis.odi["abc"], analysis.below
    spo2, pulse = analysis.spo2, analysis.pulse
    return [
        Number(
            gettext("Valid recording"),
            hours(analysis.valid_spo2_s),
            "h",
            _valid_share(analysis),
        ),
        Number(
            gettext("ODI 3 %"),
            decimal(odi[3].per_hour),
            "/h",
            gettext("desaturations of at least 3 points, rule abc, per recorded hour"),
        ),
        Number(
            gettext("ODI 4 %"),
            decimal(odi[4].per_hour),
            "/h",
            gettext("desaturations of at least 4 points, rule abc, per recorded hour"),
        ),
        Number("T90", decimal(below[90].percent), "%", gettext("share of the valid time with SpO2 < 90 %")),
        Number(gettext("Mean SpO2"), decimal(spo2.mean), "%", gettext("mean over the valid readings")),
        Number(gettext("Lowest SpO2"), nadir_text(analysis), "%", nadir_rule(analysis)),
        Number(gettext("Mean pulse"), decimal(pulse.mean, 0), "bpm", gettext("mean over the valid readings")),
    ]


def _valid_share(analysis: Analysis) -> str:
    """How much of the recording is valid."""
    share = 100 * analysis.valid_spo2_s / analysis.recording_s if analysis.recording_s else None
    return str(
        gettext(
            "%(share)s %% of %(hours)s h recorded",
            share=decimal(share),
            hours=hours(analysis.recording_s),
        )
    )


def explanations(*, to_patient: bool = False) -> dict[str, Explanation]:
    """What each rule that counts falls of SpO2 is, as docs/metrics.md defines it."""
    if to_patient:
        return {"abc": Explanation(gettext("What does “rule abc” mean?"), _abc_for_a_patient())}
    return {
        "abc": Explanation(gettext("What does rule abc count?"), _abc_for_a_doctor()),
        "rolling": Explanation(gettext("What does rule rolling count?"), _rolling()),
        "device": Explanation(gettext("What does the device count?"), _device_rule()),
        "regularity": Explanation(gettext("How are complexity and periodicity computed?"), _regularity()),
    }


def _abc_for_a_doctor() -> list[str]:
    return [
        gettext(
            "A desaturation begins at A, a reading 1 to 3 points (ODI 4 %: 1 to 4) below the one before it; "
            "from A, SpO2 falls on without a rise by at least 3 (4) points more."
        ),
        gettext(
            "It counts if SpO2, 10 to 90 s after A, is back within 1 point of A or has risen by at least "
            "3 (4) points from its lowest value; events that touch are one, "
            "and none crosses a gap of more than 10 s."
        ),
        gettext(
            "As the first step may be at most 3 (4) points, a steeper fall counts only from a smaller step "
            "on, or not at all: the rule can count less than one sees in the chart."
        ),
        gettext(
            "Other rules give other counts for the same night; compare an ODI only with one by the same rule."
        ),
        gettext("Source: Jung et al., IEEE Trans Biomed Eng 2018; 65: 706–712."),
    ]


def _abc_for_a_patient() -> list[str]:
    return [
        gettext(
            "The ODI says how often in an hour the oxygen in your blood fell for a short while and came back."
        ),
        gettext(
            "A fall counts if it begins with a small step of at most 3 points (4 for ODI 4 %), "
            "goes at least 3 (4) points deeper, and recovers after 10 to 90 seconds."
        ),
        gettext(
            "A fall that begins with a bigger step may not count, "
            "so the number can be lower than what you see in the chart."
        ),
        gettext(
            "Other devices and clinics count by other rules and get other numbers for the same night; "
            "your doctor knows which can be compared."
        ),
        gettext("Source: Jung et al., IEEE Trans Biomed Eng 2018; 65: 706–712."),
    ]


def _rolling() -> list[str]:
    return [
        gettext(
            "The baseline is the highest reading of the 120 s before, but of no time before the end "
            "of the last event."
        ),
        gettext(
            "An event begins with a reading at least 3 (4) points below the baseline. It ends when SpO2 is "
            "within 1 point of the baseline or has come back two thirds of the way, after 120 s "
            "at the latest."
        ),
        gettext("It counts if it lasted at least 10 s; nothing crosses a gap of more than 10 s."),
        gettext("Source: our own rule, after the manner in which a scorer of the AASM looks at a night."),
    ]


def _regularity() -> list[str]:
    return [
        gettext(
            "ApEn (m = 2, r = 0.25) and SampEn (m = 3, r = 0.2) ask how often a sequence of readings goes on "
            "in the same way; the lower, the more regular the night."
        ),
        gettext(
            "They, LZ (Lempel–Ziv, about the median), CTM (share of successive changes within 0.25 points) "
            "and DFA (scaling exponent) depend on the time between readings: compare them only "
            "with nights that have the same."
        ),
        gettext(
            "Spectrum and PRSA look at what repeats: cycles of 30 to 71 s (0.014–0.033 Hz), "
            "and the mean course of SpO2 from 10 s before to 10 s after a fall."
        ),
        gettext("Source: Levy et al., npj Digital Medicine 2021; 4: 1."),
    ]


def _device_rule() -> list[str]:
    return [
        gettext(
            "The baseline is one value for the whole night: "
            "the most frequent reading that is not below the rounded mean."
        ),
        gettext(
            "A drop begins when SpO2 is more than 3 (4) points below the baseline, be it for one reading "
            "only, and ends when SpO2 is at most 2 points below it."
        ),
        gettext(
            "These are the numbers on the device's own report, per hour of its printed duration; "
            "they are no ODI and cannot be compared with one."
        ),
        gettext("Source: recovered from the reports of two devices, which it gives to the last digit."),
    ]


def nadir_text(analysis: Analysis) -> str:
    """The lowest reading; where the device went below what it can show, that is said instead."""
    return _lowest(analysis.spo2.min, analysis.spo2.below_range.floor)


def _lowest(measured: int | None, floor: int | None) -> str:
    return decimal(measured, 0) if floor is None else f"< {floor}"


def sustained_text(analysis: Analysis) -> str:
    """The sustained nadir; below the device's range for so long, only its upper bound is known."""
    below = analysis.spo2.below_range
    if below.longest_s >= SUSTAINED_S:
        return f"< {below.floor}"
    return decimal(analysis.spo2.sustained_nadir, 0)


def nadir_rule(analysis: Analysis) -> str:
    """What the lowest value is, or why only its upper bound is known."""
    if analysis.spo2.below_range.runs:
        return str(gettext("below the range that the device can show"))
    return str(gettext("lowest valid reading"))


def nadir_of(row: RecordingRow) -> str:
    """The lowest reading of a row in a list."""
    return _lowest(row.nadir, row.below_range_floor)


def warning_text(warning: RecordingWarning) -> str:
    """A reader's warning in the visitor's language."""
    return filled(warning.sentence, warning.params)


def refusal_text(error: dict[str, Any]) -> str:
    """Why a file was not read and what to do, in the visitor's language."""
    return f"{filled(error['sentence'], error['params'])} {filled(error['advice'], error['params'])}"


def filled(msgid: str, params: Mapping[str, object]) -> str:
    """A message in the visitor's language, with its places filled in."""
    shown = {name: decimal(value) if isinstance(value, float) else value for name, value in params.items()}
    return str(gettext(msgid)) % shown


def decimal(value: float | None, places: int = 1) -> str:
    """A number in the reader's way of writing it, halves rounded up as on the devices' reports."""
    if value is None:
        return NOT_KNOWN
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return str(format_decimal(rounded, format=f"0.{'0' * places}" if places else "0"))


def exactly(value: float | None) -> str:
    """A median: whole, or a half."""
    return decimal(value, 0 if value is None or float(value).is_integer() else 1)


def hours(seconds: float) -> str:
    """Hours and minutes, as 7:45."""
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def figure_json(night: Night | ReportNight, *, compact: bool = False, dark: bool = False) -> dict[str, Any]:
    """The interactive chart of a night as Plotly reads it: data, layout, and the controls' configuration."""
    theme = DARK if dark else LIGHT
    if isinstance(night, ReportNight):
        figure = report_night_figure(night.report.curves, report_words(gettext), theme=theme, compact=compact)
    else:
        words = figure_words(gettext)
        figure = night_figure(night.recording, night.analysis, words, theme=theme, compact=compact)
    locale = get_locale()
    # Plotly's own toolbar is small for a finger and mute for a screen reader; the page has buttons.
    config = {**graph_config(locale.language if locale else "en"), "displayModeBar": False, "showTips": False}
    return {**json.loads(figure.to_json()), "config": config}


def recording_as_json(row: RecordingRow, link: str | None) -> dict[str, Any]:
    """A recording's state for the page that waits for it; a report that is filed names its recording."""
    shown = _shown_with(row)
    return {
        "id": row.id,
        "kind": row.kind.value,
        "patient": row.patient_id,
        "patient_label": row.patient.label,
        "filename": row.filename,
        "state": row.shown_state.value,
        "refusal": refusal_text(row.error) if row.error else None,
        "heading": _what_it_is(row, shown),
        "picture": picture_of(row) is not None,
        "url": f"/desk/nights/{shown.id}",
        "link": link,
    }


def _shown_with(row: RecordingRow) -> RecordingRow:
    """On whose page a file is shown: its own, or that of the recording that it is the report of."""
    pairing = row.pairing
    return pairing.recording if row.is_filed and pairing and pairing.recording else row


def _what_it_is(row: RecordingRow, shown: RecordingRow) -> str:
    if shown is not row:
        return str(gettext("the device's report of %(night)s", night=night_heading(shown)))
    if row.kind is RecordingKind.DOCUMENT:
        return str(gettext("kept as a document: no night could be read from it"))
    if row.pairing is not None and row.pairing.is_alert:
        return str(
            gettext("%(night)s, from the device's report: please look at it", night=night_heading(row))
        )
    if row.kind is RecordingKind.REPORT:
        return str(gettext("%(night)s, from the device's report", night=night_heading(row)))
    return night_heading(row)


def job_as_json(job: Job, *, after: int = 0) -> dict[str, Any]:
    """A job's state and its events since ``after``."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "attempt": job.attempt,
        "error": job.error_key,
        "progress": {"done": job.progress_done, "total": job.progress_total, "message": job.progress_message},
        "events": [{"seq": e.seq, "name": e.name, "data": e.data} for e in job.events if e.seq > after],
    }
