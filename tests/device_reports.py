"""Devices' reports for tests of what becomes of them, without drawing and reading pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import pytest

from oximetry import RecordingError, analyse, read_recording
from oximetry.expected_report import expected_report
from oximetry.plain import to_plain
from oximetry.report_fields import NAMES, TIMES, Value
from pdf_parser import Curve, Field, FieldState, PrintedReport
from pdf_parser.report import ABSENT
from tests.builders import File

HEAD = b"%PDF-1.4\n%stands for a report\n"
LIMITS: dict[str, Value] = {"spo2_threshold": 90, "pulse_high": 120, "pulse_low": 50}


def printed(
    values: Mapping[str, Value | None], *, layout: str | None = "vihealth", is_drawn: bool = False
) -> PrintedReport:
    """A report that says this; what is None could not be read with certainty."""
    fields = dict.fromkeys(NAMES, ABSENT)
    for name, value in values.items():
        state = FieldState.UNSURE if value is None else FieldState.READ
        fields[name] = Field(value, state, 0.9, 1, (0.0, 0.0, 10.0, 10.0), b"png" if value is None else None)
    curves = a_curve(values) if is_drawn else ()
    return PrintedReport(layout=layout, fields=fields, text="Oxygen Level Report", pages=1, curves=curves)


def a_curve(values: Mapping[str, Value | None]) -> tuple[Curve, ...]:
    """SpO2 at its mean all night, with one gap."""
    start, mean = values["start"], float(str(values["spo2_mean"]))
    assert isinstance(start, datetime)
    middle = (mean, mean, None, mean)
    return (Curve("spo2", start, 60.0, middle, middle, middle, 70.0),)


def values_of(night: File) -> dict[str, Value]:
    """What the device would print of this recording."""
    analysis = analyse(read_recording(night.content, night.name))
    values = {name: each.value for name, each in expected_report(analysis, LIMITS).items()}
    return {"app": "ViHealth", **LIMITS, **{name: each for name, each in values.items() if name in NAMES}}


def report_of(night: File, name: str = "report.pdf", **changes: Value | None) -> File:
    """A file that stands for the device's report of this recording, with some fields otherwise."""
    return report_with({**values_of(night), **changes}, name)


def report_with(
    values: Mapping[str, Value | None], name: str = "report.pdf", *, is_drawn: bool = False
) -> File:
    """A file that stands for a report that prints this, with a curve if ``is_drawn``."""
    return File(name, HEAD + json.dumps([to_plain(dict(values)), is_drawn]).encode())


@pytest.fixture
def reports_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have these stand-ins read as if they were PDFs; anything else is refused as one that is damaged."""

    def read_report(source: bytes, **_: object) -> PrintedReport:
        if not source.startswith(HEAD):
            raise RecordingError("damaged", "This PDF is damaged.", "Export it again.")
        plain, is_drawn = json.loads(source.removeprefix(HEAD))
        times = {name: datetime.fromisoformat(plain[name]) for name in TIMES if plain.get(name)}
        layout = "vihealth" if plain.get("app") else None
        return printed({**plain, **times}, layout=layout, is_drawn=is_drawn)

    monkeypatch.setattr("jobs.report_tasks.read_report", read_report)
