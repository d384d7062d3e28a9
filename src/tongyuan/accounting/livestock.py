"""Livestock: methane of digestion and manure, nitrous oxide and ammonia of manure, pollutants by head."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["discharge_by_head", "emit_by_head", "ferment_manure", "nitrify_manure"]

METHANE_KG_PER_M3 = 0.67


@method(
    "livestock.head",
    equation="quantity * ef_kg_per_head / 1000",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equation 10.19: emission = animals x factor",
    edition="2006",
    terms={"quantity": QUANTITY, "ef_kg_per_head": factor("ef_kg_per_head", "kg/head")},
)
def emit_by_head(quantity: Amount, *, ef_kg_per_head: Amount) -> Amount:
    """Compute what animals give off in a year, by head.

    Source: 2006 IPCC Guidelines, volume 4, equation 10.19; EMEP/EEA Guidebook 2023, 3.B, tier 1.

    Parameters
    ----------
    quantity
        Average population of the year [head].
    ef_kg_per_head
        Emission factor [kg per head and year].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas or particles to air [t].

    Examples
    --------
    1,000 dairy cows in large farms at 88.1 kg of CH4:

    >>> round(emit_by_head(1000.0, ef_kg_per_head=88.1), 9)
    88.1
    """
    return quantity * ef_kg_per_head / 1000


@method(
    "manure.methane",
    equation="quantity * vs_kg_per_head * b0_m3_per_kg * 0.67 * mcf / 1000",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equation 10.23: solids x methane capacity x conversion factor",
    edition="2006; 2019 refinement",
    terms={
        "quantity": QUANTITY,
        "vs_kg_per_head": factor("vs_kg_per_head", "kg/head"),
        "b0_m3_per_kg": factor("b0_m3_per_kg", "m3/kg"),
        "mcf": factor("mcf", "1"),
    },
)
def ferment_manure(quantity: Amount, *, vs_kg_per_head: Amount, b0_m3_per_kg: Amount, mcf: Amount) -> Amount:
    """Compute the methane of manure from the volatile solids that a manure system holds.

    Source: 2006 IPCC Guidelines, volume 4, equation 10.23; 0.67 kg of CH4 per m3.

    Parameters
    ----------
    quantity
        Animals whose manure goes to the system [head].
    vs_kg_per_head
        Volatile solids excreted in a year [kg per head].
    b0_m3_per_kg
        Largest methane-producing capacity [m3 of CH4 per kg of solids].
    mcf
        Methane conversion factor of the system in its climate [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CH4 to air [t].

    Examples
    --------
    1,000 pigs, 100 kg of solids each, 0.29 m3/kg, a tenth converted: 1,000 x 100 x 0.29 x 0.67 x 0.1 kg.

    >>> round(ferment_manure(1000.0, vs_kg_per_head=100.0, b0_m3_per_kg=0.29, mcf=0.1), 6)
    1.943
    """
    return quantity * vs_kg_per_head * b0_m3_per_kg * METHANE_KG_PER_M3 * mcf / 1000


@method(
    "manure.nitrous",
    equation="quantity * nitrogen_kg_per_head / 1000 * ef_n2o_n * 44 / 28",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equation 10.25: nitrogen in the system x factor x 44/28",
    edition="2006; 2019 refinement",
    terms={
        "quantity": QUANTITY,
        "nitrogen_kg_per_head": factor("nitrogen_kg_per_head", "kg/head"),
        "ef_n2o_n": factor("ef_n2o_n", "kg/kg"),
    },
)
def nitrify_manure(quantity: Amount, *, nitrogen_kg_per_head: Amount, ef_n2o_n: Amount) -> Amount:
    """Compute the nitrous oxide that a manure system gives off directly.

    Source: 2006 IPCC Guidelines, volume 4, equation 10.25.

    Parameters
    ----------
    quantity
        Animals whose manure goes to the system [head].
    nitrogen_kg_per_head
        Nitrogen excreted in a year [kg per head].
    ef_n2o_n
        Share of that nitrogen lost as N2O-N [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        N2O to air [t].

    Examples
    --------
    1,000 cows at 60 kg of nitrogen, 1 % of it lost as N2O-N: 0.6 t x 44/28.

    >>> round(nitrify_manure(1000.0, nitrogen_kg_per_head=60.0, ef_n2o_n=0.01), 6)
    0.942857
    """
    return quantity * nitrogen_kg_per_head / 1000 * ef_n2o_n * 44 / 28


@method(
    "discharge.head",
    equation="quantity * ef_kg_per_head * (1 - removal) / 1000",
    unit="t",
    source="national census of pollution sources, livestock: discharge = animals x discharge coefficient",
    edition="first census 2008",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_head": factor("ef_kg_per_head", "kg/head"),
        "removal": REMOVAL,
    },
)
def discharge_by_head(quantity: Amount, *, ef_kg_per_head: Amount, removal: Amount) -> Amount:
    """Compute what animals, or people of the countryside, bring into water in a year, by head.

    Source: method of the national census of pollution sources: coefficient by kind and way of keeping.

    Parameters
    ----------
    quantity
        Average population of the year [head, or persons].
    ef_kg_per_head
        Discharge coefficient [kg per head, or person, and year].
    removal
        Share removed by treatment that the coefficient does not count [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to water [t].

    Examples
    --------
    1,000 fattening pigs at 64.1 g of COD a day:

    >>> round(discharge_by_head(1000.0, ef_kg_per_head=64.1 * 365 / 1000, removal=0.0), 4)
    23.3965
    """
    return quantity * ef_kg_per_head * (1 - removal) / 1000
