"""Targets given to cities as services: kept, shown, explained, released; every gap told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session, an_actor
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.problems import InputError, NotFoundError


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("budgets") / "workspace"))
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def example(session: Session) -> dict[str, Any]:
    document = session.call("target.example").document
    assert document is not None
    told: dict[str, Any] = yaml.safe_load(document.content)
    return told


def decompose(session: Session, folder: Path, told: dict[str, Any]) -> Any:
    file = folder / "decomposition.yaml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return session.call("target.decompose", file=file)


def test_the_example_is_decomposed_kept_and_shown(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    made = decompose(session, tmp_path, example)
    assert [total["sum"] == total["cap"] for total in made.meta["totals"]] == [True] * 4
    again = decompose(session, tmp_path, example)
    assert again.meta["run"] == made.meta["run"]
    for table in ("compare", "path", "burden", "fairness", "weight", "input"):
        assert session.call("target.budget", run=made.meta["run"], table=table).frame().height


def test_the_tree_of_a_budget_ends_in_the_city_s_figures(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    rows = decompose(session, tmp_path, example).frame()
    tree = session.call("lineage.why", figure=rows["figure"][0]).record()
    assert tree["value"] == rows["budget_value"][0]
    assert "stated" in str(tree)


def test_every_gap_of_every_city_is_told_at_once(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    lacking = {region: {"gdp": 1.0} for region in example["cities"]}
    with pytest.raises(InputError) as caught:
        decompose(session, tmp_path, example | {"cities": lacking, "methods": ["equal"], "base_year": 1999})
    assert [problem.code for problem in caught.value.problems] == ["decomposition.gap"] * len(lacking)


def test_a_city_is_left_out_by_a_stated_choice_alone(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    first, *rest = example["cities"]
    kept = {region: example["cities"][region] for region in rest}
    told = example | {"cities": kept, "left_out": {first: "单独考核"}, "base_year": 1999}
    made = decompose(session, tmp_path, told)
    assert set(made.frame()["region"]) == set(rest)
    assert made.meta["left_out"] == {first: "单独考核"}


def test_a_functional_area_is_never_added(session: Session, example: dict[str, Any], tmp_path: Path) -> None:
    regions = session.workspace.dataset_frame("jurisdiction.regions")
    area = regions.filter(~pl.col("additive"), pl.col("parent").is_not_null())["region"].to_list()
    assert area
    told = example | {"cities": example["cities"] | {region: {"base": 1.0} for region in area}}
    with pytest.raises(InputError) as caught:
        decompose(session, tmp_path, told)
    assert {problem.code for problem in caught.value.problems} == {"decomposition.strange"}


def test_a_budget_is_official_once_others_have_released_it(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    run = decompose(session, tmp_path, example).meta["run"]
    number = session.call("release.propose", name="氮氧化物分解", run=run).frame()["id"][0]
    Session(session.workspace, an_actor("second")).call("release.review", number=number)
    told = Session(session.workspace, an_actor("third")).call("release.approve", number=number)
    assert told.meta["outcome"] == "official"


def test_a_city_reads_its_own_row_and_no_others(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    first, second, *_ = example["cities"]
    named = example | {"decimals": 1, "left_out": {second: "单独考核"}}
    named["cities"] = {one: told for one, told in example["cities"].items() if one != second}
    made = decompose(session, tmp_path, named)
    city = Session(session.workspace, an_actor("reader", role="city_analyst", region=first))
    for table in ("budget", "compare", "path", "burden", "input"):
        told = city.call("target.budget", run=made.meta["run"], table=table)
        assert set(told.frame()["region"]) == {first}
    assert told.meta["seen"] == [first]
    assert told.meta["left_out"] == {}
    for hidden in ("fairness", "weight"):
        assert city.call("target.budget", run=made.meta["run"], table=hidden).frame().is_empty()
    with pytest.raises(NotFoundError):
        city.call("target.example", run=made.meta["run"])
    own, other = (
        made.frame().filter(pl.col("region") == one)["figure"][0] for one in (first, list(named["cities"])[1])
    )
    tree = city.call("lineage.why", figure=own).record()
    assert tree["value"] == made.frame().filter(figure=own)["budget_value"].item()
    with pytest.raises(NotFoundError):
        city.call("lineage.why", figure=other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": float("nan")},
        {"value": 1e300},
        {"year": -5},
        {"name": ""},
        {"methods": []},
        {"gdp_growth_prices": "current"},
    ],
)
def test_absurd_statements_are_refused_by_name(
    session: Session, example: dict[str, Any], tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        decompose(session, tmp_path, example | wrong)


def test_a_figure_that_is_known_to_lack_is_told_and_nothing_is_computed_from_it(
    session: Session, example: dict[str, Any], tmp_path: Path
) -> None:
    first, *_ = example["cities"]
    lacking = a_statistic(
        series="population_resident",
        region=first,
        period="2015",
        unit="1e4_person",
        value=None,
        state="NE",
    )
    session.workspace.add_statistics(statistics_of(lacking), actor="tester")
    cities = {
        region: {name: value for name, value in told.items() if name != "population" or region != first}
        for region, told in example["cities"].items()
    }
    made = decompose(session, tmp_path, example | {"cities": cities, "methods": ["equal"], "base_year": 2015})
    run = made.meta["run"]
    assert made.meta["flags"] == ["not_reported"]
    rows = session.call("target.budget", run=run, table="input").frame()
    held = rows.filter(region=first, figure="population").row(0, named=True)
    assert held["value"] is None
    assert "NE" in held["origin"]
    burden = session.call("target.budget", run=run, table="burden").frame()
    assert burden.filter(region=first)["per_capita"].to_list() == [None]
    assert burden.filter(pl.col("region") != first)["per_capita"].null_count() == 0
    tree = session.call("lineage.why", figure=made.frame().filter(region=first)["figure"][0]).record()
    assert "missing" in str(tree)
