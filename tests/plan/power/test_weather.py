"""Profiles from weather: figures a hand can check, bounds, and hours that lack."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongyuan import reference
from tongyuan.plan.power.shapes import HeatingSeason
from tongyuan.plan.power.weather import (
    WeatherModel,
    at_height,
    degree_heat,
    power_of_sun,
    power_of_wind,
    profiles_of_weather,
)
from tongyuan.testing.power import weather
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import WeatherHour

PARAMETERS = dict(reference.weather_parameters().select("parameter", "value").iter_rows())
CURVES = {
    str(name): (rows["wind_m_s"].to_numpy(), rows["share"].to_numpy())
    for (name,), rows in reference.wind_power_curves().group_by("carrier", maintain_order=True)
}
HUBS = {"wind_onshore": 100.0, "wind_offshore": 90.0}
MODEL = WeatherModel(curves=CURVES, parameters=PARAMETERS, hubs=HUBS)
SUN = {name: PARAMETERS[name] for name in ("noct_c", "power_per_degree", "system_losses")}
SEASON = HeatingSeason(twh=1.0, first_day=305, last_day=90, all_year=0.25)
speeds = st.lists(st.floats(0, 80), min_size=1, max_size=20).map(np.array)


def _made(rows: pl.DataFrame, model: WeatherModel = MODEL) -> dict[str, float]:
    """Mean of each profile."""
    found = profiles_of_weather(WeatherHour.validate(rows, cast=True), model=model)
    means = found.group_by("profile", maintain_order=True).agg(pl.col("value").mean())
    return dict(means.iter_rows())


def _problems(rows: pl.DataFrame) -> list[str]:
    with pytest.raises(InputError) as caught:
        _made(rows)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("carrier", CURVES)
def test_a_published_curve_rises_from_cut_in_and_ends_at_cut_out(carrier: str) -> None:
    curve = CURVES[carrier]
    assert (np.diff(curve[0]) > 0).all()
    ends = power_of_wind(np.array([2.99, 25.01]), curve=curve)
    assert ends.tolist() == [0.0, 0.0]
    assert power_of_wind(np.array([12.0]), curve=curve)[0] > 0.99


@given(speeds)
def test_power_of_wind_is_a_share_and_reads_the_points_of_the_curve(speed: np.ndarray) -> None:
    for curve in CURVES.values():
        assert ((power_of_wind(speed, curve=curve) >= 0) & (power_of_wind(speed, curve=curve) <= 1)).all()
        assert power_of_wind(curve[0], curve=curve) == pytest.approx(curve[1])


@given(st.floats(0, 1500), st.floats(-70, 60))
def test_power_of_sun_is_a_share_that_falls_with_heat(sun: float, air: float) -> None:
    cool, warm = power_of_sun(np.array([sun, sun]), temperature=np.array([air, air + 10]), **SUN)
    assert 0 <= warm <= cool <= 1


@given(st.floats(0, 40), st.floats(1, 300), st.floats(0, 0.5))
def test_wind_at_its_own_height_stays_and_higher_blows_no_less(
    speed: float, high: float, shear: float
) -> None:
    told = {"measured_m": high, "exponent": shear}
    assert at_height(np.array([speed]), hub_m=high, **told)[0] == pytest.approx(speed)
    assert at_height(np.array([speed]), hub_m=2 * high, **told)[0] >= speed


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_heat_sums_to_that_of_the_year_and_is_least_where_nothing_is_heated(seed: int) -> None:
    air = np.random.default_rng(seed).uniform(-20, 30, 8784)
    heat = degree_heat(air, heating=SEASON, base_c=18.0)
    assert heat.sum() == pytest.approx(1e6)
    assert heat[150 * 24 : 200 * 24] == pytest.approx(np.full(50 * 24, 0.25e6 / 8784))
    assert (heat >= 0.25e6 / 8784 - 1e-9).all()


def test_a_steady_year_gives_what_the_curve_and_the_module_say() -> None:
    made = _made(weather())
    assert made["wind_onshore"] == pytest.approx(0.554984127)
    assert made["solar"] == pytest.approx(0.8 * (1 - 0.0035 * 20) * (1 - 0.1408))
    assert "wind_offshore" not in made


def test_sites_count_alike_and_the_sea_has_its_own_curve() -> None:
    still = weather(site="still", wind_m_s=0.0, irradiance_w_m2=None, temperature_c=None)
    sea = weather(site="sea", surface="sea", wind_height_m=90.0, irradiance_w_m2=None, temperature_c=None)
    made = _made(pl.concat([weather(), still, sea]))
    assert made["wind_onshore"] == pytest.approx(0.554984127 / 2)
    assert made["wind_offshore"] == pytest.approx(1771.17 / 5000, abs=1e-6)


def test_leap_years_have_8784_hours() -> None:
    found = profiles_of_weather(WeatherHour.validate(weather(year=2024), cast=True), model=MODEL)
    assert found.group_by("profile").len()["len"].to_list() == [8784, 8784]
    assert _problems(weather(year=2024).head(8760)) == ["weather.hours"]


def test_hours_that_lack_and_columns_filled_in_part_are_told_at_once_and_never_filled() -> None:
    holed = weather().with_columns(
        wind_m_s=pl.when(pl.col("hour") == 17).then(None).otherwise(pl.col("wind_m_s")),
        wind_height_m=pl.lit(None, pl.Float64),
    )
    short = weather(site="short").filter(pl.col("hour") != 4711)
    assert _problems(pl.concat([holed, short])) == ["weather.part", "weather.hours"]
    assert _problems(weather(wind_height_m=None, temperature_c=None)) == [
        "weather.height",
        "weather.temperature",
    ]


def test_weather_that_tells_nothing_of_power_and_seasons_without_cold_are_refused() -> None:
    nothing = {"wind_m_s": None, "irradiance_w_m2": None, "temperature_c": None}
    assert _problems(weather(**nothing)) == ["weather.nothing"]
    with pytest.raises(InputError, match="18"):
        degree_heat(np.full(8760, 20.0), heating=SEASON, base_c=18.0)
