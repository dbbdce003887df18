"""The places of all cells of the tables that are known, those too that could not be read at first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdf_parser.places.labels import Label
from pdf_parser.places.lines import middle
from pdf_parser.places.shapes import (
    BANDS,
    SPO2_BLOCK,
    THRESHOLDS,
    Fit,
    Places,
    Shape,
    fit_of,
    heights,
    place_rows,
)
from pdf_parser.places.spots import Spot, spot_of
from pdf_parser.places.tables import HALF_WIDTHS, Row, Table
from pdf_parser.words import Word

_FITS = 1.5  # what the labels must be worth together: two that are nearly right, at least
_HALF_HEIGHT = 0.75  # of a cell's writing, times the usual height
_SLIPS = 1  # signs misread in a block's labels, at most
_CLEAN, _UNSEEN = 2, 1  # rows whose labels were read, at least, and limits not read in a known app's table
_PULSE_ROWS = 3
_SPO2_HIGHEST = 100
_HEAD_WITHIN = 8.0  # times the height, above the first row
_LABEL_SIGNS = "0123456789<>=-"
_LIMITS_SHOWN = {
    "spo2_from_threshold": (("spo2_threshold", re.compile(r"^(\d\d)\D?94$")),),
    "spo2_below_threshold": (("spo2_threshold", re.compile(r"^\D{0,2}(\d\d)$")),),
    "pulse_above_high": (("pulse_high", re.compile(r"^\D{0,2}(\d{2,3})$")),),
    "pulse_between": (
        ("pulse_low", re.compile(r"^(\d{2})\D\d{2,3}$")),
        ("pulse_high", re.compile(r"^\d{2}\D(\d{2,3})$")),
    ),
    "pulse_below_low": (("pulse_low", re.compile(r"^\D{0,2}(\d{2})$")),),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A table of a known shape: its rows that could be told by their labels.

    Attributes:
        table: as it was found.
        shape: what it is.
        rows: by their places.
        complete: whether all limits between the rows of one block, at least, could be read.
    """

    table: Table
    shape: Shape
    rows: Places
    complete: bool


def known_tables(tables: Sequence[Table], labels: Sequence[Label], *, ours: bool) -> Iterator[Placed]:
    """Those whose rows are exactly of a known shape.

    Args:
        tables: all of the page.
        labels: all of the page.
        ours: whether other words of the page are those of the app whose tables these are.
    """
    left = list(tables)
    for shape in (BANDS, THRESHOLDS):
        fits = [(*place_rows(table, shape), table) for table in left]
        worth, rows, table = max(fits, key=lambda fit: fit[0], default=(0.0, {}, None))
        if table and worth >= _FITS and (placed := _checked(table, shape, rows, labels, ours=ours)):
            left.remove(table)
            yield placed


def _checked(
    table: Table, shape: Shape, rows: Places, labels: Sequence[Label], *, ours: bool
) -> Placed | None:
    """Only those blocks of rows whose labels agree with the shape."""
    kept: Places = {}
    complete = False
    for block in sorted(set(shape.blocks)):
        fit = fit_of(table, shape, rows, block)
        here = {place: rows[place] for place in shape.places(block) if place in rows}
        if block == SPO2_BLOCK:
            agrees = _agrees(fit, ours=ours)
        else:
            beside = ours and bool(kept)  # where the app has it
            agrees = bool(here) and _is_pulse(fit, ours=ours, sure=beside or _has_head(table, here, labels))
        if agrees:
            kept |= here
            complete = complete or not (fit.unseen or fit.wrong or fit.apart)
    return Placed(table, shape, kept, complete) if kept else None


def _agrees(fit: Fit, *, ours: bool) -> bool:
    """Whether the limits are the shape's; one sign may be misread, if all else confirms what it must be."""
    if fit.clean < _CLEAN or fit.wrong + fit.apart > (0 if fit.exact else _SLIPS):
        return False
    return fit.unseen <= (_UNSEEN if not fit.wrong else 0) if ours else not fit.unseen and not fit.apart


def _is_pulse(fit: Fit, *, ours: bool, sure: bool) -> bool:
    """By its head or its place; without these, by three rows of which none can be of SpO2."""
    faultless = not fit.wrong and not fit.apart
    if sure:
        unread = ours and faultless and (fit.clean > 0 or fit.placed == _PULSE_ROWS)
        return unread or _agrees(fit, ours=ours)
    whole = fit.clean == _PULSE_ROWS and faultless and not fit.unseen
    return whole and max(fit.limits) > _SPO2_HIGHEST


def _has_head(table: Table, rows: Places, labels: Sequence[Label]) -> bool:
    top, right = min(row.y for row in rows.values()), table.columns["s"]
    return any(
        label.box[0] < right and 0 < top - middle(label.box)[1] < _HEAD_WITHIN * table.height
        for label in labels
        if label.name == "pulse_threshold"
    )


def table_spots(tables: Iterable[Placed]) -> Iterator[Spot]:
    """The cells of the tables, and the limits that the rows' labels show."""
    for each in tables:
        yield from _spots(each.table, each.shape, each.rows)


def _spots(table: Table, shape: Shape, placed: Places) -> Iterator[Spot]:
    for place, y in heights(shape, placed).items():
        row = placed.get(place) or _row_at(table, y)
        for column in table.columns:
            words = row.cells[column] if row else ()
            yield _cell(f"{shape.rows[place]}_{column}", table, column, y, words)
        for name, pattern in _LIMITS_SHOWN.get(shape.rows[place], ()):
            if row and row.label:
                yield replace(spot_of(name, row.label, pattern), signs=_LABEL_SIGNS)


def _row_at(table: Table, y: float) -> Row | None:
    """The row that stands there, whatever its label was read as."""
    return next((row for row in table.rows if abs(row.y - y) < _HALF_HEIGHT * table.height), None)


def _cell(name: str, table: Table, column: str, y: float, words: tuple[Word, ...]) -> Spot:
    x, height = table.columns[column], table.height
    wide, high = HALF_WIDTHS[column] * height, _HALF_HEIGHT * height
    return spot_of(name, words) if words else Spot(name, (x - wide, y - high, x + wide, y + high))
