"""However an export is encoded, delimited and broken into lines: it is the same recording."""

import codecs

import numpy as np
import pytest

from oximetry import Recording, read_recording
from tests.unit.oximetry.test_languages import HEADINGS

WINDOWS = {
    "ro": "cp1250",
    "de": "cp1252",
    "fr": "cp1252",
    "es": "cp1252",
    "pt": "cp1252",
    "pl": "cp1250",
    "cs": "cp1250",
    "hu": "cp1250",
    "ru": "cp1251",
    "uk": "cp1251",
    "el": "cp1253",
    "tr": "cp1254",
    "zh": "gb18030",
    "zh-TW": "big5",
    "ja": "cp932",
}
MARKED = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}


def text(language: str) -> str:
    """Ten rows under the headings of a language."""
    rows = [f"22:20:{second:02} 15/10/2025,93,61,7" for second in range(0, 40, 4)]
    return "\n".join([HEADINGS[language], *rows, ""])


def check(recording: Recording) -> None:
    assert recording.rows == 10
    assert np.unique(recording.spo2).tolist() == [93]
    assert np.unique(recording.motion).tolist() == [7]
    assert recording.warnings == ()


@pytest.mark.parametrize("encoding", [*MARKED, "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", HEADINGS)
def test_unicode(language: str, encoding: str) -> None:
    check(read_recording(MARKED[encoding] + text(language).encode(encoding), "x.csv"))
    check(read_recording(text(language).encode(encoding), "x.csv"))


@pytest.mark.parametrize("language", WINDOWS)
def test_the_code_page_of_windows_in_each_language(language: str) -> None:
    check(read_recording(text(language).encode(WINDOWS[language]), "x.csv"))


@pytest.mark.parametrize(
    ("encoding", "month"), [("cp1251", "окт."), ("cp1251", "октября"), ("cp1250", "paź"), ("gb18030", "十月")]
)
def test_a_code_page_is_known_by_a_month_under_english_headings(encoding: str, month: str) -> None:
    written = text("en").replace(" 15/10/2025", f" {month} 15 2025")
    recording = read_recording(written.encode(encoding), "x.csv")
    assert recording.start.month == 10
    check(recording)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str, encoding: str) -> None:
    written = text("ru").replace(",", delimiter).replace("\n", line_end)
    check(read_recording(written.encode(encoding), "x.csv"))


def test_one_damaged_byte_does_not_make_utf_8_another_encoding() -> None:
    damaged = text("ro").encode().replace(b"93,61,7\n", b"93,61,\xff\n", 1)
    recording = read_recording(damaged, "x.csv")
    assert recording.warnings == ()
    assert recording.motion_valid.tolist() == [False, *[True] * 9]
