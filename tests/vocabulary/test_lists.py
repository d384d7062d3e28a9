"""The vocabulary's own lists: species, fuels, sources, materials, rows of the balance."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan.vocabulary import balance, fuels, materials, sources, species
from tongyuan.vocabulary.problems import InputError


def test_the_species_of_the_first_stage_are_known() -> None:
    wanted = {"CO2", "CH4", "N2O", "SO2", "NOx", "PM10", "PM2.5", "BC", "OC", "CO", "NMVOC", "NH3", "Hg"}
    assert wanted <= set(species.codes())


def test_no_list_repeats_a_code() -> None:
    for codes in (species.codes(), fuels.codes(), sources.codes(), materials.codes()):
        assert len(codes) == len(set(codes))


def test_every_source_hangs_in_the_tree() -> None:
    for code in sources.codes():
        for above in sources.ancestors(code):
            assert above in sources.codes()
            assert code.startswith(above)
            assert sources.descends(code, prefix=above)


def test_purchased_energy_is_no_source() -> None:
    assert not sources.descends("none", prefix="1A")
    assert sources.descends("none", prefix="*")


def test_the_balance_has_the_yearbooks_rows_and_columns() -> None:
    assert balance.rows()["row"].to_list() == list(range(1, 34))
    assert len(fuels.balance_carriers()) == 22
    assert all(fuels.balance_unit(code) for code in fuels.balance_carriers())


def test_rows_and_materials_point_to_known_sources() -> None:
    pointed = [*balance.rows()["source"].drop_nulls(), *materials.table()["source"]]
    assert set(pointed) <= set(sources.codes())


@pytest.mark.parametrize(
    "reader", [species.kind, fuels.activity_unit, sources.parent, materials.activity_unit]
)
def test_an_unknown_code_is_named_with_the_known_ones(reader: object) -> None:
    with pytest.raises(InputError) as caught:
        reader("no_such_code")  # type: ignore[operator]
    assert caught.value.problems[0].code == "vocabulary.unknown_code"
    assert "no_such_code" in caught.value.problems[0].text("en")


def test_every_label_stands_in_both_languages() -> None:
    for table in (species.table(), fuels.table(), sources.table(), materials.table(), balance.rows()):
        assert table.select(pl.col("name_zh", "name_en").null_count()).row(0) == (0, 0)
