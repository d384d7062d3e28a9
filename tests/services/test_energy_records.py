"""Records of energy through a whole compilation: derived, corrected, divided, kept and explained."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.transport import a_condition, a_share, records_of, vehicles
from tongyuan.vocabulary.records import record_kind


@pytest.fixture
def place(own: Session) -> dict[str, object]:
    """Name the region of the workspace and the last year that has an inventory."""
    years = own.inventory.years().frame()["year"]
    return {"region": own.workspace.meta.region, "year": int(years.max())}


def hand_in(own: Session, dataset: str, *rows: dict[str, object]) -> None:
    frame = records_of(*rows)
    kind = record_kind(dataset)
    region, year = rows[0]["region"], rows[0]["year"]
    own.workspace.put_dataset(
        dataset, frame, actor="test", contract=kind.schema, region=str(region), year=int(str(year))
    )


def shown(own: Session, **named: object) -> dict[str, object]:
    rows = own.inventory.show().frame()
    return rows.row(by_predicate=pl.all_horizontal(pl.col(k) == v for k, v in named.items()), named=True)


def test_a_fleet_is_driven_corrected_and_explained(own: Session, place: dict[str, object]) -> None:
    hand_in(own, "fleets", vehicles(**place))
    hand_in(
        own,
        "road_conditions",
        a_condition(**place, condition="below_10", share=0.5),
        a_condition(**place, condition="10_25", share=0.5),
    )
    own.inventory.compile(year=place["year"])
    figure = shown(own, fuel="car_mini_gasoline", species="CO")
    assert figure["mass_t"] == pytest.approx(69.0 * 1.18)
    tree = own.call("lineage.why", figure=figure["figure"]).record()
    text = str(tree)
    assert "population * km_per_vehicle" in text
    assert "0.5 × below_10 × 1.36" in text


def test_boilers_divide_a_fuel_and_lead_back_to_the_balance(own: Session, place: dict[str, object]) -> None:
    own.inventory.compile(year=place["year"])
    rows = own.inventory.show().frame()
    whole = rows.filter(
        (pl.col("activity") == "combustion") & (pl.col("species") == "CO2") & pl.col("mass_t").is_not_null()
    ).row(0, named=True)
    named = {name: whole[name] for name in ("sector", "source", "fuel")}
    share = {"source": whole["source"], "fuel": whole["fuel"], "technology": "grate_manual", "share": 0.25}
    hand_in(own, "technology_shares", a_share(**place, **share))
    own.inventory.compile(year=place["year"])
    part = shown(own, **named, species="CO2", technology="grate_manual")
    assert part["mass_t"] == pytest.approx(whole["mass_t"] / 4)
    assert "quantity * share_1" in str(own.call("lineage.why", figure=part["figure"]).record())
    assert own.inventory.total().frame().filter(species="CO2", scope=1)["mass_t"].item() == pytest.approx(
        rows.filter((pl.col("species") == "CO2") & (pl.col("scope") == 1))["mass_t"].sum()
    )
