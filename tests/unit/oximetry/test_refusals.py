"""Files that are no recording: each gets its sentence and what to do, and soon."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from oximetry import RecordingError, read_file, read_recording
from tests.recordings import REPORT_PDF, real
from tests.unit.oximetry.samples import HEADINGS, csv


def refused(data: bytes, filename: str = "x.csv") -> RecordingError:
    with pytest.raises(RecordingError) as error:
        read_recording(data, filename)
    assert error.value.advice % error.value.params
    return error.value


def workbook() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


def archive() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("night.csv", "Time")
    return content.getvalue()


ONE_ROW = "22:20:00 15/10/2025,95,60,0"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (b"\0" * 500, "empty"),
        (b"%PDF-1.4\n%...", "pdf"),
        (archive(), "archive"),
        (b"\x1f\x8b\x08rest", "archive"),
        (workbook(), "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "image"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        (random.Random(1).randbytes(5000), "binary"),
        (csv([]), "header_only"),
        (HEADINGS.encode(), "header_only"),
        (b"Timp,Nivel de oxigen,Puls cardiac,Mi\xc5\x9fcare\n", "header_only"),
        (csv([ONE_ROW]), "one_row"),
        (csv(["a,b,c,d"] * 40), "unreadable_rows"),
        (b"name,age\nAnna,50\nIon,60\n", "columns"),
        (b"just some words", "columns"),
        (csv(["10/15/2025 22:20,95,60,0"] * 15), "no_seconds"),
        (csv(["10/15/2025 10:20 PM,95,60,0"] * 15), "no_seconds"),
        (csv(["10/15/2025,22:20,95,60"] * 15, "Date,Time,SpO2(%),PR(bpm)"), "no_seconds"),
        (csv(["22:20:00 15/10/2025,1045,3300,0"] * 9, "Time,Steps,Calories,Floors"), "columns"),
        (csv([f"22:20:{s:02} 15/10/2025,{s}" for s in range(20)], "Time,Oxygen Level"), "columns"),
        (b"DATE,TIME,SPO2,PULSE\r\n2021-05-15, 12:06:42, 95, 71\r\n", "one_row"),
        (b"Date,Time,SpO2(%),PR(bpm)\r\n2/26/2024,9:10:35 PM,95,60\r\n", "one_row"),
        (b"09/21/08 09:56:12 SpO2=097 PR=069 PI=04.69 EXC=800:SET\n", "one_row"),
        (b"0       X" + b" " * 300, "edf_header"),
        (b"\x01\x03" + b"\0" * 6 + b"\x04\0" + b"\x60\x40\0" * 100, "no_start"),
    ],
)
def test_what_is_said(data: bytes, key: str) -> None:
    assert refused(data).key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (REPORT_PDF, "pdf"),
    ],
)
def test_real_files_of_other_kinds(name: str, key: str) -> None:
    with pytest.raises(RecordingError) as error:
        read_file(real(name))
    assert error.value.key == key


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as error:
        read_file(tmp_path / "nowhere.csv")
    assert str(error.value) == "The file could not be opened: No such file or directory."
