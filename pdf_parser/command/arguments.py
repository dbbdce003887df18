"""What the command line may be told."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EXIT_STATUS = """\
Exit status: 0 if the report was read (and confirms the recording), 1 if the report or the recording was
refused, 2 for wrong usage, 3 if the report does not confirm the recording.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """One call of the program.

    Attributes:
        file: the PDF.
        against: a recording to compare it with, or None.
        as_json: one JSON object instead of tables.
        language: of the text in pictures.
        keep_personal: also read name, age and sex.
    """

    file: Path
    against: Path | None
    as_json: bool
    language: str
    keep_personal: bool


def options(arguments: Sequence[str] | None) -> Options:
    """Read the command line; wrong usage ends the program with status 2."""
    given = _parser().parse_args(arguments)
    return Options(given.file, given.against, given.json, given.language, given.keep_personal)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pdf_parser",
        description="The fields of a device's PDF report. What is doubtful is marked unsure.",
        epilog=_EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE.pdf", help="a report that the oximeter's app made")
    parser.add_argument("--json", action="store_true", help="one JSON object: seconds, and times by ISO 8601")
    parser.add_argument(
        "--against", type=Path, metavar="RECORDING", help="compare it with this recording of the same night"
    )
    parser.add_argument(
        "--language", default="eng", help="of the text in pictures, as Tesseract calls it (eng)"
    )
    parser.add_argument(
        "--keep-personal", action="store_true", help="also print name, age and sex, otherwise left out"
    )
    return parser
