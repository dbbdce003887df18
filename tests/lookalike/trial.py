"""Reading one case of the set, and seeing what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pdf_parser.report import PrintedReport
from tests.lookalike.cases import Case
from tests.lookalike.scoring import Score, score


@dataclass(frozen=True, slots=True)
class Trial:
    """How a case went; ``printed`` is how many fields it has."""

    seed: int
    kind: str
    language: str
    printed: int
    score: Score
    seconds: float


def trials(cases: Iterable[Case], read: Callable[[bytes], PrintedReport]) -> Iterator[Trial]:
    """Each as soon as it was read."""
    for case in cases:
        document = case.pdf()
        begin = time.perf_counter()
        report = read(document)
        seconds = time.perf_counter() - begin
        truth = case.report.fields
        yield Trial(case.seed, case.kind, case.report.language, len(truth), score(report, truth), seconds)
