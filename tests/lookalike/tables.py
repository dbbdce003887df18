"""The page above the charts: head, name, times, drops, and the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tests.lookalike.fonts import Weight
from tests.lookalike.layout import Box, Layout, columns, rows
from tests.lookalike.pen import BLACK, INK, WHITE, Colour, Pen
from tests.lookalike.printed import APP, Fields, Person, number
from tests.lookalike.wording import Wording, clock

_BAR: Colour = (243, 245, 247)
_PALE: Colour = (240, 245, 255)
_GREY: Colour = (243, 244, 246)
_BLUE: Colour = (55, 132, 251)
_BRIGHT_INK: Colour = (70, 70, 70)
_SCALE_COLOURS = ((255, 42, 37), (251, 170, 5), (95, 214, 135))


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page above the charts says, and how."""

    words: Wording
    fields: Fields
    person: Person
    note: str
    date: Callable[[datetime], str]
    label_gap: float

    def count(self, name: str) -> str:
        """A whole number as it is printed."""
        return str(self.fields[name])

    def decimal(self, name: str) -> str:
        """A number to two decimals."""
        return f"{number(self.fields, name):.2f}"

    def time_and_share(self, row: str) -> tuple[str, str]:
        """What a table says of one row."""
        return self.time(f"{row}_s"), f"{self.decimal(f'{row}_pct')}%"

    def time(self, name: str) -> str:
        """Seconds as a clock shows them."""
        return clock(int(number(self.fields, name)))

    def moment(self, name: str) -> str:
        """The start or the end."""
        time = self.fields[name]
        assert isinstance(time, datetime)
        return self.date(time)


