"""Least cost on problems that a hand can solve: what is chosen, and what the next tonne costs."""

from __future__ import annotations

import pytest

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.plan import solve
from tongyuan.testing.cocontrol import a_case, a_limit, a_term, an_option

#: Two works burn 100 t each and emit 1 t SO2 a t. A scrubber takes 0.9 t for 90 CNY at the first (100 CNY/t),
#: 0.5 t for 100 CNY at the second (200 CNY/t), and adds 0.1 and 0.05 t CO2 to one t.
QUANTITIES = {"first": 100.0, "second": 100.0}
FACTORS = {
    ("first", "base"): {"SO2": 1.0, "CO2": 2.0},
    ("first", "scrubber"): {"SO2": 0.1, "CO2": 2.1},
    ("second", "base"): {"SO2": 1.0, "CO2": 2.0},
    ("second", "scrubber"): {"SO2": 0.5, "CO2": 2.05},
}


def two_works(cap: float) -> Case:
    return a_case(
        QUANTITIES,
        options=[
            an_option("first", "scrubber", year=2025, cost=90.0),
            an_option("second", "scrubber", year=2025, cost=100.0),
        ],
        factors=FACTORS,
        limits=[a_limit("cap", bound=cap, year=2025)],
        terms=[a_term("cap", year=2025)],
    )


def shares(case: Case) -> dict[tuple[str, str], float]:
    found = solve(case).uptake
    return {(row["item"], row["part"]): row["share"] for row in found.iter_rows(named=True)}


def test_without_need_nothing_is_done() -> None:
    plan = solve(two_works(cap=250.0))
    assert plan.cost_cny == pytest.approx(0.0, abs=1e-9)
    assert plan.prices["price_cny"][0] == pytest.approx(0.0, abs=1e-9)
    assert not plan.prices["binding"][0]


def test_the_cheaper_tonne_comes_first() -> None:
    found = shares(two_works(cap=155.0))
    assert found["first", "scrubber"] == pytest.approx(0.5)
    assert found["second", "scrubber"] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("cap", "cost", "price"),
    [(155.0, 4_500.0, 100.0), (85.0, 9_000.0 + 25 * 200.0, 200.0), (60.0, 9_000.0 + 50 * 200.0, None)],
)
def test_cost_and_the_price_of_the_next_tonne_are_those_of_the_hand(
    cap: float, cost: float, price: float | None
) -> None:
    plan = solve(two_works(cap=cap))
    assert plan.cost_cny == pytest.approx(cost, rel=1e-6)
    assert plan.prices["binding"][0]
    if price is not None:
        assert plan.prices["price_cny"][0] == pytest.approx(price, rel=1e-6)


def test_a_scrubber_that_uses_power_raises_carbon_dioxide() -> None:
    emission = solve(two_works(cap=85.0)).emission
    masses = {row["species"]: row for row in emission.iter_rows(named=True)}
    assert masses["SO2"]["mass_t"] == pytest.approx(85.0)
    assert masses["SO2"]["baseline_t"] == pytest.approx(200.0)
    assert masses["CO2"]["mass_t"] == pytest.approx(400.0 + 100 * 0.1 + 50 * 0.05)
