"""Derived activity: a changed parameter is a factor's doing, a changed record the activity's; both add up."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.accounting.derivation import derivations, derive_all
from tongyuan.accounting.emission import estimate
from tongyuan.plan.quality.derived_parts import DERIVED, split_derived
from tongyuan.plan.quality.recalculation import Compilation, recalculate
from tongyuan.reference import factors
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.waste import a_deposit, deposits_of
from tongyuan.vocabulary.tables import Factor

FAMILY = "GBT32150_2025"
YEAR = 2021
SPECIES = ["CH4"]


def deposits(mass_t: float) -> dict[str, pl.DataFrame]:
    return {"deposit": deposits_of(a_deposit(year=2020, mass_t=mass_t))}


def a_run(records: dict[str, pl.DataFrame], table: Any) -> Compilation:
    stood: dict[str, Any] = {"factors": table, "controls": controls_of(), "family": FAMILY}
    activity = derive_all(records, factors=table, family=FAMILY, year=YEAR)
    return Compilation(activity, emission=estimate(activity, **stood, species=SPECIES), **stood)


def richer(table: Any) -> Any:
    """Let food waste hold a fifth more carbon."""
    names = [found.name for found in derivations() if found.dataset == "deposit"]
    wanted = pl.col("method").is_in(names) & (pl.col("parameter") == "doc") & (pl.col("fuel") == "food_waste")
    grown = pl.when(wanted).then(pl.col("value") * 1.2).otherwise("value")
    return Factor.validate(table.with_columns(grown.alias("value")), cast=True)


@pytest.mark.parametrize("grown", [1.0, 1.5])
def test_parameters_and_records_are_told_apart_and_add_up(grown: float) -> None:
    table = factors(FAMILY)
    records, later = deposits(10_000.0), deposits(10_000.0 * grown)
    old, new = a_run(records, table), a_run(later, richer(table))
    whole = recalculate(old, new)
    parts = split_derived(whole, old=old, new=new, records=records, year=YEAR)
    assert parts["part_t"].sum() == pytest.approx(whole["part_t"].sum())
    told = set(parts.filter(species="CH4").select("cause", "term").iter_rows())
    expected = {("factor", DERIVED)} if grown == 1 else {("factor", DERIVED), ("activity", "quantity")}
    assert told == expected


def test_without_records_nothing_is_changed() -> None:
    table = factors(FAMILY)
    old = new = a_run(deposits(10_000.0), table)
    whole = recalculate(old, new)
    assert split_derived(whole, old=old, new=new, records={}, year=YEAR) is whole
