"""The shipped problem of the real province: its targets are constraints by their ids, or it is said why not.

Amounts are not pinned: they move with every factor and cost. What is pinned is what the policy binds, which
targets contend, and that nothing is left out without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tongyuan.plan.cocontrol.problem import CocontrolProblem
from tongyuan.plan.measures.naming import activity_id
from tongyuan.plan.scenarios import growth_of
from tongyuan.services.plan.cocontrol_posing import pose
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.stated import read_stated

pytestmark = pytest.mark.slow
COAL = ["raw_coal", "cleaned_coal", "other_washed_coal", "briquettes"]


@pytest.fixture(scope="module")
def posed(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, str]:
    session = a_session(a_copy(founded("liaoning"), to=tmp_path_factory.mktemp("plan") / "workspace"))
    made = session.call("cocontrol.example").document
    assert made is not None
    return session, made.content.decode()


def solved(posed: tuple[Session, str], folder: Path, *, without: str = "[]") -> Session:
    session, text = posed
    file = folder / "problem.yaml"
    file.write_text(f"{text}\nwithout: {without}\n", "utf-8")
    session.call("cocontrol.solve", file=file)
    return session


def table(session: Session, name: str) -> pl.DataFrame:
    return session.call("cocontrol.show", table=name).frame()


def test_every_target_is_a_constraint_or_says_why_not(posed: tuple[Session, str], tmp_path: Path) -> None:
    session = solved(posed, tmp_path)
    states = table(session, "target_state")
    targets = session.workspace.dataset_frame("jurisdiction.targets")
    assert set(states.select("target", "reading").rows()) == set(targets.select("target", "reading").rows())
    bound = states.filter(pl.col("state") == "constraint")
    assert set(bound["target"]) == {"T01", "T02", "T03", "T06a", "T06b", "T13", "T44"}
    steel = states.filter(pl.col("target") == "T43")
    # The balance does not tell steel's fuel apart; its process stands, and the retrofit has no sourced cost.
    assert dict(steel.select("part", "state").iter_rows()) == {"-": "no_activity", "process": "no_option"}


def test_coal_that_nothing_can_be_done_about_counts_in_the_target_of_coal(
    posed: tuple[Session, str],
) -> None:
    session, text = posed
    found = pose(session.workspace, asked=read_stated(text, model=CocontrolProblem))
    coal = found.activity.filter(pl.col("fuel").cast(pl.String).is_in(COAL)).with_columns(activity_id())
    growth = growth_of(found.asked.scenario, rows=coal, years=[2025, 2030])
    burned = (
        coal.drop("year")
        .join(growth, on="activity_id")
        .with_columns(amount=pl.col("quantity") * pl.col("growth"))
    )
    whole = dict(burned.group_by("year").agg(pl.col("amount").sum()).iter_rows())
    limit = found.case.limits.filter(limit="T13").row(0, named=True)
    chosen = found.case.levels.filter(pl.col("year") == 2030, pl.col("fuel").is_in(COAL))["quantity"].sum()
    assert limit["bound"] == pytest.approx(whole[2025], rel=1e-12)
    assert limit["fixed"] + chosen == pytest.approx(whole[2030], rel=1e-12)
    assert limit["fixed"] > 0


def test_the_targets_that_contend_are_named_with_what_would_do(
    posed: tuple[Session, str], tmp_path: Path
) -> None:
    session = solved(posed, tmp_path)
    conflict = table(session, "limit_conflict")
    contends = conflict.filter("contends")
    assert set(contends["limit"]) == {"T03:NMVOC", "T06a:NMVOC"}
    assert contends["conflict_set"].n_unique() == 2
    assert (contends["needed"] > contends["bound"]).all()
    assert set(contends["article"]) == {"3"}


def test_without_them_a_plan_keeps_the_rest_and_lists_what_it_could_not_choose(
    posed: tuple[Session, str], tmp_path: Path
) -> None:
    session = solved(posed, tmp_path, without='["T03:NMVOC", "T06a:NMVOC"]')
    prices = table(session, "shadow_price")
    assert set(prices["limit"]) == {"T01", "T02", "T03:NOx", "T06a:NOx", "T06b", "T13", "T44"}
    caps = prices.filter(pl.col("limit") != "T44")
    assert (caps["value"] <= caps["bound"] * (1 + 1e-6)).all()
    assert (prices["price_cny"] >= -1e-6).all()
    left_out = table(session, "left_out")
    steel = left_out.filter(pl.col("measure") == "M024")
    assert set(steel["reason"]) == {"no_cost"}
    assert table(session, "uncounted").height > 0
    _is_as_sure_as_it_can_be_told(session)


def _is_as_sure_as_it_can_be_told(session: Session) -> None:
    """Targets set against a year err on both sides; one that counts no emission is not judged."""
    told = session.call("cocontrol.chances", draws=1_000)
    chance = dict(told.frame().select("limit", "chance").iter_rows())
    assert {limit for limit, found in chance.items() if found is None} == {"T01", "T13", "T44"}
    assert chance["T02"] > 0.9
    assert 0.3 < chance["T06a:NOx"] < 0.8
    robust = session.call("cocontrol.robust", gammas="0 1 2").frame()
    assert robust["more_cny"][0] == pytest.approx(0.0, abs=1.0)
    assert robust["more_cny"].is_sorted()
    assert robust["more_cny"].null_count() == 0
