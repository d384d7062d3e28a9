"""Wastewater plants: what they remove, and the energy and greenhouse gas of a kilogram of each pollutant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tongyuan.accounting.wastewater import release_methane, release_nitrous_oxide

__all__ = ["POLLUTANTS", "PlantFactors", "carbon_of", "intensities", "removed_kg"]

POLLUTANTS = ("cod", "nh3n", "tn", "tp")
G_PER_KG = 1000.0
KG_PER_T = 1000.0
KWH_PER_MWH = 1000.0
PARTS = ("electricity_t_co2e", "chemicals_t_co2e", "methane_t_co2e", "nitrous_oxide_t_co2e")


@dataclass(frozen=True, slots=True)
class PlantFactors:
    """What turns a plant's figures into greenhouse gas; None where no factor holds.

    Parameters
    ----------
    methane_capacity
        Most methane of COD [t/t].
    methane_correction
        Of the process [0-1].
    n2o_n_share
        N2O-N of the nitrogen that enters [t/t].
    grid_t_per_mwh
        CO2 of electricity [t/MWh].
    gwp_ch4, gwp_n2o
        Over 100 years [1].
    """

    methane_capacity: float | None
    methane_correction: float | None
    n2o_n_share: float | None
    grid_t_per_mwh: float | None
    gwp_ch4: float
    gwp_n2o: float


def removed_kg(flow_m3: float, *, in_mg_l: float, out_mg_l: float) -> float:
    """Compute what a plant removes; below zero where more leaves than enters.

    Source: mass balance, flow x (in - out).

    Parameters
    ----------
    flow_m3
        Water treated [m3].
    in_mg_l, out_mg_l
        Concentrations [mg/L, which is g/m3].

    Returns
    -------
    float
        Mass [kg].

    Examples
    --------
    10 million m3 from 300 to 30 mg/L of COD:

    >>> removed_kg(1e7, in_mg_l=300.0, out_mg_l=30.0)
    2700000.0
    """
    return flow_m3 * (in_mg_l - out_mg_l) / G_PER_KG


def carbon_of(plant: Mapping[str, float | None], *, factors: PlantFactors) -> dict[str, float | None]:
    """Compute the greenhouse gas of a plant by part; a part of which a figure lacks is null, never zero.

    Source: 2019 Refinement, volume 5, equations 6.1 and 6.9; purchased electricity.

    Parameters
    ----------
    plant
        A row of ``WaterPlant``.
    factors
        What holds for it.

    Returns
    -------
    dict
        ``electricity_t_co2e``, ``chemicals_t_co2e``, ``methane_t_co2e``, ``nitrous_oxide_t_co2e`` and
        ``total_t_co2e`` (null while a part is) [t CO2e].

    Examples
    --------
    5,000 MWh at 0.5 t/MWh; 3,000 t COD in, 1,000 t of it with sludge, in an aerobic plant; 500 t N in:

    >>> plant = {"flow_m3": 1e7, "cod_in_mg_l": 300.0, "tn_in_mg_l": 50.0, "electricity_mwh": 5000.0,
    ...          "cod_in_sludge_t": 1000.0, "methane_recovered_t": 0.0, "chemicals_t_co2e": 200.0}
    >>> factors = PlantFactors(0.25, 0.03, 0.016, 0.5, 27.0, 273.0)
    >>> [round(part, 1) for part in carbon_of(plant, factors=factors).values()]
    [2500.0, 200.0, 405.0, 3432.0, 6537.0]
    """
    flow = plant["flow_m3"]
    parts = dict.fromkeys(PARTS)
    power, chemicals = plant["electricity_mwh"], plant["chemicals_t_co2e"]
    if power is not None and factors.grid_t_per_mwh is not None:
        parts["electricity_t_co2e"] = power * factors.grid_t_per_mwh
    parts["chemicals_t_co2e"] = chemicals
    parts["methane_t_co2e"] = _methane(plant, factors)
    nitrogen = plant["tn_in_mg_l"]
    if flow is not None and nitrogen is not None and factors.n2o_n_share is not None:
        load = flow * nitrogen / G_PER_KG / KG_PER_T
        gas = release_nitrous_oxide(load, n2o_n_share=factors.n2o_n_share)
        parts["nitrous_oxide_t_co2e"] = gas * factors.gwp_n2o
    known = [part for part in parts.values() if part is not None]
    total = sum(known) if len(known) == len(PARTS) else None
    return {**parts, "total_t_co2e": total}


def _methane(plant: Mapping[str, float | None], factors: PlantFactors) -> float | None:
    flow, cod = plant["flow_m3"], plant["cod_in_mg_l"]
    sludge, recovered = plant["cod_in_sludge_t"], plant["methane_recovered_t"]
    capacity, correction = factors.methane_capacity, factors.methane_correction
    if flow is None or cod is None or sludge is None or recovered is None:
        return None
    if capacity is None or correction is None:
        return None
    load = flow * cod / G_PER_KG / KG_PER_T - sludge
    made = release_methane(load, methane_capacity=capacity, methane_correction=correction)
    return max(made - recovered, 0.0) * factors.gwp_ch4


def intensities(plant: Mapping[str, float | None], *, carbon: Mapping[str, float | None]) -> pl.DataFrame:
    """Divide a plant's whole energy and greenhouse gas by each pollutant that it removes.

    Parameters
    ----------
    plant
        A row of ``WaterPlant``.
    carbon
        Of :func:`carbon_of`.

    Returns
    -------
    pl.DataFrame
        A row a pollutant: ``removed_kg``, ``kwh_per_kg``, ``kg_co2e_per_kg``, ``reason`` where one is
        null (``no_concentration``, ``nothing_removed``, ``no_power``, ``carbon_incomplete``). Each divides
        the whole plant's figure: the four are ways to see one plant, and are never added.

    Examples
    --------
    >>> plant = {"flow_m3": 1e7, "electricity_mwh": 2700.0, "cod_in_mg_l": 300.0, "cod_out_mg_l": 30.0}
    >>> intensities(plant, carbon={"total_t_co2e": 5400.0}).row(0)
    ('cod', 2700000.0, 1.0, 2.0, None)
    """
    rows = [_intensity(plant, pollutant, carbon["total_t_co2e"]) for pollutant in POLLUTANTS]
    numbers = {name: pl.Float64 for name in ("removed_kg", "kwh_per_kg", "kg_co2e_per_kg")}
    return pl.DataFrame(rows, schema={"pollutant": pl.String, **numbers, "reason": pl.String})


def _intensity(
    plant: Mapping[str, float | None], pollutant: str, total: float | None
) -> dict[str, str | float | None]:
    flow = plant.get("flow_m3")
    before, after = plant.get(f"{pollutant}_in_mg_l"), plant.get(f"{pollutant}_out_mg_l")
    told: dict[str, str | float | None] = {"pollutant": pollutant}
    if flow is None or before is None or after is None:
        return told | {"reason": "no_concentration"}
    mass = removed_kg(flow, in_mg_l=before, out_mg_l=after)
    told["removed_kg"] = mass
    if mass <= 0:
        return told | {"reason": "nothing_removed"}
    power = plant.get("electricity_mwh")
    told["kwh_per_kg"] = None if power is None else power * KWH_PER_MWH / mass
    told["kg_co2e_per_kg"] = None if total is None else total * KG_PER_T / mass
    reason = "no_power" if power is None else "carbon_incomplete" if total is None else None
    return told | {"reason": reason}
