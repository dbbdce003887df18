"""Reading a PDF in a process of its own, which is killed when a page takes too long or too much.

The pages are read one after the other. A page that the process does not survive is counted as not read, and
the next process goes on behind it, so that one bad page costs only itself. No file is left in any case: the
process gets the bytes by a descriptor, of a file that has no name if they did not come from one.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from oximetry.errors import OximetryError, RecordingError, RecordingWarning
from pdf_parser.exchange import READY, Order, to_error, to_report, to_warnings
from pdf_parser.installed import check_language
from pdf_parser.limits import Limits
from pdf_parser.merging import merge
from pdf_parser.messages import notice, refusal
from pdf_parser.naming import with_name
from pdf_parser.process import Process, ProcessLost, ProcessTooSlow
from pdf_parser.report import PrintedReport

OnEvent = Callable[[str, dict[str, Any]], None]

_CHILD = (sys.executable, "-P", "-X", "utf8", "-m", "pdf_parser.child")
_LOADING_S = 60
_MOST_LOST_IN_A_ROW = 3

log = logging.getLogger(__name__)


class ReaderFault(OximetryError):
    """PDFs cannot be read here at all at present, whatever they are."""


def read_report(
    source: Path | bytes,
    *,
    filename: str = "",
    language: str = "eng",
    keep_personal: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    on_event: OnEvent | None = None,
) -> PrintedReport:
    """Read all pages of a PDF.

    Args:
        source: the file, or its content.
        filename: its name, which may tell the device and the start. It is not kept.
        language: of its text, one of ``languages()``, for pages that are pictures.
        keep_personal: also read name, age and sex, not only whether they are there.
        limits: what is taken of a document, and what a page may take.
        on_event: called as it happens with ``processing_started`` {total_pages}, ``page_progress``
            {current_page, total_pages, progress (0 to 1), extracted_chars (so far)}, ``error`` {error,
            details, page} of a page that could not be read, ``completed`` {total_pages, extracted_chars}.

    Raises:
        RecordingError: if the document is refused, or none of its pages could be read.
    """
    check_language(language)
    tell = on_event or _nobody
    order = Order(first_page=1, language=language, keep_personal=keep_personal, limits=limits)
    with _as_file(source) as file:
        return with_name(_Reading(file, order, tell).whole(), filename)


def _nobody(name: str, data: dict[str, Any]) -> None:
    """Listens to no event."""


@contextmanager
def _as_file(source: Path | bytes) -> Iterator[IO[bytes]]:
    """The bytes under a descriptor; a temporary file has no name that could be left behind."""
    if not isinstance(source, Path):
        with tempfile.TemporaryFile() as file:
            file.write(source)
            yield file
        return
    try:
        opened = source.open("rb")
    except OSError as error:
        raise refusal("unreadable_file", reason=error.strerror) from error
    with opened:
        yield opened


@dataclass
class _Reading:
    """A document being read: how far it is, and what came of its pages."""

    file: IO[bytes]
    order: Order
    tell: OnEvent
    program: Sequence[str] = _CHILD
    total: int = 0
    page: int = 1
    lost_in_a_row: int = 0
    begun: float = field(default_factory=time.monotonic)
    chars: int = 0
    notices: tuple[RecordingWarning, ...] = ()
    reports: list[PrintedReport] = field(default_factory=list)
    failures: list[RecordingError] = field(default_factory=list)

    def whole(self) -> PrintedReport:
        """Read all pages, in as many processes as it takes."""
        while self._goes_on() or not self.total:
            with Process([*self.program, self._rest().to_json()], self.file) as process:
                _await_loaded(process)
                self._read_with(process)
        report = self._put_together()
        self.tell("completed", {"total_pages": self.total, "extracted_chars": self.chars})
        return report

    def _goes_on(self) -> bool:
        return self.page <= self.total and self.lost_in_a_row < _MOST_LOST_IN_A_ROW and not self._is_late()

    def _is_late(self) -> bool:
        """A page that was begun is ended; none is begun after that. The first page is always read."""
        return self.page > 1 and time.monotonic() - self.begun > self.order.limits.document_s

    def _rest(self) -> Order:
        return replace(self.order, first_page=self.page)

    def _read_with(self, process: Process) -> None:
        """As many pages as one process can."""
        seconds = self.order.limits.page_s
        try:
            self._hear_of_document(process.message(seconds))
            while self._goes_on():
                self._hear_of_page(process.message(seconds))
        except ProcessTooSlow:
            most = f"{seconds:g}"
            self._lose(refusal("pdf_slow", seconds=most), refusal("page_slow", page=self.page, seconds=most))
        except ProcessLost:
            self._lose(refusal("pdf_damaged"), refusal("page_lost", page=self.page))

    def _hear_of_document(self, said: Mapping[str, Any]) -> None:
        """The first process tells of the document; of the others it is known already."""
        match said:
            case {"kind": "refused", "error": error} if not self.total:
                raise to_error(error)
            case {"kind": "opened", "pages": self.total} if self.total:
                pass
            case {"kind": "opened", "pages": int(pages), "warnings": warnings} if self._can_have(pages):
                self.notices = to_warnings(warnings)
                self.total = pages
                self.tell("processing_started", {"total_pages": pages})
            case _:
                raise _lost(said)

    def _can_have(self, pages: int) -> bool:
        return not self.total and 0 < pages <= self.order.limits.most_pages

    def _hear_of_page(self, said: Mapping[str, Any]) -> None:
        match said:
            case {"kind": "read", "page": self.page, "report": report, "extracted_chars": int(chars)}:
                self.reports.append(to_report(report))
                self.chars += chars
            case {"kind": "failed", "page": self.page, "error": error}:
                self._fail(to_error(error))
            case _:
                raise _lost(said)
        self.lost_in_a_row = 0
        self._turn_the_page()

    def _lose(self, whole: RecordingError, page: RecordingError) -> None:
        """The process is gone, and with it the page that it was at, or the document if that was not open."""
        if not self.total:
            raise whole
        self.lost_in_a_row += 1
        self._fail(page)
        self._turn_the_page()

    def _fail(self, error: RecordingError) -> None:
        self.failures.append(error)
        self.tell("error", {"error": error.key, "details": str(error), "page": self.page})

    def _turn_the_page(self) -> None:
        progress = {
            "current_page": self.page,
            "total_pages": self.total,
            "progress": self.page / self.total,
            "extracted_chars": self.chars,
        }
        self.page += 1
        self.tell("page_progress", progress)

    def _put_together(self) -> PrintedReport:
        if not self.reports:
            only = self.total == 1
            raise self.failures[0] if only else refusal("pdf_nothing_read", pages=self.total)
        report = merge(self.reports)
        warnings = (*self.notices, *report.warnings, *map(_as_warning, self.failures), *self._left())
        return replace(report, pages=self.total, warnings=warnings)

    def _left(self) -> Iterator[RecordingWarning]:
        count = self.total - self.page + 1
        if count and self.lost_in_a_row >= _MOST_LOST_IN_A_ROW:
            yield notice("pages_left", page=self.page - 1, count=count)
        elif count:
            seconds = f"{self.order.limits.document_s:g}"
            yield notice("pages_late", page=self.page - 1, count=count, seconds=seconds)


def _await_loaded(process: Process) -> None:
    """What goes wrong before the document is looked at is no fault of the document."""
    try:
        said = process.message(_LOADING_S)
    except (ProcessTooSlow, ProcessLost) as error:
        raise ReaderFault("the process that reads PDFs did not start") from error
    if said != READY:
        raise ReaderFault("the process that reads PDFs does not speak as it should")


def _lost(said: Mapping[str, Any]) -> ProcessLost:
    if said.get("kind") == "broken":
        log.error("reading a PDF failed: %s at %s", said.get("error"), said.get("where"))
    return ProcessLost("not what was to be said next")


def _as_warning(error: RecordingError) -> RecordingWarning:
    return RecordingWarning(error.key, error.sentence, error.params)
