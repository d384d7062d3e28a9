"""Kinds of activity: each has a method, each species that is asked of it is known."""

from __future__ import annotations

import pytest

from tongyuan.vocabulary import activities, materials, sources, species
from tongyuan.vocabulary.packaged import packaged_table

EXPECTED = packaged_table("expected_species")


def test_what_is_expected_names_kinds_sources_materials_and_species_that_exist() -> None:
    assert set(EXPECTED["activity"]) <= set(activities.kinds())
    assert set(EXPECTED["source"]) - {"*"} <= set(sources.codes())
    known = {*materials.codes(), *packaged_table("fuels")["fuel"], "*"}
    assert set(EXPECTED["material"]) <= known
    assert {code for row in EXPECTED["species"] for code in row.split()} <= set(species.codes())


def test_no_expectation_stands_twice() -> None:
    assert not EXPECTED.select("activity", "source", "material").is_duplicated().any()


@pytest.mark.parametrize(("table", "key"), [("materials", "material"), ("parameters", "parameter")])
def test_a_code_stands_once_in_all_files_of_a_table(table: str, key: str) -> None:
    codes = packaged_table(table)[key].to_list()
    assert sorted(set(codes)) == sorted(codes)


def test_every_material_stands_under_a_source_and_is_counted_in_a_known_unit() -> None:
    table = materials.table()
    assert set(table["source"]) <= set(sources.codes())
    assert set(table["activity_unit"]) <= set(packaged_table("units")["unit"])
