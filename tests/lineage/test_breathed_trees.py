"""Trees of air and health: what is printed evaluates to the model's own figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tongyuan.plan.health.curves import tabulated
from tongyuan.plan.health.lineage import explain_impact
from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.tables import Impact, key_of

from .printed_tree import evaluate

YEAR = 2023


@pytest.fixture(scope="module")
def breathed(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("breathed") / "workspace"))
    made.call("inventory.compile", year=YEAR)
    made.call("city.compile", year=YEAR)
    yield made
    made.workspace.close()


def tree_of(session: Session, figure: str) -> dict[str, Any]:
    tree = session.call("lineage.why", figure=figure).data
    assert isinstance(tree, dict)
    return tree


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["deaths", "years_lost"])
def test_the_printed_tree_of_a_burden_evaluates_to_it(breathed: Session, measure: str) -> None:
    run = breathed.call("health.impact", year=YEAR, draws=20).meta["run"]
    rows = breathed.workspace.run_table(run, "impact").filter(pl.col("measure").cast(pl.String) == measure)
    assert rows.height > 20
    for row in rows.sample(60, seed=3).iter_rows(named=True):
        key = ",".join(str(row[name]) for name in key_of(Impact))
        tree = tree_of(breathed, f"{run}/impact/{key}")
        assert evaluate(tree) == pytest.approx(row["base"], rel=1e-9)


@pytest.mark.slow
def test_the_printed_tree_of_modelled_air_evaluates_to_it(breathed: Session) -> None:
    run = breathed.call("air.response", year=YEAR).meta["run"]
    rows = breathed.workspace.run_table(run, "air_total")
    assert rows.height > 5
    for row in rows.iter_rows(named=True):
        tree = tree_of(breathed, f"{run}/air_total/{row['region']}")
        assert evaluate(tree) == pytest.approx(row["modelled_ug_m3"], rel=1e-9)


@pytest.mark.parametrize("level", [5.0, 10.0, 16.0, 30.0, 80.0])
def test_the_printed_tree_of_a_tabulated_ratio_reads_the_table(level: float) -> None:
    said = {"quality": "published", "citation": "c"}
    points, ratios = [10.0, 20.0, 30.0], [1.1, 1.15, 1.3]
    table = pl.DataFrame(
        [
            {"form": "table", "function": "t", "ug_m3": at, "ratio": ratio, **said}
            for at, ratio in zip(points, ratios, strict=True)
        ]
    )
    tree = explain_impact(
        {"measure": "deaths", "base": 1.0, "case": None, "avoided": None},
        people={"persons": 1e5, **said},
        rate={"per_100k": 100.0, **said},
        air={"ug_m3": level, **said},
        function=table,
    ).as_dict()
    ratio = float(tabulated(level, points=points, ratios=ratios))
    assert evaluate(tree) == pytest.approx(100.0 * (1 - 1 / ratio), rel=1e-12)
