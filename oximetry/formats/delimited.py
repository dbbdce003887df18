"""Delimited text as arrays: where each field of each row lies, and the numbers in it.

A night has thousands of short rows, so the bytes are split by NumPy: field
positions are looked up once and a column of numbers is read one digit place at
a time. Rows may have different numbers of fields, fields may be quoted and a
quoted field may hold the delimiter (O2 Insight quotes its times).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_NEWLINE, _QUOTE, _SPACE = 10, 34, 32
_ZERO = 48
_DIGITS = 5
_DECIMALS = 2
_PADDING = 8
_LONGEST_BLANK = 200  # a longer line of nothing is damage, and not to be passed over
_PADDING_BYTES = np.isin(np.arange(256), (9, _SPACE, _QUOTE))
_POINT_BYTES = np.isin(np.arange(256), (44, 46))
_MISSING = re.compile(rb'[\s"\-\xe2\x80\x93\x94]*|nan|n/?a|null|none', re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """One field in every row: bytes ``start`` to ``end``, both of shape ``(rows,)``."""

    start: Positions
    end: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """One column read as numbers, all of shape ``(rows,)``.

    Attributes:
        value: the whole number, 0 where there is none.
        given: True where the field is a whole number of up to five digits, "96.0" included.
        missing: True where the field is blank or dashes.
    """

    value: NDArray[np.int32]
    given: NDArray[np.bool_]
    missing: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of delimited text.

    Attributes:
        content: the bytes of the text.
        start: where each row begins.
        end: where each row ends, before its line break.
        first: index into ``delimiters`` of each row's first delimiter.
        count: delimiters in each row.
        delimiters: positions of all delimiters outside quotes.
    """

    content: Bytes
    start: Positions
    end: Positions
    first: Positions
    count: Positions
    delimiters: Positions

    def span(self, column: int, last: int | None = None) -> Span:
        """Where field ``column`` lies in each row, or all up to field ``last``; empty in shorter rows."""
        start = self._edge(column - 1) + 1 if column else self.start.copy()
        return self._trimmed(np.minimum(start, self.end), self._edge(column if last is None else last))

    def field(self, row: int, column: int) -> bytes:
        """One field as it is written, without padding and quotes."""
        span = self.span(column)
        return self.content[span.start[row] : span.end[row]].tobytes()

    def _edge(self, column: int) -> Positions:
        """Position of the delimiter after field ``column``, or the row's end."""
        if not len(self.delimiters):
            return self.end.copy()
        at = np.minimum(self.first + column, len(self.delimiters) - 1)
        return np.where(column < self.count, self.delimiters[at], self.end)

    def _trimmed(self, start: Positions, end: Positions) -> Span:
        for _ in range(_PADDING):
            lead = (start < end) & _is_padding(self.bytes_at(start))
            tail = (start < end) & _is_padding(self.bytes_at(end - 1)) & ~lead
            if not (lead.any() or tail.any()):
                break
            start, end = start + lead, end - tail
        return Span(start, end)

    def bytes_at(self, at: Positions) -> Bytes:
        """The bytes at these positions; beyond the text its first or last byte."""
        return self.content.take(at, mode="clip")


def split(text: bytes, delimiter: str) -> Table:
    """Split UTF-8 ``text`` into rows and fields; lines of nothing but blank fields are left out."""
    content = np.frombuffer(text, dtype=np.uint8)
    breaks = np.flatnonzero(content == _NEWLINE)
    start = np.concatenate(([0], breaks + 1))
    end = np.concatenate((breaks, [len(content)]))
    filled = _filled(content, start, end, delimiter)
    start, end = start[filled], end[filled]
    delimiters = np.flatnonzero(content == ord(delimiter))
    if b'"' in text and len(start):
        delimiters = delimiters[_outside_quotes(content, delimiters, start)]
    first = np.searchsorted(delimiters, start)
    count = np.searchsorted(delimiters, end) - first
    return Table(content, start, end, first, count, delimiters)


def _filled(content: Bytes, start: Positions, end: Positions, delimiter: str) -> NDArray[np.bool_]:
    """Which lines hold anything: spreadsheets end a file with lines such as ``,,,,``."""
    blank = _PADDING_BYTES | np.isin(np.arange(256), (_NEWLINE, ord(delimiter)))
    filled = end > start
    if not filled.any():
        return filled
    begins_blank = blank[content.take(start, mode="clip")] & blank[content.take(start + 1, mode="clip")]
    if (begins_blank & filled).any():
        said = np.logical_or.reduceat(~blank[content], start[filled])
        filled[filled] = said | ((end - start)[filled] > _LONGEST_BLANK)
    return filled


def _outside_quotes(content: Bytes, delimiters: Positions, row_start: Positions) -> NDArray[np.bool_]:
    """Which delimiters have an even number of quotes before them in their row."""
    odd = np.bitwise_xor.accumulate(content == _QUOTE)
    row = np.searchsorted(row_start, delimiters, side="right") - 1
    before_row = np.where(row_start > 0, odd[row_start - 1], False)
    inside: NDArray[np.bool_] = odd[delimiters] ^ before_row[np.maximum(row, 0)]
    return ~inside


def _is_padding(byte: Bytes) -> NDArray[np.bool_]:
    padding: NDArray[np.bool_] = _PADDING_BYTES[byte]
    return padding


def numbers(table: Table, column: int) -> Numbers:
    """Read field ``column`` of each row as a whole number."""
    span = _without_decimals(table, table.span(column))
    width = span.end - span.start
    value = np.zeros(len(width), dtype=np.int32)
    given = (width > 0) & (width <= _DIGITS)
    for place in range(min(int(width.max(initial=0)), _DIGITS)):
        digit = table.bytes_at(span.start + place) - np.uint8(48)
        inside = place < width
        given &= ~inside | (digit < 10)
        value = np.where(inside, value * 10 + digit, value)
    missing = ~given
    for row in np.flatnonzero(missing & (width > 0)):
        field = table.content[span.start[row] : span.end[row]].tobytes()
        missing[row] = len(field) <= _PADDING and _MISSING.fullmatch(field) is not None
    return Numbers(np.where(given, value, 0).astype(np.int32), given, missing)


def _without_decimals(table: Table, span: Span) -> Span:
    """The fields up to a point that only zeros follow: data tools write 96 as ``96.0``."""
    end = span.end.copy()
    if not any(_POINT_BYTES[table.bytes_at(end - back)].any() for back in range(1, _DECIMALS + 2)):
        return span
    for _ in range(_DECIMALS):
        end -= (end > span.start) & (table.bytes_at(end - 1) == _ZERO)
    point = (end < span.end) & (end - 1 > span.start) & _POINT_BYTES[table.bytes_at(end - 1)]
    return Span(span.start, np.where(point, end - 1, span.end))
