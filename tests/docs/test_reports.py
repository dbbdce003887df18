"""The page on devices' reports, held to the fields that there are."""

from __future__ import annotations

import re
from pathlib import Path

from oximetry.report_fields import NAMES
from pdf_parser import FieldState

PAGE = (Path(__file__).parents[2] / "docs/reports.md").read_text(encoding="utf-8")


def first_cells(title: str) -> list[str]:
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [row.strip("|").split("|")[0] for row in rows]


def test_every_field_is_in_the_table_in_its_order() -> None:
    assert tuple(re.findall(r"`(\w+)`", " ".join(first_cells("Fields")))) == NAMES


def test_every_state_is_explained() -> None:
    states = first_cells("A field is right, or unsure, or absent")
    assert [cell.strip().strip("`") for cell in states] == [state.value for state in FieldState]
