"""Forests from a table to the inventory: land stands beside emissions, and every figure has its tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongyuan.services.session import Session
from tongyuan.testing.land import a_project, a_stand, projects_of, stands_of


@pytest.fixture
def forested(own: Session, tmp_path: Path) -> Session:
    """A workspace with larch surveyed two years before and three years after its first inventory."""
    region, year = own.workspace.meta.region, own.inventory.years().frame()["year"].min()
    before, after = (a_stand(region=region, year=year + apart) for apart in (-2, 3))
    table = tmp_path / "stands.csv"
    stands_of(before, after | {"volume_m3": 110.0}).write_csv(table)
    own.call("record.import", file=table, kind="stands")
    own.inventory.compile(year=year)
    return own


def total(session: Session, account: str) -> float:
    told = session.call("inventory.total", account=account).frame()
    return told.filter(species="CO2", scope=1)["mass_t"].item()


def test_a_later_survey_is_known_to_the_years_before_it(forested: Session) -> None:
    assert total(forested, "land") == pytest.approx(-0.6096 * 10 * 0.5 / 5 * 44 / 12)


def test_land_changes_no_total_of_emissions(forested: Session) -> None:
    both = total(forested, "emissions") + total(forested, "land")
    assert total(forested, "with_land") == pytest.approx(both, abs=1e-6)


def test_the_figure_of_a_forest_is_traced_to_its_surveys(forested: Session) -> None:
    shown = forested.inventory.show().frame().filter(source="4A", species="CO2")
    text = str(forested.call("lineage.why", figure=shown["figure"].item()).record())
    assert "volume_m3" in text
    assert "Fang" in text


def test_a_project_whose_change_is_uncertain_is_told_so(own: Session, tmp_path: Path) -> None:
    region, year = own.workspace.meta.region, own.inventory.years().frame()["year"].min()
    monitored = [
        a_project(region=region, year=year + apart, carbon_t_per_ha=carbon, half_width_t_per_ha=4.0)
        for apart, carbon in ((-1, 50.0), (4, 53.0))
    ]
    table = tmp_path / "restorations.csv"
    projects_of(*monitored).write_csv(table)
    own.call("record.import", file=table, kind="restorations")
    own.inventory.compile(year=year)
    told = own.call("inventory.projects").frame()
    assert told.select("change_t", "verdict").row(0) == (300.0, "within_uncertainty")
