"""What a kept plan of co-control tells: coordinates, bars, elasticity, dividend, shares, chances, safety."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.posing import a_joint_problem
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import CheckFailed, ConflictError, InputError, NotFoundError

pytestmark = pytest.mark.slow
LONG = ("elasticity", "dividend", "attribution", "chances", "robust")


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("analyses") / "workspace"))
    file = tmp_path_factory.mktemp("problem") / "problem.yaml"
    file.write_text(yaml.safe_dump(a_joint_problem(), allow_unicode=True), encoding="utf-8")
    made.call("cocontrol.solve", file=file)
    made.call("cocontrol.pareto", file=file, across="SO2:2030", points=5)
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def plan(session: Session) -> str:
    return str(session.call("cocontrol.show").meta["run"])


def asked(session: Session, verb: str, **arguments: Any) -> pl.DataFrame:
    return session.call(f"cocontrol.{verb}", **arguments).frame()


def test_each_measure_stands_in_its_quadrant_by_itself(session: Session) -> None:
    told = session.call("cocontrol.coordinates")
    rows = {row["measure"]: row for row in told.frame().to_dicts()}
    # 200,000 t of SO2 and 40,000 t of NOx at 0.95 kg each are 252.6 million equivalents.
    assert rows["gas_heat"]["air_eq"] == pytest.approx(240_000 * 1000 / 0.95)
    assert rows["gas_heat"]["carbon_t"] == pytest.approx(3.0e7)
    readings = {name: row["reading"] for name, row in rows.items()}
    assert readings["gas_heat"] == "both_fall"
    assert readings["capture"] == "carbon_falls_air_rises"
    assert readings["M100"] == "air_falls_carbon_rises"
    assert told.meta["air_weights"]["SO2"] == pytest.approx(1000 / 0.95)
    assert not any("+" in name for name in rows)
    assert told.meta["chains_left_out"] > 0


def test_weights_of_the_user_take_the_place_of_the_law(session: Session) -> None:
    told = session.call("cocontrol.coordinates", air="SO2=1")
    rows = told.frame().filter(measure="gas_heat")
    assert rows["air_eq"].item() == pytest.approx(2.0e5)
    assert told.meta["air_stated"]
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.coordinates", air="SO9=1 NOx=viel")
    assert {problem.code for problem in caught.value.problems} == {
        "cocontrol.no_species",
        "cocontrol.weight",
    }


def test_bars_are_ranked_and_say_that_they_know_no_interaction(session: Session) -> None:
    told = session.call("cocontrol.bars")
    assert told.meta["interaction"] == "none"
    bars = told.frame()
    assert bars.select("measure", "unit_cost_cny").rows() == [("gas_heat", 100.0), ("capture", 104.0)]
    assert bars["begins"].to_list()[1:] == bars["ends"].to_list()[:-1]
    sulphur = asked(session, "bars", species="SO2")
    assert sulphur["unit_cost_cny"].is_sorted()
    assert sulphur["quality"].drop_nulls().unique().to_list() == ["unverified"]


def test_what_a_limit_alone_does_to_the_rest_has_its_sign(session: Session) -> None:
    rows = asked(session, "elasticity", limits="SO2 CO2")
    found = {(row["limit"], row["name"]): row for row in rows.to_dicts()}
    assert found["SO2", "SO2"]["elasticity"] == pytest.approx(1.0)
    assert found["SO2", "CO2"]["reading"] == "conflict"
    # Capture is the cheaper way to less CO2; it raises SO2 by 5,000 t of 2.3 million.
    assert found["CO2", "SO2"]["after_t"] - found["CO2", "SO2"]["before_t"] == pytest.approx(5.0e3, rel=1e-3)
    assert found["CO2", "CO2e"]["elasticity"] > 0


def test_the_dividend_is_what_two_plans_cost_more_than_one(session: Session) -> None:
    told = session.call("cocontrol.dividend")
    row = told.frame().row(0, named=True)
    assert row["dividend_cny"] == pytest.approx(row["carbon_cny"] + row["air_cny"] - row["joint_cny"])
    assert row["share"] == pytest.approx(row["dividend_cny"] / (row["carbon_cny"] + row["air_cny"]))
    assert row["reading"] == "saves"
    assert (told.meta["carbon"], told.meta["air"]) == (["CO2", "X02"], ["SO2"])
    held = session.call("cocontrol.dividend", carbon="CO2", air="SO2").meta["held_in_all"]
    assert held == ["X02"]


def test_the_shares_of_groups_add_up_to_the_fall(session: Session) -> None:
    for species in ("SO2", "CO2"):
        told = session.call("cocontrol.attribution", species=species)
        assert told.frame()["fall_t"].sum() == pytest.approx(told.meta["fall_t"], rel=1e-9)
        assert told.frame()["share"].sum() == pytest.approx(1.0)
    carbon = dict(told.frame().select("group", "fall_t").iter_rows())
    assert carbon["project"] == pytest.approx(3.0e7)
    assert carbon["end_of_pipe"] < 0


def test_the_chance_of_a_cap_that_binds_is_neither_sure_nor_lost(session: Session) -> None:
    told = session.call("cocontrol.chances", draws=2_000, seed=3)
    rows = {row["limit"]: row for row in told.frame().to_dicts()}
    # The cap is set against a year, whose emission errs with the plan's.
    assert rows["SO2"]["chance"] == pytest.approx(0.6, abs=0.1)
    assert rows["CO2"]["chance"] > rows["SO2"]["chance"]
    assert told.meta["seed"] == 3
    assert told.meta["factors"] > 100
    assert not told.meta["response_exact"]  # nothing is bounded in the air
    assert session.workspace.run(str(told.meta["run"])).seed == 3
    exact = asked(session, "analysis", run=told.meta["run"], table="exact")
    assert {"gas_heat"} <= set(exact.filter(limit="SO2")["item"])


def test_safety_costs_more_the_more_of_it_until_there_is_none(session: Session) -> None:
    rows = asked(session, "robust", gammas="0 0.05 0.1 5")
    assert rows["more_cny"][0] == pytest.approx(0.0, abs=1.0)
    assert rows["cost_cny"].drop_nulls().is_sorted()
    assert rows["cost_cny"][3] is None
    with pytest.raises(InputError):
        session.call("cocontrol.robust", gammas="-1 viel")


def test_what_one_unit_more_costs_never_falls_along_a_front(session: Session) -> None:
    told = session.call("cocontrol.increments")
    assert told.meta["limit"]["limit"] == "SO2"
    assert told.frame()["ratio_cny"].is_sorted()
    assert (told.frame()["more"] > 0).all()
    with pytest.raises(NotFoundError):
        session.call("cocontrol.increments", limit="SO2:1900")


def test_an_analysis_is_kept_and_is_the_same_again(session: Session, plan: str) -> None:
    first = session.call("cocontrol.chances", run=plan, draws=500, seed=1)
    again = session.call("cocontrol.chances", run=plan, draws=500, seed=1)
    assert first.meta["run"] == again.meta["run"]
    assert first.meta["run"] != session.call("cocontrol.chances", run=plan, draws=500, seed=2).meta["run"]
    found = session.call("cocontrol.analysis", run=str(first.meta["run"]))
    assert found.frame().equals(first.frame())
    latest = session.call("cocontrol.analysis", product="chances", plan=plan)
    assert latest.meta["seed"] == 2
    with pytest.raises(NotFoundError):
        session.call("cocontrol.analysis", plan="0000")


def test_a_conflict_has_nothing_to_analyse(session: Session, plan: str, tmp_path: Path) -> None:
    file = tmp_path / "hard.yaml"
    hard = a_joint_problem() | {"projects": [], "without": ["X02"]}
    file.write_text(yaml.safe_dump(hard, allow_unicode=True), encoding="utf-8")
    made = session.call("cocontrol.solve", file=file)
    assert made.meta["feasible"] is False
    run = str(made.meta["run"])
    for verb in LONG:
        with pytest.raises(CheckFailed):
            session.call(f"cocontrol.{verb}", run=run)
    with pytest.raises(InputError):
        session.call("cocontrol.dividend", run=plan, carbon="SO2", air="SO2")
    with pytest.raises(NotFoundError):
        session.call("cocontrol.dividend", run=plan, carbon="CO9")


def test_a_plan_kept_by_an_earlier_version_asks_to_be_solved_again(session: Session, plan: str) -> None:
    workspace = session.workspace
    kept = workspace.run(plan)
    older = workspace.record_run(
        "cocontrol",
        params=kept.params,
        inputs={"limit": workspace.run_input(plan, "limit")},
        tables={name: workspace.run_table(plan, name) for name in kept.tables},
        actor="tester",
        family=kept.family,
    )
    with pytest.raises(ConflictError) as caught:
        session.call("cocontrol.bars", run=older.id)
    assert caught.value.problems[0].code == "cocontrol.kept_before"
