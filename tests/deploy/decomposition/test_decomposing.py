"""Decomposing: every method adds up exactly, negotiation is borne by somebody, nothing missing is zero."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tongyuan.deploy.decomposition import METHODS, City, Decomposition, decompose, structure_of
from tongyuan.deploy.decomposition.costs import cost_of, least_cost
from tongyuan.numerics.frontier import efficiencies
from tongyuan.vocabulary.problems import InputError

WITHOUT_COSTS = ("equal", "entropy", "critic", "contraction", "frontier")
STEPS = {
    "a": [{"quantity": 5_000, "cost_cny": 1_000}, {"quantity": 20_000, "cost_cny": 4_000}],
    "b": [{"quantity": 6_000, "cost_cny": 500}, {"quantity": 6_000, "cost_cny": 9_000}],
    "c": [{"quantity": 4_000, "cost_cny": 3_000}],
}
FIGURES: dict[str, dict[str, Any]] = {
    "a": {"base": 60_000, "gdp": 3_000, "population": 400, "gdp_growth": 1.2},
    "b": {"base": 30_000, "gdp": 1_000, "population": 200, "gdp_growth": 1.4},
    "c": {"base": 10_000, "gdp": 1_000, "population": 150, "gdp_growth": 1.3},
}
CITIES = {region: City.model_validate({**told, "costs": STEPS[region]}) for region, told in FIGURES.items()}


def asked(**told: Any) -> Decomposition:
    usual: dict[str, Any] = {
        "name": "nox",
        "indicator": "NOx",
        "form": "ratio",
        "value": 10,
        "base_year": 2020,
        "year": 2025,
        "methods": WITHOUT_COSTS,
        "gdp_growth_prices": "constant",
        "gdp_price_year": 2020,
    }
    return Decomposition.model_validate(usual | told)


def budgets(one: Decomposition, cities: Mapping[str, City] = CITIES) -> dict[str, dict[str, float]]:
    rows = decompose(one, cities=cities).budgets
    return {
        method: dict(rows.filter(method=method).select("region", "budget_value").iter_rows())
        for method in rows["method"].unique(maintain_order=True)
    }


def test_equal_ratio_takes_the_same_share_of_everybody() -> None:
    assert budgets(asked())["equal"] == {"a": 54_000, "b": 27_000, "c": 9_000}


@pytest.mark.parametrize("form", [("ratio", 10.0), ("amount", 9_999.4), ("intensity", 18.0)])
def test_every_method_adds_up_to_the_printed_cap(form: tuple[str, float]) -> None:
    methods: list[str] = [*METHODS[:3], *METHODS[4:]]
    if form[0] == "intensity":
        methods = list(WITHOUT_COSTS)
    one = asked(form=form[0], value=form[1], methods=methods)
    for total in decompose(one, cities=CITIES).totals:
        assert total["sum"] == total["cap"]


@settings(max_examples=40, deadline=None)
@given(
    bases=st.lists(st.floats(1, 1e6), min_size=2, max_size=14),
    value=st.floats(0.1, 60),
    decimals=st.integers(0, 3),
)
def test_budgets_of_any_regions_add_up_in_printed_digits(
    bases: list[float], value: float, decimals: int
) -> None:
    cities = {str(at): City(base=base, gdp=1 + base**0.5, population=1 + at) for at, base in enumerate(bases)}
    one = asked(value=value, decimals=decimals, methods=["equal", "contraction", "frontier"])
    rows = decompose(one, cities=cities)
    for total in rows.totals:
        printed = rows.budgets.filter(method=total["method"])["budget_value"]
        assert sum((Decimal(repr(one)) for one in printed), Decimal(0)) == Decimal(total["cap"])


def test_an_intensity_target_returns_its_eighteen_percent() -> None:
    rows = decompose(asked(form="intensity", value=18, decimals=6), cities=CITIES)
    for total in rows.totals:
        assert f"{total['returned_pct']:.3f}" == "18.000"


def test_the_identity_holds_for_falls_of_intensity_by_hand() -> None:
    rows = decompose(asked(form="intensity", value=18, decimals=6), cities=CITIES).budgets
    gdp = sum(told["gdp"] for told in FIGURES.values())
    growth = sum(told["gdp"] * told["gdp_growth"] for told in FIGURES.values()) / gdp
    for method in WITHOUT_COSTS:
        kept = sum(
            FIGURES[region]["base"] / 100_000 * (1 - fall) * FIGURES[region]["gdp_growth"] / growth
            for region, fall in rows.filter(method=method).select("region", "reduction_share").iter_rows()
        )
        assert 1 - kept == pytest.approx(0.18, abs=1e-9)


def test_equal_falls_give_the_target_only_where_shares_of_gdp_stay() -> None:
    one = asked(form="intensity", value=18)
    shifting = structure_of(one, cities=CITIES)
    alike = {region: city.model_copy(update={"gdp_growth": 1.3}) for region, city in CITIES.items()}
    staying = structure_of(one, cities=alike)
    assert shifting is not None
    assert staying is not None
    assert staying.term == pytest.approx(0)
    assert shifting.equal_gives == pytest.approx(1 - 0.82 * (0.6 * 1.2 + 0.3 * 1.4 + 0.1 * 1.3) / 1.26)
    assert shifting.term == pytest.approx(0.18 - shifting.equal_gives)


def test_after_zero_sum_reallocation_every_region_is_efficient() -> None:
    rows = decompose(asked(methods=["frontier"], decimals=6), cities=CITIES).budgets
    made = np.array([[told["gdp"], told["population"]] for told in FIGURES.values()], dtype=float)
    before = efficiencies(np.array([float(told["base"]) for told in FIGURES.values()]), made=made)
    after = efficiencies(rows["exact_value"].to_numpy(), made=made)
    assert min(before) < 0.9
    assert after == pytest.approx([1.0, 1.0, 1.0], abs=1e-9)


def test_nobody_reduces_the_same_for_less_than_the_least_cost() -> None:
    methods = ["least_cost", "equal", "sacrifice", "shapley"]
    rows = decompose(asked(methods=methods, decimals=3), cities=CITIES).burdens
    costs = {method: rows.filter(method=method)["cost_cny"].sum() for method in methods}
    assert costs["least_cost"] <= min(costs.values()) + 1
    assert costs["shapley"] == pytest.approx(costs["least_cost"], rel=1e-6)


def test_least_cost_has_one_marginal_cost() -> None:
    curves = {region: city.costs for region, city in CITIES.items()}
    assert least_cost(10_000, curves=curves) == pytest.approx({"a": 4_000, "b": 6_000, "c": 0})


def test_equal_sacrifice_costs_everybody_the_same_share_of_gdp() -> None:
    rows = decompose(asked(methods=["sacrifice"], decimals=3), cities=CITIES).burdens
    assert rows["cost_per_gdp"].to_list() == pytest.approx([rows["cost_per_gdp"][0]] * 3, rel=1e-4)


def test_full_convergence_gives_one_intensity_to_all() -> None:
    rows = decompose(asked(methods=["contraction"], convergence=1, decimals=6), cities=CITIES).budgets
    intensities = [
        value / FIGURES[region]["gdp"] / FIGURES[region]["gdp_growth"]
        for region, value in rows.select("region", "exact_value").iter_rows()
    ]
    assert intensities == pytest.approx([intensities[0]] * 3)


def test_a_negotiated_value_stays_and_the_others_bear_it() -> None:
    fixed = {"a": {"share": 0.05, "reason": "钢铁企业搬迁推迟"}}
    made = decompose(asked(fixed=fixed), cities=CITIES)
    for method in WITHOUT_COSTS:
        rows = made.budgets.filter(method=method)
        assert rows.filter(region="a")["budget_value"].item() == 57_000
        assert rows.filter(region="a")["origin"].item() == "negotiated"
        assert rows["budget_value"].sum() == 90_000
        assert made.burdens.filter(method=method)["shifted"].sum() == pytest.approx(0, abs=1e-6)
    equal = made.burdens.filter(method="equal")
    assert dict(equal.select("region", "shifted").iter_rows()) == pytest.approx(
        {"a": -3_000, "b": 2_250, "c": 750}
    )


def test_negotiated_values_that_leave_nothing_are_refused() -> None:
    fixed = {"a": {"budget": 60_000, "reason": "x"}, "b": {"budget": 30_000, "reason": "x"}}
    with pytest.raises(InputError) as caught:
        decompose(asked(fixed=fixed, value=50), cities=CITIES)
    assert caught.value.problems[0].code == "decomposition.fixed_leave_nothing"


def test_a_negotiated_value_without_a_reason_is_refused() -> None:
    with pytest.raises(ValidationError):
        asked(fixed={"a": {"budget": 1.0}})


def test_a_concentration_is_each_region_s_own_and_never_added() -> None:
    cities = {"a": City(base=40), "b": City(base=30)}
    made = decompose(asked(form="concentration", indicator="PM2.5", value=34, unit="ug/m3"), cities=cities)
    assert made.budgets["budget_value"].to_list() == [34, 30]
    assert made.totals == []


@pytest.mark.parametrize("shape", ["linear", "geometric", "front"])
def test_paths_end_at_the_budget_and_add_up_in_every_year(shape: str) -> None:
    made = decompose(asked(path={"shape": shape}, methods=["equal"]), cities=CITIES)
    last = made.paths.filter(year=2025)
    assert last["value"].to_list() == made.budgets["budget_value"].to_list()
    assert made.paths["value"].to_list() == [round(value) for value in made.paths["value"]]


def test_official_progress_is_sixty_percent_after_three_of_five_years() -> None:
    made = decompose(asked(methods=["equal"]), cities=CITIES)
    assert made.paths.filter(year=2023)["progress"].unique().to_list() == [0.6]
    stated = asked(methods=["equal"], path={"shape": "milestones", "milestones": {2023: 0.5}})
    assert decompose(stated, cities=CITIES).paths.filter(year=2024)["progress"][0] == pytest.approx(0.75)


def test_ranks_are_intervals_where_uncertainty_is_stated() -> None:
    told = decompose(asked(methods=["equal"], uncertainty=0.3), cities=CITIES).burdens
    assert told.select("rank", "rank_best", "rank_worst").rows() == [(2, 1, 2), (1, 1, 2), (3, 3, 3)]
    untold = decompose(asked(methods=["equal"]), cities=CITIES).burdens
    assert untold["rank_best"].null_count() == 3


def test_a_cost_that_no_curve_reaches_is_not_known() -> None:
    assert cost_of(CITIES["c"].costs, quantity=5_000) is None
    rows = decompose(asked(methods=["equal"]), cities={"a": City(base=1), "b": City(base=2)}).burdens
    assert rows.select("per_capita", "per_gdp", "cost_cny").null_count().row(0) == (2, 2, 2)


def test_methods_differ_in_how_even_their_burden_is() -> None:
    rows = decompose(asked(), cities=CITIES).fairness.filter(burden="per_gdp").drop_nulls()
    assert rows.filter(pl.col("gini") >= 0).height >= 3


def test_the_example_of_the_guide_is_what_a_hand_finds() -> None:
    cities = {region: city.model_copy(update={"gdp_growth": None}) for region, city in CITIES.items()}
    found = budgets(asked(methods=["equal", "contraction", "frontier"]), cities)
    assert found == {
        "equal": {"a": 54_000, "b": 27_000, "c": 9_000},
        "contraction": {"a": 54_000, "b": 22_500, "c": 13_500},
        "frontier": {"a": 50_625, "b": 22_500, "c": 16_875},
    }
