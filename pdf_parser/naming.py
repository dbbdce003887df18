"""What a report's file name tells beside what is printed: the device, its number, and the start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from oximetry.errors import RecordingWarning
from oximetry.formats.filename import parse_filename
from pdf_parser.messages import notice
from pdf_parser.report import Curve, Field, FieldState, PrintedReport

_SAME_START = timedelta(minutes=2)
_MINUTE = timedelta(minutes=1)


def with_name(report: PrintedReport, filename: str) -> PrintedReport:
    """The report with what its file's name adds: the device, and a second witness of the start.

    A start that was read without certainty is certain if the name tells the same minute; one that differs by
    more than two minutes is left as it was read, with a warning. Curves begin at the second that the name
    tells, which a report does not print; where the start stays in doubt, so does their time axis, and there
    are none.
    """
    named = parse_filename(filename)
    fields = dict(report.fields)
    device = " ".join(filter(None, (named.device, named.number)))
    if device and fields["device"].state is FieldState.ABSENT:
        fields["device"] = Field(device, FieldState.READ)
    start = fields["start"] = _confirmed(fields["start"], named.start)
    return replace(
        report,
        fields=fields,
        warnings=(*report.warnings, *_differs(start, named.start)),
        curves=tuple(_curves(report, start, named.start)),
    )


def _confirmed(start: Field, named: datetime | None) -> Field:
    minute = named and named.replace(second=0)
    if start.state is FieldState.UNSURE and start.value is not None and start.value == minute:
        return replace(start, state=FieldState.READ, crop=None)
    return start


def _curves(report: PrintedReport, start: Field, named: datetime | None) -> Iterator[Curve]:
    if start.state is FieldState.READ:
        yield from (_to_the_second(curve, start, named) for curve in report.curves)


def _to_the_second(curve: Curve, start: Field, named: datetime | None) -> Curve:
    printed = start.value
    if named is None or not isinstance(printed, datetime) or not printed <= named < printed + _MINUTE:
        return curve
    return replace(curve, start=curve.start + (named - printed))


def _differs(start: Field, named: datetime | None) -> Iterator[RecordingWarning]:
    printed = start.value if start.state is FieldState.READ else None
    if named and isinstance(printed, datetime) and abs(named - printed) > _SAME_START:
        yield notice("start_differs", printed=_minute(printed), named=_minute(named))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
