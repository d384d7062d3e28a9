"""The screening matrix: whole, above zero, of the order that global models print; mass in its sectors."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan import air
from tongyuan.plan.air.screening import apart, plume_response
from tongyuan.plan.air.transport import ground_factor
from tongyuan.testing.air import places_of, winds_of
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables.air import PRECURSORS, RELEASES

REGIONS = ("990100", "990200", "990300")


def matrix() -> pl.DataFrame:
    winds = air.wind_classes(winds_of())
    return air.screening_matrix(
        places_of(REGIONS), winds=dict.fromkeys(REGIONS, winds), kernel=reference.air_kernel(), year=2020
    )


def test_every_pair_species_and_height_has_a_number_of_screening() -> None:
    rows = matrix()
    assert rows.height == len(REGIONS) ** 2 * len(PRECURSORS) * len(RELEASES)
    assert set(rows["model"]) == {"screening"}
    assert rows["ug_m3_per_kt"].min() > 0
    assert air.check_matrix(rows, regions=REGIONS).is_empty()


def test_the_own_air_feels_a_kilotonne_most_and_the_nearer_more_than_the_farther() -> None:
    rows = matrix().filter(region=REGIONS[0], species="PM2.5", release="surface").sort("source_region")
    told = rows["ug_m3_per_kt"].to_list()
    assert told == sorted(told, reverse=True)


@given(st.sampled_from([4, 8, 16]), st.floats(min_value=1e4, max_value=2e6))
def test_the_flux_of_particles_through_a_circle_is_the_source_less_what_was_deposited(
    sectors: int, metres: float
) -> None:
    speed, mixing, height = 4.0, 800.0, 10.0
    classes = air.wind_classes(winds_of(sectors=sectors, speed=speed, mixing=mixing))
    rows = reference.air_kernel().filter(species="PM2.5").iter_rows(named=True)
    kernel = {row["season"]: row for row in rows}
    shape = ground_factor(metres, height=height, mixing=mixing)
    flux = 0.0
    for bearing in {one.towards for one in classes}:
        mean = plume_response(metres, bearing=bearing, winds=classes, kernel=kernel, height=height) / shape
        flux += mean * math.tau / sectors * metres * mixing * speed * 365 * 86400 / 1e15
    loss = 0.0005 / mixing + 0.015 / 3600
    assert flux == pytest.approx(math.exp(-loss * metres / speed), rel=1e-12)


def test_calm_hours_go_to_all_sectors_and_no_hour_is_lost() -> None:
    classes = air.wind_classes(winds_of(calm=1200))
    assert sum(one.share for one in classes) == pytest.approx(1, rel=1e-12)
    assert min(one.speed for one in classes) == 0.5


def test_the_kernel_is_of_the_order_of_a_global_model() -> None:
    classes = air.wind_classes(winds_of())
    told = air.scale_check(classes, kernel=reference.air_kernel(), slopes=reference.national_slopes())
    assert told["same_order"].all(), told
    published = dict(told.select("species", "published_ug_m3_per_mt").iter_rows())
    assert round(published["SO2"], 4) == 0.2412
    assert round(published["NOx"], 4) == 0.2229
    assert round(published["NH3"], 4) == 0.4113
    assert published["PM2.5"] == pytest.approx((1.5752 + 1.7505) / 2, abs=1e-4)


def test_wind_blows_away_from_where_it_comes() -> None:
    classes = air.wind_classes(winds_of(sectors=4))
    north = next(one for one in classes if one.reaches(math.pi))
    assert north.towards == pytest.approx(math.pi)
    for bearing in (n * math.tau / 720 for n in range(720)):
        assert sum(one.share for one in classes if one.reaches(bearing)) == pytest.approx(0.25)


def test_sectors_that_do_not_go_round_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        air.wind_classes(winds_of(sectors=8).filter(pl.col("sector") != "N"))
    assert caught.value.problems[0].code == "air.sectors"


def test_winds_without_hours_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        air.wind_classes(winds_of().with_columns(hours=pl.lit(0.0)))
    assert caught.value.problems[0].code == "air.no_wind"


def test_distance_and_bearing_between_places() -> None:
    first, second = places_of(REGIONS)[:2]
    there, back = apart(first, second), apart(second, first)
    assert there[0] == pytest.approx(back[0])
    assert back[1] - there[1] == pytest.approx(math.pi)
