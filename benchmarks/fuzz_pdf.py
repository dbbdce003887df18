"""``script/bench --fuzz-pdf``: damages PDF reports at random, and looks what reading them comes to.

Each must end as a report or a refusal, within the time of its pages, and leave neither a process nor a file.
A fault of ours that a page brings to light is a finding, too. Findings are kept and can be given again.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.mutations import mutated
from oximetry.errors import RecordingError
from pdf_parser import Limits, read_report
from pdf_parser.limits import MEGABYTE
from tests.lookalike import lookalike
from tests.lookalike.pdf import as_pdf
from tests.recordings import FOLDER as RECORDINGS
from tests.recordings import REPORT_PDF
from tests.unit.pdf_parser.pdf_builder import Sheet, grey_image, pdf, text
from tests.unit.pdf_parser.traceless import traceless

FOUND = Path(__file__).parents[1] / ".cache" / "fuzz" / "pdf"
LIMITS = Limits(most_pages=5, page_s=10, page_memory=512 * MEGABYTE)
AT_ONCE = 2
SLOWEST_S = LIMITS.most_pages * (LIMITS.page_s + 5)  # with a process to be started for each page
_ROUND = 16
_LINES = ("Oxygen Level Report", "Start Time Oct 15, 2025, 20:35", "Drops >3%: 143", "Pulse Rate 93 67 49")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading some bytes came to; ``finding`` is what must not be, and the file that it is kept in."""

    name: str
    seconds: float
    finding: Path | None


class Faults(logging.Handler):
    """Hears what the reader says of faults of its own, each in the thread that asked."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._by_thread: dict[int | None, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what is said."""
        self._by_thread[record.thread] = record.getMessage()

    def pop(self) -> str | None:
        """What was said in this thread since it was last asked."""
        return self._by_thread.pop(threading.get_ident(), None)


def main() -> int:
    """Fuzz for the time that is asked for, or run findings again; 1 if something was found."""
    parser = argparse.ArgumentParser(prog="script/bench --fuzz-pdf", description=__doc__)
    parser.add_argument("again", nargs="*", type=Path, help="findings to run again, instead of a search")
    parser.add_argument("--minutes", type=float, default=10, help="how long to search")
    parser.add_argument("--seed", type=int, default=0, help="of the random damage")
    asked = parser.parse_args()
    FOUND.mkdir(parents=True, exist_ok=True)
    logging.getLogger("pdf_parser").addHandler(faults := Faults())
    again = [path.read_bytes() for path in asked.again]
    rounds = [again] if again else _rounds(asked.minutes, asked.seed)
    return _told([outcome for documents in rounds for outcome in _read(documents, faults)])


def _rounds(minutes: float, seed: int) -> Iterator[list[bytes]]:
    """Damaged documents until the time is up; the first round is of sound ones."""
    rng, end = np.random.default_rng(seed), time.monotonic() + minutes * 60
    seeds = list(_sound())
    yield seeds
    while time.monotonic() < end:
        yield [mutated(seeds, rng) for _ in range(_ROUND)]


def _sound() -> Iterator[bytes]:
    """The real report where there is one, drawn ones, and small ones that hold what a PDF may."""
    real = RECORDINGS / REPORT_PDF
    if real.exists():
        yield real.read_bytes()
    yield as_pdf(lookalike(1, "ro").image)
    yield as_pdf(lookalike(2, "en").image, jpeg=60, a4=True)
    words = Sheet(text(*_LINES))
    yield pdf(words)
    yield pdf(words, Sheet(image=grey_image(300, 400)), words)


def _read(documents: Sequence[bytes], faults: Faults) -> list[Outcome]:
    """One round, of which nothing may be left."""
    with (
        tempfile.TemporaryDirectory() as folder,
        traceless(Path(folder)),
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        return list(pool.map(partial(_outcome, faults=faults), documents))


def _outcome(data: bytes, faults: Faults) -> Outcome:
    """Whatever ends the search in between, the bytes that did it are kept."""
    kept = FOUND / f"{hashlib.sha256(data).hexdigest()[:16]}.pdf"
    kept.write_bytes(data)
    begin = time.monotonic()
    name = _result(data)
    seconds = time.monotonic() - begin
    fault = faults.pop() or ("without end" if seconds > SLOWEST_S else None)
    if not fault:
        kept.unlink()
    return Outcome(fault or name, seconds, kept if fault else None)


def _result(data: bytes) -> str:
    try:
        report = read_report(data, limits=LIMITS)
    except RecordingError as error:
        return f"refused: {error.key}"
    return " ".join(["read", *sorted({each.code for each in report.warnings})])


def _told(outcomes: Sequence[Outcome]) -> int:
    """How often there was what, the slowest, and the findings; 1 if there are any."""
    for name, times in Counter(each.name for each in outcomes).most_common():
        print(f"{times:6}  {name}")
    print(f"read: {len(outcomes)}, the slowest in {max(each.seconds for each in outcomes):.1f} s")
    findings = [each for each in outcomes if each.finding]
    for each in findings:
        print(f"found: {each.name} ({each.finding})")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
