"""PDFs that nobody's app would write, read by the real process: refused or limited, with nothing left."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from oximetry.errors import RecordingError
from pdf_parser import Limits, PrintedReport, read_report
from pdf_parser.document import Document
from pdf_parser.limits import MEGABYTE
from tests.recordings import REPORT_PDF, real
from tests.unit.pdf_parser.pdf_builder import (
    Sheet,
    bomb,
    encrypted_pdf,
    grey_image,
    pdf,
    stream,
    text,
    text_pdf,
)
from tests.unit.pdf_parser.traceless import children, traceless

LINES = ("Oxygen Level Report", "Start Time Oct 15, 2025, 20:35", "Drops >3%: 143", "Drops >4%: 95")
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F0 2 0 R >> >>"
A_MOMENT = Limits(page_s=0.4)

Listen = Callable[[str, dict[str, Any]], None]


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path) -> Iterator[None]:
    with traceless(tmp_path):
        yield


@cache
def endless_text() -> bytes:
    """A page's content that takes minutes to be read, and is small when packed."""
    return text(*["word " * 15] * 50) * 400


def refusal_of(
    data: bytes | Path,
    limits: Limits = Limits(),  # noqa: B008
    listen: Listen | None = None,
) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        read_report(data, limits=limits, on_event=listen)
    return caught.value


def codes(report: PrintedReport) -> list[str]:
    return [each.code for each in report.warnings]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "pdf_empty"),
        (b"Time,Oxygen Level,Pulse Rate,Motion\n", "pdf_not"),
        (text_pdf(*LINES)[:400], "pdf_damaged"),
        (encrypted_pdf(*LINES), "pdf_encrypted"),
        (pdf(*[Sheet()] * 5000), "pdf_pages"),
        (pdf(Sheet(image=grey_image(30_000, 30_000))), "page_picture"),
    ],
    ids=["empty", "not a PDF", "truncated", "encrypted", "5,000 pages", "30,000 x 30,000 pixels"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, key: str) -> None:
    error = refusal_of(data)
    assert error.key == key
    assert str(error).endswith(".")


def test_more_bytes_than_are_taken_are_refused_from_a_file_too(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "report.pdf"
    path.write_bytes(text_pdf(*LINES) + bytes(MEGABYTE))
    assert refusal_of(path, Limits(most_bytes=MEGABYTE)).key == "pdf_too_large"


@pytest.mark.parametrize("data", [text_pdf(*LINES), pdf(Sheet(text(*LINES)), Sheet(image=grey_image(9, 9)))])
def test_wherever_a_file_is_cut_it_is_read_or_refused(data: bytes) -> None:
    for cut in range(len(data)):
        try:
            with Document.open(data[:cut], Limits()) as document:
                assert "pdf_cut" in [each.code for each in document.notices] or data[cut:].isspace()
                document.words(1)
                document.picture(1, 50)
        except RecordingError as error:
            assert error.key in {"pdf_empty", "pdf_not", "pdf_damaged", "page_damaged"}  # noqa: PT017


def test_the_real_report_cut_short_is_refused() -> None:
    data = real(REPORT_PDF).read_bytes()
    for cut in range(10, len(data) - 1000, len(data) // 40):
        with pytest.raises(RecordingError) as caught:
            Document.open(data[:cut], Limits())
        assert caught.value.key == "pdf_damaged"


def test_a_page_of_fourteen_thousand_points_is_read() -> None:
    report = read_report(pdf(Sheet(text(*LINES), box=(0, 0, 14_400, 14_400))))
    assert "143" in report.text


def test_a_bomb_among_attached_files_and_a_script_are_left_alone() -> None:
    names = b"/Names << /JavaScript << /Names [(x) 2 0 R] >> /EmbeddedFiles << /Names [(a) 3 0 R] >> >>"
    extra = [
        b"<< /S /JavaScript /JS (while \\(true\\) {}) >>",
        b"<< /Type /Filespec /F (a) /EF << /F 4 0 R >> >>",
        bomb(10_000 * MEGABYTE, b"/Type /EmbeddedFile"),
    ]
    attached = pdf(Sheet(text(*LINES)), catalog=names + b" /OpenAction 2 0 R", extra=extra)
    report = read_report(attached)
    assert codes(report)[:2] == ["pdf_script", "pdf_attachments"]
    assert "143" in report.text


@pytest.mark.parametrize(
    "content",
    [
        endless_text(),
        b"0 0 m 100 100 l S\n" * 1_000_000,
        b"[" * 3_000_000,
    ],
    ids=["giant text layer", "endless drawing", "endless nesting"],
)
def test_a_page_without_end_is_ended(content: bytes) -> None:
    assert refusal_of(pdf(Sheet(content)), A_MOMENT).key in {"page_slow", "page_lost"}


def test_a_form_within_itself_is_ended() -> None:
    itself = stream(b"/F0 Do " * 2, FORM)
    sheet = Sheet(b"/F0 Do", entries=b"/Resources << /XObject << /F0 2 0 R >> >>")
    data = pdf(sheet, extra=[itself]).replace(b"/Resources << /Font", b"/Unused << /Font", 1)
    assert refusal_of(data, A_MOMENT).key in {"page_slow", "page_lost"}


def test_objects_nested_deeply_leave_the_page_readable() -> None:
    report = read_report(pdf(Sheet(text(*LINES)), catalog=b"/Deep " + b"[" * 200_000))
    assert report.pages == 1


def test_more_memory_than_a_page_is_given_ends_it() -> None:
    header = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8"
    halves = bytes(3_000_000) + b"\xff" * 3_000_000  # one even grey would be a blank page
    data = pdf(Sheet(image=stream(halves, b"%s /Width 2000 /Height 3000" % header)))
    assert refusal_of(data, Limits(page_memory=64 * MEGABYTE)).key in {"page_memory", "page_lost"}


def test_a_page_whose_process_is_killed_costs_only_itself() -> None:
    before = children()

    def kill(name: str, data: dict[str, Any]) -> None:
        if name == "page_progress" and data["current_page"] == 1:
            (child,) = children() - before
            os.kill(child, signal.SIGKILL)

    readable = Sheet(text(*LINES))
    report = read_report(pdf(readable, Sheet(endless_text()), readable), on_event=kill)
    assert codes(report)[-1] == "page_lost"
    assert report.pages == 3
    assert report.text.count("143") == 2


def test_the_process_can_do_no_harm() -> None:
    before = children()
    limits = {}

    def look(name: str, data: dict[str, Any]) -> None:
        if name == "processing_started":
            (child,) = children() - before
            for line in Path(f"/proc/{child}/limits").read_text().splitlines()[1:]:
                limits[line[:26].strip()] = line[26:].split()[0]

    refusal_of(pdf(Sheet(endless_text())), A_MOMENT, look)
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert int(limits["Max open files"]) <= 64
    assert int(limits["Max address space"]) < 2 * A_MOMENT.page_memory
    assert int(limits["Max cpu time"]) < 20


def test_a_slow_page_costs_only_itself() -> None:
    readable = Sheet(text(*LINES))
    report = read_report(pdf(readable, Sheet(endless_text()), readable), limits=Limits(page_s=0.8))
    assert codes(report)[-1] == "page_slow"
    assert report.text.count("143") == 2


def test_whoever_interrupts_the_reading_leaves_nothing() -> None:
    def interrupt(name: str, data: dict[str, Any]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_report(text_pdf(*LINES), on_event=interrupt)
