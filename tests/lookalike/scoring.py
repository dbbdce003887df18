"""How much of a page was read, and whether anything was read wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oximetry.report_fields import PERSONAL, Value
from pdf_parser.report import FieldState, PrintedReport


@dataclass(frozen=True, slots=True)
class Miss:
    """A field that is not right: what is printed (None: nothing), and what was read."""

    name: str
    truth: Value | None
    read: Value | None


@dataclass(frozen=True, slots=True)
class Score:
    """The fields of one report; what is wrong must be nothing."""

    right: tuple[str, ...]
    unsure: tuple[Miss, ...]
    absent: tuple[Miss, ...]
    wrong: tuple[Miss, ...]


def score(report: PrintedReport, truth: Mapping[str, Value]) -> Score:
    """Each printed field is right, unsure, absent or wrong.

    What is not printed counts only if something was read there all the same: as wrong, or as unsure.
    Of personal fields a reader need only say that they are there.
    """
    misses: dict[FieldState, list[Miss]] = {state: [] for state in FieldState}
    right = []
    for name, field in report.fields.items():
        printed = truth.get(name)
        if field.state is FieldState.READ and _agree(name, printed, field.value):
            right.append(name)
        elif printed is not None or field.state is not FieldState.ABSENT:
            misses[field.state].append(Miss(name, printed, field.value))
    return Score(
        right=tuple(right),
        unsure=tuple(misses[FieldState.UNSURE]),
        absent=tuple(misses[FieldState.ABSENT]),
        wrong=tuple(misses[FieldState.READ]),
    )


def _agree(name: str, printed: Value | None, read: Value | None) -> bool:
    if printed is None:
        return False
    if name in PERSONAL and read is None:
        return True
    if isinstance(printed, datetime) and isinstance(read, datetime):
        return printed == read.replace(second=0, microsecond=0)
    if isinstance(printed, int | float) and isinstance(read, int | float):
        return math.isclose(printed, read, abs_tol=1e-9)
    return printed == read
