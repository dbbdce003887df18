"""Pages are read by a process that may fail in any way: what becomes of them, and of the events meanwhile.

The process is played by short programs here; ``test_bad_input`` runs the real one.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oximetry.errors import RecordingError
from oximetry.report_fields import NAMES
from pdf_parser import Limits, PrintedReport, read_report
from pdf_parser.exchange import Order
from pdf_parser.isolated import ReaderFault, _Reading
from pdf_parser.report import ABSENT
from tests.unit.pdf_parser.pdf_builder import text_pdf
from tests.unit.pdf_parser.traceless import children, traceless

REPORT = PrintedReport(None, dict.fromkeys(NAMES, ABSENT), "twelve signs", 1)
SPEAKER = f"""
import json, os, signal, sys, time
report = json.loads({json.dumps(REPORT.to_dict())!r})
first = json.loads(sys.argv[1])["first_page"]
def say(kind, **said):
    print(json.dumps(dict(said, kind=kind)), flush=True)
def opened(pages, *warnings):
    say("ready")
    say("opened", pages=pages, warnings=warnings)
def read(page):
    say("read", page=page, report=report, extracted_chars=12)
def failed(page):
    error = dict(key="page_damaged", sentence="Page %(page)s.", advice="", params=dict(page=page))
    say("failed", page=page, error=error)
"""
HANG = "time.sleep(1000)"
SHORT = Limits(page_s=0.3)

Event = tuple[str, dict[str, Any]]


class Listener:
    """Keeps the events, in their order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, name: str, data: dict[str, Any]) -> None:
        self.events.append((name, data))

    def of(self, name: str) -> list[dict[str, Any]]:
        return [data for each, data in self.events if each == name]


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path) -> Iterator[None]:
    with traceless(tmp_path):
        yield


@pytest.fixture
def listener() -> Listener:
    return Listener()


def reading(code: str, listener: Any = None, limits: Limits = Limits()) -> PrintedReport:  # noqa: B008
    """Read with a program in place of the real one."""
    program = [sys.executable, "-S", "-c", SPEAKER + code]
    order = Order(first_page=1, language="eng", keep_personal=False, limits=limits)
    with tempfile.TemporaryFile() as file:
        return _Reading(file, order, listener or Listener(), program).whole()


def refusal_of(code: str, listener: Any = None, limits: Limits = Limits()) -> RecordingError:  # noqa: B008
    with pytest.raises(RecordingError) as caught:
        reading(code, listener, limits)
    return caught.value


def codes(report: PrintedReport) -> list[str]:
    return [each.code for each in report.warnings]


def test_all_pages_are_read_and_told(listener: Listener) -> None:
    report = reading("opened(2); read(1); read(2)", listener)
    assert report.pages == 2
    assert report.text.count("twelve signs") == 2
    assert listener.events == [
        ("processing_started", {"total_pages": 2}),
        ("page_progress", {"current_page": 1, "total_pages": 2, "progress": 0.5, "extracted_chars": 12}),
        ("page_progress", {"current_page": 2, "total_pages": 2, "progress": 1.0, "extracted_chars": 24}),
        ("completed", {"total_pages": 2, "extracted_chars": 24}),
    ]


def test_events_come_as_they_happen(tmp_path_factory: pytest.TempPathFactory) -> None:
    heard = tmp_path_factory.mktemp("elsewhere") / "heard"

    def listen(name: str, data: dict[str, Any]) -> None:
        if name == "page_progress":
            heard.touch()

    wait = f"while not os.path.exists({str(heard)!r}): time.sleep(0.01)"
    assert reading(f"opened(2); read(1)\n{wait}\nread(2)", listen).pages == 2


def test_what_is_to_know_of_the_document_is_told_once() -> None:
    warning = "dict(code='pdf_script', sentence='A script.', params={})"
    assert codes(reading(f"opened(2, {warning}); read(first)\nif first == 1: os.abort()")) == [
        "pdf_script",
        "page_lost",
    ]


def test_a_page_that_fails_is_told_and_the_rest_goes_on(listener: Listener) -> None:
    report = reading("opened(3); read(1); failed(2); read(3)", listener)
    assert codes(report) == ["page_damaged"]
    assert listener.of("error") == [{"error": "page_damaged", "details": "Page 2.", "page": 2}]
    assert [each["current_page"] for each in listener.of("page_progress")] == [1, 2, 3]
    assert report.pages == 3


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("os.abort()", "page_lost"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "page_lost"),
        ("sys.exit()", "page_lost"),
        ("print('Segmentation fault')", "page_lost"),
        ("read(7)", "page_lost"),
        ("opened(3)", "page_lost"),
        ("say('read', page=2, report={}, extracted_chars=12)", "page_lost"),
        ("say('read', page=2, report=dict(report, fields={'start': 1}), extracted_chars=12)", "page_lost"),
        ("say('read', page=2, report=dict(report, fields={}), extracted_chars=12)", "page_lost"),
        ("report['fields']['age']['value'] = []; read(2)", "page_lost"),
        ("report['text'] = 12; read(2)", "page_lost"),
        ("say('read', page=2, report=report, extracted_chars='12')", "page_lost"),
        ("say('failed', page=2, error={})", "page_lost"),
        ("say('failed', page=2, error=dict(key='', sentence='%(no)s', advice='', params={}))", "page_lost"),
        (HANG, "page_slow"),
        ("while True: print('x', end='', flush=True); time.sleep(0.01)", "page_slow"),
    ],
)
def test_a_page_that_ends_the_process_costs_only_itself(listener: Listener, ending: str, code: str) -> None:
    code_of_it = f"""
opened(3)
for page in range(first, 4):
    if page == 2:
        {ending}
    read(page)
"""
    report = reading(code_of_it, listener, SHORT)
    assert codes(report) == [code]
    assert report.text.count("twelve signs") == 2
    assert [each["error"] for each in listener.of("error")] == [code]
    assert [each["current_page"] for each in listener.of("page_progress")] == [1, 2, 3]
    assert len(listener.of("processing_started")) == 1


