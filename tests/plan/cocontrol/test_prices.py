"""Shadow prices: equal to finite differences, ranged at corners, and the greedy order's where it applies."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.plan import plan_of, solve
from tongyuan.plan.cocontrol.prices import with_ranges
from tongyuan.plan.cocontrol.program import open_program
from tongyuan.testing.cocontrol import a_case, a_limit, a_term, an_option

#: (amount of activity, removal, cost a unit of activity): one technology a source.
Works = tuple[float, float, float]
MANY = st.lists(
    st.tuples(st.floats(1.0, 1e6), st.floats(0.05, 0.99), st.floats(1.0, 1e4)), min_size=1, max_size=8
)


def works(found: Sequence[Works], *, cap: float) -> Case:
    names = [f"works {number}" for number in range(len(found))]
    return a_case(
        {name: amount for name, (amount, _, _) in zip(names, found, strict=True)},
        options=[
            an_option(name, "filter", year=2025, cost=cost)
            for name, (_, _, cost) in zip(names, found, strict=True)
        ],
        factors={
            (name, option): {"SO2": 1.0 - removal * (option == "filter")}
            for name, (_, removal, _) in zip(names, found, strict=True)
            for option in ("base", "filter")
        },
        limits=[a_limit("cap", bound=cap, year=2025)],
        terms=[a_term("cap", year=2025)],
    )


def greedy(found: Sequence[Works], *, needed: float) -> float:
    """Fill the cheapest tonne first: the cost of removing what is needed."""
    cost = 0.0
    for amount, removal, price in sorted(found, key=lambda row: row[2] / row[1]):
        taken = min(needed, amount * removal)
        cost += taken * price / removal
        needed -= taken
    return cost


@settings(max_examples=25, deadline=None)
@given(found=MANY, part=st.floats(0.05, 0.95))
def test_one_pollutant_with_one_technology_a_source_is_the_greedy_order(
    found: list[Works], part: float
) -> None:
    whole = sum(amount for amount, _, _ in found)
    needed = part * sum(amount * removal for amount, removal, _ in found)
    plan = solve(works(found, cap=whole - needed))
    assert plan.cost_cny == pytest.approx(greedy(found, needed=needed), rel=1e-6)


def test_the_dual_is_the_finite_difference() -> None:
    found = [(100.0, 0.9, 90.0), (100.0, 0.5, 100.0), (50.0, 0.8, 400.0)]
    price = solve(works(found, cap=130.0)).prices["price_cny"][0]
    less, more = (solve(works(found, cap=cap)).cost_cny for cap in (130.0 - 1e-3, 130.0 + 1e-3))
    assert price == pytest.approx(200.0, rel=1e-6)
    assert (less - more) / 2e-3 == pytest.approx(price, rel=1e-6)


def test_at_a_corner_less_and_more_have_prices_of_their_own() -> None:
    program = open_program(works([(100.0, 0.9, 90.0), (100.0, 0.5, 100.0)], cap=110.0))
    state = program.solve()
    ranged = with_ranges(plan_of(program, state).prices, program=program, state=state).row(0, named=True)
    assert ranged["relaxed_cny"] == pytest.approx(100.0, rel=1e-6)
    assert ranged["tightened_cny"] == pytest.approx(200.0, rel=1e-6)
    assert 100.0 - 1e-6 <= ranged["price_cny"] <= 200.0 + 1e-6


def test_where_nothing_stricter_can_be_kept_it_has_no_price() -> None:
    program = open_program(works([(100.0, 0.9, 90.0)], cap=10.0))
    state = program.solve()
    ranged = with_ranges(plan_of(program, state).prices, program=program, state=state).row(0, named=True)
    assert ranged["tightened_cny"] is None
    assert ranged["relaxed_cny"] == pytest.approx(100.0, rel=1e-6)


def test_a_price_is_in_yuan_of_its_own_year() -> None:
    years = (2025, 2030)
    case = a_case(
        {"works": 100.0},
        options=[an_option("works", "filter", year=year, cost=90.0) for year in years],
        factors={("works", "base"): {"SO2": 1.0}, ("works", "filter"): {"SO2": 0.1}},
        limits=[a_limit("cap", bound=55.0, year=2030)],
        terms=[a_term("cap", year=2030)],
        years=years,
    )
    weighed = case.periods.with_columns(weight=case.periods["year"].replace_strict({2025: 1.0, 2030: 0.5}))
    plan = solve(Case(**{**vars(case), "periods": weighed}))
    assert plan.cost_cny == pytest.approx(0.5 * 50 * 90.0)
    assert plan.prices["price_cny"][0] == pytest.approx(100.0, rel=1e-6)
