"""Least cost from a kept co-control plan by city: its emissions are the budgets; what lacks is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.posing import a_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError

pytestmark = pytest.mark.slow
BASE, YEAR = 2020, 2025


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("planned") / "workspace"))
    made.call("inventory.compile", year=BASE)
    made.call("city.compile", year=BASE)
    yield made
    made.workspace.close()


def solved(session: Session, folder: Path, **more: Any) -> str:
    file = folder / "problem.yaml"
    told = a_problem(base_year=BASE, years=(YEAR,), year=YEAR, policy=False, elasticity=0.0, **more)
    file.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return str(session.call("cocontrol.solve", file=file).meta["run"])


@pytest.fixture(scope="module")
def plan(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    return solved(session, tmp_path_factory.mktemp("plan"), by="city")


def decompose(session: Session, folder: Path, **told: Any) -> Any:
    usual = {
        "name": "so2",
        "indicator": "SO2",
        "form": "amount",
        "base_year": BASE,
        "year": YEAR,
        "methods": ["equal", "least_cost"],
    }
    file = folder / "decomposition.yaml"
    file.write_text(yaml.safe_dump({**usual, **told}, allow_unicode=True), "utf-8")
    return session.call("target.decompose", file=file)


def refused(session: Session, folder: Path, **told: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        decompose(session, folder, **told)
    return [problem.code for problem in caught.value.problems]


def test_budgets_of_least_cost_are_what_the_plan_lets_each_city_emit(
    session: Session, plan: str, tmp_path: Path
) -> None:
    made = decompose(session, tmp_path, cocontrol=plan)
    budgets = made.frame().filter(pl.col("method").cast(pl.String) == "least_cost")
    planned = session.call("cocontrol.show", table="planned_emission", run=plan).frame()
    emitted = planned.filter(species="SO2", year=YEAR, region=pl.col("region"))
    masses = dict(emitted.select("region", "mass_t").iter_rows())
    for region, value in budgets.select("region", "exact_value").iter_rows():
        assert value == pytest.approx(masses[region], rel=1e-9)
    assert {total["sum"] == total["cap"] for total in made.meta["totals"]} == {True}
    told = made.meta["optimum"]
    whole = sum(masses.values())
    assert told["emitted_t"] + told["elsewhere_t"] == pytest.approx(whole, rel=1e-9)
    assert budgets["budget_value"].sum() == pytest.approx(whole - told["elsewhere_t"], abs=0.5)
    # One cap of the province: the next tonne costs the same in every city.
    price = session.call("cocontrol.show", table="shadow_price", run=plan).frame()["price_cny"].sum()
    assert told["one_price"]
    assert told["price_least_cny_per_t"] == pytest.approx(price)
    assert price > 0


def test_a_plan_of_the_province_alone_is_refused_with_the_reason(session: Session, tmp_path: Path) -> None:
    run = solved(session, tmp_path)
    assert refused(session, tmp_path, cocontrol=run) == ["decomposition.optimum_province"]


def test_a_plan_of_another_sum_species_or_unit_is_refused(
    session: Session, plan: str, tmp_path: Path
) -> None:
    assert refused(session, tmp_path, cocontrol=plan, value=1.0) == ["decomposition.optimum_sum"]
    bases = session.call("target.example").document
    assert bases is not None
    cities = yaml.safe_load(bases.content)["cities"]
    for change, code in (
        ({"indicator": "Hg2"}, "decomposition.no_optimum"),
        ({"unit": "kg"}, "decomposition.optimum_unit"),
        ({"year": 2026}, "decomposition.no_optimum"),
    ):
        stated = {"cities": {one: {"base": told["base"]} for one, told in cities.items()}, "value": 1.0}
        assert refused(session, tmp_path, cocontrol=plan, **stated, **change) == [code]
