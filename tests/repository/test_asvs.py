"""Every requirement of ASVS 5.0.0, levels 1 and 2, has its test, its file or its reason."""

from __future__ import annotations

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TABLE = REPOSITORY / "security" / "asvs.csv"


def _read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _asked() -> list[str]:
    sections = _read(REPOSITORY / "security" / "asvs_sections.csv")
    return [
        f"{row['section']}.{number}"
        for row in sections
        for number, level in enumerate(row["levels"], start=1)
        if level in "12"
    ]


ROWS = _read(TABLE)


@cache
def _functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def test_the_standard_has_345_requirements_of_which_253_are_asked_here() -> None:
    levels = "".join(row["levels"] for row in _read(REPOSITORY / "security" / "asvs_sections.csv"))
    assert (len(levels), len(_asked())) == (345, 253)


def test_each_requirement_has_one_row_in_the_order_of_the_standard() -> None:
    assert [row["requirement"] for row in ROWS] == _asked()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["requirement"])
def test_a_requirement_has_its_proof_or_its_reason(row: dict[str, str]) -> None:
    assert row["subject"].strip()
    assert row["applies"] in ("yes", "partly", "no")
    if row["applies"] == "yes":
        assert row["proof"].strip()
    if row["applies"] != "yes":
        assert row["reason"].strip()
    for proof in filter(None, (text.strip() for text in row["proof"].split(";"))):
        path, _, name = proof.partition("::")
        assert (REPOSITORY / path).is_file(), proof
        assert not name or name in _functions(REPOSITORY / path), proof


def test_what_applies_in_full_is_mostly_proven_by_running_it() -> None:
    proven = [row for row in ROWS if row["applies"] == "yes"]
    by_test = [row for row in proven if "::" in row["proof"]]
    assert len(by_test) >= 2 * len(proven) / 3
