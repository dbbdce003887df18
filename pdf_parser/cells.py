"""The places of all cells of the tables that are known, those too that could not be read at first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pdf_parser.shapes import BANDS, THRESHOLDS, Places, Shape, heights, place_rows
from pdf_parser.spots import Spot, spot_of
from pdf_parser.tables import HALF_WIDTHS, Row, Table
from pdf_parser.words import Word

_FITS = 1.5  # what the labels must be worth together: two that are nearly right, at least
_HALF_HEIGHT = 0.75  # of a cell's writing, times the usual height
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


def table_spots(tables: Sequence[Table]) -> Iterator[Spot]:
    """The cells of both tables, and the limits that the rows' labels show."""
    left = list(tables)
    for shape in (BANDS, THRESHOLDS):
        fits = [(*place_rows(table, shape), table) for table in left]
        worth, placed, table = max(fits, key=lambda fit: fit[0], default=(0.0, {}, None))
        if table and worth >= _FITS:
            left.remove(table)
            yield from _spots(table, shape, placed)


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
