"""Totals beside published ones: nothing scaled, no absence hidden, and the factor that carries each total."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tongyuan.accounting import emission as accounting
from tongyuan.plan.inventory.carriers import carriers
from tongyuan.plan.inventory.published import beside_published
from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of


def ours(*rows: dict[str, Any]) -> pl.DataFrame:
    row = {"region": "990000", "year": 2007, "species": "SO2", "scope": 1, "source": "1A1a"}
    return pl.DataFrame([row | {"mass_t": 1.0, "state": None} | changes for changes in rows])


def theirs(*rows: dict[str, Any]) -> pl.DataFrame:
    row = {"region": "990000", "year": 2012, "inventory": "a", "species": "SO2", "fuel": "total"}
    row |= {"mass_t": 1.0, "quality": "published", "citation": "c"}
    return pl.DataFrame([row | changes for changes in rows])


@pytest.mark.parametrize(("mass", "within"), [(0.4, False), (0.5, True), (2.0, True), (2.1, False)])
def test_within_two_means_between_a_half_and_two(mass: float, within: bool) -> None:
    assert beside_published(ours({"mass_t": mass}), published=theirs({}))["within_two"].item() is within


def test_a_species_that_nobody_published_stands_without_a_ratio() -> None:
    told = beside_published(ours({"species": "Hg"}), published=theirs({})).row(0, named=True)
    assert (told["computed_t"], told["published_t"], told["ratio"]) == (1.0, None, None)


def test_what_lacks_a_figure_is_counted_and_never_zero() -> None:
    gap = {"mass_t": None, "state": "NE"}
    told = beside_published(ours(gap, gap | {"source": "2C1"}), published=theirs({})).row(0, named=True)
    assert (told["computed_t"], told["gaps"], told["ratio"]) == (None, 2, None)


def test_bought_power_is_left_out() -> None:
    told = beside_published(ours({}, {"scope": 2, "source": "none"}), published=theirs({}))
    assert told["computed_t"].item() == 1.0


def test_every_inventory_that_was_published_has_its_line() -> None:
    told = beside_published(ours({}), published=theirs({}, {"inventory": "b", "year": 2007}))
    assert told.select("inventory", "years_apart").rows() == [("a", 5), ("b", 0)]


def test_the_shares_of_carriers_of_one_parameter_add_up_to_one() -> None:
    heat = {"activity": "purchased_heat", "unit": "GJ", "source": "none", "fuel": "heat"}
    rows = activity_of(an_activity(**heat), an_activity(year=2021, **heat))
    of_heat = {"method": "purchase.heat", "parameter": "ef_t_per_gj", "fuel": "heat"}
    table = factors_of(
        a_factor(year_to=2020, value=0.1, **of_heat), a_factor(year_from=2021, value=0.3, **of_heat)
    )
    given = {"factors": table, "controls": controls_of(), "family": "CEADs_2018", "species": ["CO2"]}
    told = carriers(accounting.estimate(rows, **given), activity=rows, factors=table)
    assert told["share"].to_list() == pytest.approx([0.75, 0.25])
    assert told["mass_t"].sum() == pytest.approx(400.0)
