"""Chemicals and metals: abated processes, feedstock by its carbon, ethylene, anode effects of aluminium."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["abate", "crack", "follow_anode_effects", "follow_anode_effects_by_ratio", "oxidise_carbon"]

IPCC = "2006 IPCC Guidelines, volume 3"


@method(
    "process.abated",
    equation="quantity * ef_kg_per_t_abatable / 1000 * (1 - removal)",
    unit="t",
    source=f"{IPCC}, equations 3.6 (nitric acid), 3.8 (adipic acid), 3.31 (HFC-23 of HCFC-22)",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_t_abatable": factor("ef_kg_per_t_abatable", "kg/t"),
        "removal": REMOVAL,
    },
)
def abate(quantity: Amount, *, ef_kg_per_t_abatable: Amount, removal: Amount) -> Amount:
    """Compute a by-product gas of a process of which part is destroyed.

    Source: 2006 IPCC Guidelines, volume 3, equations 3.6, 3.8 and 3.31; the provincial guideline's
    ``AD x EF x (1 - eta x mu)``.

    Parameters
    ----------
    quantity
        Product made [t; nitric acid as 100 % HNO3].
    ef_kg_per_t_abatable
        Gas formed before abatement [kg/t].
    removal
        Share destroyed: efficiency while the abatement runs, times the share of production during which
        it runs, eta x mu of the control [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas to air [t].

    Examples
    --------
    10,000 t of adipic acid at 300 kg/t, 98 % destroyed during 95 % of the time:

    >>> round(abate(10000.0, ef_kg_per_t_abatable=300.0, removal=0.98 * 0.95), 6)
    207.0
    """
    return quantity * ef_kg_per_t_abatable / 1000 * (1 - removal)


@method(
    "carbon.oxidised",
    equation="quantity * carbon_share * oxidised_share * 44 / 12",
    unit="t",
    source=f"{IPCC}, equation 3.3 (ammonia feedstock) and 4.9 (electrodes); catalytic coke of refineries",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "carbon_share": factor("carbon_share", "1"),
        "oxidised_share": factor("oxidised_share", "1"),
    },
)
def oxidise_carbon(quantity: Amount, *, carbon_share: Amount, oxidised_share: Amount) -> Amount:
    """Compute the CO2 of a feedstock, an electrode or a catalyst's coke by its carbon.

    Source: 2006 IPCC Guidelines, volume 3, equations 3.3 and 4.9, carbon mass balance.

    Parameters
    ----------
    quantity
        Material consumed [t].
    carbon_share
        Carbon in it [0-1, by mass].
    oxidised_share
        Share of the carbon that becomes CO2 [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    30 t of electrodes of pure carbon:

    >>> round(oxidise_carbon(30.0, carbon_share=1.0, oxidised_share=1.0), 3)
    110.0
    """
    return quantity * carbon_share * oxidised_share * 44 / 12


@method(
    "ethylene.product",
    equation="quantity * ef_t_per_t_feedstock * geographic_adjustment",
    unit="t",
    source=f"{IPCC}, equation 3.15, tables 3.14 and 3.15",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "ef_t_per_t_feedstock": factor("ef_t_per_t_feedstock", "t/t"),
        "geographic_adjustment": factor("geographic_adjustment", "t/t"),
    },
)
def crack(quantity: Amount, *, ef_t_per_t_feedstock: Amount, geographic_adjustment: Amount) -> Amount:
    """Compute the CO2 of a steam cracker from the ethylene made, by feedstock and part of the world.

    Source: 2006 IPCC Guidelines, volume 3, equation 3.15, tables 3.14 (factor) and 3.15 (adjustment).

    Parameters
    ----------
    quantity
        Ethylene made [t].
    ef_t_per_t_feedstock
        CO2 per tonne of ethylene, by feedstock [t/t].
    geographic_adjustment
        Energy efficiency of the region's crackers (1.3 for Asia) [1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    1,000 t from naphtha in Asia:

    >>> crack(1000.0, ef_t_per_t_feedstock=1.73, geographic_adjustment=1.3)
    2249.0
    """
    return quantity * ef_t_per_t_feedstock * geographic_adjustment


@method(
    "aluminium.slope",
    equation="quantity * slope / 1000",
    unit="t",
    source=f"{IPCC}, equation 4.26 and table 4.16: CF4 = slope x AEM x Al",
    edition="2006",
    terms={"quantity": QUANTITY, "slope": factor("slope", "kg/t per min/d")},
)
def follow_anode_effects(quantity: Amount, *, slope: Amount) -> Amount:
    """Compute the CF4 of aluminium from the minutes that anode effects lasted.

    Source: 2006 IPCC Guidelines, volume 3, equation 4.26 and table 4.16.

    Parameters
    ----------
    quantity
        Aluminium made times its anode effect minutes per cell-day [t x min/d].
    slope
        Slope coefficient of the cell type [kg CF4 per t Al, per minute and cell-day].

    Returns
    -------
    float, ndarray or pl.Expr
        CF4 to air [t].

    Examples
    --------
    100,000 t in prebake cells with 0.2 minutes a cell-day:

    >>> round(follow_anode_effects(100000.0 * 0.2, slope=0.143), 9)
    2.86
    """
    return quantity * slope / 1000


@method(
    "aluminium.slope_ratio",
    equation="quantity * slope * weight_ratio / 1000",
    unit="t",
    source=f"{IPCC}, equation 4.26 and table 4.16: C2F6 = CF4 x weight ratio",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "slope": factor("slope", "kg/t per min/d", species="CF4"),
        "weight_ratio": factor("weight_ratio", "1"),
    },
)
def follow_anode_effects_by_ratio(quantity: Amount, *, slope: Amount, weight_ratio: Amount) -> Amount:
    """Compute the C2F6 of aluminium as a ratio to the CF4 of its anode effects.

    Source: 2006 IPCC Guidelines, volume 3, equation 4.26 and table 4.16.

    Parameters
    ----------
    quantity
        Aluminium made times its anode effect minutes per cell-day [t x min/d].
    slope
        Slope coefficient of CF4 [kg per t, per minute and cell-day].
    weight_ratio
        C2F6 per CF4, by mass [kg/kg].

    Returns
    -------
    float, ndarray or pl.Expr
        C2F6 to air [t].

    Examples
    --------
    The 2.86 t of CF4 of the example above, at 0.121:

    >>> round(follow_anode_effects_by_ratio(20000.0, slope=0.143, weight_ratio=0.121), 5)
    0.34606
    """
    return quantity * slope * weight_ratio / 1000
