"""Parameters of derivations: the most specific factor of each place, and none invented."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.parameters import pick
from tongyuan.testing.accounting import a_factor, factors_of
from tongyuan.vocabulary.problems import ConflictError

METHOD = "landfill.decay"


def a_place(**changes: Any) -> pl.DataFrame:
    place = {"region": "990000", "year": 2020, "source": "5A", "fuel": "food_waste", "technology": "unstated"}
    return pl.DataFrame([place | changes])


def picked(*rows: dict[str, Any], at: pl.DataFrame, family: str = "x") -> Any:
    given = {"family": family, "method": METHOD, "parameters": ["k"]}
    return pick(at, factors=factors_of(*rows), **given)["k"].item()


def a_k(value: float, **changes: Any) -> dict[str, Any]:
    return a_factor(**({"method": METHOD, "parameter": "k", "fuel": "food_waste", "value": value} | changes))


def test_a_place_without_a_factor_has_none() -> None:
    assert picked(a_k(0.1, fuel="paper_waste"), at=a_place()) is None


def test_the_own_technology_goes_before_all() -> None:
    rows = a_k(0.1), a_k(0.2, technology="deep")
    assert picked(*rows, at=a_place(technology="deep")) == 0.2
    assert picked(*rows, at=a_place()) == 0.1


def test_the_own_family_goes_before_the_common_one() -> None:
    rows = a_k(0.1), a_k(0.3, family="x"), a_k(0.4, family="y")
    assert picked(*rows, at=a_place()) == 0.3


def test_two_rows_that_fit_equally_are_a_conflict() -> None:
    with pytest.raises(ConflictError) as refused:
        picked(a_k(0.1), a_k(0.2, factor_id="another"), at=a_place())
    assert refused.value.problems[0].code == "accounting.factor_tie"


def test_places_keep_their_order_and_other_columns() -> None:
    places = pl.concat([a_place(year=2021), a_place(year=2019)]).with_columns(mass_t=pl.Series([1.0, 2.0]))
    given = {"family": "x", "method": METHOD, "parameters": ["k"]}
    laid = pick(places, factors=factors_of(a_k(0.1)), **given)
    assert laid.select("year", "mass_t", "k").rows() == [(2021, 1.0, 0.1), (2019, 2.0, 0.1)]
