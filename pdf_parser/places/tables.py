"""Tables of time and share: their rows and columns, found by what stands in them.

A row is a time with a share right of it; rows whose times stand below each other are a table's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pdf_parser.places.lines import Line, middle
from pdf_parser.places.values import Kind, parse
from pdf_parser.words import Word

HALF_WIDTHS = {"s": 3.2, "pct": 2.7}  # of the writing in a column's cells, times its height
_ALIGNED = 1.6  # times a row's height: how far columns' middles may be apart
_SHARE_WITHIN = 13.0  # times the height, from the time's end to the share's beginning
_LABEL_WITHIN = 16.0
_DIGITS = 2  # fewer in all cells make no row


@dataclass(frozen=True, slots=True)
class Row:
    """What was read of a table's row."""

    y: float
    label: tuple[Word, ...]
    cells: dict[str, tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below each other; the columns' middles and the usual height of what stands in them."""

    rows: tuple[Row, ...]
    columns: dict[str, float]
    height: float


def find_tables(lines: Sequence[Line]) -> tuple[Table, ...]:
    """All tables of time and share on the page, those with the most rows first."""
    columns = _columns([pair for line in lines for pair in _pairs(line)])
    tables = (_table(lines, times, shares) for times, shares in columns)
    return tuple(sorted(tables, key=lambda table: -len(table.rows)))


def _pairs(line: Line) -> Iterator[tuple[Word, Word]]:
    """Times with the share that stands right of them."""
    for at, word in enumerate(line.words):
        if parse(Kind.DURATION, word.text):
            reach = word.box[2] + _SHARE_WITHIN * (word.box[3] - word.box[1])
            following = [each for each in line.words[at + 1 : at + 4] if each.box[0] < reach]
            yield from ((word, each) for each in following if _is_share(each))


def _is_share(word: Word) -> bool:
    return "." in word.text.replace(",", ".") and bool(parse(Kind.PERCENT, word.text))


def _columns(pairs: Sequence[tuple[Word, Word]]) -> list[tuple[list[Word], list[Word]]]:
    """Pairs whose times stand below each other."""
    columns: list[tuple[list[Word], list[Word]]] = []
    for time, share in pairs:
        reach = _ALIGNED * (time.box[3] - time.box[1])
        near = [each for each in columns if abs(_across(each[0]) - middle(time.box)[0]) < reach]
        if near:
            near[0][0].append(time)
            near[0][1].append(share)
        else:
            columns.append(([time], [share]))
    return [column for column in columns if len(column[0]) > 1]


def _across(words: Sequence[Word]) -> float:
    return median(middle(word.box)[0] for word in words)


def _table(lines: Sequence[Line], times: Sequence[Word], shares: Sequence[Word]) -> Table:
    height = median(word.box[3] - word.box[1] for word in (*times, *shares))
    table = Table((), {"s": _across(times), "pct": _across(shares)}, height)
    rows = [row for line in lines if (row := _row(line, table))]
    return replace(table, rows=tuple(sorted(rows, key=lambda row: row.y)))


def _row(line: Line, table: Table) -> Row | None:
    """The line's part in the table, if any of its words stands in a column and looks like a number."""
    cells = {name: _in_column(line, table, name) for name in table.columns}
    inside = [word for words in cells.values() for word in words]
    if sum(sign.isdigit() for word in inside for sign in word.text) < _DIGITS:
        return None
    y = median(middle(word.box)[1] for word in inside)
    return Row(y, _label(line, table), cells)


def _in_column(line: Line, table: Table, name: str) -> tuple[Word, ...]:
    reach = HALF_WIDTHS[name] * table.height
    return tuple(word for word in line.words if abs(middle(word.box)[0] - table.columns[name]) < reach)


def _label(line: Line, table: Table) -> tuple[Word, ...]:
    """The words next to the time's column on its left."""
    edge = table.columns["s"] - HALF_WIDTHS["s"] * table.height
    words = [word for word in line.words if word.box[2] < edge + table.height / 2]
    label: list[Word] = []
    for word in reversed(words):
        reach = _LABEL_WITHIN if not label else 1.0
        if edge - word.box[2] > reach * table.height:
            break
        label.insert(0, word)
        edge = word.box[0]
    return tuple(label)
