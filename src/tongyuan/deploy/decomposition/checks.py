"""What a decomposition must say before it is computed: growth of GDP at constant prices, whose limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongyuan.deploy.decomposition.asked import City, Decomposition
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["require_stated"]


def require_stated(asked: Decomposition, *, cities: Mapping[str, City]) -> None:
    """Refuse growth of GDP that is not at constant prices, and limits of who takes no part.

    Growth at current prices holds the rise of prices: an intensity would seem to fall by inflation alone.

    Parameters
    ----------
    asked
        The decomposition.
    cities
        Figures of the regions that take part.

    Raises
    ------
    InputError
        With everything that is wrong.

    Examples
    --------
    >>> one = Decomposition(name="nox", indicator="NOx", form="ratio", value=10, base_year=2020, year=2025)
    >>> try:
    ...     require_stated(one, cities={"a": City(base=60, gdp_growth=1.3)})
    ... except InputError as error:
    ...     error.problems[0].code
    'decomposition.growth_prices'
    """
    problems = [*_prices(asked, cities), *_limits(asked, cities)]
    if problems:
        raise InputError(problems)


def _prices(asked: Decomposition, cities: Mapping[str, City]) -> Iterator[Problem]:
    grows = any(city.gdp_growth is not None for city in cities.values())
    if asked.form == "concentration" or not (asked.form == "intensity" or grows):
        return
    if asked.gdp_growth_prices == "current":
        yield Problem("decomposition.growth_current", {"field": "gdp_growth_prices", "got": "current"})
    elif asked.gdp_growth_prices is None or asked.gdp_price_year is None:
        field = "gdp_growth_prices" if asked.gdp_growth_prices is None else "gdp_price_year"
        yield Problem("decomposition.growth_prices", {"field": field, "got": "—"})


def _limits(asked: Decomposition, cities: Mapping[str, City]) -> Iterator[Problem]:
    told = asked.most_cost_per_gdp
    for region in told if isinstance(told, dict) else ():
        if region not in cities:
            yield Problem("decomposition.strange", {"field": f"most_cost_per_gdp.{region}", "got": region})
