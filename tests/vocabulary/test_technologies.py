"""Every technology that a factor, a control, a pack or a choice of a workbook tells has both names."""

from __future__ import annotations

import csv
from importlib.resources import files

import polars as pl
import pytest

import tongyuan.packs
from tongyuan.accounting.forest import EQUATIONS
from tongyuan.reference.controls import controls
from tongyuan.reference.factors import factors
from tongyuan.reference.roads import road_corrections
from tongyuan.vocabulary import materials, technologies
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables.industry import UNIT_PROCESSES
from tongyuan.workspace.workbooks.names import packaged_rows

BECOME_A_TECHNOLOGY = {"before", "soil", "landfill", "standard", "engine_type", "depth", "process", "cell"}
KNOWN = {*technologies.codes(), *materials.codes()}


def of_packs() -> set[str]:
    """Collect what the rows of packs tell in a column of that name."""
    found: set[str] = set()
    for path in files(tongyuan.packs).rglob("*.csv"):  # type: ignore[attr-defined]
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        found |= {row["technology"] for row in rows if row.get("technology")}
    return found


def test_every_technology_of_a_factor_has_names() -> None:
    assert set(factors()["technology"]) <= KNOWN


def test_every_technology_of_a_control_has_names() -> None:
    assert set(controls()["technology"]) <= KNOWN


def test_every_technology_of_a_correction_has_names() -> None:
    told = road_corrections()["technology"].str.split(" ").explode()
    assert set(told) <= KNOWN


def test_every_technology_of_a_pack_has_names() -> None:
    assert of_packs() <= KNOWN


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("manure_systems", "system"),
        ("water_regimes", "regime"),
        ("feeding_systems", "system"),
        ("kiln_products", "product"),
        ("gas_applications", "application"),
    ],
)
def test_a_register_and_the_technologies_use_the_same_names(table: str, column: str) -> None:
    for code, zh, en in packaged_table(table).select(column, "name_zh", "name_en").iter_rows():
        told = (technologies.label(code), technologies.label(code, language="en"))
        assert code == "unstated" or told == (zh, en)


def test_every_choice_of_a_workbook_that_becomes_a_technology_has_names() -> None:
    rows = [row for row in packaged_rows("record_choices") if row["column"] in BECOME_A_TECHNOLOGY]
    assert {row["column"] for row in rows} == BECOME_A_TECHNOLOGY
    assert {row["code"] for row in rows} <= KNOWN


def test_what_derivations_call_technology_has_names() -> None:
    assert {equation.name for equation in EQUATIONS} <= KNOWN
    assert set(UNIT_PROCESSES) <= KNOWN


def test_no_technology_stands_twice_or_without_a_name() -> None:
    table = technologies.table()
    assert table["technology"].is_unique().all()
    assert table.select(pl.all().is_null().any()).row(0) == (False, False, False)
    assert table["name_zh"].str.contains(r"\p{Han}").all()
    assert not table["name_en"].str.contains(r"\p{Han}").any()


def test_a_technology_is_known_by_each_of_its_names_alone() -> None:
    table = technologies.table()
    assert table["name_zh"].is_unique().all()
    assert table["name_en"].is_unique().all()
