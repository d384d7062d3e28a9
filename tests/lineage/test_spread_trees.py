"""Trees of cities and cells, computed again from what is printed alone; out of reach they are veiled."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.services.reach import scope_of
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session, an_actor
from tongyuan.vocabulary.problems import NotFoundError

from .printed_tree import evaluate

pytestmark = pytest.mark.slow
YEAR = 2023
SEED = 20261122
CITY, OTHER = "990600", "990100"
Tree = dict[str, Any]


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A province with cities and a grid that stand on records which are not public."""
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("spread") / "workspace"))
    held = made.workspace.dataset_frame("activity", region=CITY, year=YEAR)
    changed = held.with_columns(pl.col("quantity") * 1.01)
    made.workspace.put_dataset("activity", changed, region=CITY, year=YEAR, actor="tester")
    made.call("city.compile", year=YEAR)
    made.call("grid.compile", year=YEAR)
    yield made
    made.workspace.close()


def told(session: Session, figure: str) -> Tree:
    return json.loads(json.dumps(session.call("lineage.why", figure=figure).record(), default=str))


def nodes(tree: Tree) -> list[Tree]:
    return [tree, *(below for child in tree["children"] for below in nodes(child))]


def analyst_of(session: Session, city: str) -> Session:
    return Session(session.workspace, an_actor("analyst", role="city_analyst", region=city))


@pytest.mark.parametrize("way", ["bottom_up", "top_down", "unallocated"])
def test_a_figure_of_a_city_follows_from_its_printed_tree(session: Session, way: str) -> None:
    rows = session.call("city.show").frame().filter(pl.col("mass_t").is_not_null(), way=way).to_dicts()
    for row in random.Random(SEED).sample(rows, min(12, len(rows))):
        tree = told(session, row["figure"])
        assert evaluate(tree) == pytest.approx(row["mass_t"], rel=1e-9)
        for node in nodes(tree):
            assert math.isclose(evaluate(node) or 0.0, node["value"] or 0.0, rel_tol=1e-9, abs_tol=1e-12)


def test_a_share_names_its_rule_its_value_and_the_values_it_is_divided_by(session: Session) -> None:
    rows = session.call("city.show", species="NOx").frame().filter(way="top_down", source="1A4b")
    row = rows.filter(pl.col("mass_t").is_not_null()).row(0, named=True)
    share = next(node for node in nodes(told(session, row["figure"])) if node["name"] == "share")
    assert share["equation"] == "value / sum(weight)"
    assert share["detail"]["proxy"] == row["proxy"]
    assert share["quality"] == "unverified"
    assert share["detail"]["rule_source"]
    assert share["citation"]
    assert len([child for child in share["children"] if child["name"] == "weight"]) == 14


def test_a_city_with_records_shows_them_and_the_error_of_the_proxy(session: Session) -> None:
    row = session.call("city.show", species="CO2", region=CITY).frame().filter(way="bottom_up")
    tree = told(session, row["figure"].item())
    assert tree["detail"]["error"] == pytest.approx(row["error"].item())
    leaves = [node["name"] for node in nodes(tree) if not node["children"]]
    assert {"quantity", "ef_t_per_t"} <= set(leaves)


@pytest.mark.parametrize("sector", [None, "A"])
def test_a_cell_follows_from_its_printed_tree(session: Session, sector: str | None) -> None:
    rows = session.call("grid.show", species="NOx", sector=sector).frame().to_dicts()
    for row in random.Random(SEED).sample(rows, 6):
        tree = told(session, row["figure"])
        assert evaluate(tree) == pytest.approx(row["mass_t"], rel=1e-9)
        named = [node for node in nodes(tree) if node["name"] == "city_t"]
        assert told(session, named[0]["detail"]["figure"])["value"] == pytest.approx(named[0]["value"])


def test_a_share_of_points_names_each_plant(session: Session) -> None:
    row = session.call("grid.show", species="NOx", sector="A").frame().row(0, named=True)
    share = next(node for node in nodes(told(session, row["figure"])) if node["name"] == "share")
    assert share["equation"] == "sum(here) / sum(weight)"
    assert all(child["citation"] for child in share["children"])


def test_an_analyst_of_a_city_sees_its_own_rows_alone(session: Session) -> None:
    analyst = analyst_of(session, CITY)
    for service in ("city.show", "city.total", "city.overlap", "city.proxies"):
        assert analyst.call(service).frame()["region"].unique().to_list() == [CITY]
    whole = session.call("grid.show", species="NOx").frame()["mass_t"].sum()
    mine = session.call("city.show", species="NOx", region=CITY).frame().filter(scope=1)["mass_t"].sum()
    seen = analyst.call("grid.show", species="NOx").frame()["mass_t"].sum()
    assert seen == pytest.approx(mine, rel=1e-9)
    assert seen < whole / 2


def test_others_figures_are_not_there_for_an_analyst_and_veiled_in_its_own(session: Session) -> None:
    analyst = analyst_of(session, CITY)
    rows = session.call("city.show", species="CO2").frame().filter(pl.col("mass_t").is_not_null())
    with pytest.raises(NotFoundError):
        told(analyst, rows.filter(region=OTHER)["figure"][0])
    own = rows.filter(region=CITY, way="top_down", scope=1).row(0, named=True)
    tree = told(analyst, own["figure"])
    assert tree["value"] == own["mass_t"]
    assert {node["kind"] for node in nodes(tree)[1:]} == {"restricted"}
    recorded = rows.filter(region=CITY, way="bottom_up").row(0, named=True)
    assert evaluate(told(analyst, recorded["figure"])) == pytest.approx(recorded["mass_t"], rel=1e-9)


def test_an_office_below_the_city_does_not_see_the_run(session: Session) -> None:
    run = session.call("city.show").meta["run"]
    county = Session(session.workspace, an_actor("bureau", role="county_bureau", region="990601"))
    seen = session.workspace.scoped(scope_of(county.acting(), "round.list", session.workspace))
    assert run not in seen.runs("cities")["run"].to_list()


def test_what_the_province_publishes_of_cities_is_seen_by_all_of_them(session: Session) -> None:
    run = session.call("city.show").meta["run"]
    number = session.call("release.propose", name="分市", run=run).frame()["id"][0]
    for name, verb in (("second", "release.review"), ("third", "release.approve")):
        Session(session.workspace, an_actor(name)).call(verb, number=number)
    seen = analyst_of(session, CITY).call("city.total").frame()["region"].unique().to_list()
    assert {CITY, OTHER} <= set(seen)
