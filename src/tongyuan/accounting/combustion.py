"""Fuel combustion: CO2 by carbon balance, every other species by factor and control."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, REMOVAL, Amount, factor
from tongyuan.vocabulary.methods import Term, method

__all__ = ["burn_by_energy", "burn_by_mass", "burn_carbon", "burn_sulphur", "split_particles"]

NCV = factor("ncv_gj_per_unit", "GJ/unit")


@method(
    "combustion.co2",
    equation="quantity * ncv_gj_per_unit / 1000 * carbon_tc_per_tj * oxidation * 44 / 12",
    unit="t",
    source="NDRC sector guidelines for enterprises, fuel combustion; GB/T 32150",
    edition="2013-2015; 2025",
    terms={
        "quantity": QUANTITY,
        "ncv_gj_per_unit": NCV,
        "carbon_tc_per_tj": factor("carbon_tc_per_tj", "tC/TJ"),
        "oxidation": factor("oxidation", "1"),
    },
)
def burn_carbon(
    quantity: Amount, *, ncv_gj_per_unit: Amount, carbon_tc_per_tj: Amount, oxidation: Amount
) -> Amount:
    """Compute the CO2 from burning a fuel, by its carbon.

    Source: NDRC sector guidelines 2013-15 and GB/T 32150-2025, fuel combustion.

    Parameters
    ----------
    quantity
        Fuel burned [the fuel's own unit: t, or 1e4 m3 of gas].
    ncv_gj_per_unit
        Net calorific value [GJ per unit].
    carbon_tc_per_tj
        Carbon content on the net basis [tC/TJ].
    oxidation
        Share of carbon oxidised [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        CO2 to air [t].

    Examples
    --------
    One tonne of gasoline, as printed in the provincial guideline of 2025:

    >>> round(burn_carbon(1.0, ncv_gj_per_unit=43.07, carbon_tc_per_tj=18.9, oxidation=0.98), 3)
    2.925
    """
    return quantity * ncv_gj_per_unit / 1000 * carbon_tc_per_tj * oxidation * 44 / 12


@method(
    "combustion.energy",
    equation="quantity * ncv_gj_per_unit / 1000 * ef_kg_per_tj / 1000 * (1 - removal)",
    unit="t",
    source="2006 IPCC Guidelines, volume 2, equation 2.1; EMEP/EEA Guidebook, 1.A, tier 1",
    edition="2006; 2023",
    terms={
        "quantity": QUANTITY,
        "ncv_gj_per_unit": NCV,
        "ef_kg_per_tj": factor("ef_kg_per_tj", "kg/TJ"),
        "removal": REMOVAL,
    },
)
def burn_by_energy(
    quantity: Amount, *, ncv_gj_per_unit: Amount, ef_kg_per_tj: Amount, removal: Amount
) -> Amount:
    """Compute a species from the energy burned.

    Source: 2006 IPCC Guidelines, volume 2, equation 2.1; EMEP/EEA Guidebook 2023, 1.A, tier 1.

    Parameters
    ----------
    quantity
        Fuel burned [the fuel's own unit].
    ncv_gj_per_unit
        Net calorific value [GJ per unit].
    ef_kg_per_tj
        Emission factor before control [kg/TJ, the same number as g/GJ].
    removal
        Share removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Emission to air [t].

    Examples
    --------
    1,000 t of coal of 20 GJ/t (20 TJ) at 209 kg NOx/TJ, half of it removed:

    >>> burn_by_energy(1000.0, ncv_gj_per_unit=20.0, ef_kg_per_tj=209.0, removal=0.5)
    2.09
    """
    return quantity * ncv_gj_per_unit / 1000 * ef_kg_per_tj / 1000 * (1 - removal)


@method(
    "combustion.mass",
    equation="quantity * ef_kg_per_unit / 1000 * (1 - removal)",
    unit="t",
    source="Emission = activity x emission factor x (1 - efficiency x application), fuel by its own unit",
    edition="2014",
    terms={
        "quantity": QUANTITY,
        "ef_kg_per_unit": factor("ef_kg_per_unit", "kg/unit"),
        "removal": REMOVAL,
    },
)
def burn_by_mass(quantity: Amount, *, ef_kg_per_unit: Amount, removal: Amount) -> Amount:
    """Compute a species from the fuel burned, by a factor per unit of fuel.

    Source: the common form of the Chinese technical guides on air-pollutant inventories, 2014.

    Parameters
    ----------
    quantity
        Fuel burned [the fuel's own unit].
    ef_kg_per_unit
        Emission factor before control [kg per unit].
    removal
        Share removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Emission to air [t].

    Examples
    --------
    1,000 t of coal at 8 kg/t, a quarter removed:

    >>> burn_by_mass(1000.0, ef_kg_per_unit=8.0, removal=0.25)
    6.0
    """
    return quantity * ef_kg_per_unit / 1000 * (1 - removal)


@method(
    "combustion.sulphur",
    equation="quantity * 2 * sulphur_share * (1 - ash_retention) * (1 - removal)",
    unit="t",
    source="Sulphur balance, EF = 2000 S (1 - retention) g/kg",
    edition="2014",
    terms={
        "quantity": QUANTITY,
        "sulphur_share": factor("sulphur_share", "1"),
        "ash_retention": factor("ash_retention", "1"),
        "removal": REMOVAL,
    },
)
def burn_sulphur(
    quantity: Amount, *, sulphur_share: Amount, ash_retention: Amount, removal: Amount
) -> Amount:
    """Compute the SO2 from burning a fuel, by its sulphur.

    Source: sulphur balance of the Chinese inventory guides (the coefficient 17 S of coal) and of CEDS.

    Parameters
    ----------
    quantity
        Fuel burned [t].
    sulphur_share
        Sulphur in the fuel [0-1, by mass].
    ash_retention
        Share of the sulphur kept in the ash [0-1].
    removal
        Share removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        SO2 to air [t].

    Examples
    --------
    1,000 t of coal with 1 % of sulphur and a retention of 0.15: 17 kg/t, the 17 S of the guides:

    >>> burn_sulphur(1000.0, sulphur_share=0.01, ash_retention=0.15, removal=0.0)
    17.0
    """
    return quantity * 2 * sulphur_share * (1 - ash_retention) * (1 - removal)


@method(
    "combustion.share",
    equation="quantity * ncv_gj_per_unit / 1000 * pm25_kg_per_tj / 1000 * share_of_pm25 * (1 - removal)",
    unit="t",
    source="EMEP/EEA Guidebook, 1.A, tier 1: black carbon as a share of PM2.5",
    edition="2023",
    terms={
        "quantity": QUANTITY,
        "ncv_gj_per_unit": NCV,
        "pm25_kg_per_tj": factor("ef_kg_per_tj", "kg/TJ", species="PM2.5"),
        "share_of_pm25": factor("share_of_pm25", "1"),
        "removal": Term("control", "removal", "1", "PM2.5"),
    },
)
def split_particles(
    quantity: Amount,
    *,
    ncv_gj_per_unit: Amount,
    pm25_kg_per_tj: Amount,
    share_of_pm25: Amount,
    removal: Amount,
) -> Amount:
    """Compute black or organic carbon as a share of the PM2.5 of combustion.

    Source: EMEP/EEA Guidebook 2023, 1.A, tier 1 (BC as a share of PM2.5).

    Parameters
    ----------
    quantity
        Fuel burned [the fuel's own unit].
    ncv_gj_per_unit
        Net calorific value [GJ per unit].
    pm25_kg_per_tj
        Emission factor of PM2.5 before control [kg/TJ].
    share_of_pm25
        Share of the species in PM2.5 [0-1].
    removal
        Share of PM2.5 removed by controls [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        Emission to air [t].

    Examples
    --------
    1,000 t of coal of 20 GJ/t at 3.4 kg PM2.5/TJ, 2.2 % of it black carbon:

    >>> mass = split_particles(
    ...     1000.0, ncv_gj_per_unit=20.0, pm25_kg_per_tj=3.4, share_of_pm25=0.022, removal=0.0
    ... )
    >>> round(mass, 6)
    0.001496
    """
    return quantity * ncv_gj_per_unit / 1000 * pm25_kg_per_tj / 1000 * share_of_pm25 * (1 - removal)
