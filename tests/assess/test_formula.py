"""Formulas: lists are written out, nothing but arithmetic is computed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan.assess.formula import compute, expand
from tongyuan.vocabulary.problems import InputError

RATES = st.lists(st.floats(-20, 20), min_size=1, max_size=8)


@given(rates=RATES)
def test_a_product_over_years_equals_the_chain_by_hand(rates: list[float]) -> None:
    names = [f"g_{index}" for index in range(len(rates))]
    equation = expand("product(1 + g / 100)", lists={"g": names})
    by_hand = 1 + rates[0] / 100
    for rate in rates[1:]:
        by_hand *= 1 + rate / 100
    assert compute(equation, values=dict(zip(names, rates, strict=True))) == by_hand


def test_an_empty_product_is_one_and_an_empty_sum_zero() -> None:
    assert compute(expand("product(1 + g) + sum(g)", lists={"g": []}), values={}) == 1


def test_two_lists_go_together_year_by_year() -> None:
    lists = {"a": ["a_1", "a_2"], "b": ["b_1", "b_2"]}
    assert expand("sum(a * b)", lists=lists) == "a_1 * b_1 + a_2 * b_2"


def test_the_least_and_the_largest_of_a_list_can_be_asked() -> None:
    equation = expand("max(a) - min(a)", lists={"a": ["a_1", "a_2"]})
    assert compute(equation, values={"a_1": 3.0, "a_2": 5.0}) == 2


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "a.real",
        "a if a else 1",
        "[a]",
        "open(a)",
        "a @ a",
        "a < 1",
        "product(a, a)",
        "sum(2)",
        "1 +",
    ],
)
def test_anything_but_arithmetic_is_refused(formula: str) -> None:
    with pytest.raises(InputError):
        compute(expand(formula, lists={}), values={"a": 1.0})


def test_a_list_outside_a_function_is_refused() -> None:
    with pytest.raises(InputError, match="is a list"):
        expand("g + 1", lists={"g": ["g_1"]})


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError):
        compute("a + b", values={"a": 1.0})
