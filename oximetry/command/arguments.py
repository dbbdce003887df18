"""What the command line may be told."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

Clocks = tuple[time, time]

_EXAMPLES = """\
A FILE may be a folder: everything in it is read. Clock times are the device's.
Exit status: 0 if every file was read, 1 if any was refused, 2 for wrong usage.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """One call of the program.

    Attributes:
        files: files and folders.
        output: ``table``, ``json`` or ``events``.
        formats: list the formats instead.
        convert: ``csv`` or ``edf`` and where to, or None.
        join: take pieces of one recording together.
        start: of the recording, for files that do not hold it.
        begin, end: of the stretch to look at.
        excluded: what to leave out.
    """

    files: list[Path]
    output: str
    formats: bool
    convert: tuple[str, Path] | None
    join: bool
    start: datetime | None
    begin: time | None
    end: time | None
    excluded: list[Clocks]


def options(arguments: Sequence[str] | None) -> Options:
    """Read the command line; wrong usage ends the program with status 2."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if not given.files and not given.formats:
        parser.error("name at least one FILE, or ask for --formats")
    if given.start and len(given.files) > 1:
        parser.error("--start is for one FILE")
    return Options(
        files=given.files,
        output=given.output,
        formats=given.formats,
        convert=_conversion(parser, given.to),
        join=given.join,
        start=given.start,
        begin=given.begin,
        end=given.end,
        excluded=given.excluded,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m oximetry",
        description="The numbers of a night of pulse oximetry, each under the name of its rule.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="a recording, or a folder of them"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--json",
        dest="output",
        action="store_const",
        const="json",
        default="table",
        help="one JSON object per file and line",
    )
    what.add_argument(
        "--events", dest="output", action="store_const", const="events", help="the desaturations, one a line"
    )
    what.add_argument("--formats", action="store_true", help="list the formats that are read")
    parser.add_argument(
        "--to", nargs=2, metavar=("csv|edf", "OUT"), help="write the recording to OUT, a file or a folder"
    )
    parser.add_argument("--join", action="store_true", help="join the pieces of a recording that was split")
    _add_times(parser)
    return parser


def _add_times(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--start",
        type=_moment,
        metavar="TIME",
        help="when the recording began (2025-10-15T22:30:00), for a file that does not say so",
    )
    parser.add_argument(
        "--from", dest="begin", type=_clock, metavar="HH:MM[:SS]", help="look at the night from here"
    )
    parser.add_argument(
        "--until", dest="end", type=_clock, metavar="HH:MM[:SS]", help="look at it up to here"
    )
    parser.add_argument(
        "--exclude",
        dest="excluded",
        type=_clocks,
        action="append",
        default=[],
        metavar="HH:MM-HH:MM",
        help="leave this out, e.g. an artefact; may be given several times",
    )


def _conversion(parser: argparse.ArgumentParser, given: list[str] | None) -> tuple[str, Path] | None:
    if given is None:
        return None
    kind, out = given
    if kind not in ("csv", "edf"):
        parser.error(f"--to writes csv or edf, not {kind}")
    return kind, Path(out)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2025-10-15T22:30:00") from error
    if moment.tzinfo is not None:
        raise argparse.ArgumentTypeError("give the device's wall clock, without a zone")
    return moment


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 02:10 or 02:10:30") from error


def _clocks(text: str) -> Clocks:
    begin, dash, end = text.partition("-")
    if not dash:
        raise argparse.ArgumentTypeError(f"{text!r} is no interval such as 02:10-02:30")
    return _clock(begin), _clock(end)
