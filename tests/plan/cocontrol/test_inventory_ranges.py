"""Ranges of factors as the inventory states them: what shares an input moves together."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.chances import chances
from tongyuan.plan.cocontrol.inventory_ranges import inventory_ranges
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.plan.measures.naming import activity_id
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
from tongyuan.testing.cocontrol import a_case, a_limit, a_term

COAL = {"method": "combustion.mass", "parameter": "ef_kg_per_unit", "species": "SO2", "value": 10.0}


def stood_on(*sectors: str, low: float | None = 9.0, high: float | None = 12.0) -> dict[str, Any]:
    """Give what an inventory stood on: 1,000 t of coal in each sector, at 10 kg of SO2 a t."""
    rows = [an_activity(sector=sector, quantity=1_000.0) for sector in sectors]
    factors = factors_of(a_factor(**COAL, low=low, high=high))
    return {
        "activity": activity_of(*rows),
        "factors": factors,
        "controls": controls_of(),
        "family": "A",
        "species": ["SO2"],
        "leverage": None,
    }


def case_of(inputs: dict[str, Any], *, of: int, fixed: float = 0.0) -> Case:
    """Give a problem on the first activities of an inventory; the rest is fixed."""
    ids = inputs["activity"].with_columns(activity_id())["activity_id"].to_list()[:of]
    aside = {"region": "990000", "source": "1A2", "species": "SO2", "year": 2025, "mass_t": fixed}
    return a_case(
        dict.fromkeys(ids, 1_000.0),
        options=[],
        factors={(name, "base"): {"SO2": 0.01} for name in ids},
        limits=[a_limit("cap", bound=25.0, year=2025)],
        terms=[a_term("cap", year=2025)],
        fixed=pl.DataFrame([aside]),
    )


def test_a_range_of_the_inventory_is_the_range_of_the_problem() -> None:
    inputs = stood_on("a", "b")
    found = inventory_ranges(case_of(inputs, of=2), inputs)
    assert found.select("subject", "species", "share", "covered").unique().rows() == [
        ("running", "SO2", 1.0, 1.0)
    ]
    assert found["factor"].n_unique() == 1
    assert found["low"].to_list() == pytest.approx([0.9, 0.9])
    assert found["high"].to_list() == pytest.approx([1.2, 1.2])


def test_what_is_fixed_moves_with_what_is_run() -> None:
    inputs = stood_on("a", "b")
    problem = case_of(inputs, of=1, fixed=10.0)
    found = inventory_ranges(problem, inputs)
    assert set(found["subject"]) == {"running", "fixed"}
    told = chances(solve(problem), problem, ranges=found, draws=2_000, seed=1).row(0, named=True)
    assert told["ranged"] == pytest.approx(1.0)
    assert told["p95"] == pytest.approx(20.0 * (1 + 0.2 * 1.645 / 1.96), rel=0.02)


def test_what_states_no_range_is_exact() -> None:
    inputs = stood_on("a", low=None, high=None)
    problem = case_of(inputs, of=1)
    found = inventory_ranges(problem, inputs)
    assert found.is_empty()
    assert chances(solve(problem), problem, ranges=found)["ranged"].to_list() == [0.0]


def test_a_city_has_the_ranges_of_its_province() -> None:
    inputs = stood_on("a")
    problem = case_of(inputs, of=1)
    name = problem.levels["activity"][0].replace("990000", "990100")
    moved = a_case({name: 1_000.0}, options=[], factors={(name, "base"): {"SO2": 0.01}})
    assert inventory_ranges(moved, inputs)["item"].to_list() == [name]
