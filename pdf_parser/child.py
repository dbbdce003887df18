"""The program in the process that can be killed: reads a PDF from standard input, page by page.

It says on standard output, a JSON object a line: ``ready`` when it has loaded what it needs, ``opened``, then
``read`` or ``failed`` for each page from the first that it was asked for on; or ``refused`` for the whole, or
``broken`` where a fault of ours ends it. A process that is given a hostile file must not be able to harm:
it writes no file, holds few of them open, and has the memory and the time of one page.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

from oximetry.errors import RecordingError
from pdf_parser.document import Document
from pdf_parser.exchange import READY, Answer, Order, broken, failed, opened, read, refused
from pdf_parser.limits import Limits
from pdf_parser.messages import refusal
from pdf_parser.reading import read_page

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]

_MOST_FILES = 64
_LATER_THAN_PARENT_S = 5


def main(arguments: list[str]) -> None:
    """Do the order given as the only argument."""
    said = _private_output()
    sys.excepthook = _telling_where(said)
    order = Order.from_json(arguments[0])
    _limit_memory_and_files(order.limits)
    _say(said, READY)
    for answer in _answers(order):
        _say(said, answer)


def _answers(order: Order) -> Iterator[Answer]:
    limits = order.limits
    _limit_seconds(limits)
    try:
        document = Document.open(_given(limits.most_bytes), limits)
    except RecordingError as error:
        yield refused(error)
        return
    with document:
        yield opened(document.pages, document.notices)
        for number in range(order.first_page, document.pages + 1):
            _limit_seconds(limits)
            yield _page(document, number, order)


def _given(most: int) -> bytes:
    """The file; of one that is larger than is taken, enough to see that."""
    size = os.fstat(sys.stdin.fileno()).st_size
    return sys.stdin.buffer.read(min(size, most + 1))


def _page(document: Document, number: int, order: Order) -> Answer:
    noticed = len(document.notices)
    try:
        report = read_page(document, number, language=order.language, keep_personal=order.keep_personal)
    except RecordingError as error:
        return failed(number, error)
    except MemoryError:
        return failed(number, refusal("page_memory", page=number))
    return read(number, replace(report, warnings=report.warnings + document.notices[noticed:]))


def _say(said: TextIO, answer: Answer) -> None:
    said.write(json.dumps(answer) + "\n")
    said.flush()


def _private_output() -> TextIO:
    """Standard output for us alone. What a library prints is dropped from now on: it may quote the page."""
    said = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    with Path(os.devnull).open("w", encoding="ascii") as nowhere:
        for output in (sys.stdout, sys.stderr):
            os.dup2(nowhere.fileno(), output.fileno())
    return said


def _telling_where(said: TextIO) -> Hook:
    """What to do with an error that nobody caught: say which and where. Its words may be a name."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        place = extract_tb(trace)[-1] if trace else None
        where = f"{Path(place.filename).name}:{place.lineno}" if place else ""
        _say(said, broken(kind.__name__, where))

    return tell


def _limit_memory_and_files(limits: Limits) -> None:
    sys.dont_write_bytecode = True
    _at_most(resource.RLIMIT_AS, _mapped() + limits.page_memory)
    _at_most(resource.RLIMIT_NOFILE, _MOST_FILES)
    _at_most(resource.RLIMIT_FSIZE, 0)
    _at_most(resource.RLIMIT_CORE, 0)


def _at_most(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _limit_seconds(limits: Limits) -> None:
    """Processor time for what comes next, so that even a process whose parent is gone comes to an end."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + limits.page_s) + _LATER_THAN_PARENT_S
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _mapped() -> int:
    """Bytes of address space that the loaded libraries take (some 350 MB, of which 75 are ever used)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main(sys.argv[1:])
