"""From an indicator's value back to the series that its formula reads.

Each kind inverts one formula of ``measures.csv``; what the formula needs besides (a denominator, the growth
of GDP) is set here or given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tongyuan.packs.exercise.draws import FIRST_YEAR
from tongyuan.packs.exercise.outline import Measure

__all__ = ["KINDS", "Cells", "break_down"]

Cells = dict[tuple[str, int], float]
"""(series, year) to figure."""

Values = Mapping[int, float]
Growth = Mapping[str, Mapping[int, float]]

KWH_IN_TCE = 1.229
"""1e8 kWh of electricity in 1e4 tce, calorific value: the coefficient that the indicator's formula states."""


def break_down(measure: Measure, values: Values, *, growth: Growth) -> Cells:
    """Give the figures of the series behind an indicator.

    Parameters
    ----------
    measure
        The indicator.
    values
        Its value by year [unit of the indicator].
    growth
        Growth at constant prices by series and year [%].

    Returns
    -------
    dict of (str, int) to float
        Figure by series and year [unit of each series].
    """
    return KINDS[measure.kind](measure, values, growth)


def _series(measure: Measure) -> list[str]:
    return list(dict.fromkeys(series for _, series, _ in measure.inputs))


def _direct(measure: Measure, values: Values, _: Growth) -> Cells:
    (series,) = _series(measure)
    return {(series, year): value for year, value in values.items()}


def _sum(measure: Measure, values: Values, _: Growth) -> Cells:
    """Split into five and three eighths: exact in binary."""
    one, other = _series(measure)
    larger = {(one, year): value * 0.625 for year, value in values.items()}
    return larger | {(other, year): value * 0.375 for year, value in values.items()}


def _ratio(measure: Measure, values: Values, _: Growth) -> Cells:
    part, whole = _series(measure)
    parts = {(part, year): value * 64 for year, value in values.items()}
    return parts | {(whole, year): 6400.0 for year in values}


def _cumulated(measure: Measure, values: Values, _: Growth) -> Cells:
    (series,) = _series(measure)
    years = sorted(values)
    return {(series, year): values[year] - values[year - 1] for year in years[1:]}


def _chained(measure: Measure, values: Values, _: Growth) -> Cells:
    (series,) = _series(measure)
    factor = {year: 1 + value / 100 for year, value in values.items()}
    years = sorted(values)
    return {(series, year): (factor[year] / factor[year - 1] - 1) * 100 for year in years[1:]}


def _chain(growth: Mapping[int, float], year: int) -> float:
    product = 1.0
    for passed in range(FIRST_YEAR + 1, year + 1):
        product *= 1 + growth[passed] / 100
    return product


def _energy_over_gdp(measure: Measure, values: Values, growth: Growth) -> Cells:
    energy, feedstock, renewable = _series(measure)[:3]
    cells: Cells = {}
    for year, change in values.items():
        real = _chain(growth["gdp_growth_constant_price"], year)
        used, added = 2000.0 + 40 * (year - FIRST_YEAR), 150.0 * (year - FIRST_YEAR)
        cells[energy, year] = 18000 * (1 + change / 100) * real + used + added
        cells[feedstock, year], cells[renewable, year] = used, added
    return cells


def _carbon_over_gdp(measure: Measure, values: Values, growth: Growth) -> Cells:
    burned, bought = _series(measure)[:2]
    cells: Cells = {}
    for year, change in values.items():
        total = 42000 * (1 + change / 100) * _chain(growth["gdp_growth_constant_price"], year)
        cells[burned, year], cells[bought, year] = total * 0.95, total * 0.05
    return cells


def _water_over_value(measure: Measure, values: Values, growth: Growth) -> Cells:
    water = _series(measure)[0]
    real = growth["industry_value_added_growth"]
    return {(water, year): 20 * (1 + change / 100) * _chain(real, year) for year, change in values.items()}


def _electricity_share(measure: Measure, values: Values, _: Growth) -> Cells:
    electricity, final = _series(measure)
    cells: Cells = {}
    for year, share in values.items():
        cells[final, year] = 14000.0 + 100 * (year - FIRST_YEAR)
        cells[electricity, year] = share / 100 * cells[final, year] / KWH_IN_TCE
    return cells


KINDS: Mapping[str, Callable[[Measure, Values, Growth], Cells]] = {
    "direct": _direct,
    "sum": _sum,
    "ratio": _ratio,
    "cumulated": _cumulated,
    "chained": _chained,
    "energy_over_gdp": _energy_over_gdp,
    "carbon_over_gdp": _carbon_over_gdp,
    "water_over_value": _water_over_value,
    "electricity_share": _electricity_share,
}
