"""Energy in the cost of a plan: it moves the plan and its prices, and the parts add up to the cost."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.plan.cocontrol import Case, solve
from tongyuan.plan.cocontrol.energy import PARTS, cost_parts, with_energy
from tongyuan.testing.cocontrol import a_case, a_limit, a_saving, a_term, an_option

YEAR = 2025
#: A scrubber takes 0.9 t of the 1 t that a unit gives, for 90 CNY a unit: 100 CNY a t.
SO2 = {("works", "base"): {"SO2": 1.0}, ("works", "scrub"): {"SO2": 0.1}}
STATED: dict[str, float | None] = {"capital_cny": 60.0, "fixed_cny": 20.0, "variable_cny": 10.0}


def a_scrubber() -> Case:
    return a_case(
        {"works": 100.0},
        options=[an_option("works", "scrub", year=YEAR, cost=90.0)],
        factors=SO2,
        limits=[a_limit("cap", bound=55.0, year=YEAR)],
        terms=[a_term("cap", year=YEAR)],
    )


def parts_of(
    *, subject: str = "running", item: str = "works", part: str = "scrub", **told: float | None
) -> pl.DataFrame:
    named = {"subject": subject, "item": item, "part": part, "year": YEAR}
    blank: dict[str, float | None] = dict.fromkeys(PARTS)
    schema = {**dict.fromkeys(("subject", "item", "part"), pl.String), "year": pl.Int32}
    schema |= dict.fromkeys(PARTS, pl.Float64) | {"energy_state": pl.String}
    return pl.DataFrame([{**named, **blank, **told, "energy_state": "priced"}], schema=schema)


def test_power_that_a_scrubber_uses_is_in_the_cost_and_in_the_price_of_the_next_tonne() -> None:
    """45 t by 50 units: 4,500 CNY; 9 CNY of power a unit make it 4,950, and a tonne 110 in place of 100."""
    parts = parts_of(**STATED, energy_cny=9.0)
    plan = solve(with_energy(a_scrubber(), parts))
    assert solve(a_scrubber()).cost_cny == pytest.approx(4500.0)
    assert plan.cost_cny == pytest.approx(4950.0)
    assert plan.prices["price_cny"].item() == pytest.approx(110.0)
    told = cost_parts(plan.uptake, parts).row(0, named=True)
    assert {name: told[name] for name in (*STATED, "energy_cny", "cost_cny")} == pytest.approx(
        {
            "capital_cny": 3000.0,
            "fixed_cny": 1000.0,
            "variable_cny": 500.0,
            "energy_cny": 450.0,
            "cost_cny": 4950.0,
        }
    )
    assert told["whole_cny"] is None


def test_coal_that_is_saved_makes_a_saving_pay_for_itself() -> None:
    """At 400 CNY a t of coal that costs 600 it is taken up where no limit asks for it: 200 a t gained."""
    case = a_case({"works": 100.0}, options=[], factors={("works", "base"): {"SO2": 1.0}})
    saving = a_saving("less", activity="works", year=YEAR, most=10.0, cost=400.0)
    saved = Case(**{**vars(case), "savings": saving})
    parts = parts_of(subject="saved", item="less", part="-", capital_cny=400.0, energy_cny=-600.0)
    assert solve(saved).cost_cny == pytest.approx(0.0)
    assert solve(with_energy(saved, parts)).cost_cny == pytest.approx(-2000.0)


def test_a_problem_without_prices_costs_what_it_did() -> None:
    plan = solve(with_energy(a_scrubber(), parts_of(**STATED)))
    assert plan.cost_cny == pytest.approx(4500.0)


@settings(max_examples=20)
@given(
    capital=st.floats(0.0, 500.0),
    fixed=st.floats(0.0, 100.0),
    energy=st.floats(-50.0, 300.0),
    cut=st.floats(1.0, 89.0),
)
def test_the_parts_add_up_to_the_cost(capital: float, fixed: float, energy: float, cut: float) -> None:
    case = a_case(
        {"works": 100.0},
        options=[an_option("works", "scrub", year=YEAR, cost=capital + fixed)],
        factors=SO2,
        limits=[a_limit("cap", bound=100.0 - cut, year=YEAR)],
        terms=[a_term("cap", year=YEAR)],
    )
    parts = parts_of(capital_cny=capital, fixed_cny=fixed, energy_cny=energy)
    plan = solve(with_energy(case, parts))
    told = cost_parts(plan.uptake, parts)
    assert told.select(pl.sum_horizontal(PARTS)).sum().item() == pytest.approx(
        plan.cost_cny, rel=1e-6, abs=1e-3
    )
    assert told["cost_cny"].sum() == pytest.approx(plan.cost_cny, rel=1e-6, abs=1e-3)
