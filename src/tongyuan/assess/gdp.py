"""GDP at the prices of a base year, chained from published real growth; nominal GDP never stands for it."""

from __future__ import annotations

from collections.abc import Mapping

from tongyuan.numerics.growth import chain_fall, chain_growth
from tongyuan.vocabulary.methods import Term, method

__all__ = ["cumulative_fall_percent", "gdp_constant", "grow", "intensity_change_percent"]


@method(
    "gdp.constant_prices",
    equation="previous * (1 + growth_percent / 100)",
    unit="1e8 CNY at base-year prices",
    source="Chained volume series, carried forward by published growth at constant prices",
    edition="SNA 2008, chapter 15",
    terms={
        "previous": Term("statistic", "value", "1e8 CNY at base-year prices"),
        "growth_percent": Term("statistic", "value", "%"),
    },
)
def grow(previous: float, *, growth_percent: float) -> float:
    """Carry GDP at constant prices one year forward [unit of ``previous``].

    Parameters
    ----------
    previous
        GDP of the year before at base-year prices [any money].
    growth_percent
        Published real growth over the year before [%].

    Returns
    -------
    float
        GDP of the year at base-year prices [unit of ``previous``].

    Examples
    --------
    >>> grow(100.0, growth_percent=5.0)
    105.0
    """
    return previous * (1 + growth_percent / 100)


def gdp_constant(
    nominal_base: float, *, base_year: int, growth_percent: Mapping[int, float]
) -> dict[int, float]:
    """Chain GDP at base-year prices from published growth; it ends where a year's growth is missing.

    Parameters
    ----------
    nominal_base
        GDP of the base year at its own prices, which are the constant ones [1e8 CNY].
    base_year
        Base year.
    growth_percent
        Published growth at constant prices by year [%].

    Returns
    -------
    dict
        Year to GDP at base-year prices [unit of ``nominal_base``].

    Examples
    --------
    >>> gdp_constant(100.0, base_year=2020, growth_percent={2021: 5.0, 2023: 4.0})
    {2020: 100.0, 2021: 105.0}
    """
    run: list[int] = []
    while base_year + len(run) + 1 in growth_percent:
        run.append(base_year + len(run) + 1)
    levels = chain_growth(nominal_base, rates=[growth_percent[year] / 100 for year in run])
    return dict(zip([base_year, *run], levels, strict=True))


def intensity_change_percent(mass_ratio: float, *, gdp_ratio: float) -> float:
    """Change of a mass per constant-price GDP against the base year [%].

    Parameters
    ----------
    mass_ratio
        Mass of the year over that of the base year [1].
    gdp_ratio
        Constant-price GDP of the year over that of the base year [1].

    Returns
    -------
    float
        Change of the intensity [%]; a fall is negative.

    Examples
    --------
    The same mass on a GDP a quarter larger:

    >>> round(intensity_change_percent(1.0, gdp_ratio=1.25), 6)
    -20.0
    """
    return (mass_ratio / gdp_ratio - 1) * 100


@method(
    "intensity.cumulative_fall",
    equation="100 * (1 - (1 - fall_before / 100) * (1 - fall_of_year / 100))",
    unit="%",
    source="Rules for assessing provincial CO2 intensity: recognised annual rates are chained",
    edition="2014",
    terms={
        "fall_before": Term("statistic", "value", "%"),
        "fall_of_year": Term("statistic", "value", "%"),
    },
)
def cumulative_fall_percent(fall_before: float, *, fall_of_year: float) -> float:
    """Add one officially recognised annual fall to the cumulative one [%].

    Parameters
    ----------
    fall_before
        Cumulative fall up to the year before [%].
    fall_of_year
        Fall recognised for the year [%]; a rise is negative.

    Returns
    -------
    float
        Cumulative fall against the base year [%].

    Examples
    --------
    >>> round(cumulative_fall_percent(4.0, fall_of_year=5.0), 6)
    8.8
    """
    return 100 * chain_fall(fall_before / 100, year=fall_of_year / 100)
