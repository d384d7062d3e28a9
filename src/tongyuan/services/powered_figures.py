"""Trees of a dispatch: energy of a carrier, what it emits, and what a target's measure reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from tongyuan.plan.power.lineage import FACTORS, explain_energy, explain_mass, explain_share
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["ENERGY_KEY", "MASS_KEY", "REACHED_KEY", "energy_node", "mass_node", "reached_node"]

Key = Mapping[str, str]
ENERGY_KEY = ("region", "year", "carrier")
MASS_KEY = ("region", "year", "carrier", "species")
REACHED_KEY = ("region", "year", "target", "reading")
#: All carriers of a sum.
ALL = "*"


def _year(workspace: Workspace, run: Run, key: Key) -> pl.DataFrame:
    """Read the units' year; of one carrier where the key names one."""
    rows = workspace.run_table(run.id, "power_year").filter(region=key["region"], year=int(key["year"]))
    carrier = key.get("carrier", ALL)
    found = rows if carrier == ALL else rows.filter(pl.col("carrier") == carrier)
    return _some(found, key)


def _some(rows: pl.DataFrame, key: Key) -> pl.DataFrame:
    if rows.is_empty():
        got = ",".join(key.values())
        raise NotFoundError(Problem("service.no_figure", {"got": got, "expected": "1a2b3c/power_energy/…"}))
    return rows


def energy_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain the energy of a carrier; NotFoundError where there is none."""
    limits = workspace.run_table(run.id, "power_limits")
    return explain_energy(_year(workspace, run, key), limits=limits)


def mass_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain what a carrier, or ``*`` for all of the region, emits; NotFoundError where there is none."""
    rows = _year(workspace, run, key).filter(~pl.col("carrier").is_in(["interconnector", "unserved"]))
    if key["species"] not in FACTORS:
        raise NotFoundError(
            Problem("service.no_figure", {"got": key["species"], "expected": "CO2, SO2, NOx, PM2.5"})
        )
    return explain_mass(
        _some(rows, key),
        units=workspace.run_input(run.id, "power_units"),
        limits=workspace.run_table(run.id, "power_limits"),
        species=key["species"],
    )


def reached_node(workspace: Workspace, run: Run, key: Key) -> Node:
    """Explain what a target's measure reaches; NotFoundError where there is none."""
    states = workspace.run_table(run.id, "power_targets")
    state = _some(states.filter(target=key["target"], reading=key["reading"]), key).row(0, named=True)
    return explain_share(
        _year(workspace, run, key),
        limits=workspace.run_table(run.id, "power_limits"),
        form=state["form"],
        carriers=state["carriers"].split(),
        whole=state["whole"].split(),
    )
