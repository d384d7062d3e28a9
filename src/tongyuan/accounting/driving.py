"""Driving on roads: exhaust by distance with its corrections, hydrocarbons, wear and evaporation.

CO2, CH4, N2O and SO2 of road transport stay with the fuel sold.
"""

from __future__ import annotations

from tongyuan.accounting.terms import QUANTITY, Amount, factor
from tongyuan.vocabulary.methods import method

__all__ = ["drive", "drive_hydrocarbon", "evaporate", "wear"]

GUIDE = (
    "MEE technical guide on road-vehicle emission inventories (trial) 2014, equation of the emission factor"
)
CORRECTIONS = {
    name: factor(name, "1")
    for name in (
        "phi_temperature",
        "phi_humidity",
        "phi_altitude",
        "phi_speed",
        "phi_load",
        "phi_sulphur",
        "phi_deterioration",
    )
}
CORRECTED = " * ".join(CORRECTIONS)


@method(
    "driving.exhaust",
    equation=f"quantity * ef_g_per_km * {CORRECTED} / 1000000",
    unit="t",
    source=GUIDE,
    edition="2014",
    terms={"quantity": QUANTITY, "ef_g_per_km": factor("ef_g_per_km", "g/km"), **CORRECTIONS},
)
def drive(
    quantity: Amount,
    *,
    ef_g_per_km: Amount,
    phi_temperature: Amount,
    phi_humidity: Amount,
    phi_altitude: Amount,
    phi_speed: Amount,
    phi_load: Amount,
    phi_sulphur: Amount,
    phi_deterioration: Amount,
) -> Amount:
    """Compute an exhaust pollutant of a vehicle class from the distance that it drives.

    Source: MEE technical guide on road-vehicle emission inventories (trial), 2014.

    Parameters
    ----------
    quantity
        Distance driven by all vehicles of the class [km].
    ef_g_per_km
        Base factor at 30 km/h, 10 to 25 degrees, 50 % load and the fuel of the base [g/km].
    phi_temperature, phi_humidity, phi_altitude
        Corrections for climate and altitude; 1 where nothing is corrected [1].
    phi_speed, phi_load, phi_sulphur, phi_deterioration
        Corrections for speed, load, sulphur in the fuel and age of the technology [1].

    Returns
    -------
    float, ndarray or pl.Expr
        Pollutant to air [t].

    Examples
    --------
    10,000 mini cars of China V (CO 0.46 g/km) over 15,000 km each, not corrected: 69.0 t.

    >>> none = dict.fromkeys(CORRECTIONS, 1.0)
    >>> round(drive(10_000 * 15_000.0, ef_g_per_km=0.46, **none), 9)
    69.0
    """
    climate = phi_temperature * phi_humidity * phi_altitude
    use = phi_speed * phi_load * phi_sulphur * phi_deterioration
    return quantity * ef_g_per_km * climate * use / 1000000


@method(
    "driving.hydrocarbon",
    equation=f"quantity * thc_g_per_km * nmvoc_share * {CORRECTED} / 1000000",
    unit="t",
    source=f"{GUIDE}; hydrocarbons less their methane",
    edition="2014",
    terms={
        "quantity": QUANTITY,
        "thc_g_per_km": factor("thc_g_per_km", "g/km"),
        "nmvoc_share": factor("nmvoc_share", "1"),
        **CORRECTIONS,
    },
)
def drive_hydrocarbon(
    quantity: Amount,
    *,
    thc_g_per_km: Amount,
    nmvoc_share: Amount,
    phi_temperature: Amount,
    phi_humidity: Amount,
    phi_altitude: Amount,
    phi_speed: Amount,
    phi_load: Amount,
    phi_sulphur: Amount,
    phi_deterioration: Amount,
) -> Amount:
    """Compute NMVOC of exhaust from hydrocarbons: the guide prints HC, of which methane is no NMVOC.

    Source: MEE technical guide on road-vehicle emission inventories (trial), 2014.

    Parameters
    ----------
    quantity
        Distance driven by all vehicles of the class [km].
    thc_g_per_km
        Base factor of hydrocarbons [g/km].
    nmvoc_share
        Share of hydrocarbons that is not methane [0-1].
    phi_temperature, phi_humidity, phi_altitude, phi_speed, phi_load, phi_sulphur, phi_deterioration
        Corrections; 1 where nothing is corrected [1].

    Returns
    -------
    float, ndarray or pl.Expr
        NMVOC to air [t].

    Examples
    --------
    150 million km at 0.056 g/km, all of it NMVOC, not corrected:

    >>> none = dict.fromkeys(CORRECTIONS, 1.0)
    >>> round(drive_hydrocarbon(150e6, thc_g_per_km=0.056, nmvoc_share=1.0, **none), 9)
    8.4
    """
    climate = phi_temperature * phi_humidity * phi_altitude
    use = phi_speed * phi_load * phi_sulphur * phi_deterioration
    return quantity * thc_g_per_km * nmvoc_share * climate * use / 1000000


@method(
    "driving.wear",
    equation="quantity * ef_g_per_km / 1000000",
    unit="t",
    source="EMEP/EEA Guidebook, 1.A.3.b.vi-vii, tier 1: tyre and brake wear, road abrasion",
    edition="2023",
    terms={"quantity": QUANTITY, "ef_g_per_km": factor("ef_g_per_km", "g/km")},
)
def wear(quantity: Amount, *, ef_g_per_km: Amount) -> Amount:
    """Compute particles worn off tyres, brakes and the road.

    Source: EMEP/EEA Guidebook 2023, 1.A.3.b.vi-vii, tables 3-1 and 3-2.

    Parameters
    ----------
    quantity
        Distance driven by all vehicles of the class [km].
    ef_g_per_km
        Emission factor [g per km and vehicle].

    Returns
    -------
    float, ndarray or pl.Expr
        Particles to air [t].

    Examples
    --------
    100 million km of cars at 0.0093 g PM2.5/km:

    >>> round(wear(100e6, ef_g_per_km=0.0093), 9)
    0.93
    """
    return quantity * ef_g_per_km / 1000000


@method(
    "driving.evaporation",
    equation="quantity * ef_g_per_activity_unit / 1000000",
    unit="t",
    source=f"{GUIDE}: evaporation of gasoline vehicles",
    edition="2014",
    terms={
        "quantity": QUANTITY,
        "ef_g_per_activity_unit": factor("ef_g_per_activity_unit", "g/unit"),
    },
)
def evaporate(quantity: Amount, *, ef_g_per_activity_unit: Amount) -> Amount:
    """Compute NMVOC that evaporates from gasoline vehicles, driving or parked.

    Source: MEE technical guide on road-vehicle emission inventories (trial), 2014.

    Parameters
    ----------
    quantity
        Hours driven [h], or days parked [vehicle-days].
    ef_g_per_activity_unit
        Emission factor [g/h or g per vehicle-day].

    Returns
    -------
    float, ndarray or pl.Expr
        NMVOC to air [t].

    Examples
    --------
    10,000 vehicles parked for 365 days at 0.5 g a day:

    >>> evaporate(10_000 * 365.0, ef_g_per_activity_unit=0.5)
    1.825
    """
    return quantity * ef_g_per_activity_unit / 1000000
