"""The system as a network of PyPSA: one bus of power, one of heat, and the rows that PyPSA does not know.

Source: the formulation of PyPSA (Brown, Hoersch, Schlachtberger 2018, Journal of Open Research Software 6:4);
combined heat and power as a region between the back-pressure line and the iso-fuel line.
"""

from __future__ import annotations

import importlib
import itertools
import logging
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from tongyuan.numerics.discounting import annuity
from tongyuan.plan.power.case import PowerCase
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["Network", "build", "couple", "draws", "fuel", "laid_out", "quiet"]

#: A network of PyPSA; its package is an extra, so that no type of it can be named here.
Network = Any
KW_PER_MW = 1000.0
UNSERVED = ("unserved", "unserved heat")


def _pypsa() -> Any:
    try:
        return importlib.import_module("pypsa")
    except ModuleNotFoundError:
        raise InputError(Problem("power.extra_missing", {})) from None


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the words of PyPSA and linopy off the page: what matters is said by the answer."""
    loggers = [logging.getLogger(name) for name in ("pypsa", "linopy")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def build(case: PowerCase) -> Network:
    """Make the linear program of a case, not solved, without the case's limits.

    Parameters
    ----------
    case
        The system.

    Returns
    -------
    Network
        A ``pypsa.Network`` whose ``model`` holds variables, balances, heat and storage rows.

    Raises
    ------
    InputError
        If the extra is not installed.
    """
    with quiet():
        network = laid_out(case)
        network.optimize.create_model(include_objective_constant=False)
        couple(network, case)
    return network


def laid_out(case: PowerCase) -> Network:
    """Lay a case out as a network, without its linear program.

    Parameters
    ----------
    case
        The system.

    Returns
    -------
    Network
        A ``pypsa.Network``.

    Raises
    ------
    InputError
        If the extra is not installed.
    """
    pypsa = _pypsa()
    with quiet():
        network = pypsa.Network()
        network.set_snapshots(case.hours["hour"].to_list())
        weights = case.hours["hours_stood_for"].to_list()
        network.snapshot_weightings["objective"] = weights
        network.snapshot_weightings["generators"] = weights
        network.snapshot_weightings["stores"] = 1.0
        for bus in ("power", "heat"):
            network.add("Carrier", bus)
            network.add("Bus", bus, carrier=bus)
        network.add("Load", "load", bus="power", p_set=case.hours["load"].to_list())
        if case.hours["heat"].sum() > 0:
            network.add("Load", "heat load", bus="heat", p_set=case.hours["heat"].to_list())
        for unit in case.units.iter_rows(named=True):
            _add(network, unit, case)
        for name, bus in zip(UNSERVED, ("power", "heat"), strict=True):
            if case.unserved_cost is not None and not (bus == "heat" and not case.hours["heat"].sum() > 0):
                network.add("Generator", name, bus=bus, p_nom=math.inf, marginal_cost=case.unserved_cost)
    return network


def _add(network: Network, unit: dict[str, Any], case: PowerCase) -> None:
    if unit["carrier"] == "storage":
        return _add_storage(network, unit, case)
    cost = unit["variable_cny_mwh"] + case.co2_price * (unit["co2_t_mwh"] or 0.0) * _inside(unit)
    network.add(
        "Generator",
        unit["unit"],
        bus="heat" if unit["carrier"] == "boiler" else "power",
        p_min_pu=unit["min_output"],
        p_max_pu=_available(unit, case),
        marginal_cost=cost,
        **_size(unit, case),
    )
    if unit["chp"] is not None:
        lost = unit["power_loss"] or 0.0
        network.add("Generator", _heat(unit), bus="heat", p_nom=unit["heat_mw"], marginal_cost=lost * cost)
    if unit["export_mw"]:
        network.add(
            "Generator",
            _export(unit),
            bus="power",
            sign=-1.0,
            p_nom=unit["export_mw"],
            marginal_cost=-unit["export_cny_mwh"],
        )
    return None


def _add_storage(network: Network, unit: dict[str, Any], case: PowerCase) -> None:
    each_way = math.sqrt(unit["efficiency"])
    network.add(
        "StorageUnit",
        unit["unit"],
        bus="power",
        max_hours=unit["storage_hours"],
        efficiency_store=each_way,
        efficiency_dispatch=each_way,
        cyclic_state_of_charge=True,
        p_max_pu=unit["availability"],
        p_min_pu=-unit["availability"],
        marginal_cost=unit["variable_cny_mwh"],
        **_size(unit, case),
    )


def _size(unit: dict[str, Any], case: PowerCase) -> dict[str, Any]:
    if unit["max_capacity_mw"] is None:
        return {"p_nom": unit["capacity_mw"]}
    invested = annuity(unit["capex_cny_kw"], rate=case.rate, years=unit["life_years"])
    return {
        "p_nom": unit["capacity_mw"],
        "p_nom_extendable": True,
        "p_nom_min": unit["capacity_mw"],
        "p_nom_max": unit["max_capacity_mw"],
        "capital_cost": (invested + (unit["fixed_cny_kw_year"] or 0.0)) * KW_PER_MW,
    }


def _available(unit: dict[str, Any], case: PowerCase) -> Any:
    if unit["carrier"] in case.hours.columns:
        return (case.hours[unit["carrier"]] * unit["availability"]).to_list()
    return unit["availability"]


def _inside(unit: dict[str, Any]) -> float:
    """Give 1 for what emits within the region, 0 for what is brought in."""
    return 0.0 if unit["carrier"] == "interconnector" else 1.0


def _heat(unit: dict[str, Any]) -> str:
    return f"{unit['unit']} heat"


def _export(unit: dict[str, Any]) -> str:
    return f"{unit['unit']} export"


def draws(network: Network, unit: dict[str, Any]) -> dict[str, Any]:
    """Give the variables of a unit by what they do: ``made``, ``taken``, ``heat``; only those it has.

    Parameters
    ----------
    network
        Built network.
    unit
        Row of ``PowerUnit``.

    Returns
    -------
    dict
        Variables of linopy over the hours.
    """
    model, name = network.model, unit["unit"]
    if unit["carrier"] == "storage":
        return {
            "made": model["StorageUnit-p_dispatch"].sel(name=name, drop=True),
            "taken": model["StorageUnit-p_store"].sel(name=name, drop=True),
        }
    power = model["Generator-p"]
    if unit["carrier"] == "boiler":
        return {"heat": power.sel(name=name, drop=True)}
    found = {"made": power.sel(name=name, drop=True)}
    if _heat(unit) in network.generators.index:
        found["heat"] = power.sel(name=_heat(unit), drop=True)
    if _export(unit) in network.generators.index:
        found["taken"] = power.sel(name=_export(unit), drop=True)
    return found


def fuel(network: Network, unit: dict[str, Any]) -> Any:
    """Give what a unit's emission and cost follow: power, with the power that its heat costs [MWh].

    Parameters
    ----------
    network
        Built network.
    unit
        Row of ``PowerUnit``.

    Returns
    -------
    linopy expression
        Over the hours.
    """
    found = draws(network, unit)
    if unit["carrier"] == "boiler":
        return 1.0 * found["heat"]
    if "heat" in found:
        return 1.0 * found["made"] + (unit["power_loss"] or 0.0) * found["heat"]
    return 1.0 * found["made"]


def couple(network: Network, case: PowerCase) -> None:
    """Add what PyPSA does not know: heat of units, hours of a year, storage that ends a block as it began.

    Parameters
    ----------
    network
        A network with its linear program.
    case
        The system.
    """
    model = network.model
    weights = network.snapshot_weightings["objective"].to_xarray()
    for unit in case.units.iter_rows(named=True):
        name, found = unit["unit"], draws(network, unit)
        if "heat" in found and unit["chp"] is not None:
            line = found["made"] - unit["power_to_heat"] * found["heat"]
            sign = "=" if unit["chp"] == "back_pressure" else ">="
            model.add_constraints(line, sign, 0, name=f"back pressure {name}")
            most = unit["availability"] * unit["capacity_mw"]
            model.add_constraints(fuel(network, unit) <= most, name=f"fuel {name}")
        if unit["most_hours"] is not None and "made" in found:
            yearly = (found["made"] * weights).sum()
            if unit["max_capacity_mw"] is None:
                model.add_constraints(
                    yearly <= unit["most_hours"] * unit["capacity_mw"], name=f"hours {name}"
                )
            else:
                grown = model["StorageUnit-p_nom" if unit["carrier"] == "storage" else "Generator-p_nom"]
                model.add_constraints(
                    yearly - unit["most_hours"] * grown.sel(name=name, drop=True) <= 0, name=f"hours {name}"
                )
    ends = case.hours.group_by("block", maintain_order=True).agg(pl.col("hour").last())["hour"].to_list()
    if case.units.filter(pl.col("carrier") == "storage").height and len(ends) > 1:
        held = model["StorageUnit-state_of_charge"]
        for before, after in itertools.pairwise(ends):
            model.add_constraints(
                held.sel(snapshot=before) - held.sel(snapshot=after) == 0, name=f"storage {after}"
            )
