"""The message catalogue and the code agree: each problem has its sentences, in both languages."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

MESSAGES = Path(__file__).parents[2] / "src" / "tongyuan" / "vocabulary" / "data" / "messages"
SENTENCES = tuple(
    f"{part}_{language}" for part in ("what", "expected", "remedy") for language in ("zh", "en")
)


def _rows() -> list[dict[str, str]]:
    tables = sorted(MESSAGES.glob("*.csv"))
    return [row for table in tables for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())]


def _trees(sources: list[Path]) -> Iterator[tuple[Path, ast.Module]]:
    for path in sources:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _codes_raised(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Find the literal first argument of each ``Problem(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
            if given and isinstance(given[0], ast.Constant):
                yield node.lineno, given[0].value


def _literals(tree: ast.Module) -> Iterator[str]:
    """Write each literal as a pattern; the blanks of an f-string fit anything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            yield re.escape(node.value)


def test_each_problem_that_code_raises_has_its_row(sources: list[Path]) -> None:
    known = {row["code"] for row in _rows()}
    unknown = [
        f"{path}:{line}: {code}"
        for path, tree in _trees(sources)
        for line, code in _codes_raised(tree)
        if code not in known
    ]
    assert unknown == []


def _blanks_of(row: dict[str, str]) -> set[str]:
    return {blank for name in SENTENCES for _, blank, _, _ in Formatter().parse(row[name]) if blank}


def _values_written(call: ast.Call) -> set[str] | None:
    """Name the values that a ``Problem(...)`` is given; None where they are not all written there."""
    given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "values")]
    if not given:
        return set()
    keys = given[0].keys if isinstance(given[0], ast.Dict) else [None]
    if not all(isinstance(key, ast.Constant) for key in keys):
        return None
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def test_each_problem_fills_every_blank_of_its_sentences(sources: list[Path]) -> None:
    rows = {row["code"]: row for row in _rows()}
    unfilled = [
        f"{path}:{node.lineno}: {sorted(lacking)}"
        for path, tree in _trees(sources)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
        if node.args and isinstance(node.args[0], ast.Constant)
        if (values := _values_written(node)) is not None
        if (lacking := _blanks_of(rows[str(node.args[0].value)]) - values)
    ]
    assert unfilled == []


def test_each_row_is_used(sources: list[Path]) -> None:
    patterns = {pattern for _, tree in _trees(sources) for pattern in _literals(tree)}
    literal = {re.sub(r"\\(.)", r"\1", pattern) for pattern in patterns if r"\w+" not in pattern}
    open_ended = [re.compile(p) for p in patterns if r"\w+" in p and re.match(r"[a-z_]+\\\.|\\w\+\\\.", p)]
    unused = [
        row["code"]
        for row in _rows()
        if row["code"] not in literal and not any(p.fullmatch(row["code"]) for p in open_ended)
    ]
    assert unused == []


def test_each_row_speaks_both_languages_with_the_same_blanks() -> None:
    faults = [
        f"{row['code']}: {part}"
        for row in _rows()
        for part in ("what", "expected", "remedy")
        if bool(row[f"{part}_zh"]) != bool(row[f"{part}_en"])
        or _blanks(row[f"{part}_zh"]) != _blanks(row[f"{part}_en"])
    ]
    assert faults == []
    assert [row["code"] for row in _rows() if not row["what_zh"]] == []


def test_codes_are_written_once_and_no_row_is_torn() -> None:
    codes = [row["code"] for row in _rows()]
    assert sorted(codes) == sorted(set(codes))
    assert [
        row["code"] for row in _rows() if None in row or any(row[name] is None for name in SENTENCES)
    ] == []


def _blanks(sentence: str) -> set[str]:
    """List the blanks; a blank may bear its language (``row_zh`` beside ``row_en``)."""
    return {name.removesuffix("_zh").removesuffix("_en") for name in re.findall(r"\{(\w+)", sentence)}
