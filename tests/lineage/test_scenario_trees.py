"""Trees of scenarios: what is printed evaluates to their own figures, source by source, city by city."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session

from .printed_tree import evaluate

pytestmark = pytest.mark.slow
#: Trees that are drawn of the thousands that a scenario has.
DRAWN = 60


@pytest.fixture(scope="module")
def planned(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, str]:
    folder = tmp_path_factory.mktemp("scenario")
    session = a_session(a_copy(founded("exercise"), to=folder / "workspace"))
    example = session.call("scenario.example", kind="planned").document
    assert example is not None
    told = yaml.safe_load(example.content)
    told["drivers"]["gdp"]["share_by_city"] = {"990100": {2025: 0.2, 2035: 0.3}}
    session.call("city.compile", year=2025)
    file = folder / "plan.yaml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return session, str(session.call("scenario.run", file=file).meta["run"])


def test_the_printed_tree_of_a_scenarios_figure_evaluates_to_it(planned: tuple[Session, str]) -> None:
    session, run = planned
    rows = session.workspace.run_table(run, "scenario_emission").filter(pl.col("mass_t").is_not_null())
    lessened = rows.filter(pl.col("mass_t") != pl.col("baseline_t")).sample(DRAWN // 2, seed=5)
    drawn = pl.concat([lessened, rows.sample(DRAWN // 2, seed=5)])
    for row in drawn.iter_rows(named=True):
        key = ",".join(str(row[name]) for name in ("scenario", "region", "source", "species", "year"))
        tree = session.call("lineage.why", figure=f"{run}/scenario_emission/{key}").data
        assert isinstance(tree, dict)
        assert evaluate(tree) == pytest.approx(row["mass_t"], rel=1e-9, abs=1e-9 * abs(row["baseline_t"]))


def test_what_is_not_estimated_is_missing_with_its_state(planned: tuple[Session, str]) -> None:
    session, run = planned
    rows = session.workspace.run_table(run, "scenario_emission").filter(pl.col("mass_t").is_null())
    row = rows.row(0, named=True)
    key = ",".join(str(row[name]) for name in ("scenario", "region", "source", "species", "year"))
    tree = session.call("lineage.why", figure=f"{run}/scenario_emission/{key}").data
    assert isinstance(tree, dict)
    assert tree["kind"] == "missing"
    assert tree["value"] is None


def test_sums_over_cities_and_sources_evaluate_to_what_is_shown_of_them(planned: tuple[Session, str]) -> None:
    session, run = planned
    for table in ("source", "region"):
        shown = session.call("scenario.show", run=run, table=table, year=2035).frame()
        for row in shown.filter(pl.col("mass_t").is_not_null()).sample(8, seed=3).iter_rows(named=True):
            key = f"{row.get('region') or '*'},{row.get('source') or '*'},{row['species']},2035"
            for of, name in (("scenario_sum", "mass_t"), ("scenario_without", "baseline_t")):
                tree = session.call("lineage.why", figure=f"{run}/{of}/planned,{key}").data
                assert isinstance(tree, dict)
                assert evaluate(tree) == pytest.approx(row[name], rel=1e-9, abs=1e-9)
                if of == "scenario_sum":
                    _leads_on(session, tree)


def _leads_on(session: Session, tree: dict[str, Any]) -> None:
    """Each part names a figure of its own, worth what the sum took of it."""
    part = tree["children"][0]
    assert evaluate(session.call("lineage.why", figure=part["detail"]["figure"]).data) == pytest.approx(  # type: ignore[arg-type]
        part["value"], rel=1e-9
    )
