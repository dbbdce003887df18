"""The pages of one document put together to one report.

A covering letter has dates of its own, and a document may hold the reports of two nights: what is not clearly
of one report is unsure, for values of two mixed would look like those of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from oximetry.errors import RecordingWarning
from oximetry.report_fields import NAMES, PERSONAL, Value
from pdf_parser.judging.resolve import blamed, contradicted, pinned
from pdf_parser.messages import notice
from pdf_parser.report import ABSENT, Curve, Field, FieldState, PrintedReport
from pdf_parser.several import holds_several

Fields = Mapping[str, Field]

_OF_ANY_REPORT = frozenset({"app", "device", *PERSONAL})
_MANY_DIFFER = 3  # fields: more than a slip in one of two printings of the same report


def merge(pages: Sequence[PrintedReport]) -> PrintedReport:
    """One report of all pages.

    Pages of a known layout outweigh the others. A field that two of them print with unequal values is unsure,
    and so is one that is to blame for what the pages together contradict. Where there are several reports,
    only what all of them say alike is read.
    """
    single = [_all_doubted(page) if holds_several(page.text) else page for page in pages]
    known = [page.fields for page in single if page.layout]
    others = [page.fields for page in single if not page.layout]
    several = _several(known)
    fields = _alike(known) if several else _merged(known)
    fields = _with_others(fields, others) if known else _merged(others)
    return PrintedReport(
        layout=next((page.layout for page in pages if page.layout), None),
        fields=_without_contradictions(fields),
        text="\n\n".join(page.text for page in pages if page.text),
        pages=sum(page.pages for page in pages),
        warnings=(
            *(warning for page in pages for warning in page.warnings),
            *_notices(several=several or any(map(_differs, pages, single))),
        ),
        curves=_curves(pages),
    )


def _differs(page: PrintedReport, single: PrintedReport) -> bool:
    return page is not single


def _notices(*, several: bool) -> Iterator[RecordingWarning]:
    if several:
        yield notice("several_reports")


def _all_doubted(page: PrintedReport) -> PrintedReport:
    return replace(page, fields={name: _doubted(each) for name, each in page.fields.items()})


def _several(known: Sequence[Fields]) -> bool:
    """Whether these pages are of more than one report: their starts, or several fields, differ."""
    values = [_values(fields) for fields in known]
    differing = [
        {name for name in one.keys() & other.keys() - _OF_ANY_REPORT if one[name] != other[name]}
        for at, one in enumerate(values)
        for other in values[at + 1 :]
    ]
    return any("start" in names or len(names) >= _MANY_DIFFER for names in differing)


def _alike(pages: Sequence[Fields]) -> dict[str, Field]:
    """What all pages read with the same value; anything else is unsure."""
    values = [_values(fields) for fields in pages]
    agreed = {name for name in NAMES if len({each.get(name) for each in values}) == 1}
    return {name: each if name in agreed else _doubted(each) for name, each in _merged(pages).items()}


def _merged(pages: Sequence[Fields]) -> dict[str, Field]:
    return {name: _best([fields[name] for fields in pages]) for name in NAMES}


def _best(fields: Sequence[Field]) -> Field:
    there = [field for field in fields if field.state is not FieldState.ABSENT]
    best = max(there, key=_worth, default=ABSENT)
    values = {field.value for field in there if field.value is not None}
    return _doubted(best) if len(values) > 1 else best


def _worth(field: Field) -> tuple[bool, float]:
    return field.state is FieldState.READ, field.confidence or 0.0


def _with_others(fields: Fields, others: Sequence[Fields]) -> dict[str, Field]:
    """What pages without a known layout add to those with one: read only if the checks link the two."""
    whole = dict(fields)
    for page in others:
        linked = _linked(_values(fields), _values(page))
        for name, each in page.items():
            if whole[name].state is FieldState.ABSENT:
                whole[name] = each if linked or name in _OF_ANY_REPORT else _doubted(each)
            elif whole[name].value == each.value:
                whole[name] = max(whole[name], each, key=_worth)
    return whole


def _linked(values: Mapping[str, Value], added: Mapping[str, Value]) -> bool:
    """Whether a check confirms what neither page could by itself, and none fails."""
    whole = {**added, **values}
    if contradicted(whole):
        return False
    alone = pinned(values, frozenset()) | pinned(added, frozenset())
    return bool(pinned(whole, frozenset()) - alone)


def _values(fields: Fields) -> dict[str, Value]:
    return {
        name: each.value
        for name, each in fields.items()
        if each.state is FieldState.READ and each.value is not None
    }


def _doubted(field: Field) -> Field:
    return field if field.state is FieldState.ABSENT else replace(field, state=FieldState.UNSURE)


def _without_contradictions(fields: Fields) -> dict[str, Field]:
    doubtful = blamed(_values(fields))
    return {name: _doubted(field) if name in doubtful else field for name, field in fields.items()}


def _curves(pages: Sequence[PrintedReport]) -> tuple[Curve, ...]:
    """The first of each name."""
    curves: dict[str, Curve] = {}
    for page in pages:
        for curve in page.curves:
            curves.setdefault(curve.name, curve)
    return tuple(curves.values())
