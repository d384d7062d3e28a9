"""Land: CO2 by change of carbon, by area of coast restored; methane of wet land; volatiles of town trees.

A gain of carbon is a removal: its CO2 is negative.
"""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["accumulate_in_soil", "emit_from_trees", "emit_methane", "exchange_carbon"]


@method(
    "land.carbon",
    equation="-quantity * carbon_as_co2 * 44 / 12",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, chapter 2, section 2.2.1: stock changes times -44/12",
    edition="2006",
    terms={"quantity": QUANTITY, "carbon_as_co2": factor("carbon_as_co2", "1")},
)
def exchange_carbon(quantity: Amount, *, carbon_as_co2: Amount) -> Amount:
    """Compute the CO2 that a change of carbon on land took from the air (negative) or gave to it.

    Source: 2006 IPCC Guidelines, volume 4, chapter 2, section 2.2.1.

    Parameters
    ----------
    quantity
        Carbon gained, negative where lost [t C].
    carbon_as_co2
        Share of it that comes or goes as CO2 [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t]; negative is a removal.

    Examples
    --------
    A forest that gained 12 t of carbon took 44 t of CO2 from the air:

    >>> exchange_carbon(12.0, carbon_as_co2=1.0)
    -44.0
    """
    return -quantity * carbon_as_co2 * 44 / 12


@method(
    "land.accumulation",
    equation="-quantity * rate_t_per_ha * 44 / 12",
    unit="t",
    source="IPCC 2013 Wetlands Supplement, chapter 4, equations 4.7 and 4.8, tables 4.12 and 4.13",
    edition="2013",
    terms={"quantity": QUANTITY, "rate_t_per_ha": factor("rate_t_per_ha", "t/ha")},
)
def accumulate_in_soil(quantity: Amount, *, rate_t_per_ha: Amount) -> Amount:
    """Compute the CO2 of a coastal soil that gains carbon (negative) or loses it when drained.

    Source: IPCC 2013 Wetlands Supplement, chapter 4, tables 4.12 (restored) and 4.13 (drained).

    Parameters
    ----------
    quantity
        Area [ha].
    rate_t_per_ha
        Carbon that the soil gains in a year, negative where it loses [t C/ha].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t]; negative is a removal.

    Examples
    --------
    100 ha of tidal marsh planted anew, at 0.91 t C/ha:

    >>> round(accumulate_in_soil(100.0, rate_t_per_ha=0.91), 2)
    -333.67
    """
    return -quantity * rate_t_per_ha * 44 / 12


@method(
    "land.methane",
    equation="quantity * ef_kg_per_ha / 1000",
    unit="t",
    source="IPCC 2013 Wetlands Supplement, tables 4.14 (coast, by salinity) and 5.4 (inland mineral soils)",
    edition="2013",
    terms={"quantity": QUANTITY, "ef_kg_per_ha": factor("ef_kg_per_ha", "kg/ha")},
)
def emit_methane(quantity: Amount, *, ef_kg_per_ha: Amount) -> Amount:
    """Compute the methane of land that was made wet again.

    Source: IPCC 2013 Wetlands Supplement, tables 4.14 and 5.4.

    Parameters
    ----------
    quantity
        Area [ha].
    ef_kg_per_ha
        Methane of a year [kg/ha].

    Returns
    -------
    float, ndarray or pl.Expr
        CH4 to air [t].

    Examples
    --------
    100 ha of marsh in brackish water, at 193.7 kg/ha:

    >>> round(emit_methane(100.0, ef_kg_per_ha=193.7), 2)
    19.37
    """
    return quantity * ef_kg_per_ha / 1000


@method(
    "land.bvoc",
    equation="quantity * rate_ug_per_g_h / 1000000 * mass_per_carbon",
    unit="t",
    source="Guenther et al. 1993, emission = leaves x rate x light and warmth, over the hours of a year",
    edition="1993",
    terms={
        "quantity": QUANTITY,
        "rate_ug_per_g_h": factor("rate_ug_per_g_h", "ug/(g h)"),
        "mass_per_carbon": factor("mass_per_carbon", "t/t"),
    },
)
def emit_from_trees(quantity: Amount, *, rate_ug_per_g_h: Amount, mass_per_carbon: Amount) -> Amount:
    """Compute the volatile organic compounds that trees of towns give off: a memo item.

    Source: Guenther et al. 1993, Journal of Geophysical Research 98:12609, equations 1 to 5.

    Parameters
    ----------
    quantity
        Dry leaves times the hours at standard light and warmth [t h].
    rate_ug_per_g_h
        Carbon given off at standard light and warmth [ug C per g and hour].
    mass_per_carbon
        Mass of the compound by its carbon [t/t].

    Returns
    -------
    float, ndarray or pl.Expr
        NMVOC to air [t].

    Examples
    --------
    1,000 t of leaves for 500 hours at 70 ug/(g h):

    >>> round(emit_from_trees(500_000.0, rate_ug_per_g_h=70.0, mass_per_carbon=1.134), 2)
    39.69
    """
    return quantity * rate_ug_per_g_h / 1000000 * mass_per_carbon
