"""``script/bench --fuzz``: looks for bytes that are neither a recording nor refused, guided by coverage.

What is read is also analysed. Anything but a ``RecordingError`` is a finding;
so is an input that takes more than two seconds or too much memory. The run
ends with the first finding, which is kept and can be given again as a file.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.unit.oximetry.every_format import NAMES, every_format

FOLDER = Path(__file__).parents[1] / ".cache" / "fuzz"
LARGEST = 64 * 1024
SLOWEST_S = 2
MOST_MB = 1536
_LIMITS = (f"-max_len={LARGEST}", f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MB}", "-print_final_stats=1")
# atheris 3.0.0 never frees the arrays that comparing arrays gives, some 60 kB an input; a new process does.
_INPUTS_A_PROCESS = 8000
# What no mutation would hit upon: parts of times, sentinels, and the first bytes of the binary formats.
_WORDS = (
    *("22:30:00", "15/10/2025", "2025-10-15", "Oct 15, 2025", "PM", "下午", "окт.", "月", "T", "+02:00"),
    *("--", "255", "65535", "SpO2", "Pulse", "Time", "Date", "Invalid", "EXC=", "EDF Annotations"),
    *("\x58\x03\x00\x00", "\x48\x12\x5a", "\ufeff", "\r\n"),
)


def main() -> int:
    """Fuzz for the time that is asked for, or run findings again; 1 if something was found."""
    parser = argparse.ArgumentParser(prog="script/bench --fuzz", description=__doc__)
    parser.add_argument("again", nargs="*", type=Path, help="findings to run again, instead of a search")
    parser.add_argument("--minutes", type=float, default=10, help="how long to search")
    asked = parser.parse_args()
    if asked.again:
        return _told(_target([str(path) for path in asked.again]))
    corpus, found = FOLDER / "corpus", FOLDER / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    _plant(corpus)
    _write_words()
    return _search(corpus, found, seconds=asked.minutes * 60)


def _search(corpus: Path, found: Path, seconds: float) -> int:
    """One process after the other, each going on with the corpus of the last, until the time is up."""
    executed, end = 0, time.monotonic() + seconds
    while (left := round(end - time.monotonic())) > 0:
        runs = _INPUTS_A_PROCESS + len(list(corpus.iterdir()))  # each process first runs the corpus again
        limits = (f"-runs={runs}", f"-max_total_time={left}")
        run = _target([str(corpus), f"-artifact_prefix={found}/", f"-dict={FOLDER / 'words.dict'}", *limits])
        executed += int(next(iter(re.findall(r"number_of_executed_units:\s*(\d+)", run.stderr)), 0))
        if run.returncode:
            print(f"executed: {executed}")
            return _told(run)
    print(f"executed: {executed}\nfound nothing")
    return 0


def _plant(corpus: Path) -> None:
    """Small nights in all formats, from which the search begins."""
    for file in every_format():
        name = NAMES.index(file.filename) if file.filename in NAMES else 0
        seed = bytes([name]) + file.content[: LARGEST - 1]
        (corpus / f"seed {file.kind} {file.period_s} s").write_bytes(seed)


def _write_words() -> None:
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in _WORDS)
    (FOLDER / "words.dict").write_text("".join(f'"{word}"\n' for word in escaped))


def _target(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run libFuzzer in a process of its own, which a finding ends."""
    program = [sys.executable, "-m", "benchmarks.fuzz_target", *arguments, *_LIMITS]
    return subprocess.run(program, capture_output=True, text=True, errors="replace", check=False)


def _told(run: subprocess.CompletedProcess[str]) -> int:
    """What was found, without libFuzzer's own log; 1 if anything was."""
    if not run.returncode:
        print("found nothing")
        return 0
    lines = (line for line in run.stderr.splitlines() if not line.startswith(("INFO:", "#")))
    print(run.stdout, *lines, f"found something (exit status {run.returncode})", sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
