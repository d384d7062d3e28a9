"""Waste and water of the exercise: derived from records, traced to them, plants and balances answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session

pytestmark = pytest.mark.slow
YEAR = 2021


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("waste") / "workspace"))
    made.call("inventory.compile", year=YEAR)
    yield made
    made.workspace.close()


def emission(session: Session) -> pl.DataFrame:
    return session.call("inventory.show", region="990000", year=YEAR).frame()


def test_three_media_come_from_the_same_records(session: Session) -> None:
    rows = emission(session).filter(pl.col("source").str.starts_with("5"), pl.col("mass_t").is_not_null())
    assert set(rows["medium"].cast(pl.String)) == {"air", "water", "land"}


def test_methane_of_a_landfill_is_what_decayed_of_every_year(session: Session) -> None:
    rows = emission(session).filter(fuel="decayed_food_waste", species="CH4")
    figure = rows["figure"][0]
    tree = session.call("lineage.why", figure=figure).data
    quantity = next(child for child in tree["children"] if child["name"] == "quantity")
    years = {leaf["detail"].get("year") for child in quantity["children"] for leaf in child["children"]}
    assert quantity["equation"] == "sum(decayed_t)"
    assert YEAR - 1 in years
    assert YEAR not in years


def test_plants_say_what_they_removed_and_what_power_they_made(session: Session) -> None:
    rows = session.call("inventory.plants").frame()
    assert rows.height == 3
    assert rows["cod_removed_t"].min() > 0
    assert rows["own_power_share"].is_between(0, 1).all()


def test_carbon_of_a_plant_whose_power_has_no_factor_has_no_value(session: Session) -> None:
    answer = session.call("inventory.plants")
    assert answer.meta["power_t_per_mwh"] is None
    assert answer.frame()["carbon_per_kg_cod"].null_count() == 3


def test_solid_waste_of_the_exercise_goes_somewhere(session: Session) -> None:
    answer = session.call("inventory.waste_balance")
    assert (answer.meta["open"], answer.meta["gaps"]) == (0, 0)
    assert answer.frame()["gap_t"].abs().max() < 1e-6
