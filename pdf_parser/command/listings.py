"""What is printed of a report: its fields and its concordance with a recording, as tables and as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from oximetry.command.listings import aligned
from oximetry.concordance import Comparison, Concordance
from oximetry.plain import to_plain
from pdf_parser.report import Field, PrintedReport

_FIELD_HEADINGS = ("field", "value", "state", "confidence", "page")
_COMPARISON_HEADINGS = ("field", "printed", "computed", "verdict")
_JSON_PARTS = ("value", "state", "confidence", "page", "box")


def fields_table(name: str, report: PrintedReport) -> str:
    """The fields, one a line, and below them what to know about the report."""
    rows = [_field(each, report.fields[each]) for each in report.fields]
    notes = [f"note: {warning.message}" for warning in report.warnings]
    return "\n".join([name, *aligned([_FIELD_HEADINGS, *rows]), *notes]) + "\n"


def concordance_table(name: str, compared: Concordance) -> str:
    """The fields beside those of the recording, and in the last line whether they confirm it."""
    rows = [_comparison(each) for each in compared.fields]
    return "\n".join([name, *aligned([_COMPARISON_HEADINGS, *rows]), verdict(compared)]) + "\n"


def verdict(compared: Concordance) -> str:
    """Whether a report confirms a recording, in a line."""
    if compared.differing:
        return f"differs: {', '.join(compared.differing)}"
    return "confirms" if compared.confirms else "not confirmed: too little was read"


def as_json(report: PrintedReport, compared: Concordance | None) -> str:
    """The report as one line; the pictures of unsure fields are left out."""
    plain = report.to_dict()
    fields = {name: {part: each[part] for part in _JSON_PARTS} for name, each in plain["fields"].items()}
    shown: dict[str, Any] = {"fields": fields, "text": plain["text"], "warnings": _warnings(report)}
    if compared:
        shown["concordance"] = {
            "confirms": compared.confirms,
            "differing": compared.differing,
            "fields": to_plain(compared.fields),
        }
    return json.dumps(shown, ensure_ascii=False) + "\n"


def _warnings(report: PrintedReport) -> list[dict[str, Any]]:
    return [{"code": each.code, "message": each.message} for each in report.warnings]


def _field(name: str, field: Field) -> tuple[str, ...]:
    confidence = "" if field.confidence is None else f"{field.confidence:.2f}"
    return name, _shown(field.value), field.state, confidence, "" if field.page is None else str(field.page)


def _comparison(each: Comparison) -> tuple[str, ...]:
    return each.name, _shown(each.printed), _shown(each.computed), each.verdict


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return "--" if value is None else str(value)
