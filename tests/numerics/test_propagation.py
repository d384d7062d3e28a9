"""Propagation to first order, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.numerics.propagation import combine_deviations


def combined(*rows: tuple[str, float, float]) -> tuple[float, float, float]:
    table = pl.DataFrame(rows, schema=["input", "at_low", "at_high"], orient="row")
    deviations = table.with_columns(sum=pl.lit("s"), sd_per_range=pl.lit(0.25))
    return combine_deviations(deviations, by=["sum"]).select("below", "above", "sd").row(0)


def test_shared_inputs_add_and_others_go_in_quadrature() -> None:
    assert combined(("a", -3.0, 3.0), ("b", -4.0, 4.0)) == pytest.approx((5.0, 5.0, 2.5))
    assert combined(("a", -3.0, 3.0), ("a", -4.0, 4.0)) == pytest.approx((7.0, 7.0, 3.5))


def test_a_deducted_term_takes_back_what_a_shared_input_adds() -> None:
    assert combined(("a", -3.0, 3.0), ("a", 3.0, -3.0)) == pytest.approx((0.0, 0.0, 0.0))


def test_an_input_that_lowers_the_term_swaps_its_ends() -> None:
    below, above, _ = combined(("retention", 2.0, -1.0))
    assert (below, above) == (1.0, 2.0)


def test_an_input_that_only_raises_gives_no_lower_end() -> None:
    below, above, _ = combined(("a", 0.0, 2.0))
    assert (below, above) == (0.0, 2.0)
