"""Products in use: vapours of solvents and products, fluorinated gas released by banks and by etching."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["etch", "release_gas", "use_product"]


@method(
    "product_use.pollutant",
    equation="quantity * ef_kg_per_unit_used / 1000 * (1 - removal)",
    unit="t",
    source="EMEP/EEA Guidebook, 2.D.3 and 2.G: emission = product used x factor x (1 - efficiency)",
    edition="2023",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_unit_used": factor("ef_kg_per_unit_used", "kg/unit"),
        "removal": REMOVAL,
    },
)
def use_product(quantity: Amount, *, ef_kg_per_unit_used: Amount, removal: Amount) -> Amount:
    """Compute a pollutant of a product from the amount used, or from the persons who use it.

    Source: EMEP/EEA Guidebook 2023, 2.D.3.a-i and 2.G, tier 1 and 2.

    Parameters
    ----------
    quantity
        Paint, ink, solvent or other product used [its own unit]; persons for household products.
    ef_kg_per_unit_used
        Emission factor before control [kg per unit].
    removal
        Share removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to air [t].

    Examples
    --------
    1,000 t of industrial paint at 400 kg/t, half of it caught and burned:

    >>> use_product(1000.0, ef_kg_per_unit_used=400.0, removal=0.5)
    200.0
    """
    return quantity * ef_kg_per_unit_used / 1000 * (1 - removal)


@method(
    "product_use.gas",
    equation="quantity * release_share * (1 - recovery)",
    unit="t",
    source=(
        "2006 IPCC Guidelines, volume 3, equations 7.12 (charging), 7.13 (use), 7.14 (end of life), 8.1"
        " (electrical equipment)"
    ),
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "release_share": factor("release_share", "1"),
        "recovery": factor("recovery", "1"),
    },
)
def release_gas(quantity: Amount, *, release_share: Amount, recovery: Amount) -> Amount:
    """Compute the fluorinated gas that escapes from what is charged, in use or retired.

    Source: 2006 IPCC Guidelines, volume 3, equations 7.12, 7.13, 7.14 and 8.1.

    Parameters
    ----------
    quantity
        Gas charged in the year, in use, or in equipment retired in the year [t of gas].
    release_share
        Share that leaves the equipment: k when charged, x in a year of use, p left at its end [0-1].
    recovery
        Share of that which is caught (only at the end of life) [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas to air [t].

    Examples
    --------
    100 t left in retired equipment, all of it released but a fifth that is recovered:

    >>> release_gas(100.0, release_share=1.0, recovery=0.2)
    80.0
    """
    return quantity * release_share * (1 - recovery)


@method(
    "electronics.gas",
    equation="quantity * (1 - heel) * (1 - gas_used) * (1 - removal)",
    unit="t",
    source="2006 IPCC Guidelines, volume 3, equation 6.2 and table 6.3: etching and chamber cleaning",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "heel": factor("heel", "1"),
        "gas_used": factor("gas_used", "1"),
        "removal": REMOVAL,
    },
)
def etch(quantity: Amount, *, heel: Amount, gas_used: Amount, removal: Amount) -> Amount:
    """Compute the fluorinated gas of making chips, screens and solar cells from the gas bought.

    By-product CF4 (equation 6.3) is not in it.

    Source: 2006 IPCC Guidelines, volume 3, equation 6.2, tier 2a.

    Parameters
    ----------
    quantity
        Gas bought and consumed [t].
    heel
        Share that stays in the bottle and goes back, 0.1 where not known [0-1].
    gas_used
        Share destroyed or turned to other things in the process [0-1].
    removal
        Share destroyed by abatement: its efficiency times the share of the gas in tools that have it [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas to air [t].

    Examples
    --------
    10 t of NF3, 10 % of heel, four fifths used up, no abatement:

    >>> round(etch(10.0, heel=0.1, gas_used=0.8, removal=0.0), 6)
    1.8
    """
    return quantity * (1 - heel) * (1 - gas_used) * (1 - removal)
