"""Checks of kept inventories: the rows of the balance explain the whole gap; odd years bear a reason."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.services.session import Session


@pytest.fixture
def run(own: Session) -> str:
    year = int(own.workspace.datasets("balance")["year"].max())
    return str(own.inventory.compile(year=year).meta["run"])


def test_the_parts_of_the_gap_add_up_to_it(own: Session, run: str) -> None:
    answer = own.inventory.reference_gap(run=run)
    sums = answer.frame().group_by("fuel").agg(pl.col("part_t").sum())
    compared = own.inventory.reference(run=run).frame().filter(level="fuel").drop_nulls("difference_t")
    both = compared.join(sums, left_on="item", right_on="fuel", how="left").with_columns(
        pl.col("part_t").fill_null(0.0)
    )
    assert both["part_t"].to_list() == pytest.approx(both["difference_t"].to_list(), rel=1e-9, abs=1e-3)
    assert {row["level"] for row in answer.meta["compared"]} == {"type", "total"}


def test_one_year_alone_has_no_odd_step(own: Session, run: str) -> None:
    rows = own.inventory.outliers().frame()
    assert set(rows["what"]) <= {"intensity"}


def test_the_uncertainty_table_and_key_categories_of_a_run(own: Session, run: str) -> None:
    table = own.inventory.uncertainty_table(run=run, base=run)
    assert table.meta["change_percent"] == pytest.approx(0.0, abs=1e-9)
    assert table.meta["level_percent"] > 0
    judged = own.inventory.key_approaches(run=run, base=run).frame()
    assert judged.filter("key_level").height > 0
    assert judged["level"].sum() == pytest.approx(1.0)


def test_completeness_names_every_state(own: Session, run: str) -> None:
    answer = own.inventory.completeness(run=run)
    cells = answer.frame()
    assert cells.select("state_zh", "state_en", "source_zh", "source_en").null_count().row(0) == (0, 0, 0, 0)
    assert 0 < answer.meta["share"] < answer.meta["covered"] < 1
    assert "not_reported" in set(cells["state"])