def draw_sheet(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    """Everything down to the charts' frame."""
    _head(pen, layout, sheet)
    _times(pen, layout, sheet)
    _drops(pen, layout, sheet)
    _thresholds(pen, layout, sheet)
    _levels(pen, layout, sheet)
    _score(pen, layout, sheet)
    _bands(pen, layout, sheet)


def _head(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    words, person = sheet.words, sheet.person
    pen.text((layout.x(36), layout.y(64)), words.title, scale=2.4, weight=Weight.BOLD, colour=BLACK)
    end = layout.x(1225)
    pen.text((end, layout.y(63)), APP, anchor="r", scale=1.15)
    _logo(pen, end - pen.width(APP, 1.15) - 16, layout.y(63))
    pen.fill(layout.box(36, 111, 1225, 151), _BAR)
    told = ((56, words.name, person.name), (457, words.age, person.age), (857, words.sex, person.sex))
    for x, label, value in told:
        pen.text((layout.x(x), layout.y(131)), f"{label} {value or ''}".strip(), scale=1.15)


def _logo(pen: Pen, right: float, middle: float) -> None:
    for step in range(10):
        shade: Colour = (30, 90 + 6 * step, 170 + 5 * step)
        pen.fill((right - 30, middle - 15 + 3 * step, right, middle - 12 + 3 * step), shade)
    pen.fill((right - 21, middle - 11, right - 9, middle + 1), (230, 90, 30))
    pen.line((right - 21, middle + 6), (right - 15, middle + 13), WHITE, 2)
    pen.line((right - 9, middle + 6), (right - 15, middle + 13), WHITE, 2)


def _times(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    words = sheet.words
    pen.frame(layout.box(36, 161, 816, 333))
    pen.line((layout.x(36), layout.y(232)), (layout.x(816), layout.y(232)))
    left, upper, lower = layout.x(56), layout.y(182), layout.y(211)
    value = left + max(pen.width(words.start), pen.width(words.duration), 118) + sheet.label_gap
    pen.text((left, upper), words.start)
    pen.text((value, upper), sheet.moment("start"))
    pen.text((left, lower), words.duration)
    pen.text((value, lower), sheet.time("duration_s"))
    pen.text((layout.x(457), upper), words.end)
    pen.text((layout.x(780), upper), sheet.moment("end"), anchor="r")
    pen.text((left, layout.y(254)), f"{words.notes} {sheet.note}".strip())


def _drops(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    box = layout.box(36, 344, 426, 412)
    left, _, right, _ = box
    pen.frame(box)
    for depth, row in zip((4, 3), rows(box, 2), strict=True):
        _, top, _, bottom = row
        pen.line((left, bottom), (right, bottom))
        counted = f"{sheet.words.drops} >{depth}%:{sheet.count(f'drops_{depth}')}"
        per_hour = f"{sheet.words.per_hour}:{sheet.decimal(f'drops_{depth}_per_hour')}"
        for text, cell in zip((counted, per_hour), columns(row, left + 0.4 * (right - left)), strict=True):
            pen.cell((cell[0], top, cell[2], bottom), text)


def _thresholds(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    words, fields = sheet.words, sheet.fields
    limit, high, low = (fields[name] for name in ("spo2_threshold", "pulse_high", "pulse_low"))
    levels = {
        ">=95": "spo2_from_95",
        f"{limit}-94": "spo2_from_threshold",
        f"<{limit}": "spo2_below_threshold",
    }
    pulses = {f">{high}": "pulse_above_high", f"{low}-{high}": "pulse_between", f"<{low}": "pulse_below_low"}
    _threshold_table(pen, layout, (423, 481, 567), f"{words.threshold}:{limit}", levels, sheet)
    _threshold_table(pen, layout, (567, 625, 712), words.pulse_threshold, pulses, sheet)
    box = layout.box(36, 423, 426, 712)
    pen.frame(box)
    pen.line((box[0], layout.y(567)), (box[2], layout.y(567)))
    for x in (232, 327):
        pen.line((layout.x(x), box[1]), (layout.x(x), box[3]))


def _threshold_table(
    pen: Pen, layout: Layout, edges: tuple[int, int, int], head: str, names: Mapping[str, str], sheet: Sheet
) -> None:
    top, below_head, bottom = edges
    inner = layout.x(232), layout.x(327)
    heads = layout.box(36, top, 426, below_head)
    pen.fill(heads, _PALE)
    for cell, text in zip(columns(heads, *inner), (head, sheet.words.time, sheet.words.total), strict=True):
        pen.cell(cell, text, lines=2)
    for row, (label, name) in zip(
        rows(layout.box(36, below_head, 426, bottom), 3), names.items(), strict=True
    ):
        for cell, text in zip(columns(row, *inner), (label, *sheet.time_and_share(name)), strict=True):
            pen.cell(cell, text)


def _levels(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    words = sheet.words
    inner = layout.x(987), layout.x(1067), layout.x(1146)
    _blue_head(pen, layout.box(865, 162, 1225, 202), inner, ("", words.maximum, words.mean, words.minimum))
    for label, name, edges, ground in (
        (words.level, "spo2", (202, 242), WHITE),
        (words.pulse, "pulse", (242, 282), _GREY),
    ):
        top, bottom = edges
        texts = (label, *(sheet.count(f"{name}_{kind}") for kind in ("max", "mean", "min")))
        _table_row(pen, layout.box(865, top, 1225, bottom), inner, texts, ground)


def _score(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    box = layout.box(865, 294, 1225, 333)
    score = number(sheet.fields, "o2_score")
    _table_row(pen, box, (layout.x(987), layout.x(1140)), (sheet.words.score, "", f"{score:.1f}"), _GREY)
    begin, end, top = layout.x(1020), layout.x(1125), layout.y(304)
    for x in range(round(begin), round(end)):
        pen.fill((x, top, x + 1, top + 11), _scale_colour((x - begin) / (end - begin)))
    tip = begin + score / 10 * (end - begin)
    corners = ((tip, top + 10), (tip + 7, top + 22), (tip - 7, top + 22))
    pen.fill((tip - 4, top + 16, tip + 4, top + 22), WHITE)
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        pen.line(a, b, _BRIGHT_INK, 2)


def _bands(pen: Pen, layout: Layout, sheet: Sheet) -> None:
    words = sheet.words
    inner = layout.x(987), layout.x(1106)
    _blue_head(pen, layout.box(865, 344, 1225, 405), inner, (words.level, words.time, words.total))
    names = {
        "95-100": "spo2_95_100",
        "90-94": "spo2_90_94",
        "80-89": "spo2_80_89",
        "70-79": "spo2_70_79",
        "<70": "spo2_below_70",
    }
    boxes = rows(layout.box(865, 405, 1225, 712), len(names))
    for place, (box, (label, name)) in enumerate(zip(boxes, names.items(), strict=True)):
        _table_row(pen, box, inner, (label, *sheet.time_and_share(name)), _GREY if place % 2 else WHITE)


def _blue_head(pen: Pen, box: Box, inner: tuple[float, ...], texts: tuple[str, ...]) -> None:
    pen.fill(box, _BLUE)
    for x in inner:
        pen.line((x, box[1]), (x, box[3] - 1), WHITE)
    for cell, text in zip(columns(box, *inner), texts, strict=True):
        pen.cell(cell, text, colour=WHITE, around=BLACK)


def _table_row(pen: Pen, box: Box, inner: tuple[float, ...], texts: tuple[str, ...], ground: Colour) -> None:
    cells = columns(box, *inner)
    pen.fill(box, ground)
    pen.fill(cells[0], _PALE)
    for x in inner:
        pen.line((x, box[1]), (x, box[3] - 1), WHITE)
    for cell, text in zip(cells, texts, strict=True):
        pen.cell(cell, text, colour=INK)


def _scale_colour(share: float) -> Colour:
    """From red over orange to green."""
    lower, upper = _SCALE_COLOURS[:2] if share < 0.5 else _SCALE_COLOURS[1:]
    part = 2 * share % 1
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(lower, upper, strict=True))
    return red, green, blue
