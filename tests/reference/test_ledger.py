"""The ledger of what was seen is counted from the tables, none left out."""

from __future__ import annotations

import polars as pl

from tongyuan.reference.files import read_table
from tongyuan.reference.ledger import QUALITIES, verification


def test_the_qualities_of_a_table_make_up_its_rows() -> None:
    counted = verification()
    assert counted.select((pl.sum_horizontal(QUALITIES) == pl.col("rows")).all()).item()
    assert (counted["use_is_ours"] <= counted["unverified"]).all()


def test_every_row_of_a_table_is_counted() -> None:
    counted = dict(verification().select("table", "rows").rows())
    assert counted["driving"] == read_table("driving").height


def test_china_vi_counts_as_a_value_seen_whose_use_is_ours() -> None:
    rows = read_table("driving").filter(technology="china_6", quality="unverified")
    driving = verification().filter(table="driving")
    assert 0 < rows.height <= driving["use_is_ours"].item()


def test_a_recalled_value_is_not_taken_for_one_seen() -> None:
    assert verification().filter(table="land_forest")["use_is_ours"].item() == 0
