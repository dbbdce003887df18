"""Bytes of any kind are a recording or refused, and neither takes long or much room."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import read_recording
from oximetry.formats import READERS
from oximetry.formats.source import Source
from oximetry.formats.unreadable import LARGEST
from tests.unit.oximetry.every_format import NAMES, File, every_format
from tests.unit.oximetry.limits import read_within_limits
from tests.unit.oximetry.samples import taken_or_refused

FILES = every_format()
START = datetime(2025, 10, 15, 22, 30)
HEADINGS = b"Time,Oxygen Level,Pulse Rate,Motion\n"
MAGIC = {
    "edf": b"0       ",
    "o2ring s": b"\x01\x03\0\0\0\0\0\0\x04\0",
    "vld": b"\x03\0\xe9\x07\x0a\x0f\x16\x1e\0",
    "contec": b"\x58\x03\0\0\x01\0\0\0",
    "medview": b"\x01\xff\xff",
    "pdf": b"%PDF-",
    "zip": b"PK\x03\x04",
    "utf-16": b"\xff\xfe",
    "utf-8": b"\xef\xbb\xbf",
    "oxinight": b"# oxinight-csv: 1\n",
}


def test_every_reader_has_a_file_here() -> None:
    sniffed = {
        next(reader.name for reader in READERS if reader.sniff(Source(file.content, file.filename)))
        for file in FILES
    }
    assert sniffed == {reader.name for reader in READERS} - {
        "date-time-csv"
    }  # whose rows are of no known maker


@settings(deadline=None)
@given(st.binary(max_size=600), st.text(max_size=40))
def test_any_bytes(data: bytes, filename: str) -> None:
    taken_or_refused(data, filename)


@settings(deadline=None)
@given(st.sampled_from(sorted(MAGIC)), st.binary(max_size=600), st.sampled_from(NAMES))
def test_any_bytes_behind_the_mark_of_a_format(magic: str, data: bytes, filename: str) -> None:
    taken_or_refused(MAGIC[magic] + data, filename)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, str]:
    """A file of any format: bytes changed, a piece lost or doubled, the end cut off; perhaps another name."""
    file: File = draw(st.sampled_from(FILES))
    content = bytearray(file.content)
    places = st.integers(0, len(content) - 1) | st.integers(0, 300).map(lambda at: min(at, len(content) - 1))
    for at in draw(st.lists(places, max_size=8)):
        content[at] = draw(st.integers(0, 255))
    if draw(st.booleans()):
        first, last = sorted(draw(st.tuples(places, places)))
        content[first:last] = content[first:last] * draw(st.integers(0, 2))
    content = content[: draw(st.just(len(content)) | st.integers(0, len(content)))]
    return bytes(content), draw(st.just(file.filename) | st.sampled_from(NAMES))


@settings(deadline=None, max_examples=200)
@given(damaged())
def test_a_damaged_file_of_any_format(file: tuple[bytes, str]) -> None:
    taken_or_refused(*file)


def written(kind: str) -> bytearray:
    return bytearray(next(file.content for file in FILES if file.kind == kind))


def test_a_number_that_no_calendar_can_hold() -> None:
    content = written("write_spo2")
    content[0x424:0x428] = b"\xff" * 4  # the month
    taken_or_refused(bytes(content), "x.SpO2")


@pytest.mark.parametrize("blank", [b"\xa0", b"\x85", b"\x1c", b"\0"])
def test_an_odd_blank_behind_a_number_of_an_edf_header(blank: bytes) -> None:
    content = written("write_edf")
    channels = int(content[252:256])
    samples = 256 + channels * 216
    content[samples + 7 : samples + 8] = blank
    read_recording(bytes(content), "x.edf")


@pytest.mark.parametrize("data", [b'"', b'",', b'"\n"', b",,,\n", b'",\n,"'])
def test_lines_without_anything_in_them(data: bytes) -> None:
    taken_or_refused(data, "x.csv")


def filled(beginning: bytes, filling: bytes) -> bytes:
    """The largest file that is read at all: a beginning, and one thing over and over."""
    return (beginning + filling * (LARGEST // len(filling)))[:LARGEST]


FILLINGS = {
    "noise": random.Random(1).randbytes(LARGEST),
    "nothing": b"\0",
    "ones": b"\xff",
    "digits": b"7",
    "commas": b",",
    "quotes": b'"',
    "line feeds": b"\n",
    "one line": b"22:30:04 15/10/2025,95,60,0 ",
    "rows": b"22:30:04 15/10/2025,95,60,0\n",
    "tiny rows": b"7,\n",
}


@pytest.mark.parametrize("magic", ["", *MAGIC])
def test_the_largest_file_behind_a_mark(magic: str) -> None:
    read_within_limits(filled(MAGIC.get(magic, b""), FILLINGS["noise"]), "20251015223000")


@pytest.mark.parametrize(
    ("encoding", "filling"),
    [*(("utf-8", filling) for filling in FILLINGS), ("utf-16", "noise"), ("utf-16", "nothing")],
)
def test_the_largest_file_with_a_good_beginning(filling: str, encoding: str) -> None:
    beginning = FILES[0].content.decode("utf-8-sig").encode(encoding)
    read_within_limits(filled(beginning, FILLINGS[filling]), "x.csv")


@pytest.mark.parametrize("file", [file for file in FILES if file.period_s == 1], ids=lambda file: file.kind)
def test_a_file_again_and_again(file: File) -> None:
    read_within_limits(filled(b"", file.content), file.filename)


def test_what_is_far_too_large_is_not_even_looked_at() -> None:
    assert read_within_limits(FILLINGS["noise"] * 3, "x.csv") == "too_large"


def rows_at(*layouts: str, step_s: float = 1) -> bytes:
    """48 h of rows, each ``step_s`` after the one before, in one layout after the other."""
    times = (START + timedelta(seconds=int(row * step_s)) for row in range(172_800))
    lines = (f'"{time.strftime(layouts[row % len(layouts)])}",95,60,0\n' for row, time in enumerate(times))
    return HEADINGS + "".join(lines).encode()


def rows_with(word: Callable[[int], str]) -> bytes:
    """Many rows that differ in what stands behind the clock."""
    return HEADINGS + "".join(f"22:30:00 {word(row)},95,60,0\n" for row in range(199_000)).encode()


@pytest.mark.parametrize(
    ("make", "outcome"),
    [
        pytest.param(lambda: rows_at("%H:%M:%S %d/%m/%Y"), "taken", id="two days at 1 s"),
        pytest.param(
            lambda: rows_at("%I:%M:%S%p %b %d, %Y", "%Y-%m-%d %H:%M:%S"), "taken", id="two layouts in turn"
        ),
        pytest.param(
            lambda: rows_at("%H:%M:%S %d/%m/%Y", step_s=0.5), "clock_backwards", id="each time twice"
        ),
        pytest.param(lambda: rows_with(lambda row: "15/10/2025,9x"), "unreadable_rows", id="no numbers"),
        pytest.param(lambda: rows_with(lambda row: "15/10/2025"), "clock_backwards", id="one time"),
        pytest.param(
            lambda: rows_with(lambda row: f"{row % 12 + 1}/{row % 11 + 1}/20{row % 90 + 10}"),
            "too_sparse",
            id="dates in no order",
        ),
        pytest.param(
            lambda: rows_with(lambda row: f"{'x' * (row % 20)} {'y' * (row % 17)} 10 2025"),
            "unreadable_rows",
            id="words that are no months",
        ),
    ],
)
def test_many_rows(make: Callable[[], bytes], outcome: str) -> None:
    assert read_within_limits(make(), "x.csv") == outcome
