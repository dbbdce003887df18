"""Reading the standard set of look-alike reports: how much of them was read right, and how fast."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from benchmarks.measure import Row, seconds
from benchmarks.nights import RECORDINGS
from pdf_parser.isolated import read_report
from tests.lookalike import lookalike
from tests.lookalike.cases import the_200
from tests.lookalike.pdf import as_pdf
from tests.lookalike.trial import Trial, trials
from tests.recordings import REPORT_PDF


@dataclass(frozen=True, slots=True)
class Tally(Row):
    """Something counted over all reports; ``median`` is the count or the share."""

    def as_text(self) -> str:
        """The row as a person reads it."""
        return f"{self.name:<20} {self.median:>9.3f} {self.unit:<3} (of {self.runs} reports)"


def reports_right(_runs: int) -> Row:
    """Percent of the printed fields that were read right."""
    read = _the_200_read()
    right = sum(len(each.score.right) for each in read)
    share = 100 * right / sum(each.printed for each in read)
    return Tally("reports_200_right", round(share, 3), "%", len(read))


def reports_unsure(_runs: int) -> Row:
    """Fields that are said to be unsure."""
    return _count("reports_200_unsure", lambda each: len(each.score.unsure))


def reports_absent(_runs: int) -> Row:
    """Fields that are printed and were not found."""
    return _count("reports_200_absent", lambda each: len(each.score.absent))


def reports_wrong(_runs: int) -> Row:
    """Fields that were read wrong and are not said to be unsure."""
    return _count("reports_200_wrong", lambda each: len(each.score.wrong))


def report_seconds(_runs: int) -> Row:
    """Reading one report, the process in which it is done included."""
    read = _the_200_read()
    return Row("reports_200_s", round(statistics.median(each.seconds for each in read), 3), "s", len(read))


def real_report_seconds(runs: int) -> Row:
    """Reading the real report, or a look-alike where it is not at hand, on one core."""
    report, free = _a_report(), os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(free)})
    try:
        taken = [seconds(lambda: read_report(report)) for _ in range(runs)]
    finally:
        os.sched_setaffinity(0, free)
    return Row("report_s", round(statistics.median(taken), 3), "s", runs)


def _a_report() -> bytes:
    real = RECORDINGS / REPORT_PDF
    return real.read_bytes() if real.exists() else as_pdf(lookalike(1).image)


def _count(name: str, of: Callable[[Trial], int]) -> Row:
    read = _the_200_read()
    return Tally(name, sum(of(each) for each in read), "", len(read))


@cache
def _the_200_read() -> tuple[Trial, ...]:
    """Read once, counted in several ways."""
    return tuple(trials(the_200(), read_report))
