"""Wastewater: methane of organic load, methane recovered, N2O of nitrogen, vapours, discharge."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = [
    "discharge_at_outfall",
    "recover_biogas",
    "release_by_volume",
    "release_methane",
    "release_nitrous_oxide",
]

VOLUME_5 = "2019 Refinement of the 2006 IPCC Guidelines, volume 5"


@method(
    "wastewater.methane",
    equation="quantity * methane_capacity * methane_correction",
    unit="t",
    source=f"{VOLUME_5}, equations 6.1, 6.2, 6.4, 6.5; sludge and recovery stand in rows of their own",
    edition="2019",
    terms={
        "quantity": QUANTITY,
        "methane_capacity": factor("methane_capacity", "t/t"),
        "methane_correction": factor("methane_correction", "1"),
    },
)
def release_methane(quantity: Amount, *, methane_capacity: Amount, methane_correction: Amount) -> Amount:
    """Compute the methane of organic load in wastewater; what leaves with sludge is a negative load.

    Source: 2019 Refinement, volume 5, equations 6.1, 6.2, 6.4 and 6.5: (TOW - S) x B0 x MCF.

    Parameters
    ----------
    quantity
        Organic load [t BOD or t COD].
    methane_capacity
        Most methane the load can give [t per t BOD or COD].
    methane_correction
        Methane correction factor of the system [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Methane to air before recovery is deducted [t].

    Examples
    --------
    1,000 t BOD in an aerobic plant, 200 t of it leaving with sludge:

    >>> round(release_methane(1000.0 - 200.0, methane_capacity=0.6, methane_correction=0.03), 6)
    14.4
    """
    return quantity * methane_capacity * methane_correction


@method(
    "wastewater.recovered",
    equation="quantity * methane_density_t_per_m3",
    unit="t",
    source=f"{VOLUME_5}, equation 6.1, R; the activity is negative",
    edition="2019",
    terms={"quantity": QUANTITY, "methane_density_t_per_m3": factor("methane_density_t_per_m3", "t/m3")},
)
def recover_biogas(quantity: Amount, *, methane_density_t_per_m3: Amount) -> Amount:
    """Compute what recovered biogas deducts.

    Source: 2019 Refinement, volume 5, equation 6.1.

    Parameters
    ----------
    quantity
        Methane recovered, as a negative number [m3 at 0 C].
    methane_density_t_per_m3
        Density of methane [t/m3].

    Returns
    -------
    float, ndarray or pl.Expr
        Methane deducted, 0 or less [t].

    Examples
    --------
    >>> round(recover_biogas(-10_000.0, methane_density_t_per_m3=0.0007158), 3)
    -7.158
    """
    return quantity * methane_density_t_per_m3


@method(
    "wastewater.nitrous_oxide",
    equation="quantity * n2o_n_share * 44 / 28",
    unit="t",
    source=f"{VOLUME_5}, equations 6.7 and 6.9: N x EF x 44/28",
    edition="2019",
    terms={"quantity": QUANTITY, "n2o_n_share": factor("n2o_n_share", "t/t")},
)
def release_nitrous_oxide(quantity: Amount, *, n2o_n_share: Amount) -> Amount:
    """Compute the N2O of nitrogen that enters a plant, or that is discharged to water.

    Source: 2019 Refinement, volume 5, equations 6.7 and 6.9.

    Parameters
    ----------
    quantity
        Nitrogen [t N].
    n2o_n_share
        Factor [t N2O-N per t N].

    Returns
    -------
    float, ndarray or pl.Expr
        N2O to air [t].

    Examples
    --------
    100 t N entering an aerobic plant:

    >>> round(release_nitrous_oxide(100.0, n2o_n_share=0.016), 4)
    2.5143
    """
    return quantity * n2o_n_share * 44 / 28


@method(
    "wastewater.volume",
    equation="quantity * ef_g_per_m3 / 1000000",
    unit="t",
    source="EMEP/EEA Guidebook, 5.D, table 3-1: NMVOC by the volume handled",
    edition="2023",
    terms={"quantity": QUANTITY, "ef_g_per_m3": factor("ef_g_per_m3", "g/m3")},
)
def release_by_volume(quantity: Amount, *, ef_g_per_m3: Amount) -> Amount:
    """Compute a gas from the volume of wastewater handled.

    Source: EMEP/EEA Guidebook 2023, 5.D, table 3-1.

    Parameters
    ----------
    quantity
        Wastewater handled [m3].
    ef_g_per_m3
        Emission factor [g/m3].

    Returns
    -------
    float, ndarray or pl.Expr
        Gas to air [t].

    Examples
    --------
    Ten million m3 at 15 mg/m3:

    >>> round(release_by_volume(1e7, ef_g_per_m3=0.015), 9)
    0.15
    """
    return quantity * ef_g_per_m3 / 1000000


@method(
    "discharge.outfall",
    equation="quantity * released_share",
    unit="t",
    source="this platform: discharge is counted at the outfall",
    edition="1",
    terms={"quantity": QUANTITY, "released_share": factor("released_share", "1")},
)
def discharge_at_outfall(quantity: Amount, *, released_share: Amount) -> Amount:
    """Compute a pollutant released to water from what leaves an outfall.

    Source: definition of this platform, edition 1: concentration x flow, or coefficient x output.

    Parameters
    ----------
    quantity
        Pollutant at the outfall [t].
    released_share
        Share of it that counts as released [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to water [t].

    Examples
    --------
    >>> discharge_at_outfall(3.5, released_share=1.0)
    3.5
    """
    return quantity * released_share
