"""What the process that reads is asked to do, and what it answers: a JSON object a line.

What it answers is taken for nothing more than what it looks like, because a hostile file may have come to
speak through it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from oximetry.errors import RecordingError, RecordingWarning
from oximetry.plain import from_plain, to_plain
from oximetry.report_fields import NAMES
from pdf_parser.limits import Limits
from pdf_parser.process import ProcessLost
from pdf_parser.report import PrintedReport

Answer = dict[str, Any]

READY: Answer = {"kind": "ready"}

_VALUE = (str, int, float, datetime)
_NOT_MEANT = (AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read, and how."""

    first_page: int
    language: str
    keep_personal: bool
    limits: Limits

    def to_json(self) -> str:
        """As it is given to the process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The order that ``to_json`` was called on."""
        plain = json.loads(text)
        return cls(**plain | {"limits": Limits(**plain["limits"])})


def opened(pages: int, warnings: Sequence[RecordingWarning]) -> Answer:
    """The document is open."""
    return {"kind": "opened", "pages": pages, "warnings": to_plain(warnings)}


def refused(error: RecordingError) -> Answer:
    """The document is not taken."""
    return {"kind": "refused", "error": _plain(error)}


def read(page: int, report: PrintedReport) -> Answer:
    """A page was read."""
    return {"kind": "read", "page": page, "report": report.to_dict(), "extracted_chars": len(report.text)}


def failed(page: int, error: RecordingError) -> Answer:
    """A page could not be read."""
    return {"kind": "failed", "page": page, "error": _plain(error)}


def broken(error: str, where: str) -> Answer:
    """A fault of ours ends the process."""
    return {"kind": "broken", "error": error, "where": where}


def _plain(error: RecordingError) -> dict[str, Any]:
    told = {"key": error.key, "sentence": error.sentence, "advice": error.advice}
    return {**told, "params": to_plain(error.params)}


def to_error(plain: Any) -> RecordingError:  # noqa: ANN401 - what JSON gave
    """The refusal that was answered.

    Raises:
        ProcessLost: if it is none.
    """
    try:
        return RecordingError(plain["key"], plain["sentence"], plain["advice"], **plain["params"])
    except _NOT_MEANT as error:
        raise ProcessLost("no refusal") from error


def to_report(plain: Any) -> PrintedReport:  # noqa: ANN401 - what JSON gave
    """The report of a page that was answered.

    Raises:
        ProcessLost: if it is none.
    """
    try:
        report = PrintedReport.from_dict(plain)
    except _NOT_MEANT as error:
        raise ProcessLost("no report") from error
    values = (each.value for each in report.fields.values())
    are_values = all(value is None or isinstance(value, _VALUE) for value in values)
    if set(report.fields) != set(NAMES) or not are_values or not isinstance(report.text, str):
        raise ProcessLost("no report of a page")
    return report


def to_warnings(plain: Any) -> tuple[RecordingWarning, ...]:  # noqa: ANN401 - what JSON gave
    """The warnings that were answered.

    Raises:
        ProcessLost: if they are none.
    """
    try:
        return tuple(from_plain(RecordingWarning, each) for each in plain)
    except _NOT_MEANT as error:
        raise ProcessLost("no warnings") from error
