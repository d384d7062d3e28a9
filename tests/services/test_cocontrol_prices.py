"""Prices of energy in a problem: counted wholly or told, in the objective and in the parts of the cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.plan.cocontrol.energy import PARTS
from tongyuan.services.session import Session
from tongyuan.testing.posing import a_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError

pytestmark = pytest.mark.slow

COAL = {"carrier": "coal", "price": 30.0, "unit": "GJ", "price_year": 2020, "citation": "演练"}
POWER = {"carrier": "electricity", "price": 400.0, "unit": "MWh", "price_year": 2020, "citation": "演练"}
WIND: dict[str, Any] = {"most_shares": {"M001": 0.1, "M003": 0.1}}


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("prices") / "workspace"))
    yield made
    made.workspace.close()


def written(folder: Path, **changes: Any) -> Path:
    file = folder / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(**WIND, **changes), allow_unicode=True), encoding="utf-8")
    return file


def table(session: Session, run: str, name: str) -> pl.DataFrame:
    return session.call("cocontrol.show", run=run, table=name).frame()


@pytest.fixture(scope="module")
def plan(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = written(tmp_path_factory.mktemp("plan"), prices=[COAL, POWER], energy_unsettled="keep")
    return str(session.call("cocontrol.solve", file=file).meta["run"])


def test_what_is_not_settled_is_asked_about_before_anything_is_solved(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="energy_unsettled") as told:
        session.call("cocontrol.solve", file=written(tmp_path, prices=[COAL]))
    assert "M100 (not_told)" in str(told.value)


def test_wind_saves_the_coal_that_it_replaces_and_its_parts_add_up(session: Session, plan: str) -> None:
    """A GJ of coal is 30 CNY; what wind saves is its heat times that, whatever coal is called."""
    rows = table(session, plan, "cost_part")
    wind = rows.filter(measure="M001")
    assert wind.height
    assert set(wind["energy_state"]) == {"priced"}
    assert (wind["energy_cny"] < 0).all()
    sums = rows.select(pl.sum_horizontal(PARTS).alias("sum"), "cost_cny")
    assert sums["sum"].to_list() == pytest.approx(sums["cost_cny"].to_list(), rel=1e-9)
    yearly = session.call("cocontrol.show", run=plan).meta["yearly_cny"]
    assert sums["cost_cny"].sum() == pytest.approx(sum(yearly.values()), rel=1e-6)


def test_a_measure_whose_cost_may_hold_power_is_kept_and_listed(session: Session, plan: str) -> None:
    told = table(session, plan, "energy_unpriced")
    states = dict(told.select("measure", "energy_state").iter_rows())
    assert (states["M100"], states["M055"], states["M006"]) == ("not_told", "not_known", "price_missing")
    assert told.filter(measure="M006")["lacking"].to_list() == ["nuclear_fuel"]
    kept = table(session, plan, "cost_part").filter(measure="M100")
    assert kept["energy_cny"].is_null().all()


def test_what_is_left_out_for_its_energy_is_listed_with_the_reason(session: Session, tmp_path: Path) -> None:
    file = written(tmp_path, prices=[COAL, POWER], energy_unsettled="leave_out")
    run = str(session.call("cocontrol.solve", file=file).meta["run"])
    left = table(session, run, "left_out").filter(pl.col("reason") == "energy_not_told")
    assert "M100" in left["measure"].to_list()


def test_the_prices_of_a_plan_are_told_with_their_sources(session: Session, plan: str) -> None:
    meta = session.call("cocontrol.show", run=plan).meta
    assert [row["citation"] for row in meta["energy_prices"]] == ["演练", "演练"]
    assert meta["energy_unsettled"] == "keep"


def test_faults_of_prices_are_told_all_at_once(session: Session, tmp_path: Path) -> None:
    dated = {**POWER, "price": None, "by_year": {2025: 400.0}}
    wrong = [{**COAL, "carrier": "unobtainium"}, dated, dated]
    with pytest.raises(InputError) as told:
        session.call("cocontrol.solve", file=written(tmp_path, prices=wrong))
    codes = [problem.code for problem in told.value.problems]
    assert {"cocontrol.unfit", "cocontrol.price_twice", "cocontrol.price_year_lacking"} <= set(codes)


def test_hours_that_a_problem_states_spread_an_investment_that_lacks_them(
    session: Session, tmp_path: Path
) -> None:
    """Electric boilers lack hours: by 4,000 of them they cost, and are chosen or left for another reason."""
    shares = {"M017": 0.1}
    asked = {"prices": [COAL, POWER], "energy_unsettled": "keep", "most_shares": shares}
    reasons = {}
    for hours in ({}, {"M017": 4000}):
        changes: dict[str, Any] = {**asked, "hours": hours}
        file = tmp_path / "hours.yaml"
        file.write_text(yaml.safe_dump(a_problem(**changes), allow_unicode=True), encoding="utf-8")
        run = str(session.call("cocontrol.solve", file=file).meta["run"])
        left = table(session, run, "left_out").filter(measure="M017")
        reasons[bool(hours)] = set(left["reason"].to_list())
    assert "no_cost" in reasons[False]
    assert "no_cost" not in reasons[True]
