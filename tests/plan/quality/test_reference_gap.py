"""The gap of the two approaches: each row of the balance that one of them alone counts, and nothing else."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.plan.balance_activity import activity
from tongyuan.plan.inventory import compile as compile_inventory
from tongyuan.plan.inventory import reference_approach
from tongyuan.plan.quality.reference_gap import explain_gap, judged
from tongyuan.testing.accounting import a_factor, controls_of, factors_of
from tongyuan.testing.energy import balanced

COAL = factors_of(
    a_factor(value=20.0),
    a_factor(parameter="carbon_tc_per_tj", value=27.5),
    a_factor(parameter="oxidation", value=1.0),
)
RATE = 20.0 / 1000 * 27.5 * 44 / 12


def gap(cells: dict[tuple[int, str], float]) -> tuple[pl.DataFrame, pl.DataFrame]:
    balance = balanced(cells)
    stood = {"factors": COAL, "family": "A"}
    emission = compile_inventory(activity(balance), **stood, controls=controls_of(), species=["CO2"])
    compared = reference_approach(balance, sectoral=emission, **stood)
    return compared, explain_gap(balance, compared=compared, **stood).filter(fuel="raw_coal")


def test_losses_and_washing_are_what_the_sectors_did_not_burn() -> None:
    """Ten available: two into washing, one lost, seven burned [1e4 t]."""
    cells = {(2, "raw_coal"): 10.0, (14, "raw_coal"): -2.0, (20, "raw_coal"): 1.0, (23, "raw_coal"): 7.0}
    compared, parts = gap(cells)
    assert dict(parts.select("row", "part_t").iter_rows()) == pytest.approx(
        {14: 20_000 * RATE, 20: 10_000 * RATE}
    )
    assert compared.filter(item="raw_coal")["difference_t"].item() == pytest.approx(30_000 * RATE)


def test_a_balance_of_which_all_is_burned_has_no_gap() -> None:
    _, parts = gap({(2, "raw_coal"): 10.0, (23, "raw_coal"): 10.0})
    assert parts.is_empty()


def test_a_difference_beyond_the_threshold_is_told() -> None:
    compared, _ = gap({(2, "raw_coal"): 10.0, (20, "raw_coal"): 1.0, (23, "raw_coal"): 9.0})
    row = judged(compared).filter(item="raw_coal")
    assert row["within"].item() is False
    assert judged(compared, threshold=0.1 + 1e-9).filter(item="raw_coal")["within"].item() is True
