"""Flue gas from one state to another: standard state, dry, NOx as NO2, reference oxygen, mass."""

from __future__ import annotations

from typing import TypeVar

import polars as pl

__all__ = [
    "FULL_OXYGEN",
    "co2_mass",
    "corrected",
    "dry",
    "dry_flow",
    "from_ppm",
    "mass_of_hour",
    "nox_as_no2",
    "standard",
]

STANDARD_K = 273.0
STANDARD_PA = 101325.0
#: Oxygen of air as the correction takes it [%].
FULL_OXYGEN = 21.0
MOLAR_VOLUME = 22.4
NO2_PER_NO = 46 / 30

T = TypeVar("T", float, pl.Expr)


def standard(value: T, *, temperature_c: T, static_pa: T, atmosphere_pa: T) -> T:
    """Bring a concentration from the state of the duct to 273 K and 101325 Pa.

    Source: HJ 75-2017, annex A.

    Parameters
    ----------
    value
        Concentration in the duct [mg/m3].
    temperature_c
        Temperature [degree Celsius].
    static_pa, atmosphere_pa
        Static pressure of the duct and pressure of the atmosphere [Pa].

    Returns
    -------
    float or pl.Expr
        Concentration at standard state, as wet as before [mg/m3].

    Examples
    --------
    At 136.5 degrees a gas takes half as much again as at 0: 20 becomes 30.

    >>> standard(20.0, temperature_c=136.5, static_pa=0.0, atmosphere_pa=101325.0)
    30.0
    """
    return value * (STANDARD_PA / (atmosphere_pa + static_pa)) * ((STANDARD_K + temperature_c) / STANDARD_K)


def dry(value: T, *, humidity_percent: T) -> T:
    """Bring a wet concentration, or a wet share of oxygen, to dry gas.

    Source: HJ 75-2017, annex A, C_dry = C_wet / (1 - Xsw).

    Parameters
    ----------
    value
        Wet concentration [any unit of it].
    humidity_percent
        Moisture by volume [%].

    Returns
    -------
    float or pl.Expr
        Dry concentration [as ``value``].

    Examples
    --------
    >>> dry(9.0, humidity_percent=10.0)
    10.0
    """
    return value / (1 - humidity_percent / 100)


def dry_flow(flow_m3_h: T, *, temperature_c: T, static_pa: T, atmosphere_pa: T, humidity_percent: T) -> T:
    """Bring a flow from the state of the duct to dry gas at standard state.

    Source: HJ 75-2017, annex A; the inverse of what becomes of a concentration.

    Parameters
    ----------
    flow_m3_h
        Flow in the duct [m3/h].
    temperature_c
        Temperature [degree Celsius].
    static_pa, atmosphere_pa
        Static pressure of the duct and pressure of the atmosphere [Pa].
    humidity_percent
        Moisture by volume [%].

    Returns
    -------
    float or pl.Expr
        Flow [m3/h, dry, 273 K, 101325 Pa].

    Examples
    --------
    >>> dry_flow(
    ...     150.0, temperature_c=136.5, static_pa=0.0, atmosphere_pa=101325.0, humidity_percent=10.0
    ... )
    90.0
    """
    shrunk = STANDARD_K / (STANDARD_K + temperature_c) * ((atmosphere_pa + static_pa) / STANDARD_PA)
    return flow_m3_h * shrunk * (1 - humidity_percent / 100)


def from_ppm(ppm: T, *, molar_mass: float) -> T:
    """Bring a share by volume to a concentration at standard state.

    Source: HJ 75-2017, annex A, C = M / 22.4 x Cv.

    Parameters
    ----------
    ppm
        Share by volume [1e-6].
    molar_mass
        Molar mass [g/mol].

    Returns
    -------
    float or pl.Expr
        Concentration [mg/m3].

    Examples
    --------
    >>> round(from_ppm(35.0, molar_mass=64.0), 6)
    100.0
    """
    return ppm * (molar_mass / MOLAR_VOLUME)


def nox_as_no2(no_mg_m3: T, *, no2_mg_m3: T) -> T:
    """Add NO and NO2 as NO2.

    Source: HJ 75-2017, annex A, C = C_NO x 46/30 + C_NO2.

    Parameters
    ----------
    no_mg_m3, no2_mg_m3
        Concentrations [mg/m3].

    Returns
    -------
    float or pl.Expr
        NOx as NO2 [mg/m3].

    Examples
    --------
    >>> round(nox_as_no2(30.0, no2_mg_m3=4.0), 9)
    50.0
    """
    return no_mg_m3 * NO2_PER_NO + no2_mg_m3


def corrected(value: T, *, oxygen_percent: T, reference_percent: T) -> T:
    """Bring a dry concentration at standard state to the reference oxygen.

    Source: GB 13223-2011; HJ 75-2017, C (21 - O2ref) / (21 - O2). At 21 % and above there is no such
    figure: whoever calls it sorts those hours out first, and tells them.

    Parameters
    ----------
    value
        Concentration [mg/m3].
    oxygen_percent
        Oxygen of the dry gas [%], below 21.
    reference_percent
        Reference oxygen [%].

    Returns
    -------
    float or pl.Expr
        Concentration at the reference oxygen [mg/m3].

    Raises
    ------
    ValueError
        If a number tells 21 % or more.

    Examples
    --------
    >>> round(corrected(30.0, oxygen_percent=8.0, reference_percent=6.0), 3)
    34.615
    """
    if isinstance(oxygen_percent, float) and oxygen_percent >= FULL_OXYGEN:
        raise ValueError(f"oxygen must be below {FULL_OXYGEN} %, got {oxygen_percent}")
    return value * ((FULL_OXYGEN - reference_percent) / (FULL_OXYGEN - oxygen_percent))


def mass_of_hour(value: T, *, flow_m3_h: T) -> T:
    """Return what an hour emits; both at dry standard state, oxygen plays no part.

    Source: HJ 75-2017, annex A, G = C Q 1e-6.

    Parameters
    ----------
    value
        Concentration, not corrected for oxygen [mg/m3].
    flow_m3_h
        Flow [m3/h].

    Returns
    -------
    float or pl.Expr
        Mass [kg].

    Examples
    --------
    >>> mass_of_hour(30.0, flow_m3_h=1_000_000.0)
    30.0
    """
    return value * flow_m3_h / 1_000_000


def co2_mass(percent: T, *, flow_m3_h: T) -> T:
    """Return the CO2 of an hour from its share of the dry gas.

    Source: molar mass 44 over molar volume 22.4 (HJ 75-2017, annex A).

    Parameters
    ----------
    percent
        CO2 of the dry gas by volume [%].
    flow_m3_h
        Flow, dry at standard state [m3/h].

    Returns
    -------
    float or pl.Expr
        Mass [t].

    Examples
    --------
    >>> round(co2_mass(11.2, flow_m3_h=1_000_000.0), 6)
    220.0
    """
    return percent * flow_m3_h * (44 / MOLAR_VOLUME / 100_000)
