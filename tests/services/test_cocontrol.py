"""Co-control as services: a plan or a conflict, kept and found again; targets by id; faults all at once."""

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
from tongyuan.vocabulary.problems import CheckFailed, InputError, NotFoundError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("cocontrol") / "workspace"))
    yield made
    made.workspace.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(**changes: Any) -> Path:
        file = tmp_path / "problem.yaml"
        file.write_text(yaml.safe_dump(a_problem(**changes), allow_unicode=True), encoding="utf-8")
        return file

    return write


@pytest.fixture(scope="module")
def plan(session: Session, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("problem") / "problem.yaml"
    file.write_text(yaml.safe_dump(a_problem(), allow_unicode=True), encoding="utf-8")
    return str(session.call("cocontrol.solve", file=file).meta["run"])


def shown(session: Session, table: str, run: str) -> pl.DataFrame:
    return session.call("cocontrol.show", table=table, run=run).frame()


def test_a_target_of_the_policy_is_a_constraint_by_its_id(session: Session, plan: str) -> None:
    states = shown(session, "target_state", plan)
    assert states.filter(target="X02")["state"].to_list() == ["constraint"]
    limit = shown(session, "limit", plan).filter(target="X02").row(0, named=True)
    assert (limit["limit"], limit["article"], limit["hedge"], limit["year"]) == (
        "X02",
        "1",
        "obligation",
        2025,
    )


def test_no_target_is_dropped_without_a_word(session: Session, plan: str) -> None:
    states = shown(session, "target_state", plan)
    known = session.workspace.dataset_frame("jurisdiction.targets")
    assert set(states["target"]) == set(known["target"])
    assert states["state"].null_count() == 0


def test_a_plan_keeps_every_limit_and_says_what_it_costs_a_year(session: Session, plan: str) -> None:
    meta = session.call("cocontrol.show", run=plan).meta
    assert meta["feasible"]
    prices = shown(session, "shadow_price", plan)
    assert (prices["value"] <= prices["bound"] * (1 + 1e-6)).all()
    assert prices.filter(pl.col("binding"))["price_cny"].min() > 0
    costs = shown(session, "uptake", plan).group_by("year").agg(pl.col("cost_cny").sum())
    assert meta["yearly_cny"] == pytest.approx({str(year): cost for year, cost in costs.iter_rows()})


def test_what_is_taken_up_by_source_adds_up_to_the_plan(session: Session, plan: str) -> None:
    rows, uptake = shown(session, "by_source", plan), shown(session, "uptake", plan)
    assert rows["cost_cny"].sum() == pytest.approx(uptake["cost_cny"].sum())
    assert rows["share"].is_between(0, 1 + 1e-9).all()
    assert rows["measure_zh"].null_count() == rows["source_zh"].null_count() == 0
    guessed = rows.filter(~pl.col("share_known"))["measure"]
    assert set(guessed) <= set(shown(session, "unbounded", plan)["measure"])


def test_species_that_the_inventory_does_not_know_are_listed(session: Session, plan: str) -> None:
    rows = shown(session, "uncounted", plan)
    assert "NE" in set(rows["state"])
    assert rows["source_zh"].null_count() == 0


def test_the_same_problem_is_the_same_run_and_is_found_again(
    session: Session, plan: str, written: Callable[..., Path]
) -> None:
    again = session.call("cocontrol.solve", file=written()).meta["run"]
    assert again == plan
    assert session.workspace.runs("cocontrol").filter(run=plan).height == 1
    kept = session.call("cocontrol.example", run=plan).document
    assert kept is not None
    assert yaml.safe_load(kept.content)["limits"][0]["limit"] == "SO2"


def test_the_problem_of_a_kept_plan_gives_the_same_plan(session: Session, plan: str, tmp_path: Path) -> None:
    document = session.call("cocontrol.example", run=plan).document
    assert document is not None
    file = tmp_path / "again.yaml"
    file.write_bytes(document.content)
    assert session.call("cocontrol.solve", file=file).meta["run"] == plan


def test_the_example_can_be_solved_as_it_is(session: Session, tmp_path: Path) -> None:
    document = session.call("cocontrol.example").document
    assert document is not None
    file = tmp_path / "example.yaml"
    file.write_bytes(document.content)
    assert session.call("cocontrol.solve", file=file).meta["feasible"]


def test_a_conflict_is_named_by_article_with_what_would_do(
    session: Session, written: Callable[..., Path]
) -> None:
    hard = {"elasticity": 0.9, "fall": -1.0}
    told = session.call("cocontrol.solve", file=written(**hard))
    assert told.meta["feasible"] is False
    contends = told.frame().filter(pl.col("contends"))
    assert contends.select("limit", "article").rows() == [("X02", "1")]
    needed = contends.row(0, named=True)
    assert needed["needed"] > needed["bound"]
    with pytest.raises(CheckFailed) as caught:
        session.call("cocontrol.curve", file=written(**hard), limit="SO2:2030", points=3)
    assert caught.value.problems[0].code == "cocontrol.infeasible"
    left = session.call("cocontrol.solve", file=written(**hard, without=["X02"]))
    assert left.meta["feasible"]
    states = shown(session, "target_state", str(left.meta["run"]))
    assert states.filter(target="X02")["state"].to_list() == ["left_out"]


def test_limits_that_fail_each_by_itself_are_sets_of_their_own(
    session: Session, written: Callable[..., Path]
) -> None:
    rows = session.call("cocontrol.solve", file=written(elasticity=0.9)).frame().filter(pl.col("contends"))
    assert rows["limit"].to_list() == ["SO2", "X02"]
    assert rows["conflict_set"].n_unique() == 2


def test_a_front_is_kept_and_dearer_where_it_is_stricter(
    session: Session, written: Callable[..., Path]
) -> None:
    made = session.call("cocontrol.pareto", file=written(), across="SO2:2030", points=4)
    kept = session.call("cocontrol.points", run=made.meta["run"])
    assert kept.meta["shape"] == "front"
    assert [limit["name_zh"] for limit in kept.meta["limits"]] == ["二氧化硫"]
    rows = kept.frame()
    assert rows["cost_cny"].is_sorted()
    assert rows["value"].is_sorted(descending=True)


def test_a_curve_is_kept_beside_fronts_under_its_own_name(
    session: Session, written: Callable[..., Path]
) -> None:
    made = session.call("cocontrol.curve", file=written(), limit="SO2:2030", points=4)
    kept = session.call("cocontrol.points", run=made.meta["run"])
    assert kept.meta["shape"] == "curve"
    assert kept.frame()["abated"].is_sorted()
    assert kept.frame()["price_cny"].is_sorted()


def test_every_fault_of_the_file_is_told_with_its_field(session: Session, tmp_path: Path) -> None:
    wrong = a_problem()
    wrong["limits"][0] |= {"fall": "much"}
    wrong["limits"][0].pop("name_zh")
    wrong["scenario"]["growth"][0]["elasticty"] = 1
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump(wrong, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.solve", file=file)
    told = {str(problem.values["field"]) for problem in caught.value.problems}
    assert told == {"limits.0.fall", "limits.0.name_zh", "scenario.growth.0.elasticty"}


def test_what_nobody_knows_is_refused_by_its_field(session: Session, written: Callable[..., Path]) -> None:
    file = written(species="SO3", year=2031, without=["X999"], most_shares={"M999": 0.5})
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.solve", file=file)
    told = {problem.values["field"]: problem.values["got"] for problem in caught.value.problems}
    assert told == {
        "limits.0.species": "SO3",
        "limits.0.year": 2031,
        "without.0": "X999",
        "most_shares.M999": "M999",
    }
    assert {problem.code for problem in caught.value.problems} == {"cocontrol.unfit"}


def test_what_would_have_no_effect_is_refused(session: Session, written: Callable[..., Path]) -> None:
    """A part that no target has, a species that nothing counts: either was taken and did nothing."""
    project = {"project": "sink", "first_year": 2030, "yearly_cost_cny": 1.0, "change_t": {"CO2e": -1e6}}
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.solve", file=written(without=["X02:a"], projects=[project]))
    told = {problem.values["field"] for problem in caught.value.problems}
    assert told == {"without.0", "projects.0.change_t.CO2e"}


def test_a_target_is_not_bound_by_a_driver_that_ends_before_its_year(
    session: Session, written: Callable[..., Path]
) -> None:
    """The published series ends in 2023: held level to 2025 it would tighten or loosen X02 unseen."""
    asked = a_problem()
    own = asked["scenario"]["drivers"]["gdp"]
    asked["scenario"]["drivers"] = {
        "output": own,
        "gdp": {**own, "series": "capacity_solar", "values": {}},
    }
    asked["scenario"]["growth"] = [{"driver": "output"}]
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.solve", file=written(scenario=asked["scenario"]))
    problem = caught.value.problems[0]
    assert (problem.code, problem.values["held"], problem.values["last"]) == (
        "scenario.driver_short",
        "2020-2023",
        2025,
    )


def test_an_inventory_of_another_year_is_refused(session: Session, written: Callable[..., Path]) -> None:
    runs = session.workspace.runs("inventory")["run"]
    other = next(run for run in runs if session.workspace.run(run).params["year"] != 2020)
    file = written()
    with pytest.raises(InputError) as caught:
        session.call("cocontrol.solve", file=file, inventory=other)
    problem = caught.value.problems[0]
    assert problem.values["field"] == "scenario.base_year"
    assert problem.place.row is not None
    assert "base_year" in file.read_text("utf-8").splitlines()[problem.place.row - 1]


def test_a_limit_that_is_not_there_is_named_with_those_that_are(
    session: Session, written: Callable[..., Path]
) -> None:
    with pytest.raises(NotFoundError) as caught:
        session.call("cocontrol.curve", file=written(), limit="SO2:2031")
    assert "SO2:2030" in caught.value.text()
