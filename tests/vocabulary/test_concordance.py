"""Concordances: every code has a counterpart, and totals survive every conversion."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan.vocabulary import concordance, sources
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, NotFoundError


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(concordance.names()), st.data())
def test_totals_survive_every_conversion(name: str, data: st.DataObject) -> None:
    mapping = concordance.read(name)
    codes = data.draw(
        st.lists(st.sampled_from(mapping["code"].unique().sort().to_list()), min_size=1, max_size=20)
    )
    values = data.draw(st.lists(st.floats(0, 1e9), min_size=len(codes), max_size=len(codes)))
    table = pl.DataFrame({"category": codes, "mass_t": values})
    converted = concordance.convert(table, column="category", value="mass_t", mapping=mapping, name=name)
    assert converted["mass_t"].sum() == pytest.approx(sum(values), rel=1e-12, abs=1e-9)


def test_a_missing_value_stays_missing_in_every_counterpart() -> None:
    halves = pl.DataFrame({"code": ["a", "a"], "counterpart": ["x", "y"], "share": [0.5, 0.5]})
    table = pl.DataFrame(
        {"code_of": ["a"], "mass_t": [None], "state": ["NE"]}, schema_overrides={"mass_t": pl.Float64}
    )
    converted = concordance.convert(table, column="code_of", value="mass_t", mapping=halves)
    assert converted.rows() == [("x", None, "NE"), ("y", None, "NE")]


def test_an_unmapped_code_is_refused_by_name() -> None:
    mapping = concordance.read("ceads_nfr")
    with pytest.raises(InputError, match="steam_engines"):
        concordance.convert(
            pl.DataFrame({"s": ["steam_engines"], "v": [1.0]}), column="s", value="v", mapping=mapping
        )


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    mapping = pl.DataFrame({"code": ["a", "a"], "counterpart": ["x", "y"], "share": [0.5, 0.4]})
    with pytest.raises(InputError, match=r"0\.9"):
        concordance.convert(pl.DataFrame({"s": ["a"], "v": [1.0]}), column="s", value="v", mapping=mapping)


def test_an_unknown_concordance_is_refused() -> None:
    with pytest.raises(NotFoundError, match="ceads_nfr"):
        concordance.read("nothing")


def test_every_leaf_source_has_an_ipcc_code_and_a_guideline_category() -> None:
    parents = set(sources.table()["parent"].drop_nulls())
    leaves = {code for code in sources.codes() if code not in parents}
    for name in ("nfr_ipcc2006", "nfr_guideline2011"):
        assert leaves <= set(concordance.read(name)["code"]), name


def test_ceads_sectors_are_forty_seven_and_known_to_nfr() -> None:
    mapping = concordance.read("ceads_nfr")
    assert mapping.height == 47
    assert set(mapping["counterpart"]) <= set(sources.codes())


def test_ceads_sectors_bear_the_names_of_the_published_list(shared) -> None:
    published = pl.read_csv(shared / "data" / "ceads_liaoning_co2_sector_fuel.csv")["sector"].unique()
    assert set(packaged_table("ceads_sectors")["name_en"]) == set(published) - {"Total"}


def test_each_division_of_the_industrial_classification_stands_once_save_rubber_and_plastics() -> None:
    listed = [code for cell in packaged_table("ceads_sectors")["gbt4754"] for code in cell.split(";")]
    twice = {code for code in listed if listed.count(code) > 1}
    assert twice == {"02", "29", "households"}


def test_what_was_not_seen_in_its_document_is_marked() -> None:
    assert set(packaged_table("guideline_categories")["quality"]) == {"unverified"}
