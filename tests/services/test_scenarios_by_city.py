"""Scenarios by city: conserved in the base year, each city by its own driver, its share, or the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError

pytestmark = pytest.mark.slow
CITY, SHARED = "990100", "990200"
BASE, LAST = 2025, 2035


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("cities") / "workspace"))
    yield made
    made.workspace.close()


def plan(session: Session, **driver: Any) -> dict[str, Any]:
    document = session.call("scenario.example", kind="planned").document
    assert document is not None
    told: dict[str, Any] = yaml.safe_load(document.content)
    told["drivers"]["gdp"] |= driver
    return told


def run(session: Session, folder: Path, told: dict[str, Any]) -> str:
    file = folder / "plan.yaml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return str(session.call("scenario.run", file=file).meta["run"])


def test_cities_are_told_only_where_the_inventory_was_shared_out(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(session, tmp_path, plan(session, by_city={CITY: {BASE: 1.0, LAST: 2.0}}))
    assert [problem.code for problem in caught.value.problems] == ["scenario.no_cities"]


@pytest.fixture(scope="module")
def runs(session: Session, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The same scenario of the province, and by city."""
    session.call("city.compile", year=BASE)
    folder = tmp_path_factory.mktemp("runs")
    own = {
        "by_city": {CITY: {BASE: 10.0, LAST: 40.0}},
        "share_by_city": {SHARED: {BASE: 0.2, LAST: 0.1}},
    }
    return run(session, folder, plan(session)), run(session, folder, plan(session, **own))


def totals(session: Session, run: str, year: int) -> dict[str, float]:
    rows = session.call("scenario.show", run=run, table="total", year=year).frame()
    known = rows.filter(pl.col("baseline_t").is_not_null())
    return dict(known.select("species", "baseline_t").iter_rows())


def test_in_the_base_year_the_cities_add_up_to_the_inventory(session: Session, runs: tuple[str, str]) -> None:
    whole, cities = (totals(session, one, BASE) for one in runs)
    assert set(whole) == set(cities)
    for species, mass in whole.items():
        assert cities[species] == pytest.approx(mass, rel=1e-9)
    shown = session.call("scenario.show", run=runs[1], table="region", year=BASE).frame()
    assert shown["region"].n_unique() > 3


def test_a_city_follows_its_own_driver_its_share_or_the_whole(
    session: Session, runs: tuple[str, str]
) -> None:
    growth = session.workspace.run_table(runs[1], "scenario_growth").filter(driver="gdp", year=LAST)
    half = {
        str(region): part["growth"].min()
        for (region,), part in growth.filter(pl.col("activity").str.contains("/1A4a/")).group_by("region")
    }
    # The exercise's GDP grows to 1.5; a rule's elasticity is 0.5.
    assert half[CITY] == pytest.approx(4.0**0.5)
    assert half[SHARED] == pytest.approx((1.5 * 0.1 / 0.2) ** 0.5)
    others = [value for region, value in half.items() if region not in (CITY, SHARED)]
    assert others
    assert all(value == pytest.approx(1.5**0.5) for value in others)
    told = session.call("scenario.show", run=runs[1]).meta["followers"]
    gdp = next(one for one in told if one["driver"] == "gdp")
    assert gdp["own"] == [CITY, SHARED]
    assert CITY not in gdp["whole"]
    assert gdp["whole"]


def test_a_place_that_is_no_city_of_the_inventory_is_told(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(session, tmp_path, plan(session, by_city={"110000": {BASE: 1.0, LAST: 2.0}}))
    assert [problem.code for problem in caught.value.problems] == ["scenario.no_city"]
