"""Nitrogen of manure: nothing is made and nothing is lost between the animal and the soil."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.herd_nitrogen import follow_nitrogen, place_manure
from tongyuan.accounting.nitrogen_flow import EQUATIONS, LOSSES, PARAMETERS, flow, pasture
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.agriculture import a_herd, herds_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Factor, key_of
from tongyuan.vocabulary.tables.accounting import Activity

FAMILY = "GBT32150_2025"
shares = st.floats(0, 1)


def words(herd: pl.DataFrame) -> pl.DataFrame:
    return herd.with_columns(pl.col("animal", "system", "manure", "quality").cast(pl.String))


@given(head=st.floats(0, 1e8), nitrogen=st.floats(0.01, 200), data=st.data())
def test_nitrogen_in_is_nitrogen_out_and_in_soil(head: float, nitrogen: float, data: st.DataObject) -> None:
    drawn = {name: data.draw(shares, label=name) for name in PARAMETERS[1:]}
    masses = flow(head, nitrogen_kg_per_head=nitrogen, **drawn)
    out = sum(masses[name] for name in LOSSES) + masses["in_soil"]
    assert out == pytest.approx(masses["excreted"], rel=1e-9, abs=1e-6 * masses["excreted"])


@given(head=st.floats(0, 1e8), tan=shares, lost=shares)
def test_nitrogen_of_pasture_is_lost_or_in_soil(head: float, tan: float, lost: float) -> None:
    masses = pasture(head, nitrogen_kg_per_head=12.0, tan_share=tan, ef_nh3_n_grazed=lost)
    assert masses["nh3_n_grazed"] + masses["in_soil"] == pytest.approx(masses["excreted"], rel=1e-12)


@given(data=st.data())
def test_every_mass_is_its_printed_equation(data: st.DataObject) -> None:
    values = {name: data.draw(st.floats(0, 1), label=name) for name in ("head", *PARAMETERS)}
    masses = flow(values["head"], **{name: values[name] for name in PARAMETERS})
    for name, equation in EQUATIONS.items():
        printed = eval(equation, {"__builtins__": {}}, values | masses)
        assert printed == pytest.approx(masses[name], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("family", [FAMILY, "CEADs_2018", f"{FAMILY}+agriculture_IPCC_2006"])
def test_herds_of_every_family_keep_their_nitrogen(family: str) -> None:
    animals = ("dairy_cow", "other_cattle", "pig", "sheep", "goat", "horse", "layer", "broiler")
    herd = herds_of(
        *(a_herd(region="210000", animal=name, system="unstated", manure="unstated") for name in animals)
    )
    factors = reference.factors()
    placed = place_manure(words(herd), factors=factors, family=family)
    masses = follow_nitrogen(placed, factors=factors, family=family)
    managed = masses.filter(pl.col("form") != "pasture")
    out = managed.select(pl.sum_horizontal(*LOSSES, "in_soil", ignore_nulls=False).alias("out"))["out"]
    assert managed["excreted"].null_count() == 0
    assert out.to_list() == pytest.approx(managed["excreted"].to_list(), rel=1e-12)


def test_default_shares_place_every_animal() -> None:
    herd = herds_of(*(a_herd(animal=name, manure="unstated") for name in ("pig", "dairy_cow", "layer")))
    placed = place_manure(words(herd), factors=reference.factors(), family=FAMILY)
    heads = placed.group_by("animal").agg(pl.col("head").sum())["head"].to_list()
    assert heads == pytest.approx([1000.0] * 3, rel=1e-12)
    assert "unstated" not in placed["manure"].to_list()


def test_losses_beyond_the_ammoniacal_nitrogen_are_refused() -> None:
    factors = reference.factors()
    lossy = factors.with_columns(
        value=pl.when(pl.col("parameter") == "n2_per_n2o").then(500.0).otherwise("value")
    )
    herd = words(herds_of(a_herd(manure="solid_storage")))
    with pytest.raises(InputError, match="dairy_cow"):
        follow_nitrogen(
            place_manure(herd, factors=factors, family=FAMILY), factors=Factor.validate(lossy), family=FAMILY
        )


def test_ammonia_of_every_stage_is_the_nitrogen_lost_there() -> None:
    factors = reference.factors()
    herd = herds_of(a_herd(region="210000"))
    activity = derive_all({"herds": herd}, factors=factors, family=FAMILY, year=2020)
    emission = estimate(
        activity, factors=factors, controls=controls_of(), family=FAMILY, species=["NH3"]
    ).filter(pl.col("mass_t").is_not_null())
    masses = follow_nitrogen(
        place_manure(words(herd), factors=factors, family=FAMILY), factors=factors, family=FAMILY
    ).row(0, named=True)
    lost = sum(masses[f"nh3_n_{stage}"] for stage in ("housed", "stored", "spread"))
    assert emission["mass_t"].sum() == pytest.approx(lost * 17 / 14, rel=1e-12)


def test_an_animal_without_parameters_is_not_estimated_and_hides_no_other() -> None:
    herd = herds_of(a_herd(region="210000"), a_herd(region="210000", animal="camel", manure="unstated"))
    activity = derive_all({"herds": herd}, factors=reference.factors(), family=FAMILY, year=2020)
    manure = activity.filter(source="3D1", fuel="manure_n").select("sector", "quantity", "state").to_dicts()
    by_animal = {row["sector"]: row for row in manure}
    assert by_animal["camel"]["quantity"] is None
    assert by_animal["camel"]["state"] == "NE"
    assert by_animal["dairy_cow"]["quantity"] > 0


def test_a_herd_that_nobody_counted_is_not_reported() -> None:
    herd = herds_of(a_herd(head=None))
    activity = derive_all({"herds": herd}, factors=reference.factors(), family=FAMILY, year=2020)
    assert set(activity["state"].to_list()) == {"not_reported"}


def test_what_rests_on_recalled_parameters_is_unverified() -> None:
    activity = derive_all(
        {"herds": herds_of(a_herd(region="210000"))}, factors=reference.factors(), family=FAMILY, year=2020
    )
    assert set(activity.filter(source="3A")["quality"].to_list()) == {"published"}
    assert set(activity.filter(source="3D1")["quality"].to_list()) == {"unverified"}


@pytest.mark.parametrize("family", [FAMILY, "CEADs_2018"])
def test_every_derived_quantity_is_explained_to_the_same_value(family: str) -> None:
    factors = reference.factors()
    records = {
        "herds": herds_of(
            a_herd(region="210000"),
            a_herd(region="210000", animal="pig", system="unstated", manure="unstated", head=1e5),
            a_herd(region="210000", animal="sheep", system="grazing", manure="pasture", head=1e4),
        )
    }
    activity = derive_all(records, factors=factors, family=family, year=2020)
    for row in activity.filter(pl.col("quantity").is_not_null()).iter_rows(named=True):
        key = {name: row[name] for name in key_of(Activity)}
        tree = explain_derived(key, records=records, factors=factors, family=family)
        assert tree is not None, key
        assert tree.value == pytest.approx(row["quantity"], rel=1e-12), key
        assert tree.unit == row["unit"]
