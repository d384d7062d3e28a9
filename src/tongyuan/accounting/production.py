"""Industrial processes: by the mass made or used, by carbonate, carbon kept in products, pollutants."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["calcine_carbonate", "emit_pollutant", "keep_carbon", "make_by_mass"]


@method(
    "production.mass",
    equation="quantity * ef_t_per_t",
    unit="t",
    source="2006 IPCC Guidelines, volume 3, tier 1: emission = production x factor",
    edition="2006",
    terms={"quantity": QUANTITY, "ef_t_per_t": factor("ef_t_per_t", "t/t")},
)
def make_by_mass(quantity: Amount, *, ef_t_per_t: Amount) -> Amount:
    """Compute the greenhouse gas of a process from the mass made or used.

    Source: 2006 IPCC Guidelines, volume 3, tier 1 of the process.

    Parameters
    ----------
    quantity
        Product made, or material used [t].
    ef_t_per_t
        Emission factor [t of the gas per t].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas to air [t].

    Examples
    --------
    1,000 t of clinker at 0.538 tCO2/t:

    >>> make_by_mass(1000.0, ef_t_per_t=0.538)
    538.0
    """
    return quantity * ef_t_per_t


@method(
    "production.kept",
    equation="-quantity * ef_t_per_t",
    unit="t",
    source="NDRC guideline for iron and steel enterprises: carbon kept in products is deducted",
    edition="2013",
    terms={"quantity": QUANTITY, "ef_t_per_t": factor("ef_t_per_t", "t/t")},
)
def keep_carbon(quantity: Amount, *, ef_t_per_t: Amount) -> Amount:
    """Compute the CO2 that a product's own carbon takes out of the balance; it is deducted.

    Source: NDRC guideline for iron and steel enterprises 2013, carbon kept in products.

    Parameters
    ----------
    quantity
        Product that keeps the carbon [t].
    ef_t_per_t
        Carbon kept, as CO2 [t per t].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 deducted, 0 or less [t].

    Examples
    --------
    1,000 t of steel at 0.0154 tCO2/t:

    >>> keep_carbon(1000.0, ef_t_per_t=0.0154)
    -15.4
    """
    return -quantity * ef_t_per_t


@method(
    "production.pollutant",
    equation="quantity * ef_kg_per_t / 1000 * (1 - removal)",
    unit="t",
    source="EMEP/EEA Guidebook, 2: emission = production x factor x (1 - efficiency x application)",
    edition="2023",
    terms={"quantity": QUANTITY, "ef_kg_per_t": factor("ef_kg_per_t", "kg/t"), "removal": REMOVAL},
)
def emit_pollutant(quantity: Amount, *, ef_kg_per_t: Amount, removal: Amount) -> Amount:
    """Compute an air pollutant of a process from the mass made or used.

    Source: EMEP/EEA Guidebook 2023, part B, chapter 2, tier 1 and 2.

    Parameters
    ----------
    quantity
        Product made, or material used [t].
    ef_kg_per_t
        Emission factor before control [kg/t].
    removal
        Share removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to air [t].

    Examples
    --------
    1,000 t of product at 4 kg/t, nine tenths removed:

    >>> round(emit_pollutant(1000.0, ef_kg_per_t=4.0, removal=0.9), 9)
    0.4
    """
    return quantity * ef_kg_per_t / 1000 * (1 - removal)


@method(
    "production.carbonate",
    equation="quantity * purity * ef_t_per_t_carbonate * calcination",
    unit="t",
    source="2006 IPCC Guidelines, volume 3, equation 2.3 and table 2.1: carbonates by stoichiometry",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "purity": factor("purity", "1"),
        "ef_t_per_t_carbonate": factor("ef_t_per_t_carbonate", "t/t"),
        "calcination": factor("calcination", "1"),
    },
)
def calcine_carbonate(
    quantity: Amount, *, purity: Amount, ef_t_per_t_carbonate: Amount, calcination: Amount
) -> Amount:
    """Compute the CO2 from calcining a carbonate, by stoichiometry.

    Source: 2006 IPCC Guidelines, volume 3, table 2.1 and equation 2.3.

    Parameters
    ----------
    quantity
        Raw material calcined [t].
    purity
        Carbonate in the raw material [0-1].
    ef_t_per_t_carbonate
        CO2 in the carbonate [t/t].
    calcination
        Share calcined [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    1,000 t of magnesite with 95 % of MgCO3, fully calcined:

    >>> mass = calcine_carbonate(1000.0, purity=0.95, ef_t_per_t_carbonate=0.52197, calcination=1.0)
    >>> round(mass, 1)
    495.9
    """
    return quantity * purity * ef_t_per_t_carbonate * calcination
