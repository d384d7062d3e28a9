"""Agriculture beside bonsai-ipcc on the same inputs; its faults are told (``benchmarks/peers``)."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.accounting.livestock import emit_by_head, ferment_manure, nitrify_manure
from tongyuan.accounting.nitrogen_flow import flow
from tongyuan.accounting.soils import lose_nitrous_oxide
from tongyuan.accounting.straw import straw_of
from tongyuan.testing.agriculture import a_crop, crops_of

with (Path(__file__).parent / "data/bonsai.csv").open(encoding="utf-8", newline="") as file:
    PEER = {row["case"]: float(row["value"]) for row in csv.DictReader(file) if row["area"] == "agriculture"}
NITROGEN = 0.44 * 386 * 365 / 1000


def test_enteric_methane_agrees() -> None:
    assert emit_by_head(1000.0, ef_kg_per_head=78.0) == pytest.approx(PEER["cow_enteric"] * 1000, rel=1e-12)


def test_methane_of_manure_agrees_with_the_solids_of_the_year() -> None:
    """Of the same inputs: its 5.8 kg and 58 kg are those of all swine, which it names growing swine."""
    ours = ferment_manure(1000.0, vs_kg_per_head=PEER["pig_solids"], b0_m3_per_kg=0.29, mcf=0.15)
    assert ours == pytest.approx(PEER["pig_methane"], rel=1e-12)


def test_nitrogen_excreted_and_its_nitrous_oxide_agree() -> None:
    excreted = reference.factors().filter(
        parameter="nitrogen_kg_per_head", fuel="dairy_cow", family="agriculture_IPCC_2019"
    )
    assert excreted["value"].item() == pytest.approx(PEER["cow_nitrogen"], rel=1e-6)
    ours = nitrify_manure(1000.0, nitrogen_kg_per_head=NITROGEN, ef_n2o_n=0.01)
    assert ours == pytest.approx(PEER["cow_nitrous"] / 1000, rel=1e-12)


def test_what_is_left_for_the_field_agrees_where_the_losses_are_the_same() -> None:
    """All nitrogen ammoniacal and one loss of 30 %: then our stages are the peer's single fraction."""
    masses = flow(
        1000.0,
        nitrogen_kg_per_head=NITROGEN,
        tan_share=1.0,
        ef_nh3_n_housed=0.0,
        mineralised=0.0,
        ef_nh3_n_stored=0.3,
        ef_no_n=0.0,
        ef_n2o_n=0.01,
        n2_per_n2o=3.0,
        leached=0.02,
        ef_nh3_n_spread=0.0,
    )
    assert masses["nh3_n_stored"] * 1000 == pytest.approx(PEER["cow_volatilised"], rel=1e-12)
    assert masses["leached_n"] * 1000 == pytest.approx(PEER["cow_leached"], rel=1e-12)
    assert masses["applied"] * 1000 == pytest.approx(PEER["cow_applied"], rel=1e-12)
    deposited = lose_nitrous_oxide(masses["nh3_n_stored"], ef_n2o_n=0.01)
    assert deposited * 1000 == pytest.approx(PEER["cow_deposited"], rel=1e-12)
    run_off = lose_nitrous_oxide(masses["leached_n"], ef_n2o_n=0.011)
    assert run_off * 1000 == pytest.approx(PEER["cow_run_off"], rel=1e-12)


def test_nitrous_oxide_of_soils_agrees() -> None:
    assert lose_nitrous_oxide(100.0, ef_n2o_n=0.0114) * 1000 == pytest.approx(PEER["soil_nitrous"], rel=1e-12)


def residue_kg(area_ha: float) -> float:
    maize = crops_of(
        a_crop(
            crop="maize",
            water="unstated",
            area_ha=area_ha,
            returned_share=1 - 0.5 - 0.1 * 0.8,
            burned_share=0.1,
        )
    ).with_columns(pl.col("crop", "water", "before", "amendment", "quality").cast(pl.String))
    straw = straw_of(maize, factors=reference.factors(), family="GBT32150_2025")
    return float(straw["residue_n_t"].item()) * 1000


def test_nitrogen_of_residues_agrees_for_one_hectare() -> None:
    assert residue_kg(1.0) == pytest.approx(PEER["maize_residue"], rel=1e-12)


def test_the_peer_multiplies_roots_by_the_area_and_straw_not() -> None:
    assert residue_kg(10.0) == pytest.approx(10 * PEER["maize_residue"], rel=1e-12)
    assert residue_kg(10.0) != pytest.approx(PEER["maize_residue_10_ha"], rel=1e-2)
