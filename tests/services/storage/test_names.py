"""File names as people write them, and what becomes of them in keys and headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage_service import content_disposition, content_type_of, safe_name
from stores.names import MAX_NAME, check_key


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Înregistrare Șerban – ziua 1.csv", "Inregistrare-Serban-ziua-1.csv"),
        ("Ţiţei şi Țâră.PDF", "Titei-si-Tara.PDF"),
        ("Checkme O2 0331_1679966041000.csv", "Checkme-O2-0331_1679966041000.csv"),
        ("S8-AW 0251_1764192060000.pdf", "S8-AW-0251_1764192060000.pdf"),
        ("Straße Łódź Ærø.csv", "Strasse-Lodz-AEro.csv"),
        ("C:\\Users\\Ana\\night.csv", "night.csv"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("night (1).csv", "night-1-.csv"),
        ("夜.csv", "csv"),
        ("...", "file"),
        ("", "file"),
        ("a\x00b\n.csv", "a-b-.csv"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_a_key_cannot_hold(written: str, stored: str) -> None:
    assert safe_name(written) == stored


def test_a_long_name_keeps_its_ending() -> None:
    stored = safe_name("ș" * 300 + ".csv")

    assert len(stored) == MAX_NAME
    assert stored.endswith("sss.csv")


@given(st.text())
def test_any_text_makes_a_segment_of_a_key(written: str) -> None:
    assert check_key(f"tok3n/csvs/{safe_name(written)}")


@given(st.text())
def test_a_safe_name_is_its_own_safe_name(written: str) -> None:
    assert safe_name(safe_name(written)) == safe_name(written)


@given(st.text(), st.booleans())
def test_any_text_makes_one_ascii_line_of_header(written: str, inline: bool) -> None:
    header = content_disposition(written, inline=inline)

    assert header.isascii()
    assert header.isprintable()


def test_a_plain_name_needs_no_second_form() -> None:
    assert content_disposition("night.csv", inline=True) == 'inline; filename="night.csv"'


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a/csvs/night.csv", "text/csv; charset=utf-8"),
        ("a/csvs/NIGHT.CSV", "text/csv; charset=utf-8"),
        ("a/pdfs/report.pdf", "application/pdf"),
        ("a/plots/night.png", "image/png"),
        ("a/binaries/night.vld", "application/octet-stream"),
        ("a/binaries/night", "application/octet-stream"),
        ("a.csv/night", "application/octet-stream"),
    ],
)
def test_the_ending_tells_the_type(name: str, content_type: str) -> None:
    assert content_type_of(name) == content_type
