"""What a package's code says to its users: the calls that name a message."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

PLACE = re.compile(r"%\((\w+)\)s")


def calls(package: ModuleType, name: str) -> Iterator[tuple[str, set[str | None]]]:
    """Every call of ``name`` in the package, as (first argument, keyword names)."""
    for source in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name):
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                first = node.args[0].value
                assert isinstance(first, str)
                yield first, {keyword.arg for keyword in node.keywords}
