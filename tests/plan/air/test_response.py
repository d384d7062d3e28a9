"""The response: linear, its parts add up; calibration beside; faults of a matrix named."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan import air
from tongyuan.testing.air import matrix_of
from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES

REGIONS = ("990100", "990200", "990300", "990400", "990500")
MASS = st.floats(min_value=0, max_value=1e6)


def emission_of(masses: dict[str, float]) -> pl.DataFrame:
    rows = [
        {"source_region": region, "species": species, "release": "surface", "mass_t": mass}
        for (region, mass), species in product(masses.items(), PRECURSORS)
    ]
    return pl.DataFrame(rows)


def modelled(masses: dict[str, float]) -> dict[str, float]:
    parts = air.contributions(matrix_of(REGIONS), emission=emission_of(masses))
    rows = air.totals(parts, regions=REGIONS, model="imported", calibration=None)
    return dict(rows.select("region", "modelled_ug_m3").iter_rows())


MASSES = {region: 1000.0 * (number + 1) for number, region in enumerate(REGIONS)}


def test_local_and_regional_parts_are_told_apart() -> None:
    parts = air.contributions(matrix_of(REGIONS), emission=emission_of({REGIONS[0]: 1000.0}))
    rows = air.totals(parts, regions=REGIONS, model="imported", calibration=None)
    first, second = rows.row(0, named=True), rows.row(1, named=True)
    assert first["local_ug_m3"] == pytest.approx(4 * 0.1)
    assert first["regional_ug_m3"] == 0
    assert second["regional_ug_m3"] == pytest.approx(4 * 0.01)
    assert second["calibrated_ug_m3"] is None


@given(st.lists(MASS, min_size=5, max_size=5), st.lists(MASS, min_size=5, max_size=5))
def test_the_response_is_linear(one: list[float], other: list[float]) -> None:
    first, second = dict(zip(REGIONS, one, strict=True)), dict(zip(REGIONS, other, strict=True))
    both = modelled({region: first[region] + second[region] for region in REGIONS})
    apart = [modelled(first), modelled(second)]
    for region in REGIONS:
        assert both[region] == pytest.approx(sum(part[region] for part in apart), rel=1e-9, abs=1e-12)


def test_the_derivative_is_what_a_tonne_more_does() -> None:
    told = air.sensitivities(matrix_of(REGIONS))
    assert told.height == len(REGIONS) ** 2 * len(PRECURSORS) * len(RELEASES)
    row = told.filter(region=REGIONS[1], source_region=REGIONS[0], species="SO2", release="surface")
    more = emission_of(MASSES).with_columns(
        mass_t=pl.col("mass_t")
        + ((pl.col("source_region") == REGIONS[0]) & (pl.col("species") == "SO2")).cast(pl.Float64)
    )
    parts = air.contributions(matrix_of(REGIONS), emission=emission_of(MASSES), other=more)
    change = parts.filter(receptor=REGIONS[1])["change_ug_m3"].sum()
    assert change == pytest.approx(row["ug_m3_per_t"].item(), rel=1e-6)


def test_what_only_one_of_two_runs_emits_is_none_in_the_other() -> None:
    before, after = emission_of({REGIONS[0]: 1000.0}), emission_of({REGIONS[1]: 1000.0})
    parts = air.contributions(matrix_of(REGIONS), emission=before, other=after)
    assert parts["change_t"].sum() == pytest.approx(0)
    assert set(parts["region"]) == set(REGIONS[:2])


def test_calibration_finds_the_line_and_stands_beside_the_uncalibrated() -> None:
    model = modelled(MASSES)
    seen = {region: 10 + 2 * level for region, level in model.items()}
    found = air.calibrate(model, observed=seen)
    assert found is not None
    assert (found.multiplier, found.background) == pytest.approx((2, 10))
    assert found.without.rmse == pytest.approx(0, abs=1e-9)
    parts = air.contributions(matrix_of(REGIONS), emission=emission_of(MASSES))
    rows = air.totals(parts, regions=REGIONS, model="imported", calibration=found)
    assert dict(rows.select("region", "modelled_ug_m3").iter_rows()) == pytest.approx(model)
    assert dict(rows.select("region", "calibrated_ug_m3").iter_rows()) == pytest.approx(seen)


def test_the_city_that_is_left_out_is_missed_by_more_than_the_fit_misses_it() -> None:
    model = modelled(MASSES)
    seen = {region: 10 + 2 * level for region, level in model.items()} | {REGIONS[2]: 60.0}
    found = air.calibrate(model, observed=seen)
    assert found is not None
    assert found.without.rmse > found.after.rmse
    assert abs(found.left_out[REGIONS[2]] - 60) > 10


def test_a_calibration_that_is_no_better_than_the_mean_of_the_others_changes_nothing() -> None:
    seen = dict(zip(REGIONS, (31.0, 42.0, 30.0, 41.0, 32.0), strict=True))
    found = air.calibrate(modelled(MASSES), observed=seen)
    assert found is not None
    assert not found.serves
    half = emission_of({region: mass / 2 for region, mass in MASSES.items()})
    parts = air.contributions(matrix_of(REGIONS), emission=emission_of(MASSES), other=half)
    rows = air.totals(parts, regions=REGIONS, model="imported", calibration=found)
    assert rows["calibrated_change_ug_m3"].null_count() == len(REGIONS)
    assert (rows["change_ug_m3"] < 0).all()


def test_a_background_that_is_given_is_kept() -> None:
    found = air.calibrate(modelled(MASSES), observed=dict.fromkeys(REGIONS, 30.0), background=12.0)
    assert found is not None
    assert found.background == 12


def test_too_few_cities_calibrate_nothing() -> None:
    assert air.calibrate(modelled(MASSES), observed=dict.fromkeys(REGIONS[:3], 30.0)) is None


def test_every_fault_of_a_matrix_is_named() -> None:
    whole = matrix_of(REGIONS)
    at = (pl.col("region") == REGIONS[0]) & (pl.col("source_region") == REGIONS[1])
    faulty = (
        whole.with_row_index("row")
        .filter(pl.col("row") > 0)
        .drop("row")
        .with_columns(
            ug_m3_per_kt=pl.when(at & (pl.col("release") == "tall"))
            .then(-0.1)
            .when(at & (pl.col("release") == "medium"))
            .then(900.0)
            .otherwise("ug_m3_per_kt")
        )
    )
    told = air.check_matrix(faulty, regions=REGIONS).group_by("finding").len().sort("finding")
    assert dict(told.iter_rows()) == {"missing": 1, "negative": 3, "negative_primary": 1, "too_large": 4}
    foreign = air.check_matrix(whole, regions=REGIONS[:4])
    assert set(foreign["finding"]) == {"foreign"}


def test_shares_lie_beside_the_published_ranges() -> None:
    model = modelled(MASSES)
    found = air.calibrate(model, observed={region: 10 + 2 * level for region, level in model.items()})
    parts = air.contributions(matrix_of(REGIONS), emission=emission_of(MASSES))
    rows = air.totals(parts, regions=REGIONS, model="imported", calibration=found)
    beside = air.shares_beside(rows, ranges=reference.share_ranges())
    summed = beside.unique(["region", "part"]).group_by("region").agg(pl.col("share").sum())
    assert summed["share"].to_list() == pytest.approx([1.0] * len(REGIONS))
    assert {"low", "high", "within"} <= set(beside.columns)
