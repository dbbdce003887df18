"""Documents that tests hold to the code."""

from __future__ import annotations

import re
from pathlib import Path

import settings

ROOT = Path(__file__).parents[2]


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().split("## Settings")[1].split("\n## ")[0]
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", table.split("On a platform")[0]))
    assert named == settings.KNOWN | {"PORT", "DATA_DIR", "DATABASE_URL", "REDIS_URL"}


def test_every_package_is_named_with_its_reason() -> None:
    asked = {
        re.split(r"[\[<>=]", line)[0]
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    rows = re.findall(r"^\| (\S+) \| \S.*\|$", (ROOT / "docs/architecture.md").read_text(), re.MULTILINE)
    assert set(rows) - {"package"} == asked


def test_every_package_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if re.match(r"^\w", line)]
        assert lines
        assert all("==" in line for line in lines), name


def test_the_documents_link_to_files_that_exist() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_readme_opens_with_the_two_commands_and_one_picture() -> None:
    lines = [line for line in (ROOT / "README.md").read_text().splitlines() if line]
    assert lines[2].startswith("script/server")
    assert lines[3].startswith("script/test")
    assert lines[5].startswith("![")


def test_the_drawing_of_the_house_names_every_layer() -> None:
    import tomllib

    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {part.strip() for layer in contracts[0]["layers"] for part in layer.split("|")}
    drawing = (ROOT / "docs/architecture.md").read_text().split("## The way of a file")[0]
    assert all(layer in drawing for layer in layers), layers
