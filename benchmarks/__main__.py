"""``script/bench``: medians of several runs, ratios where two things are compared; no part of the tests."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterator

from benchmarks.measure import Row
from benchmarks.nights import analyse_9001, parse_9001
from benchmarks.oximetry_rows import (
    analyse_36000,
    analyse_vs_pobm,
    complexity_1hz,
    parse_36000,
    parse_vs_pandas,
)
from benchmarks.pictures import png_warm
from benchmarks.report_rows import (
    real_report_seconds,
    report_seconds,
    reports_absent,
    reports_right,
    reports_unsure,
    reports_wrong,
)
from benchmarks.whole_way import upload_to_link

ROWS: dict[str, Callable[[int], Row]] = {
    "parse_9001_ms": parse_9001,
    "parse_vs_pandas": parse_vs_pandas,
    "parse_36000_ms": parse_36000,
    "analyse_9001_ms": analyse_9001,
    "analyse_36000_ms": analyse_36000,
    "analyse_vs_pobm": analyse_vs_pobm,
    "complexity_1hz_ms": complexity_1hz,
    "png_warm_ms": png_warm,
    "upload_to_link_s": upload_to_link,
    "report_s": real_report_seconds,
    "reports_200_right": reports_right,
    "reports_200_unsure": reports_unsure,
    "reports_200_absent": reports_absent,
    "reports_200_wrong": reports_wrong,
    "reports_200_s": report_seconds,
}


def main() -> None:
    """Run the rows that are asked for (all of them if none is)."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"any of {', '.join(ROWS)}")
    parser.add_argument("--json", action="store_true", help="print one object a row")
    parser.add_argument("--runs", type=int, default=9, help="counted runs of each row")
    asked = parser.parse_args()
    unknown = set(asked.rows) - set(ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    if not asked.json:
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    for row in measured(asked.rows or list(ROWS), asked.runs):
        print(json.dumps(row.as_dict()) if asked.json else row.as_text(), flush=True)


def measured(names: list[str], runs: int) -> Iterator[Row]:
    """Each row as soon as it is measured."""
    for name in names:
        yield ROWS[name](runs)


if __name__ == "__main__":
    main()
