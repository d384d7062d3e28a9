"""Every figure follows from its printed tree by arithmetic alone, and from nothing that is not printed."""

from __future__ import annotations

import json
import math
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.services.citations import citations
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session, real_pack
from tongyuan.vocabulary.problems import NotFoundError

from .printed_tree import evaluate

Tree = dict[str, Any]
Why = Callable[[str], Tree]
SEED = 20261122
DATES = [f"{year}-12-31" for year in range(2021, 2026)]
KEYS = {
    "emission": ("region", "year", "sector", "source", "fuel", "activity", "species", "technology"),
    "total": ("region", "year", "species", "medium", "scope", "family"),
    "indicator_value": ("indicator", "region", "year"),
    "target_status": ("target", "reading", "region", "on"),
    "standard_coal": ("region", "year", "row", "fuel", "basis"),
    "city_emission": ("region", "year", "source", "activity", "species", "scope"),
}
VALUES = {"standard_coal": "quantity_1e4_tce"} | dict.fromkeys(
    ("emission", "total", "city_emission"), "mass_t"
)
EVERYWHERE = pytest.mark.parametrize("table", [*KEYS, "statistic"])
# A few of each in every round; two hundred of each among the slow tests.
COUNTS = pytest.mark.parametrize("count", [5, pytest.param(200, marks=pytest.mark.slow)])


