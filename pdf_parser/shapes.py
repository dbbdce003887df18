"""The tables that are known, and which of a table's rows is which.

Rows are told by the labels left of them as far as these could be read, and by the order of those that could.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from pdf_parser.spelling import plain
from pdf_parser.tables import Row, Table

Places = dict[int, Row]
"""Rows by their place in the shape, from the top."""

_SKIPPED_ROW, _SKIPPED_LABEL = -0.05, -0.1
_UNREAD = 0.15  # what a row without a label is worth for any place
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "≥": ">"})


@dataclass(frozen=True, slots=True)
class Shape:
    """A table that is known: each row's label, ``d`` for any digit, and field; rows that stand together."""

    labels: tuple[str, ...]
    rows: tuple[str, ...]
    blocks: tuple[int, ...]


THRESHOLDS = Shape(
    (">=dd", "dd-94", "<dd", ">ddd", "dd-ddd", "<dd"),
    (
        *("spo2_from_95", "spo2_from_threshold", "spo2_below_threshold"),
        *("pulse_above_high", "pulse_between", "pulse_below_low"),
    ),
    (0, 0, 0, 1, 1, 1),
)
BANDS = Shape(
    ("95-100", "90-94", "80-89", "70-79", "<70"),
    ("spo2_95_100", "spo2_90_94", "spo2_80_89", "spo2_70_79", "spo2_below_70"),
    (0, 0, 0, 0, 0),
)


@dataclass(frozen=True, slots=True)
class _Path:
    """Rows placed so far, and what their labels are worth together."""

    worth: float
    placed: Places


def place_rows(table: Table, shape: Shape) -> tuple[float, Places]:
    """The best way to put the table's rows, in order, in the shape's places; first what it is worth."""
    best: dict[int, _Path] = {0: _Path(0.0, {})}
    for row in table.rows:
        best = _best(step for free, path in best.items() for step in _steps(row, shape, free, path))
    rows = len(shape.labels)
    ends = ((path.worth + _SKIPPED_LABEL * (rows - free), path.placed) for free, path in best.items())
    return max(ends, key=lambda end: end[0])


def _steps(row: Row, shape: Shape, free: int, path: _Path) -> Iterable[tuple[int, _Path]]:
    """The row left out, or put in any place from the first free one on."""
    yield free, _Path(path.worth + _SKIPPED_ROW, path.placed)
    for place in range(free, len(shape.labels)):
        worth = path.worth + _worth(row, shape.labels[place]) + _SKIPPED_LABEL * (place - free)
        yield place + 1, _Path(worth, {**path.placed, place: row})


def _best(steps: Iterable[tuple[int, _Path]]) -> dict[int, _Path]:
    best: dict[int, _Path] = {}
    for free, path in steps:
        if free not in best or path.worth > best[free].worth:
            best[free] = path
    return best


def _worth(row: Row, pattern: str) -> float:
    """1 for the very label, less for a similar one, below 0 for another."""
    text = "".join(word.text for word in row.label).translate(_DASHES)
    return 1 - 2 * _slips(pattern, text) / len(pattern) if plain(text) else _UNREAD


def _slips(pattern: str, text: str) -> int:
    """Levenshtein's distance, ``d`` standing for any digit."""
    row = list(range(len(text) + 1))
    for done, wanted in enumerate(pattern, 1):
        before, row = row, [done]
        for place, sign in enumerate(text, 1):
            same = sign.isdigit() if wanted == "d" else sign == wanted
            row.append(min(before[place - 1] + (not same), before[place] + 1, row[-1] + 1))
    return row[-1]


def heights(shape: Shape, placed: Places) -> dict[int, float]:
    """Where each row is, or must be: rows of one block are equally far apart."""
    steps = [
        (placed[b].y - placed[a].y) / (b - a)
        for a in placed
        for b in placed
        if a < b and shape.blocks[a] == shape.blocks[b]
    ]
    heights = {place: row.y for place, row in placed.items()}
    for place in range(len(shape.rows)):
        near = [each for each in placed if shape.blocks[each] == shape.blocks[place]]
        if place not in heights and near and steps:
            nearest = min(near, key=lambda each: abs(each - place))
            heights[place] = placed[nearest].y + (place - nearest) * median(steps)
    return heights
