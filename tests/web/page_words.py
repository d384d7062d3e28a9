"""Find every word that the pages translate, by reading their code."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

import tongyuan.web

WEB = Path(tongyuan.web.__file__).parent
ASKING = {"word", "mark", "translate"}


def page_words() -> dict[str, str]:
    """Map each Chinese word of the pages to the file that says it."""
    found: dict[str, str] = {}
    for path in sorted(WEB.rglob("*.py")):
        for word in _words_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(word, str(path.relative_to(WEB)))
    rooms = csv.DictReader((WEB / "data" / "rooms.csv").read_text(encoding="utf-8").splitlines())
    for room in rooms:
        for word in (room["wing"], room["room_zh"]):
            if word:
                found.setdefault(word, "data/rooms.csv")
    shortcuts = (WEB / "data" / "shortcuts.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(shortcuts.splitlines()):
        found.setdefault(row["what_zh"], "data/shortcuts.csv")
    return found


def _words_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ASKING and node.args:
            yield from _texts(node.args[0])


def _texts(asked: ast.expr) -> Iterator[str]:
    """Give the literal text, or both texts of ``a if ... else b``."""
    if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
        yield asked.value
    elif isinstance(asked, ast.IfExp):
        yield from _texts(asked.body)
        yield from _texts(asked.orelse)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
