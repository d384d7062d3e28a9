"""Purchased electricity and heat: CO2 of scope 2, by the factor announced for the data year."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["buy_electricity", "buy_heat"]


@method(
    "purchase.electricity",
    equation="quantity * ef_t_per_mwh",
    unit="t",
    source="NDRC sector guidelines for enterprises, net purchased electricity; GB/T 32150",
    edition="2013-2015; 2025",
    terms={"quantity": QUANTITY, "ef_t_per_mwh": factor("ef_t_per_mwh", "t/MWh")},
)
def buy_electricity(quantity: Amount, *, ef_t_per_mwh: Amount) -> Amount:
    """Compute the CO2 of purchased electricity (scope 2).

    Source: NDRC sector guidelines 2013-15 and GB/T 32150-2025, net purchased electricity.

    Parameters
    ----------
    quantity
        Electricity purchased [MWh].
    ef_t_per_mwh
        Average factor of the grid for the data year [tCO2/MWh].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 of scope 2 [t].

    Examples
    --------
    10,000 MWh at 0.4878 tCO2/MWh:

    >>> buy_electricity(10_000.0, ef_t_per_mwh=0.4878)
    4878.0
    """
    return quantity * ef_t_per_mwh


@method(
    "purchase.heat",
    equation="quantity * ef_t_per_gj",
    unit="t",
    source="NDRC sector guidelines for enterprises, net purchased heat; GB/T 32150",
    edition="2013-2015; 2025",
    terms={"quantity": QUANTITY, "ef_t_per_gj": factor("ef_t_per_gj", "t/GJ")},
)
def buy_heat(quantity: Amount, *, ef_t_per_gj: Amount) -> Amount:
    """Compute the CO2 of purchased heat (scope 2).

    Source: NDRC sector guidelines 2013-15 and GB/T 32150-2025, net purchased heat.

    Parameters
    ----------
    quantity
        Heat purchased [GJ].
    ef_t_per_gj
        Factor of heat [tCO2/GJ].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 of scope 2 [t].

    Examples
    --------
    5,000 GJ at 0.11 tCO2/GJ:

    >>> buy_heat(5_000.0, ef_t_per_gj=0.11)
    550.0
    """
    return quantity * ef_t_per_gj
