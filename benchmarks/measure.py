"""Timing a function: some runs to warm up, then several that count; the median is what is quoted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing; ``ratio`` is this median over that of ``against``, measured in the same run."""

    name: str
    median: float
    unit: str
    runs: int
    against: str | None = None
    ratio: float | None = None

    def as_dict(self) -> dict[str, object]:
        """The row as `--json` prints it."""
        return asdict(self)

    def as_text(self) -> str:
        """The row as a person reads it."""
        compared = f"   {self.ratio:.3f} × {self.against}" if self.against else ""
        return f"{self.name:<20} {self.median:>9.3f} {self.unit:<3} (median of {self.runs}){compared}"


def compared_ms(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], against: str, runs: int
) -> Row:
    """Both in turn, A B A B …, so that a drift of the machine touches both."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    median = statistics.median(a for a, _ in pairs)
    ratio = statistics.median(a / b for a, b in pairs)
    return Row(name, round(median * 1000, 3), "ms", runs, against, round(ratio, 4))


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
