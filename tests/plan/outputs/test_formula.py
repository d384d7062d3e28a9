"""Formulas: what a spreadsheet computes of an equation is what Python computes of it."""

from __future__ import annotations

import pytest

from tongyuan import accounting
from tongyuan.plan.outputs.formula import spreadsheet_formula
from tongyuan.vocabulary.methods import Method, methods

assert accounting.__all__  # importing it has registered the methods


@pytest.mark.parametrize(
    ("equation", "formula"),
    [
        ("a * b / 1000", "=A1*B1/1000"),
        ("a / (b / c)", "=A1/(B1/C1)"),
        ("a - (b - c)", "=A1-(B1-C1)"),
        ("(a + b) * c", "=(A1+B1)*C1"),
        ("-a ** 2", "=(-(A1^2))"),
        ("2 ** -a", "=2^(-A1)"),
        ("(a ** b) ** c", "=(A1^B1)^C1"),
    ],
)
def test_brackets_stand_where_the_arithmetic_needs_them(equation: str, formula: str) -> None:
    assert spreadsheet_formula(equation, cells={"a": "A1", "b": "B1", "c": "C1"}) == formula


@pytest.mark.parametrize("method", methods(), ids=lambda method: str(method.id))
def test_every_method_has_a_formula(method: Method) -> None:
    cells = dict.fromkeys(method.terms, "A1")
    assert spreadsheet_formula(method.equation, cells=cells).startswith("=")


def test_what_is_more_than_arithmetic_is_refused() -> None:
    with pytest.raises(ValueError, match="max"):
        spreadsheet_formula("max(a, 1)", cells={"a": "A1"})
