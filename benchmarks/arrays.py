"""The synthetic province as plain arrays: all look-ups done beforehand, and not timed.

This favours the rivals: they start from numbers in place, ours from the tables of the contracts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.province import Province

SIGMAS = 1.959963984540054


@dataclass(frozen=True)
class Arrays:
    """Numbers of one province, in order of source, fuel, species."""

    sources: list[str]
    species: list[str]
    quantity: np.ndarray  # (rows,)
    quantity_sd: np.ndarray  # (rows,)
    pool: np.ndarray  # (rows,) source x fuel, sorted
    ncv: tuple[np.ndarray, np.ndarray]  # mean, sd: (fuels,)
    carbon: tuple[np.ndarray, np.ndarray]
    oxidation: tuple[np.ndarray, np.ndarray]
    log_ef: tuple[np.ndarray, np.ndarray]  # mean, sd of the log: (species - CO2, zones, fuels)
    zone: np.ndarray  # (sources,) which zone's factors serve a source
    kept: np.ndarray  # (species - CO2, sources): 1 - removal


def lay_out_arrays(province: Province) -> Arrays:
    """Look everything up once."""
    activity = province.activity
    sources = activity["source"].unique(maintain_order=True).to_list()
    fuels = activity["fuel"].unique(maintain_order=True).to_list()
    species = [code for code in province.species if code != "CO2"]
    zones = ["1A1", "1A2", "1A3", "1A4", "*"]
    pool = np.array(
        [
            sources.index(source) * len(fuels) + fuels.index(fuel)
            for source, fuel in activity.select("source", "fuel").iter_rows()
        ]
    )
    order = np.argsort(pool, kind="stable")
    factors = province.factors
    efs = factors.filter(pl.col("parameter") == "ef_kg_per_tj")
    place = {(row["species"], row["source"], row["fuel"]): row for row in efs.iter_rows(named=True)}
    rows = [[[place[s, zone, fuel] for fuel in fuels] for zone in zones] for s in species]
    return Arrays(
        sources=sources,
        species=["CO2", *species],
        quantity=activity["quantity"].to_numpy()[order],
        quantity_sd=((activity["high"] - activity["low"]).to_numpy() / 2 / SIGMAS)[order],
        pool=pool[order],
        ncv=_normal(factors, "ncv_gj_per_unit", fuels),
        carbon=_normal(factors, "carbon_tc_per_tj", fuels),
        oxidation=_normal(factors, "oxidation", fuels),
        log_ef=(
            np.log([[[row["value"] for row in zone] for zone in of_zones] for of_zones in rows]),
            np.log([[[row["high"] / row["low"] for row in z] for z in of_zones] for of_zones in rows])
            / (2 * SIGMAS),
        ),
        zone=np.array([zones.index(source[:3]) if source[:3] in zones else 4 for source in sources]),
        kept=1 - np.array([[_removal(province, s, source) for source in sources] for s in species]),
    )


def _normal(factors: pl.DataFrame, parameter: str, fuels: list[str]) -> tuple[np.ndarray, np.ndarray]:
    rows = factors.filter(pl.col("parameter") == parameter)
    by_fuel = {row["fuel"]: row for row in rows.iter_rows(named=True)}
    mean = np.array([by_fuel[fuel]["value"] for fuel in fuels])
    width = np.array([by_fuel[fuel]["high"] - by_fuel[fuel]["low"] for fuel in fuels])
    return mean, width / 2 / SIGMAS


def _removal(province: Province, species: str, source: str) -> float:
    rows = province.controls.filter(
        pl.col("species") == species, pl.lit(source).str.starts_with(pl.col("source"))
    )
    return float((rows["efficiency"] * rows["application"]).sum())
