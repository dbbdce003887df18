"""``python -m tests.lookalike``: draw look-alikes, or read them and name all fields that are not right."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from pdf_parser.document import Document
from pdf_parser.limits import Limits
from pdf_parser.reading import read_page
from pdf_parser.report import PrintedReport
from tests.lookalike.cases import case, cases
from tests.lookalike.trial import Trial, trials


def main() -> None:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.lookalike", description=__doc__)
    parser.add_argument("--seeds", type=_seeds, default=range(20), help="such as 0-19 or 7")
    parser.add_argument("--draw", type=Path, metavar="FOLDER", help="write pictures and PDFs, read nothing")
    asked = parser.parse_args()
    if asked.draw:
        _draw(asked.seeds, asked.draw)
    else:
        _read(asked.seeds)


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _draw(seeds: Iterable[int], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        drawn = case(seed)
        path = folder / f"{seed:03d} {drawn.kind} {drawn.report.language}"
        drawn.image.save(path.with_suffix(".png"))
        path.with_suffix(".pdf").write_bytes(drawn.pdf())


def _read(seeds: Iterable[int]) -> None:
    done = []
    for trial in trials(cases(seeds), _read_here):
        done.append(trial)
        _tell(trial)
    printed = sum(each.printed for each in done)
    right, unsure, absent, wrong = (
        sum(len(getattr(each.score, state)) for each in done)
        for state in ("right", "unsure", "absent", "wrong")
    )
    share = f"{100 * right / printed:.2f} %"
    print(f"{right} of {printed} right ({share}), {unsure} unsure, {absent} absent, {wrong} wrong")


def _read_here(content: bytes) -> PrintedReport:
    """In this process, where a debugger sees it."""
    with Document.open(content, Limits()) as document:
        return read_page(document, 1)


def _tell(trial: Trial) -> None:
    counted = f"{len(trial.score.right)}/{trial.printed}"
    print(
        f"{trial.seed:>4} {trial.kind:<15} {trial.language}  {counted:>6} right  {trial.seconds:5.1f} s",
        flush=True,
    )
    for state in ("unsure", "absent", "wrong"):
        for miss in getattr(trial.score, state):
            print(f"       {state:<7} {miss.name:<26} {miss.truth!s:<20} read: {miss.read}")


if __name__ == "__main__":
    main()
