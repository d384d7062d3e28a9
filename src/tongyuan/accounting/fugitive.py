"""Fugitive releases: methane of coal by volume, recovered methane as a deduction, oil and gas by mass."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["destroy_methane", "release", "release_coal_methane"]

DENSITY = factor("ch4_t_per_m3", "t/m3")


@method(
    "fugitive.coal_methane",
    equation="quantity * ef_m3_per_t * ch4_t_per_m3",
    unit="t",
    source="2006 IPCC Guidelines, volume 2, chapter 4, equations 4.1.3, 4.1.4, 4.1.7 and 4.1.8",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "ef_m3_per_t": factor("ef_m3_per_t", "m3/t"),
        "ch4_t_per_m3": DENSITY,
    },
)
def release_coal_methane(quantity: Amount, *, ef_m3_per_t: Amount, ch4_t_per_m3: Amount) -> Amount:
    """Compute the methane that coal releases when mined, or after it.

    Source: 2006 IPCC Guidelines, volume 2, chapter 4, equation 4.1.3 and its kin.

    Parameters
    ----------
    quantity
        Coal mined [t].
    ef_m3_per_t
        Methane released by a tonne of coal [m3/t at 20 degrees C and 1 atm].
    ch4_t_per_m3
        Density of methane [t/m3].

    Returns
    -------
    float, ndarray or pl.Expr
        CH4 to air, before recovery [t].

    Examples
    --------
    1 Mt mined underground at 10.30 m3/t and 0.67 kg/m3:

    >>> round(release_coal_methane(1e6, ef_m3_per_t=10.30, ch4_t_per_m3=0.00067), 6)
    6901.0
    """
    return quantity * ef_m3_per_t * ch4_t_per_m3


@method(
    "fugitive.methane_volume",
    equation="quantity * 10000 * ch4_t_per_m3 * destroyed_share",
    unit="t",
    source="2006 IPCC Guidelines, volume 2, chapter 4, section 4.1: methane recovered and used or flared",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "ch4_t_per_m3": DENSITY,
        "destroyed_share": factor("destroyed_share", "1"),
    },
)
def destroy_methane(quantity: Amount, *, ch4_t_per_m3: Amount, destroyed_share: Amount) -> Amount:
    """Compute the methane that recovery takes out; the quantity is negative, so is the result.

    Source: 2006 IPCC Guidelines, volume 2, chapter 4, section 4.1.

    Parameters
    ----------
    quantity
        Methane recovered, below zero [1e4 m3].
    ch4_t_per_m3
        Density of methane [t/m3].
    destroyed_share
        Share that is destroyed by use or flare [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CH4 deducted, 0 or less [t].

    Examples
    --------
    1 million m3 put to use:

    >>> round(destroy_methane(-100.0, ch4_t_per_m3=0.00067, destroyed_share=1.0), 6)
    -670.0
    """
    return quantity * 10000 * ch4_t_per_m3 * destroyed_share


@method(
    "fugitive.mass",
    equation="quantity * ef_kg_per_activity_unit / 1000",
    unit="t",
    source="Provincial guideline 2011, oil and gas; EMEP/EEA Guidebook, 1.B, tier 1: activity x factor",
    edition="2011; 2023",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_activity_unit": factor("ef_kg_per_activity_unit", "kg/unit"),
    },
)
def release(quantity: Amount, *, ef_kg_per_activity_unit: Amount) -> Amount:
    """Compute what leaks or drifts away, by output, throughput or number of installations.

    Source: provincial guideline 2011, fugitives of oil and gas; EMEP/EEA Guidebook 2023, 1.B, tier 1.

    Parameters
    ----------
    quantity
        Output, throughput or installations [the material's own unit].
    ef_kg_per_activity_unit
        Emission factor [kg per unit].

    Returns
    -------
    float, ndarray or pl.Expr
        Release to air [t].

    Examples
    --------
    1e8 m3 of gas distributed (10,000 times 1e4 m3) at 13.3 kg per 1e4 m3:

    >>> release(10_000.0, ef_kg_per_activity_unit=13.3)
    133.0
    """
    return quantity * ef_kg_per_activity_unit / 1000
