"""Texts stand where babel finds them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OTHERS = {".venv", ".cache", ".git", "data", "tests", "__pycache__"}
NAMES = {"gettext", "ngettext", "_"}


def our_sources() -> list[Path]:
    """Every Python file of ours outside the tests."""
    found = [path for path in ROOT.rglob("*.py") if not OTHERS & set(path.relative_to(ROOT).parts)]
    return sorted(found)


def hidden_texts(source: str) -> Iterator[int]:
    """The lines on which an f-string calls for a translation: before Python 3.12 babel does not see it.

    A text that stands elsewhere, ``_(SUBJECT)``, is seen there.
    """
    for f_string in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(f_string) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", None))
            if name in NAMES and any(isinstance(argument, ast.Constant) for argument in call.args):
                yield call.lineno


@pytest.mark.parametrize("call", ["gettext('x')", "ngettext('x', 'y', 2)", "_('x')", "babel.gettext('x')"])
def test_a_text_in_an_f_string_is_found(call: str) -> None:
    assert list(hidden_texts(f'shown = f"{{1}} · {{{call}}}"')) == [1]
    assert list(hidden_texts(f"shown = {call}")) == []


def test_no_text_hides_in_an_f_string() -> None:
    sources = our_sources()
    assert len(sources) > 50
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in sources for line in hidden_texts(path.read_text())
    ]
    assert found == []
