"""The page on the formats, held to the readers and to the catalogue of refusals."""

from __future__ import annotations

import re
from pathlib import Path

from oximetry.formats import READERS, Evidence
from oximetry.messages import REFUSALS
from oximetry.simulate import SHAPES

PAGE = (Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")
EVIDENCE = {"real files": Evidence.REAL_FILES, "documented": Evidence.DOCUMENTED}


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the section's table, without its heading."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_table_is_the_readers_in_their_order_with_their_evidence() -> None:
    table = [(row[0].strip("`"), EVIDENCE[row[-1]]) for row in rows("Formats")]
    assert table == [(reader.name, reader.evidence) for reader in READERS]


def test_every_row_says_everything() -> None:
    assert all(len(row) == 8 and all(row) for row in rows("Formats"))


def test_every_extension_is_in_the_table() -> None:
    for reader, row in zip(READERS, rows("Formats"), strict=True):
        assert set(re.findall(r"\.\w+", reader.files)) == set(re.findall(r"\.\w+", row[2])), reader.name


def test_formats_without_a_real_file_are_listed() -> None:
    listed = re.findall(r"`([\w-]+)`", section("Built from the documented layout only"))
    assert listed == [reader.name for reader in READERS if reader.evidence is Evidence.DOCUMENTED]


def test_every_format_has_its_section() -> None:
    described = PAGE.split("\n## Formats\n")[1].split("\n## ", 1)[1].split("\n## Built from")[0]
    assert all(f"`{reader.name}`" in described for reader in READERS)


def test_the_shapes_are_those_of_the_simulator() -> None:
    assert re.findall(r"^\| (V\d) \|", PAGE, re.MULTILINE) == list(SHAPES)


def test_what_is_refused_is_in_the_catalogue() -> None:
    keys = {key for row in rows("Recognised and refused") for key in re.findall(r"`(\w+)`", row[-1])}
    assert keys
    assert keys <= set(REFUSALS)
