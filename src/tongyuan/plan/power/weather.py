"""Hours of wind, sun and heat from hours of weather: simple published models, not measurements.

Wind: a power law over height (Hellmann), then a turbine's power curve. Sun: power of a module by irradiance
and temperature of its cells (PVWatts; cells by Ross 1981). Heat: degrees below a base within a season.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import dataframely as dy
import numpy as np
import numpy.typing as npt
import polars as pl

from tongyuan.plan.power.shapes import HeatingSeason
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import WeatherHour

__all__ = [
    "WeatherModel",
    "at_height",
    "degree_heat",
    "power_of_sun",
    "power_of_wind",
    "profiles_of_weather",
]

DAY = 24
MWH_PER_TWH = 1e6
#: Irradiance [W/m2] and temperature of cells [degC] at which a module gives its rated power.
FULL_SUN, STANDARD_C = 1000.0, 25.0
#: Irradiance [W/m2] and temperature of air [degC] at which cells have their nominal temperature.
NOMINAL_SUN, NOMINAL_AIR_C = 800.0, 20.0
#: What each kind of wind power is made of: where the hours are taken, and the exponent over height.
WINDS = {"wind_onshore": ("land", "shear_onshore"), "wind_offshore": ("sea", "shear_offshore")}
#: Hours named in a refusal.
NAMED = 5
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WeatherModel:
    """What turns weather into profiles.

    Parameters
    ----------
    curves
        Wind speeds [m/s], rising, and shares of rated power [1], by carrier.
    parameters
        ``shear_onshore``, ``shear_offshore`` [1], ``noct_c`` [degC], ``power_per_degree`` [1/K],
        ``system_losses`` [1].
    hubs
        Height of hubs by carrier [m].
    heating
        Heat of the year and its season; none where it is not given.
    base_c
        Outdoor temperature below which buildings are heated [degC].
    """

    curves: Mapping[str, tuple[Floats, Floats]]
    parameters: Mapping[str, float]
    hubs: Mapping[str, float]
    heating: HeatingSeason | None = None
    base_c: float = 18.0


def at_height(speed: Floats, *, measured_m: Floats | float, hub_m: float, exponent: float) -> Floats:
    """Bring wind from the height of measurement to that of the hub by a power law [m/s].

    Parameters
    ----------
    speed
        Wind as measured [m/s].
    measured_m, hub_m
        Heights above ground [m].
    exponent
        Exponent of the law [1].

    Returns
    -------
    array
        Wind at the hub [m/s].

    Examples
    --------
    Ten times as high, by one half: the root of ten.

    >>> at_height(np.array([4.0]), measured_m=10.0, hub_m=100.0, exponent=0.5).round(4).tolist()
    [12.6491]
    """
    return np.asarray(speed * (hub_m / np.asarray(measured_m)) ** exponent)


def power_of_wind(speed: Floats, *, curve: tuple[Floats, Floats]) -> Floats:
    """Read a power curve, straight between its points; nothing below its first speed and above its last [1].

    Parameters
    ----------
    speed
        Wind at the hub [m/s].
    curve
        Speeds, rising [m/s], and shares of rated power [1].

    Returns
    -------
    array
        Share of rated power.

    Examples
    --------
    >>> curve = (np.array([3.0, 12.0, 25.0]), np.array([0.0, 1.0, 1.0]))
    >>> power_of_wind(np.array([2.9, 7.5, 12.0, 25.0, 25.1]), curve=curve).tolist()
    [0.0, 0.5, 1.0, 1.0, 0.0]
    """
    return np.asarray(np.clip(np.interp(speed, *curve, left=0.0, right=0.0), 0.0, 1.0))


def power_of_sun(
    irradiance: Floats, *, temperature: Floats, noct_c: float, power_per_degree: float, system_losses: float
) -> Floats:
    """Give the power of photovoltaic modules by irradiance and temperature of their cells [1].

    Parameters
    ----------
    irradiance
        Irradiance on the modules [W/m2].
    temperature
        Temperature of the air [degC].
    noct_c
        Nominal operating temperature of cells [degC].
    power_per_degree
        Change of power per degree of cells above 25 degC [1/K].
    system_losses
        Share lost between module and grid [1].

    Returns
    -------
    array
        Share of rated power, from 0 to 1.

    Examples
    --------
    At 800 W/m2 and 20 degC cells have 45 degC: 0.8 x (1 - 0.0035 x 20) x (1 - 0.14).

    >>> sun, air = np.array([800.0, 0.0]), np.array([20.0, 20.0])
    >>> told = {"noct_c": 45.0, "power_per_degree": -0.0035, "system_losses": 0.14}
    >>> power_of_sun(sun, temperature=air, **told).round(5).tolist()
    [0.63984, 0.0]
    """
    cells = temperature + (noct_c - NOMINAL_AIR_C) / NOMINAL_SUN * irradiance
    share = irradiance / FULL_SUN * (1 + power_per_degree * (cells - STANDARD_C)) * (1 - system_losses)
    return np.asarray(np.clip(share, 0.0, 1.0))


def degree_heat(temperature: Floats, *, heating: HeatingSeason, base_c: float) -> Floats:
    """Spread the heat of a year over hours by the degrees that they are below a base in the season [MW].

    Parameters
    ----------
    temperature
        Temperature of the air in every hour of the year [degC].
    heating
        Heat of the year, its season, and the part that is the same in every hour.
    base_c
        Temperature above which nothing is heated [degC].

    Returns
    -------
    array
        Heat of each hour [MW]; the sum is the heat of the year.

    Raises
    ------
    InputError
        If no hour of the season is below the base.

    Examples
    --------
    A year of one warm and else cold days: the first day of the year takes nothing.

    >>> air = np.where(np.arange(8760) < 24, 20.0, 8.0)
    >>> season = HeatingSeason(twh=2.4, first_day=1, last_day=11)
    >>> degree_heat(air, heating=season, base_c=18.0)[[0, 24, 263, 264]].tolist()
    [0.0, 10000.0, 10000.0, 0.0]
    """
    day = np.arange(len(temperature)) // DAY + 1
    after, before = day >= heating.first_day, day <= heating.last_day
    within = after & before if heating.first_day <= heating.last_day else after | before
    degrees = np.where(within, np.clip(base_c - temperature, 0.0, None), 0.0)
    if not degrees.sum() > 0:
        raise InputError(Problem("weather.no_cold", {"got": base_c}))
    shape = (1 - heating.all_year) * degrees / degrees.sum() + heating.all_year / len(temperature)
    return np.asarray(heating.twh * MWH_PER_TWH * shape)


def profiles_of_weather(weather: dy.DataFrame[WeatherHour], *, model: WeatherModel) -> pl.DataFrame:
    """Make the profiles of a year from the weather of its sites, each site counting alike.

    Parameters
    ----------
    weather
        Every hour of one region and year, at one or more sites.
    model
        What turns weather into profiles.

    Returns
    -------
    pl.DataFrame
        ``profile``, ``hour``, ``value``: wind and sun [share of capacity], heat [MW]; those alone that the
        columns allow.

    Raises
    ------
    InputError
        With every problem at once: hours of a site that lack, and columns that are filled in part.
    """
    sites = weather.sort("site", "hour").partition_by("site", maintain_order=True)
    problems = [problem for site in sites for problem in _faults(site)]
    if problems:
        raise InputError(problems)
    found: dict[str, list[Floats]] = {}
    for site in sites:
        for name, values in _of_site(site, model):
            found.setdefault(name, []).append(values)
    if not found:
        raise InputError(Problem("weather.nothing", {}))
    means = {name: np.mean(values, axis=0) for name, values in found.items()}
    if "degrees" in means and model.heating is not None:
        means["heat"] = degree_heat(means["degrees"], heating=model.heating, base_c=model.base_c)
    means.pop("degrees", None)
    return pl.concat(_laid(name, values) for name, values in means.items())


def _laid(name: str, values: Floats) -> pl.DataFrame:
    hours = np.arange(1, len(values) + 1, dtype=np.int32)
    return pl.DataFrame({"hour": hours, "value": values}).select(
        pl.lit(name).alias("profile"), "hour", "value"
    )


def _of_site(site: pl.DataFrame, model: WeatherModel) -> Iterator[tuple[str, Floats]]:
    surface, told = str(site["surface"][0]), {name: not site[name].has_nulls() for name in COLUMNS}
    for carrier, (where, exponent) in WINDS.items():
        if surface == where and told["wind_m_s"]:
            speed = at_height(
                site["wind_m_s"].to_numpy(),
                measured_m=site["wind_height_m"].to_numpy(),
                hub_m=model.hubs[carrier],
                exponent=model.parameters[exponent],
            )
            yield carrier, power_of_wind(speed, curve=model.curves[carrier])
    if surface == "land" and told["temperature_c"]:
        air = site["temperature_c"].to_numpy()
        yield "degrees", air
        if told["irradiance_w_m2"]:
            names = ("noct_c", "power_per_degree", "system_losses")
            told_of = {name: model.parameters[name] for name in names}
            yield "solar", power_of_sun(site["irradiance_w_m2"].to_numpy(), temperature=air, **told_of)


COLUMNS = ("wind_m_s", "wind_height_m", "irradiance_w_m2", "temperature_c")


def _faults(site: pl.DataFrame) -> Iterator[Problem]:
    """Find hours that lack, and columns that are filled in part: nothing is filled in for them."""
    name, year = str(site["site"][0]), int(site["year"][0])
    number = DAY * (366 if calendar.isleap(year) else 365)
    lacking = sorted(set(range(1, number + 1)) ^ set(site["hour"].to_list()))
    if lacking:
        yield Problem("weather.hours", {"site": name, "year": year, "count": number, "got": _named(lacking)})
    if site["surface"].n_unique() > 1:
        yield Problem("weather.surface", {"site": name})
    for column in COLUMNS:
        empty = site.filter(pl.col(column).is_null())["hour"].to_list()
        if empty and len(empty) < site.height:
            yield Problem("weather.part", {"site": name, "column": column, "got": _named(empty)})
    if not site["wind_m_s"].has_nulls() and site["wind_height_m"].has_nulls():
        yield Problem("weather.height", {"site": name})
    if not site["irradiance_w_m2"].has_nulls() and site["temperature_c"].has_nulls():
        yield Problem("weather.temperature", {"site": name})


def _named(hours: list[int]) -> str:
    more = f" … ({len(hours)})" if len(hours) > NAMED else ""
    return "、".join(map(str, hours[:NAMED])) + more
