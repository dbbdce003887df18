"""The pages of one document put together to one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from oximetry.report_fields import NAMES
from pdf_parser.report import ABSENT, Curve, Field, FieldState, PrintedReport
from pdf_parser.resolve import blamed


def merge(pages: Sequence[PrintedReport]) -> PrintedReport:
    """One report of all pages.

    A field that two pages print with unequal values is unsure, and so is one that is to blame for what the
    pages together contradict.
    """
    fields = {name: _merged([page.fields[name] for page in pages]) for name in NAMES}
    return PrintedReport(
        layout=next((page.layout for page in pages if page.layout), None),
        fields=_without_contradictions(fields),
        text="\n\n".join(page.text for page in pages if page.text),
        pages=sum(page.pages for page in pages),
        warnings=tuple(warning for page in pages for warning in page.warnings),
        curves=_curves(pages),
    )


def _merged(fields: Sequence[Field]) -> Field:
    there = [field for field in fields if field.state is not FieldState.ABSENT]
    best = max(there, key=_worth, default=ABSENT)
    values = {field.value for field in there if field.value is not None}
    return _doubted(best) if len(values) > 1 else best


def _worth(field: Field) -> tuple[bool, float]:
    return field.state is FieldState.READ, field.confidence or 0.0


def _doubted(field: Field) -> Field:
    return replace(field, state=FieldState.UNSURE)


def _without_contradictions(fields: Mapping[str, Field]) -> dict[str, Field]:
    values = {
        name: field.value
        for name, field in fields.items()
        if field.state is FieldState.READ and field.value is not None
    }
    doubtful = blamed(values)
    return {name: _doubted(field) if name in doubtful else field for name, field in fields.items()}


def _curves(pages: Sequence[PrintedReport]) -> tuple[Curve, ...]:
    """The first of each name."""
    curves: dict[str, Curve] = {}
    for page in pages:
        for curve in page.curves:
            curves.setdefault(curve.name, curve)
    return tuple(curves.values())
