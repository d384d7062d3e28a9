"""Trees of plans: what is printed evaluates to the plan's own figures, in every region, species and year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session

from .printed_tree import evaluate

pytestmark = pytest.mark.slow
PROJECT = """
projects:
  - project: works
    first_year: 2030
    yearly_cost_cny: -1000000
    change_t: {CO2: -5000, SO2: 20}
"""


@pytest.fixture(scope="module")
def planned(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, str]:
    folder = tmp_path_factory.mktemp("planned")
    session = a_session(a_copy(founded("exercise"), to=folder / "workspace"))
    example = session.call("cocontrol.example").document
    assert example is not None
    problem = folder / "problem.yaml"
    problem.write_text(example.content.decode() + PROJECT, "utf-8")
    run = session.call("cocontrol.solve", file=problem).meta["run"]
    return session, run


def test_the_printed_tree_of_every_planned_emission_evaluates_to_it(planned: tuple[Session, str]) -> None:
    session, run = planned
    rows = session.workspace.run_table(run, "planned_emission").sort("region", "species", "year")
    assert rows.height > 10
    for row in rows.iter_rows(named=True):
        figure = f"{run}/planned_emission/{row['region']},{row['species']},{row['year']}"
        tree = session.call("lineage.why", figure=figure).data
        assert isinstance(tree, dict)
        assert evaluate(tree) == pytest.approx(row["mass_t"], rel=1e-9, abs=1e-9)


def test_what_is_chosen_names_the_limits_that_bind(planned: tuple[Session, str]) -> None:
    session, run = planned
    row = (
        session.workspace.run_table(run, "uptake")
        .filter(
            pl.col("subject").cast(pl.String) == "running", pl.col("part") != "base", pl.col("quantity") > 0
        )
        .row(0, named=True)
    )
    figure = f"{run}/uptake/{row['subject']},{row['item']},{row['part']},{row['year']}"
    tree = session.call("lineage.why", figure=figure).data
    assert isinstance(tree, dict)
    assert tree["kind"] == "solution"
    assert "CNY" in tree["detail"]["binding"]


def test_a_price_is_told_with_the_slopes_beside_it(planned: tuple[Session, str]) -> None:
    session, run = planned
    row = session.workspace.run_table(run, "shadow_price").filter("binding").row(0, named=True)
    tree = session.call("lineage.why", figure=f"{run}/shadow_price/{row['limit']},{row['year']}").data
    assert isinstance(tree, dict)
    assert tree["value"] == row["price_cny"]
    assert tree["detail"]["tightened_cny"] == row["tightened_cny"]
