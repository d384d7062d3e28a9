"""Nitrogen in barns and fields: what of it leaves as ammonia, nitrogen oxides and nitrous oxide; urea."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = [
    "deposit_nitrogen",
    "hydrolyse_urea",
    "leach_nitrogen",
    "lose_nitric_oxide",
    "lose_nitrous_oxide",
    "volatilise_ammonia",
]


@method(
    "nitrogen.ammonia",
    equation="quantity * ef_nh3_n * (1 - removal) * 17 / 14",
    unit="t",
    source="EMEP/EEA Guidebook, 3.B tier 2, steps 5 to 14: ammoniacal nitrogen of a stage x share lost",
    edition="2023",
    terms={"quantity": QUANTITY, "ef_nh3_n": factor("ef_nh3_n", "kg/kg"), "removal": REMOVAL},
)
def volatilise_ammonia(quantity: Amount, *, ef_nh3_n: Amount, removal: Amount) -> Amount:
    """Compute the ammonia that leaves one stage of manure: housing, storage, spreading or pasture.

    Source: EMEP/EEA Guidebook 2023, 3.B, tier 2; NH3 is 17/14 of NH3-N.

    Parameters
    ----------
    quantity
        Ammoniacal nitrogen (TAN) entering the stage [t N].
    ef_nh3_n
        Share lost as NH3-N [0-1].
    removal
        Share of that loss kept back by measures [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        NH3 to air [t].

    Examples
    --------
    100 t of ammoniacal nitrogen in housing with slurry, 24 % lost:

    >>> round(volatilise_ammonia(100.0, ef_nh3_n=0.24, removal=0.0), 4)
    29.1429
    """
    return quantity * ef_nh3_n * (1 - removal) * 17 / 14


@method(
    "nitrogen.nitric",
    equation="quantity * ef_no_n * 46 / 14",
    unit="t",
    source="EMEP/EEA Guidebook, 3.B tier 2, step 10: nitric oxide of storage, as NO2",
    edition="2023",
    terms={"quantity": QUANTITY, "ef_no_n": factor("ef_no_n", "kg/kg")},
)
def lose_nitric_oxide(quantity: Amount, *, ef_no_n: Amount) -> Amount:
    """Compute the nitrogen oxides (as NO2) from stored manure or soil.

    Source: EMEP/EEA Guidebook 2023, 3.B, tier 2; NO2 is 46/14 of NO-N.

    Parameters
    ----------
    quantity
        Nitrogen [t N].
    ef_no_n
        Share lost as NO-N [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        NOx as NO2 to air [t].

    Examples
    --------
    >>> round(lose_nitric_oxide(1400.0, ef_no_n=0.01), 6)
    46.0
    """
    return quantity * ef_no_n * 46 / 14


@method(
    "nitrogen.nitrous",
    equation="quantity * ef_n2o_n * 44 / 28",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equations 11.1, 10.27 and 10.29; provincial guideline, soils",
    edition="2006; 2011; 2019 refinement",
    terms={"quantity": QUANTITY, "ef_n2o_n": factor("ef_n2o_n", "kg/kg")},
)
def lose_nitrous_oxide(quantity: Amount, *, ef_n2o_n: Amount) -> Amount:
    """Compute the nitrous oxide of nitrogen brought to soil, or deposited and leached from barns.

    Source: 2006 IPCC Guidelines, volume 4, equation 11.1; provincial guideline 2011, chapter 3.

    Parameters
    ----------
    quantity
        Nitrogen [t N].
    ef_n2o_n
        Share that becomes N2O-N [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        N2O to air [t].

    Examples
    --------
    100 t of nitrogen in region II of the guideline of 2011:

    >>> round(lose_nitrous_oxide(100.0, ef_n2o_n=0.0114), 3)
    1.791
    """
    return quantity * ef_n2o_n * 44 / 28


@method(
    "soil.deposition",
    equation="quantity * volatilised * ef_n2o_n_deposited * 44 / 28",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equation 11.9; provincial guideline, indirect N2O",
    edition="2006; 2011; 2019 refinement",
    terms={
        "quantity": QUANTITY,
        "volatilised": factor("volatilised", "kg/kg"),
        "ef_n2o_n_deposited": factor("ef_n2o_n_deposited", "kg/kg"),
    },
)
def deposit_nitrogen(quantity: Amount, *, volatilised: Amount, ef_n2o_n_deposited: Amount) -> Amount:
    """Compute the nitrous oxide of what volatilises from soils and comes down again.

    Source: 2006 IPCC Guidelines, volume 4, equation 11.9.

    Parameters
    ----------
    quantity
        Nitrogen brought to soil [t N].
    volatilised
        Share that leaves as NH3 and NOx [0-1].
    ef_n2o_n_deposited
        Share of the deposited nitrogen that becomes N2O-N [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        N2O to air [t].

    Examples
    --------
    100 t of fertiliser nitrogen, 10 % and 1 % (guideline of 2011): 0.1 t of N2O-N.

    >>> round(deposit_nitrogen(100.0, volatilised=0.10, ef_n2o_n_deposited=0.01), 6)
    0.157143
    """
    return quantity * volatilised * ef_n2o_n_deposited * 44 / 28


@method(
    "soil.leaching",
    equation="quantity * leached * ef_n2o_n_leached * 44 / 28",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equation 11.10; provincial guideline, indirect N2O",
    edition="2006; 2011; 2019 refinement",
    terms={
        "quantity": QUANTITY,
        "leached": factor("leached", "kg/kg"),
        "ef_n2o_n_leached": factor("ef_n2o_n_leached", "kg/kg"),
    },
)
def leach_nitrogen(quantity: Amount, *, leached: Amount, ef_n2o_n_leached: Amount) -> Amount:
    """Compute the nitrous oxide of what leaches and runs off from soils.

    Source: 2006 IPCC Guidelines, volume 4, equation 11.10.

    Parameters
    ----------
    quantity
        Nitrogen brought to soil [t N].
    leached
        Share that leaches or runs off [0-1].
    ef_n2o_n_leached
        Share of it that becomes N2O-N [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        N2O to air [t].

    Examples
    --------
    100 t of nitrogen, 20 % and 0.75 % (guideline of 2011): 0.15 t of N2O-N.

    >>> round(leach_nitrogen(100.0, leached=0.20, ef_n2o_n_leached=0.0075), 6)
    0.235714
    """
    return quantity * leached * ef_n2o_n_leached * 44 / 28


@method(
    "soil.urea",
    equation="quantity * 60 / 28 * ef_tc_per_t * 44 / 12",
    unit="t",
    source="2006 IPCC Guidelines, volume 4, equation 11.13: urea x 0.20 tC/t x 44/12; urea is 28/60 nitrogen",
    edition="2006",
    terms={"quantity": QUANTITY, "ef_tc_per_t": factor("ef_tc_per_t", "tC/t")},
)
def hydrolyse_urea(quantity: Amount, *, ef_tc_per_t: Amount) -> Amount:
    """Compute the CO2 that urea gives back in the soil.

    Source: 2006 IPCC Guidelines, volume 4, equation 11.13.

    Parameters
    ----------
    quantity
        Nitrogen in the urea applied [t N].
    ef_tc_per_t
        Carbon released [tC per t of urea].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    46.67 t of nitrogen are 100 t of urea: 73.3 t of CO2.

    >>> round(hydrolyse_urea(100 * 28 / 60, ef_tc_per_t=0.20), 3)
    73.333
    """
    return quantity * 60 / 28 * ef_tc_per_t * 44 / 12
