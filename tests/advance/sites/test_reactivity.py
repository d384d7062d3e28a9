"""Ozone formation potential by hand, and that it is linear in what was measured."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.advance.sites.reactivity import ozone_potential

SPECIES = reference.voc_species()


def means(**told: float | None) -> pl.DataFrame:
    rows = [{"item": f"voc_{name}", "mean": value, "hours": 24} for name, value in told.items()]
    return pl.DataFrame(rows, schema={"item": pl.String, "mean": pl.Float64, "hours": pl.Int64})


def test_the_potential_of_ethylene_and_ethane_is_that_of_the_hand() -> None:
    found = ozone_potential(means(ethylene=1.0, ethane=1.0), species=SPECIES)
    by_hand = [28.05 / 24.465 * 9.00, 30.07 / 24.465 * 0.28]
    assert found["potential"].to_list() == pytest.approx(by_hand)
    assert found["share"].sum() == pytest.approx(100)


def test_what_was_not_measured_is_not_there_and_is_not_zero() -> None:
    found = ozone_potential(means(ethylene=None, toluene=2.0), species=SPECIES)
    assert found["item"].to_list() == ["voc_toluene"]


@given(factor=st.floats(0.1, 100))
def test_twice_the_air_makes_twice_the_potential_and_the_same_shares(factor: float) -> None:
    one = ozone_potential(means(toluene=2.0, benzene=1.0), species=SPECIES)
    more = ozone_potential(means(toluene=2.0 * factor, benzene=factor), species=SPECIES)
    assert more["potential"].sum() == pytest.approx(factor * one["potential"].sum())
    assert more["share"].to_list() == pytest.approx(one["share"].to_list())


def test_the_table_has_every_species_of_the_stations_but_the_sum() -> None:
    listed = reference.monitored_items().filter(kind="voc")["item"].to_list()
    assert set(SPECIES["item"]) == set(listed) - {"voc_nmhc"}
