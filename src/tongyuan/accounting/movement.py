"""Movements: landings and take-offs of aircraft by cycle, ships by the work of their engines."""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["burn_for_work", "burn_sulphur_for_work", "cycle", "work"]

SHIPS = "EMEP/EEA Guidebook, 1.A.3.d, tier 3"
FUEL_USE = factor("sfc_g_per_kwh", "g/kWh")


@method(
    "movement.cycle",
    equation="quantity * ef_kg_per_movement / 1000",
    unit="t",
    source="2006 IPCC Guidelines, volume 2, chapter 3, tier 2: landing and take-off by aircraft",
    edition="2006",
    terms={"quantity": QUANTITY, "ef_kg_per_movement": factor("ef_kg_per_movement", "kg/LTO")},
)
def cycle(quantity: Amount, *, ef_kg_per_movement: Amount) -> Amount:
    """Compute a pollutant of landings and take-offs; greenhouse gases stay with the fuel sold.

    Source: 2006 IPCC Guidelines, volume 2, chapter 3, table 3.6.9.

    Parameters
    ----------
    quantity
        Cycles of landing and take-off [LTO].
    ef_kg_per_movement
        Emission factor of the aircraft [kg/LTO].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to air [t].

    Examples
    --------
    1,000 cycles at 9 kg NOx:

    >>> cycle(1000.0, ef_kg_per_movement=9.0)
    9.0
    """
    return quantity * ef_kg_per_movement / 1000


@method(
    "movement.work",
    equation="quantity * ef_g_per_kwh / 1000000",
    unit="t",
    source=f"{SHIPS}: emission = hours x power x load x factor",
    edition="2023",
    terms={"quantity": QUANTITY, "ef_g_per_kwh": factor("ef_g_per_kwh", "g/kWh")},
)
def work(quantity: Amount, *, ef_g_per_kwh: Amount) -> Amount:
    """Compute a pollutant of ships from the work of their engines.

    Source: EMEP/EEA Guidebook 2023, 1.A.3.d, tier 3.

    Parameters
    ----------
    quantity
        Work of the engines [kWh].
    ef_g_per_kwh
        Emission factor [g/kWh].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to air [t].

    Examples
    --------
    1 million kWh at 13.9 g NOx/kWh:

    >>> round(work(1e6, ef_g_per_kwh=13.9), 9)
    13.9
    """
    return quantity * ef_g_per_kwh / 1000000


@method(
    "movement.fuel",
    equation="quantity * sfc_g_per_kwh / 1000000 * ef_kg_per_t_fuel / 1000",
    unit="t",
    source=f"{SHIPS}, fuel of the engine's work by the factor of tier 1",
    edition="2023",
    terms={
        "quantity": QUANTITY,
        "sfc_g_per_kwh": FUEL_USE,
        "ef_kg_per_t_fuel": factor("ef_kg_per_t_fuel", "kg/t"),
    },
)
def burn_for_work(quantity: Amount, *, sfc_g_per_kwh: Amount, ef_kg_per_t_fuel: Amount) -> Amount:
    """Compute a pollutant of ships from the fuel that their work takes.

    Source: EMEP/EEA Guidebook 2023, 1.A.3.d, tables 3-1 and 3-2 with the fuel use of tier 3.

    Parameters
    ----------
    quantity
        Work of the engines [kWh].
    sfc_g_per_kwh
        Specific fuel consumption [g/kWh].
    ef_kg_per_t_fuel
        Emission factor by fuel [kg/t].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to air [t].

    Examples
    --------
    1 million kWh at 200 g/kWh are 200 t of fuel; at 7.4 kg CO/t:

    >>> round(burn_for_work(1e6, sfc_g_per_kwh=200.0, ef_kg_per_t_fuel=7.4), 9)
    1.48
    """
    return quantity * sfc_g_per_kwh / 1000000 * ef_kg_per_t_fuel / 1000


@method(
    "movement.sulphur",
    equation="quantity * sfc_g_per_kwh / 1000000 * 2 * sulphur_share",
    unit="t",
    source=f"{SHIPS}: SO2 by the sulphur of the fuel",
    edition="2023",
    terms={
        "quantity": QUANTITY,
        "sfc_g_per_kwh": FUEL_USE,
        "sulphur_share": factor("sulphur_share", "1"),
    },
)
def burn_sulphur_for_work(quantity: Amount, *, sfc_g_per_kwh: Amount, sulphur_share: Amount) -> Amount:
    """Compute SO2 of ships from the sulphur in the fuel that their work takes.

    Source: EMEP/EEA Guidebook 2023, 1.A.3.d: 20 kg SO2 per t of fuel and per cent of sulphur.

    Parameters
    ----------
    quantity
        Work of the engines [kWh].
    sfc_g_per_kwh
        Specific fuel consumption [g/kWh].
    sulphur_share
        Sulphur in the fuel, by mass [0-1].

    Returns
    -------
    float, ndarray or pl.Expr
        SO2 to air [t].

    Examples
    --------
    200 t of fuel with 0.5 % of sulphur give 2 t:

    >>> burn_sulphur_for_work(1e6, sfc_g_per_kwh=200.0, sulphur_share=0.005)
    2.0
    """
    return quantity * sfc_g_per_kwh / 1000000 * 2 * sulphur_share
