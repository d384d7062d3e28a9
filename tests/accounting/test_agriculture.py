"""Crops, fertilisers and herds: figures that a hand can check, and one set of parameters in one run."""

from __future__ import annotations

import polars as pl
import pytest

from tongyuan import reference
from tongyuan.accounting.derivation import derive_all, explain_derived
from tongyuan.accounting.emission import estimate
from tongyuan.accounting.factors import assign
from tongyuan.testing.accounting import controls_of
from tongyuan.testing.agriculture import (
    a_crop,
    a_fertiliser,
    a_herd,
    a_village,
    crops_of,
    fertilisers_of,
    herds_of,
    villages_of,
)
from tongyuan.vocabulary import species
from tongyuan.vocabulary.families import parts_of
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.vocabulary.tables import Activity, key_of

GUIDELINE = "CEADs_2018"
IPCC_2019 = "GBT32150_2025"
IPCC_2006 = "GBT32150_2025+agriculture_IPCC_2006"
NORTHEAST = "210000"
SPECIES = species.codes()


def compiled(family: str, **records: pl.DataFrame) -> pl.DataFrame:
    factors = reference.factors()
    activity = derive_all(records, factors=factors, family=family, year=2020)
    return estimate(activity, factors=factors, controls=controls_of(), family=family, species=SPECIES)


def mass(emission: pl.DataFrame, **named: str) -> float:
    return emission.filter(**named)["mass_t"].sum()


def test_a_hundred_tonnes_of_nitrogen_in_the_northeast_give_what_the_guideline_prints() -> None:
    emission = compiled(GUIDELINE, fertilisers=fertilisers_of(a_fertiliser(region=NORTHEAST)))
    assert mass(emission, source="3D1", species="N2O") == pytest.approx(1.791, abs=5e-4)
    assert mass(emission, source="3D2a", species="N2O") == pytest.approx(100 * 0.10 * 0.01 * 44 / 28)
    assert mass(emission, source="3D2b", species="N2O") == pytest.approx(100 * 0.20 * 0.0075 * 44 / 28)


def test_a_city_takes_the_factor_of_its_province() -> None:
    of_city = compiled(GUIDELINE, fertilisers=fertilisers_of(a_fertiliser(region="210100")))
    assert mass(of_city, source="3D1", species="N2O") == pytest.approx(1.791, abs=5e-4)
    elsewhere = compiled(GUIDELINE, fertilisers=fertilisers_of(a_fertiliser(region="990000")))
    assert elsewhere.filter(source="3D1", species="N2O")["state"].to_list() == ["NE"]


def test_each_edition_gives_its_own_indirect_nitrous_oxide() -> None:
    spread = fertilisers_of(a_fertiliser(region=NORTHEAST))
    leached = {
        family: mass(compiled(family, fertilisers=spread), source="3D2b")
        for family in (GUIDELINE, IPCC_2006, IPCC_2019)
    }
    expected = {GUIDELINE: 0.20 * 0.0075, IPCC_2006: 0.30 * 0.0075, IPCC_2019: 0.24 * 0.011}
    assert leached == pytest.approx({name: 100 * share * 44 / 28 for name, share in expected.items()})


@pytest.mark.parametrize("family", [GUIDELINE, IPCC_2006, IPCC_2019])
def test_one_run_takes_one_set_of_parameters(family: str) -> None:
    factors = reference.factors()
    records = {
        "herds": herds_of(
            a_herd(region=NORTHEAST), a_herd(region=NORTHEAST, animal="pig", manure="unstated")
        ),
        "crops": crops_of(a_crop(region=NORTHEAST), a_crop(region=NORTHEAST, crop="maize", water="unstated")),
        "fertilisers": fertilisers_of(a_fertiliser(region=NORTHEAST)),
    }
    activity = derive_all(records, factors=factors, family=family, year=2020)
    used = assign(activity, factors=factors, family=family, species=SPECIES)["factor_id"].unique()
    families = set(factors.filter(pl.col("factor_id").is_in(used.implode()))["family"].to_list())
    assert families <= {*parts_of(family), "*"}
    assert len(families - {"*"}) == 1


def test_a_family_goes_with_one_companion_unless_another_is_named() -> None:
    known = set(reference.families()["family"].to_list())
    companions = packaged_table("family_companions")
    assert set(companions["family"].to_list()) | set(companions["companion"].to_list()) <= known
    assert companions.select("family", "serves").is_unique().all()
    assert set(reference.factors(IPCC_2006)["family"].to_list()) == {*IPCC_2006.split("+"), "*"}
    with pytest.raises(NotFoundError, match="nobody"):
        reference.factors("GBT32150_2025+nobody")


def test_urea_gives_ammonia_by_its_soil_and_carbon_dioxide_by_its_mass() -> None:
    normal = compiled(IPCC_2019, fertilisers=fertilisers_of(a_fertiliser()))
    assert mass(normal, source="3D1", species="NH3") == pytest.approx(19.5)
    assert mass(normal, source="3H", species="CO2") == pytest.approx(100 * 60 / 28 * 0.20 * 44 / 12)
    high = compiled(IPCC_2019, fertilisers=fertilisers_of(a_fertiliser(soil="high_ph")))
    assert mass(high, source="3D1", species="NH3") == pytest.approx(20.6)
    untold = compiled(IPCC_2019, fertilisers=fertilisers_of(a_fertiliser(soil="unstated")))
    ammonia = untold.filter(source="3D1", species="NH3").row(0, named=True)
    assert (ammonia["low_t"], ammonia["mass_t"], ammonia["high_t"]) == pytest.approx((19.5, 19.5, 20.6))


