"""The tables that are known, and which of a table's rows is which.

Rows are told by the labels left of them as far as these could be read, and by the order of those that could.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from pdf_parser.places.spelling import plain
from pdf_parser.places.tables import Row, Table

Places = dict[int, Row]
"""Rows by their place in the shape, from the top."""

_SKIPPED_ROW, _SKIPPED_LABEL = -0.05, -0.1
_UNREAD = 0.15  # what a row without a label is worth for any place
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "≥": ">"})
_EXACT = str.maketrans({"–": "-", "—": "-", "−": "-", "≥": ">=", "≤": "<="})
_RANGE = re.compile(r"(?P<sign>[<>]=?)(?P<only>\d{2,3})%?|(?P<low>\d{2,3})%?-(?P<high>\d{2,3})%?")
_SIGN_UNREAD = re.compile(r"[^\w<>≤≥]{0,2}(\d{2,3})")
_TOO_MANY = 2  # what a row too many counts: no sign misread makes one
_STEPS_BEYOND = 1.4  # so many rows' distances from a block, a row still belongs to it


@dataclass(frozen=True, slots=True)
class Shape:
    """A table that is known.

    Attributes:
        labels: of each row, ``d`` for any digit.
        rows: what each row's fields begin with.
        blocks: rows that stand together, by a number that they share.
        lowest: the levels that may be the lowest of each row; none for a row that is open below.
    """

    labels: tuple[str, ...]
    rows: tuple[str, ...]
    blocks: tuple[int, ...]
    lowest: tuple[range, ...]

    def places(self, block: int) -> tuple[int, ...]:
        """Of the rows that stand together."""
        return tuple(place for place, each in enumerate(self.blocks) if each == block)


SPO2_BLOCK, PULSE_BLOCK = 0, 1
_OPEN = range(0)


THRESHOLDS = Shape(
    (">=dd", "dd-94", "<dd", ">ddd", "dd-ddd", "<dd"),
    (
        *("spo2_from_95", "spo2_from_threshold", "spo2_below_threshold"),
        *("pulse_above_high", "pulse_between", "pulse_below_low"),
    ),
    (SPO2_BLOCK,) * 3 + (PULSE_BLOCK,) * 3,
    (range(95, 96), range(70, 95), _OPEN, range(91, 252), range(20, 90), _OPEN),
)
BANDS = Shape(
    ("95-100", "90-94", "80-89", "70-79", "<70"),
    ("spo2_95_100", "spo2_90_94", "spo2_80_89", "spo2_70_79", "spo2_below_70"),
    (SPO2_BLOCK,) * 5,
    (range(95, 96), range(90, 91), range(80, 81), range(70, 71), _OPEN),
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


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the labels of rows that stand together agree with the shape, and with each other.

    Every limit between two rows is printed in both: another program's limits show twice, a sign misread
    shows once.

    Attributes:
        wrong: limits that may not be, and rows that are none of the shape.
        apart: limits that may be, but are not the same in both rows.
        unseen: limits that no row confirms.
        placed: rows that have a place.
        clean: those whose labels are ranges.
        exact: whether the labels come from text, in which nothing is misread.
        limits: what the rows say.
    """

    wrong: int
    apart: int
    unseen: int
    placed: int
    clean: int
    exact: bool
    limits: tuple[int, ...]


def fit_of(table: Table, shape: Shape, placed: Places, block: int) -> Fit:
    """What the labels of one block say for or against its being the shape's."""
    places = shape.places(block)
    rows = {place: placed[place] for place in places if place in placed}
    exact = all(word.confidence == 1 for row in rows.values() for word in row.label)
    ranges = {
        place: span
        for place, row in rows.items()
        if (span := levels_of(row) or (None if exact else _presumed(row, shape.labels[place])))
    }
    votes = [_votes(ranges, place) for place in places[:-1]]
    good = [
        [vote for vote in each if vote in shape.lowest[place]]
        for place, each in zip(places, votes, strict=False)
    ]
    odd = sum(_is_odd(span, shape, place) for place, span in ranges.items())
    return Fit(
        wrong=sum(map(len, votes)) - sum(map(len, good)) + odd + _TOO_MANY * len(_strange(table, rows)),
        apart=sum(len(set(each)) > 1 for each in good),
        unseen=sum(not each for each in good),
        placed=len(rows),
        clean=len(ranges),
        exact=exact,
        limits=tuple(vote for each in good for vote in each),
    )


Span = tuple[int | None, int | None]


def levels_of(row: Row) -> Span | None:
    """The lowest and the highest level of which the row's label speaks; None if it is no clean range."""
    found = _RANGE.fullmatch("".join(word.text for word in row.label).translate(_EXACT))
    if not found:
        return None
    if found["low"]:
        return int(found["low"]), int(found["high"])
    limit, included = int(found["only"]), found["sign"].endswith("=")
    return (limit + (not included), None) if found["sign"].startswith(">") else (None, limit - (not included))


def _presumed(row: Row, pattern: str) -> Span | None:
    """What the row says if its sign, of which something else was read, is the shape's: ``(92``, ``=95``."""
    found = _SIGN_UNREAD.fullmatch("".join(word.text for word in row.label))
    if not found or not pattern.startswith(("<", ">")):
        return None
    limit = int(found[1])
    return (None, limit - 1) if pattern.startswith("<") else (limit + (not pattern.startswith(">=")), None)


def _votes(ranges: dict[int, Span], place: int) -> list[int]:
    """What the row and the one below it say of the lowest level of the row."""
    lowest, highest = ranges.get(place, (None, None))[0], ranges.get(place + 1, (None, None))[1]
    return [*([lowest] if lowest is not None else []), *([highest + 1] if highest is not None else [])]


def _is_odd(span: Span, shape: Shape, place: int) -> bool:
    """Whether the range is open where the shape's is not, or the other way round."""
    label = shape.labels[place]
    highest = 100 if label.endswith("-100") else span[1]
    return (
        (span[0] is None) != label.startswith("<")
        or (span[1] is None) != label.startswith(">")
        or (span[1] != highest)
    )


def _strange(table: Table, rows: Places) -> list[Row]:
    """Rows with ranges of their own among these: another program's table has more, or others."""
    heights = [row.y for row in rows.values()]
    if len(heights) < 2:
        return []
    beyond = _STEPS_BEYOND * (max(heights) - min(heights)) / (max(rows) - min(rows))
    others = [row for row in table.rows if row not in rows.values() and levels_of(row)]
    return [row for row in others if min(heights) - beyond < row.y < max(heights) + beyond]


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