def test_after_three_lost_pages_in_a_row_no_more_are_tried(listener: Listener) -> None:
    report = reading("opened(200)\nif first == 1: read(1)\nos.abort()", listener)
    assert codes(report) == ["page_lost", "page_lost", "page_lost", "pages_left"]
    assert dict(report.warnings[-1].params) == {"page": 4, "count": 196}
    assert report.pages == 200
    assert listener.of("completed")


def test_no_page_is_begun_after_the_time_of_the_document(listener: Listener) -> None:
    report = reading("opened(5)\nfor page in range(1, 6): read(page)", listener, Limits(document_s=0))
    assert report.pages == 5
    assert codes(report) == ["pages_late"]
    assert [each["current_page"] for each in listener.of("page_progress")] == [1]


def test_lost_pages_apart_from_each_other_do_not_end_the_reading() -> None:
    every_other = "opened(9)\nif first % 2: read(first)\nos.abort()"
    assert codes(reading(every_other)) == ["page_lost"] * 4


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("opened(1); failed(1)", "page_damaged"),
        ("opened(1); os.abort()", "page_lost"),
        ("opened(1); time.sleep(1000)", "page_slow"),
        ("opened(2); failed(1); failed(2)", "pdf_nothing_read"),
        ("opened(200); os.abort()", "pdf_nothing_read"),
        ("say('ready'); os.abort()", "pdf_damaged"),
        ("say('ready'); print('garbage')", "pdf_damaged"),
        ("opened(0)", "pdf_damaged"),
        ("opened(10**9)", "pdf_damaged"),
        ("say('ready'); say('opened', pages=1, warnings=[1])", "pdf_damaged"),
        ("say('ready'); time.sleep(1000)", "pdf_slow"),
        (
            "say('ready'); say('refused', error=dict(key='pdf_not', sentence='', advice='', params={}))",
            "pdf_not",
        ),
    ],
)
def test_a_document_of_which_nothing_can_be_read_is_refused(listener: Listener, code: str, key: str) -> None:
    assert refusal_of(code, listener, SHORT).key == key
    assert not listener.of("completed")


@pytest.mark.parametrize(
    "code", ["os.abort()", "say('opened', pages=1, warnings=[])", "import no_such_module"]
)
def test_a_reader_that_does_not_start_is_no_fault_of_the_document(code: str) -> None:
    with pytest.raises(ReaderFault):
        reading(code)


def test_a_fault_of_ours_is_logged_by_its_place(caplog: pytest.LogCaptureFixture) -> None:
    reading("opened(2); read(first); say('broken', error='KeyError', where='values.py:12')")
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "reading a PDF failed: KeyError at values.py:12"
    ]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_whoever_ends_the_reading_ends_the_process(interruption: type[BaseException]) -> None:
    def listen(name: str, data: dict[str, Any]) -> None:
        raise interruption

    with pytest.raises(interruption):
        reading(f"opened(1); {HANG}", listen)


def test_a_process_killed_from_outside_costs_the_page_that_it_was_at(listener: Listener) -> None:
    before = children()

    def listen(name: str, data: dict[str, Any]) -> None:
        listener(name, data)
        if name == "page_progress" and data["current_page"] == 1:
            (child,) = children() - before
            os.kill(child, signal.SIGKILL)

    waits = f"opened(3)\nif first == 1:\n    read(1)\n    {HANG}\nfor page in range(first, 4): read(page)"
    assert codes(reading(waits, listen)) == ["page_lost"]
    assert [each["page"] for each in listener.of("error")] == [2]


def test_a_language_that_is_not_installed_is_refused_with_those_that_are() -> None:
    with pytest.raises(RecordingError) as caught:
        read_report(text_pdf("95"), language="../eng")
    assert caught.value.key == "ocr_language"
    assert caught.value.params["installed"] == "eng"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as caught:
        read_report(tmp_path / "report.pdf")
    assert caught.value.key == "unreadable_file"


def test_what_reads_is_not_loaded_by_who_asks() -> None:
    heavy = {"cv2", "pdfplumber", "pypdfium2", "tesserocr"}
    code = f"import sys, pdf_parser; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
