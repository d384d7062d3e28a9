"""Small rooms: no module past 400 lines, no function past 40."""

from __future__ import annotations

import ast
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 40


def test_no_module_passes_400_lines(committed: list[Path]) -> None:
    python = [path for path in committed if path.suffix == ".py"]
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python}
    assert {path: length for path, length in lengths.items() if length > MODULE_LINES} == {}


def test_no_function_passes_40_lines_beside_its_docstring(committed: list[Path]) -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path in committed
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _lines_beside_docstring(node)) > FUNCTION_LINES
    }
    assert long == {}


def _lines_beside_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = node.body[0] if ast.get_docstring(node) is not None else None
    described = docstring.end_lineno - docstring.lineno + 1 if docstring else 0
    return node.end_lineno - node.lineno + 1 - described