@pytest.fixture(scope="module", params=["real", "exercise"])
def folder(
    request: pytest.FixtureRequest,
    founded: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A workspace with runs of every kind; its figures are asked, never changed."""
    name = real_pack() if request.param == "real" else request.param
    place = a_copy(founded(name), to=tmp_path_factory.mktemp("why") / "workspace")
    session = a_session(place)
    for date in DATES:
        session.call("target.status", on=date)
    session.call("energy.balance", basis="calorific")
    session.call("energy.balance", basis="coal_equivalent", power_kgce_per_kwh=0.302)
    session.call("city.compile", year=session.call("inventory.show").meta["year"])
    session.workspace.close()
    return place


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Session]:
    opened = a_session(folder)
    yield opened
    opened.workspace.close()


@pytest.fixture(scope="module")
def figures(session: Session) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Every figure of every run and its stored row: the rows are what the trees are held against."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {table: [] for table in KEYS}
    for run in session.call("run.list").frame()["run"]:
        pins = session.call("run.show", run=run).frame()
        for table in pins.filter(pl.col("name").is_in(list(KEYS)), role="table")["name"]:
            rows = session.call("run.show", run=run, table=table).frame()
            found[table] += [
                (f"{run}/{table}/" + ",".join(str(row[name]) for name in KEYS[table]), row)
                for row in rows.iter_rows(named=True)
            ]
    rows = session.call("statistic.list").frame().rows(named=True)
    found["statistic"] = [(row["figure"], row) for row in rows]
    return found


def sampled(
    figures: dict[str, list[tuple[str, dict[str, Any]]]], table: str, count: int
) -> list[tuple[str, dict[str, Any]]]:
    """Draw figures at random; what there is fewer of is taken whole."""
    known = [(figure, row) for figure, row in figures[table] if stored(table, row) is not None]
    assert known, f"no figure of {table} to explain"
    return random.Random(SEED).sample(known, min(count, len(known)))


def stored(table: str, row: dict[str, Any]) -> float | None:
    return row[VALUES.get(table, "value")]


@pytest.fixture(scope="module")
def why(session: Session) -> Why:
    """Asks as a reader does, and takes what is printed: JSON text, nothing else."""

    @cache
    def ask(figure: str) -> Tree:
        text = json.dumps(session.call("lineage.why", figure=figure).as_dict(), ensure_ascii=False)
        return json.loads(text)["data"]

    return ask


def same(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)


def leaves(node: Tree) -> list[Tree]:
    return [leaf for child in node["children"] for leaf in leaves(child)] if node["children"] else [node]


def moving(node: Tree) -> list[Tree]:
    """List the leaves of which no part above is nought: a factor of nought hides what it multiplies."""
    if not node["children"]:
        return [node]
    return [leaf for child in node["children"] if child["value"] for leaf in moving(child)]


def nodes(node: Tree) -> list[Tree]:
    return [node, *(below for child in node["children"] for below in nodes(child))]


def judged_value(tree: Tree) -> Tree:
    """The value that a status judges: below the margin, or the root where nothing stands against it."""
    return next((child for child in tree["children"] if child["name"] == "value"), tree)


@EVERYWHERE
@COUNTS
def test_a_figure_follows_from_its_printed_tree(
    why: Why, figures: dict[str, Any], table: str, count: int
) -> None:
    for figure, row in sampled(figures, table, count):
        tree = why(figure)
        told = judged_value(tree) if table == "target_status" else tree
        assert same(evaluate(told), stored(table, row)), figure
        assert all(same(evaluate(node), node["value"]) for node in nodes(tree)), figure


@COUNTS
def test_the_distance_of_a_target_follows_from_its_printed_tree(
    why: Why, figures: dict[str, Any], count: int
) -> None:
    for figure, row in sampled(figures, "target_status", count):
        tree = why(figure)
        against = row["path_value"] if row["path_value"] is not None else row["target_value"]
        if against is None:
            assert tree["name"] == "value", figure
        else:
            assert same(evaluate(tree), row["value"] - against), figure


@EVERYWHERE
@COUNTS
def test_altering_one_printed_input_changes_the_figure(
    why: Why, figures: dict[str, Any], table: str, count: int
) -> None:
    dice = random.Random(SEED)
    for figure, row in sampled(figures, table, count):
        if not stored(table, row):
            continue  # one factor of nought hides the others
        tree = why(figure)
        told = judged_value(tree) if table == "target_status" else tree
        altered = deepcopy(told)
        inputs = [leaf for leaf in moving(altered) if not leaf["equation"]]
        if not inputs:
            assert re.fullmatch(r"[\d\s.*+/()-]+", told["equation"]), figure  # an index in its own base year
            continue
        leaf = dice.choice(inputs)
        leaf["value"] += max(abs(leaf["value"]), 1.0) / 8
        # Exactly: one of thousands of inputs may move a sum in its tenth digit.
        assert evaluate(altered) != evaluate(told), (figure, leaf["name"])


@pytest.mark.parametrize("table", KEYS)
@COUNTS
def test_a_missing_figure_says_why_it_is_missing(
    why: Why, figures: dict[str, Any], table: str, count: int
) -> None:
    unknown = [(figure, row) for figure, row in figures[table] if stored(table, row) is None]
    for figure, _ in random.Random(SEED).sample(unknown, min(count, len(unknown))):
        tree = why(figure)
        assert (tree["kind"], tree["value"], evaluate(tree)) == ("missing", None, None), figure
        assert any(reason(node) for node in nodes(tree)), figure


def reason(node: Tree) -> str | None:
    told = (node["detail"].get(name) for name in ("state", "states", "reason", "reason_zh", "owner"))
    return next((str(word) for word in told if word), None)


@EVERYWHERE
def test_every_figure_that_a_tree_names_can_be_asked_in_turn(
    why: Why, figures: dict[str, Any], table: str
) -> None:
    for figure, _ in sampled(figures, table, 3):
        tree = why(figure)
        assert tree["detail"]["figure"] == figure
        named = [node for node in nodes(tree)[1:] if "figure" in node["detail"]]
        for node in named[:5]:
            assert same(why(node["detail"]["figure"])["value"], node["value"]), figure


@EVERYWHERE
def test_every_input_of_a_figure_bears_a_citation_written_out(
    session: Session, why: Why, figures: dict[str, Any], table: str
) -> None:
    keys = set(citations(session.workspace))
    for figure, _ in sampled(figures, table, 3):
        inputs = [leaf for leaf in leaves(why(figure)) if leaf["kind"] in ("reported", "factor")]
        assert [leaf["name"] for leaf in inputs if not leaf["citation"] or leaf["citation"] in keys] == []


UNKNOWN = [
    "nonsense",
    "statistic/gdp",
    "statistic/a,b,c,d,e@1",
    "000000000000/emission/x",
    "{run}/emission/a,b",
    "{run}/x/y",
    "{run}/emission/a,b,c,d,e,f,g",
    "{run}/total/a,b,c,d,e,f",
    "{run}/indicator_value/a,b,c",
    "{run}/target_status/a,b,c,d",
    "{run}/standard_coal/a,b,c,d,e",
    "{run}/city_emission/a,b,c,d,e,f",
    "{run}/grid_cell/*,CO2,a,b",
]


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_an_unknown_figure_is_said_to_be_unknown(session: Session, unknown: str) -> None:
    for run in session.call("run.list").frame().unique("kind")["run"]:
        with pytest.raises(NotFoundError):
            session.call("lineage.why", figure=unknown.format(run=run))


@pytest.mark.slow
@pytest.mark.parametrize("table", KEYS)
def test_the_command_line_prints_the_tree_that_gives_the_figure(
    folder: Path, figures: dict[str, Any], table: str
) -> None:
    figure, row = sampled(figures, table, 1)[0]
    printed = subprocess.run(
        [Path(sys.executable).with_name("tongyuan"), "why", figure, "--json", "--workspace", folder],
        capture_output=True,
        check=True,
    )
    tree = json.loads(printed.stdout)["data"]
    told = judged_value(tree) if table == "target_status" else tree
    assert same(evaluate(told), stored(table, row))
