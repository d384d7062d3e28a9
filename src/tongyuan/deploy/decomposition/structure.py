"""What an intensity target asks of emissions, and what shifts of GDP among regions do to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongyuan.deploy.decomposition.asked import City, Decomposition

__all__ = ["Structure", "room_of", "structure_of"]


@dataclass(frozen=True, slots=True)
class Structure:
    """What equal falls of intensity everywhere would do to the whole.

    Parameters
    ----------
    factor
        Sum of s_r * gamma_r / gamma: 1 where the shares of GDP stay [1].
    equal_gives
        Fall of the whole where each region's intensity falls by the target's share [1].
    term
        What the shift of GDP takes from the target then: the target less what equal falls give [1].
    equal_needs
        Fall that, equal for all, gives the target [1].
    """

    factor: float
    equal_gives: float
    term: float
    equal_needs: float


def structure_of(asked: Decomposition, *, cities: Mapping[str, City]) -> Structure | None:
    """Say what shifts of GDP among regions do to an intensity target.

    With base emissions E_r, GDP Y_r and growth gamma_r the intensity of the whole after the period is
    sum E_r (1 - g_r) gamma_r / sum Y_r gamma_r. Over the base's, sum E_r / sum Y_r, with s_r = E_r / sum E
    and gamma = sum Y_r gamma_r / sum Y_r, this gives 1 - G = sum s_r (1 - g_r) gamma_r / gamma.

    Parameters
    ----------
    asked
        The decomposition.
    cities
        Figures by region; all have base, GDP and growth.

    Returns
    -------
    Structure or None
        None where the target is of no intensity.

    Examples
    --------
    The dirtier of two equal economies doubles while the other stands still: s = 0.75, 0.25; gamma = 1.5; the
    factor is (0.75 * 2 + 0.25) / 1.5.

    >>> two = {"a": City(base=75, gdp=10, gdp_growth=2), "b": City(base=25, gdp=10, gdp_growth=1)}
    >>> asked = Decomposition(name="co2", indicator="CO2", form="intensity", value=18,
    ...                       base_year=2020, year=2025)
    >>> found = structure_of(asked, cities=two)
    >>> round(found.factor, 6), round(found.equal_gives, 6), round(found.equal_needs, 6)
    (1.166667, 0.043333, 0.297143)
    """
    if asked.form != "intensity" or asked.value is None:
        return None
    whole, growth = _sums(cities)
    factor = sum(_base(one) / whole * _growth(one) / growth for one in cities.values())
    fall = asked.value / 100
    gives = 1 - (1 - fall) * factor
    return Structure(factor, gives, fall - gives, 1 - (1 - fall) / factor)


def room_of(asked: Decomposition, *, cities: Mapping[str, City]) -> tuple[dict[str, float], float]:
    """Say what each region would emit in the target year if nothing fell, and what all may emit together.

    Where the target is of intensity, what would be emitted is the base grown with GDP.

    Parameters
    ----------
    asked
        The decomposition; its value is given.
    cities
        Figures by region.

    Returns
    -------
    tuple
        What would be emitted by region, and the cap of all [unit of the target].

    Examples
    --------
    >>> asked = Decomposition(name="nox", indicator="NOx", form="ratio", value=10, base_year=2020, year=2025)
    >>> room_of(asked, cities={"a": City(base=60), "b": City(base=40)})
    ({'a': 60.0, 'b': 40.0}, 90.0)
    """
    value = float(asked.value or 0)
    if asked.form != "intensity":
        before = {region: _base(one) for region, one in cities.items()}
        whole = sum(before.values())
        return before, whole - value if asked.form == "amount" else whole * (1 - value / 100)
    whole, growth = _sums(cities)
    grown = {region: _base(one) * _growth(one) for region, one in cities.items()}
    return grown, (1 - value / 100) * growth * whole


def _sums(cities: Mapping[str, City]) -> tuple[float, float]:
    """Sum the bases, and find how the GDP of all grows."""
    whole = sum(_base(one) for one in cities.values())
    gdp = sum(float(one.gdp or 0) for one in cities.values())
    after = sum(float(one.gdp or 0) * _growth(one) for one in cities.values())
    return whole, after / gdp


def _base(city: City) -> float:
    return float(city.base or 0)


def _growth(city: City) -> float:
    return 1.0 if city.gdp_growth is None else float(city.gdp_growth)
