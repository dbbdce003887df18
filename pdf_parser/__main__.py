"""Read a device's PDF report from the command line: ``python -m pdf_parser FILE.pdf``; ``--help`` tells more.

Exit status: 0 if the report was read (and confirms the recording), 1 if the report or the recording was
refused, 2 for wrong usage, 3 if the report does not confirm the recording.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from tqdm import tqdm

from oximetry import Analysis, RecordingError, analyse
from oximetry.concordance import Concordance, concordance
from oximetry.formats import read_file
from pdf_parser import PrintedReport, read_report
from pdf_parser.command.arguments import Options, options
from pdf_parser.command.listings import as_json, concordance_table, fields_table
from pdf_parser.limits import Limits

READ, REFUSED, NOT_CONFIRMED = 0, 1, 3


class Refused(Exception):
    """A file that is not taken: its name, and why."""

    def __init__(self, path: Path, error: RecordingError) -> None:
        super().__init__(f"{path}: {error} {error.advice % error.params}")


class Bar:
    """How far a document is, on a terminal, if it has several pages."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, event: str, data: dict[str, Any]) -> None:
        """Listen to ``read_report``."""
        if event == "processing_started" and data["total_pages"] > 1:
            self._bar = tqdm(total=data["total_pages"], unit="page", disable=None)
        if event == "page_progress" and self._bar is not None:
            self._bar.update()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a report's fields, and how they stand to a recording's; what is refused is said on stderr."""
    asked = options(arguments)
    try:
        night = _night(asked.against) if asked.against else None
        report = _report(asked)
    except Refused as refused:
        tqdm.write(str(refused), file=sys.stderr)
        return REFUSED
    compared = concordance(report.values(), night) if night else None
    tqdm.write(_shown(asked, report, compared), file=sys.stdout, end="")
    return READ if compared is None or compared.confirms else NOT_CONFIRMED


def _night(path: Path) -> Analysis:
    try:
        return analyse(read_file(path), regularity=False)
    except RecordingError as error:
        raise Refused(path, error) from error


def _report(asked: Options) -> PrintedReport:
    try:
        with Bar() as bar:
            return read_report(
                _source(asked.file),
                filename=asked.file.name,
                language=asked.language,
                keep_personal=asked.keep_personal,
                on_event=bar.show,
            )
    except RecordingError as error:
        raise Refused(asked.file, error) from error


def _source(path: Path) -> Path | bytes:
    """The file, or its content if it is a pipe or a terminal, which can be read only once; never too much."""
    if not (path.is_fifo() or path.is_char_device()):
        return path
    with path.open("rb") as pipe:
        return pipe.read(Limits().most_bytes + 1)


def _shown(asked: Options, report: PrintedReport, compared: Concordance | None) -> str:
    if asked.as_json:
        return as_json(report, compared)
    tables = fields_table(str(asked.file), report)
    return tables + ("\n" + concordance_table(str(asked.against), compared) if compared else "")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # "| head" ends the program quietly
    sys.exit(main())
