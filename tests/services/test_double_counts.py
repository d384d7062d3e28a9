"""Rows that may count the same tonnes, through the services: records of works beside stated flux."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
from tongyuan.testing.reports import a_use, uses_of


@pytest.fixture
def told(own: Session) -> Session:
    """Keep a steel works' flux, and flux of the whole region by statistics."""
    region, year = own.workspace.meta.region, 2024
    place = {"region": region, "year": year}
    works = carbon_flows_of(a_carbon_flow(**place, material="limestone", mass_t=1000.0, carbon_share=0.116))
    flux = a_use(**place, source="2C1", fuel="limestone_flux", activity="production", quantity=2000.0)
    for name, rows in (("carbon_flows", works), ("activity", uses_of(flux))):
        own.workspace.put_dataset(name, rows, actor="tester", **place)
    own.inventory.compile(year=year)
    return own


def test_both_rows_and_the_mass_are_named_and_nothing_is_taken_off(told: Session) -> None:
    answer = told.inventory.double_counts(year=2024)
    (pair,) = answer.frame().to_dicts()
    assert pair["doubled_up_to_t"] == pytest.approx(1000 * 0.116 * 44 / 12)
    assert pair["second_t"] == pytest.approx(2000 * 0.43971, rel=0.03)
    assert answer.meta["pairs"] == 1
    assert all(answer.meta["citations"].values())
    shown = (
        told.inventory.show(year=2024).frame().filter(pl.col("source") == "2C1", pl.col("species") == "CO2")
    )
    assert shown["mass_t"].sum() == pytest.approx(pair["first_t"] + pair["second_t"])


def test_an_inventory_without_such_rows_has_none(own: Session) -> None:
    year = int(own.workspace.datasets("balance")["year"].max())
    own.inventory.compile(year=year)
    assert own.inventory.double_counts(year=year).frame().is_empty()
