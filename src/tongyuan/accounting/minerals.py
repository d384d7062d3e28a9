"""Minerals: oxides that kilns form, kiln dust, lime, glass, magnesia by stoichiometry."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["correct_for_dust", "form_oxide", "make_lime", "make_magnesia", "melt_glass"]

IPCC = "2006 IPCC Guidelines, volume 3, chapter 2"


@method(
    "oxide.formed",
    equation="quantity * co2_per_oxide * dust_correction",
    unit="t",
    source=f"{IPCC}, equations 2.2, 2.4, 2.6, 2.9; NDRC guideline for cement works, oxides of clinker",
    edition="2006; 2013",
    terms={
        "quantity": QUANTITY,
        "co2_per_oxide": factor("co2_per_oxide", "t/t"),
        "dust_correction": factor("dust_correction", "t/t"),
    },
)
def form_oxide(quantity: Amount, *, co2_per_oxide: Amount, dust_correction: Amount) -> Amount:
    """Compute the CO2 of the CaO or MgO that a kiln formed from carbonates.

    Source: 2006 IPCC Guidelines, volume 3, equations 2.2, 2.4 (clinker), 2.6 and 2.9 (lime).

    Parameters
    ----------
    quantity
        CaO or MgO in the product, less what was no carbonate in the feed [t].
    co2_per_oxide
        CO2 that left with each tonne of the oxide: 44.01/56.08, 44.01/40.304 [t/t].
    dust_correction
        Kiln dust, as a factor on the whole (1.02 where not known; 1 where the dust is reported) [1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    650 t of CaO in 1,000 t of clinker, 2 % of dust: the 0.52 t/t of the guidelines:

    >>> round(form_oxide(650.0, co2_per_oxide=0.785, dust_correction=1.02), 3)
    520.455
    """
    return quantity * co2_per_oxide * dust_correction


def correct_for_dust(
    *,
    dust_t: float,
    clinker_t: float,
    carbonate_share: float,
    calcination: float,
    co2_per_carbonate: float,
    co2_per_clinker: float,
) -> float:
    """Compute the correction for kiln dust that is not led back to the kiln.

    Source: 2006 IPCC Guidelines, volume 3, equation 2.5.

    Parameters
    ----------
    dust_t, clinker_t
        Dust that left the kiln, clinker made [t].
    carbonate_share
        Carbonate that the dust once was [0-1].
    calcination
        Share of it that was calcined [0-1].
    co2_per_carbonate, co2_per_clinker
        CO2 in the carbonate, and factor of the clinker before correction [t/t].

    Returns
    -------
    float
        The factor ``dust_correction`` of ``cement.clinker`` [1], 1 or more.

    Examples
    --------
    20 t of half calcined dust on 1,000 t of clinker add less than 1 %:

    >>> dust = correct_for_dust(dust_t=20, clinker_t=1000, carbonate_share=0.8, calcination=0.5,
    ...                         co2_per_carbonate=0.43971, co2_per_clinker=0.5101)
    >>> round(dust, 6)
    1.006896
    """
    lost = dust_t / clinker_t * carbonate_share * calcination
    return 1 + lost * co2_per_carbonate / co2_per_clinker


@method(
    "lime.product",
    equation="quantity * oxide_share * co2_per_oxide * dust_correction * hydrated_correction",
    unit="t",
    source=f"{IPCC}, equations 2.6, 2.8 and 2.9, table 2.4",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "oxide_share": factor("oxide_share", "1"),
        "co2_per_oxide": factor("co2_per_oxide", "t/t"),
        "dust_correction": factor("dust_correction", "t/t"),
        "hydrated_correction": factor("hydrated_correction", "t/t"),
    },
)
def make_lime(
    quantity: Amount,
    *,
    oxide_share: Amount,
    co2_per_oxide: Amount,
    dust_correction: Amount,
    hydrated_correction: Amount,
) -> Amount:
    """Compute the CO2 of lime from the oxides in it.

    Source: 2006 IPCC Guidelines, volume 3, equations 2.6 and 2.9, table 2.4.

    Parameters
    ----------
    quantity
        Lime made, of one type [t].
    oxide_share
        CaO, or CaO and MgO, in the lime [0-1].
    co2_per_oxide
        CO2 that left with each tonne of these oxides [t/t].
    dust_correction
        Lime kiln dust (1.02 where not known) [1].
    hydrated_correction
        Water in slaked lime that stands in the mass (1 for quicklime) [1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    1,000 t of high-calcium quicklime with 95 % of CaO and no dust: the 0.75 t/t of the guidelines:

    >>> mass = make_lime(1000.0, oxide_share=0.95, co2_per_oxide=0.785, dust_correction=1.0,
    ...                  hydrated_correction=1.0)
    >>> round(mass, 2)
    745.75
    """
    return quantity * oxide_share * co2_per_oxide * dust_correction * hydrated_correction


@method(
    "glass.product",
    equation="quantity * ef_t_per_t_melted * (1 - cullet_share)",
    unit="t",
    source=f"{IPCC}, equations 2.10 and 2.11, table 2.6",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "ef_t_per_t_melted": factor("ef_t_per_t_melted", "t/t"),
        "cullet_share": factor("cullet_share", "1"),
    },
)
def melt_glass(quantity: Amount, *, ef_t_per_t_melted: Amount, cullet_share: Amount) -> Amount:
    """Compute the CO2 of glass from the mass melted; broken glass in the batch gives none.

    Source: 2006 IPCC Guidelines, volume 3, equations 2.10 (tier 1) and 2.11 (tier 2), table 2.6.

    Parameters
    ----------
    quantity
        Glass melted [t].
    ef_t_per_t_melted
        CO2 of a batch without cullet [t per t melted].
    cullet_share
        Cullet in the batch [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    1,000 t at 0.2 t/t with half of cullet:

    >>> melt_glass(1000.0, ef_t_per_t_melted=0.2, cullet_share=0.5)
    100.0
    """
    return quantity * ef_t_per_t_melted * (1 - cullet_share)


@method(
    "magnesia.product",
    equation="quantity * mgo_share * from_carbonate * co2_per_mgo",
    unit="t",
    source=f"{IPCC}, section 2.5 and table 2.1: MgCO3 to MgO by stoichiometry, 44.01 / 40.304",
    edition="2006",
    terms={
        "quantity": QUANTITY,
        "mgo_share": factor("mgo_share", "1"),
        "from_carbonate": factor("from_carbonate", "1"),
        "co2_per_mgo": factor("co2_per_mgo", "t/t"),
    },
)
def make_magnesia(
    quantity: Amount, *, mgo_share: Amount, from_carbonate: Amount, co2_per_mgo: Amount
) -> Amount:
    """Compute the CO2 of magnesia from the MgO that was carbonate when it entered this kiln.

    Dead-burnt or fused magnesia made of light-burnt magnesia gave its CO2 in the first kiln: its
    ``from_carbonate`` is 0 here, so that no tonne is counted in both.

    Source: stoichiometry, 2006 IPCC Guidelines, volume 3, table 2.1.

    Parameters
    ----------
    quantity
        Magnesia made [t].
    mgo_share
        MgO in the product [0-1].
    from_carbonate
        Share of that MgO that was still carbonate when fed [0-1].
    co2_per_mgo
        CO2 that leaves with each tonne of MgO, 1.0919 [t/t].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    1,000 t of light-burnt magnesia with 90 % of MgO, all from magnesite:

    >>> round(make_magnesia(1000.0, mgo_share=0.9, from_carbonate=1.0, co2_per_mgo=1.0919), 1)
    982.7
    """
    return quantity * mgo_share * from_carbonate * co2_per_mgo