def test_a_fertiliser_that_the_guidebook_lacks_is_not_estimated() -> None:
    spread = fertilisers_of(a_fertiliser(fertiliser="ammonium_bicarbonate"))
    assert compiled(IPCC_2019, fertilisers=spread).filter(species="NH3")["state"].to_list() == ["NE"]


def test_rice_of_the_northeast_by_area_and_by_its_days() -> None:
    rice = crops_of(a_crop(region=NORTHEAST, before="long_dry"))
    assert mass(compiled(GUIDELINE, crops=rice), source="3C") == pytest.approx(168.0)
    by_days = 1000 * 0.89 * 1.32 * 112 * 0.55 / 1000
    assert mass(compiled(IPCC_2019, crops=rice), source="3C") == pytest.approx(by_days)
    lacking_days = compiled(IPCC_2006, crops=rice).filter(source="3C")
    assert lacking_days["state"].to_list() == ["NE"]


def test_straw_in_the_field_raises_the_methane_of_paddies() -> None:
    bare = mass(compiled(IPCC_2019, crops=crops_of(a_crop())), source="3C")
    straw = a_crop(amendment="straw_recent", amendment_t_per_ha=6.0)
    assert mass(compiled(IPCC_2019, crops=crops_of(straw)), source="3C") == pytest.approx(bare * 7**0.59)


def test_straw_burned_in_the_open_by_hand() -> None:
    """1,000 ha x 8 t x 0.89 dry x 1.4 straw x 0.1 burned x 0.8: 797.44 t of dry matter."""
    emission = compiled(IPCC_2019, crops=crops_of(a_crop()))
    burned = 1000 * 8 * 0.89 * 1.4 * 0.1 * 0.8
    assert mass(emission, source="3F", species="CH4") == pytest.approx(burned * 2.7 / 1000)
    assert mass(emission, source="3F", species="N2O") == pytest.approx(burned * 0.07 / 1000)
    assert mass(emission, source="3F", species="PM2.5") == pytest.approx(burned * 6.26 / 1000)
    assert mass(emission, source="3F", species="CO2bio") == pytest.approx(burned * 1515 / 1000)
    assert emission.filter(source="3F", species="CO2").is_empty()


def test_straw_that_nobody_told_of_is_not_reported_and_never_zero() -> None:
    untold = compiled(IPCC_2019, crops=crops_of(a_crop(burned_share=None)))
    assert set(untold.filter(source="3F")["state"].to_list()) == {"not_reported"}


def test_a_pig_farm_discharges_by_the_cited_coefficient_and_nothing_is_guessed() -> None:
    emission = compiled(IPCC_2019, herds=herds_of(a_herd(animal="pig")), countryside=villages_of(a_village()))
    assert mass(emission, source="W3", species="COD") == pytest.approx(64.1 * 365 / 1000)
    assert emission.filter(source="W3", species="NH3-N")["state"].to_list() == ["NE"]
    assert set(emission.filter(source="W2")["state"].to_list()) == {"NE"}
    assert set(emission.filter(source="W2")["medium"].to_list()) == {"water"}


def test_every_quantity_of_crops_is_explained_to_the_same_value() -> None:
    factors = reference.factors()
    records = {
        "crops": crops_of(
            a_crop(amendment="compost", amendment_t_per_ha=3.0),
            a_crop(),
            a_crop(crop="maize", water="unstated", straw_ratio=1.2),
        ),
        "fertilisers": fertilisers_of(a_fertiliser()),
        "countryside": villages_of(a_village()),
    }
    activity = derive_all(records, factors=factors, family=IPCC_2019, year=2020)
    explained = 0
    for row in activity.filter(pl.col("quantity").is_not_null()).iter_rows(named=True):
        key = {name: row[name] for name in key_of(Activity)}
        tree = explain_derived(key, records=records, factors=factors, family=IPCC_2019)
        assert tree is not None, key
        assert tree.value == pytest.approx(row["quantity"], rel=1e-12), key
        explained += 1
    assert explained > 12


def test_every_animal_and_crop_is_a_material_with_its_parts() -> None:
    known = set(packaged_table("materials")["material"].to_list())
    animals = packaged_table("animals")["animal"].to_list()
    crops = packaged_table("crops")["crop"].to_list()
    stages = [f"{name}_tan_{stage}" for name in animals for stage in ("housed", "stored", "spread", "grazed")]
    assert {*animals, *crops, *stages, *(f"straw_{name}" for name in crops)} <= known
    assert set(packaged_table("fertilisers")["fertiliser"].to_list()) <= known


def test_default_shares_of_manure_systems_add_up() -> None:
    shares = reference.factors().filter(pl.col("parameter") == "manure_share")
    sums = shares.group_by("fuel").agg(pl.col("value").sum())["value"].to_list()
    assert sums == pytest.approx([1.0] * len(sums))


def test_the_cows_of_the_guide_give_its_ammonia() -> None:
    emission = compiled(GUIDELINE, herds=herds_of(a_herd(region=NORTHEAST)))
    assert mass(emission, species="NH3") == pytest.approx(32.567, abs=5e-4)
    assert mass(emission, source="3A", species="CH4") == pytest.approx(88.1)
    assert mass(emission, source="3B1", species="N2O") == pytest.approx(1.096)
