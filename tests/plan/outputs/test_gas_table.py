"""Tables of guidelines: no mass is lost or counted twice, and a cell without a figure says why."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.plan.outputs.gas_table import Layout, gas_table, layout_rows
from tongyuan.vocabulary import sources

SCHEMA = {
    "source": pl.String,
    "species": pl.String,
    "scope": pl.Int8,
    "mass_t": pl.Float64,
    "state": pl.String,
}


def emission(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def leaves() -> list[str]:
    """List the sources that none divides further and that the common reporting tables know."""
    divided = set(sources.table()["parent"].drop_nulls().to_list())
    known = sources.table().filter(pl.col("crf") != "-")["source"].to_list()
    return [code for code in known if code not in divided and code[0] in "12345"]


@pytest.mark.parametrize("layout", get_args(Layout))
def test_every_source_of_the_inventory_has_its_place(layout: Layout) -> None:
    rows = emission(*((code, "CO2", 1, 1.0, None) for code in leaves()))
    table = gas_table(rows, layout=layout, gwp=reference.gwp(), gwp_set="AR5")
    top = table if layout != "crt" else table.filter(~pl.col("category").str.contains(".", literal=True))
    assert top["CO2"].sum() == pytest.approx(len(leaves()))
    assert top["co2e_t"].sum() == pytest.approx(len(leaves()))


@pytest.mark.parametrize("layout", get_args(Layout))
def test_every_category_has_a_name_in_both_languages(layout: Layout) -> None:
    rows = layout_rows(layout)
    assert rows.null_count().select("category", "name_zh", "name_en").row(0) == (0, 0, 0)


def test_a_cell_without_a_figure_says_why() -> None:
    rows = emission(("5A", "CH4", 1, None, "NE"), ("5A", "CH4", 1, None, "NO"), ("5A", "CO2", 1, 1.0, None))
    table = gas_table(rows, layout="guideline_2011", gwp=reference.gwp(), gwp_set="AR5")
    cell = table.filter(category="waste.landfill")
    assert cell.select("CH4", "CH4_state", "N2O_state", "gaps").row(0) == (None, "NE", "not_reported", 2)


def test_purchases_are_in_no_row() -> None:
    table = gas_table(
        emission(("none", "CO2", 2, 9.0, None)), layout="crt", gwp=reference.gwp(), gwp_set="AR5"
    )
    assert table["CO2"].null_count() == table.height
