"""Do the tests that a document names exist?"""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tests_of(path: str) -> frozenset[str]:
    """The names of the test functions of a file; a parametrized one is one name."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def missing(named: Iterable[str]) -> list[str]:
    """Those of `tests/path.py::test_name` that are no tests."""
    parts = {one: one.partition("::") for one in named}
    return sorted(one for one, (path, _, name) in parts.items() if name not in tests_of(path))
