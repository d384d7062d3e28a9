"""Builders of small power systems for tests and examples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dataframely as dy
import polars as pl

from tongyuan.plan.power import PowerCase, PowerLimit
from tongyuan.vocabulary.tables import PowerProfile, PowerUnit

if TYPE_CHECKING:
    from tongyuan.services.session import Session

__all__ = ["hours", "power_case", "powered", "units"]

REGION = "990000"
YEAR = 2025
UNIT: dict[str, Any] = {
    "region": REGION,
    "year": YEAR,
    "carrier": "coal",
    "capacity_mw": 100.0,
    "availability": 1.0,
    "min_output": 0.0,
    "variable_cny_mwh": 300.0,
    "fixed_cny_kw_year": 0.0,
    "co2_t_mwh": 0.0,
    "so2_kg_mwh": 0.0,
    "nox_kg_mwh": 0.0,
    "pm25_kg_mwh": 0.0,
    "quality": "synthetic",
    "citation": "synthetic",
}


def units(**told: dict[str, Any]) -> dy.DataFrame[PowerUnit]:
    """Build units by id, each with what it differs in from a plain coal unit of 100 MW.

    Parameters
    ----------
    **told
        Columns of each unit.

    Returns
    -------
    dy.DataFrame[PowerUnit]
        The units.
    """
    rows = [UNIT | {"unit": name, "name_zh": name} | columns for name, columns in told.items()]
    return PowerUnit.validate(pl.DataFrame(rows, schema=PowerUnit.create_empty().schema), cast=True)


def hours(load: Sequence[float], *, weight: float = 1.0, **profiles: Sequence[float]) -> pl.DataFrame:
    """Build hours of one block.

    Parameters
    ----------
    load
        Load [MW].
    weight
        Hours that each stands for.
    **profiles
        ``heat`` [MW], and shares of capacity by carrier.

    Returns
    -------
    pl.DataFrame
        Hours of a case.
    """
    number = len(load)
    return pl.DataFrame(
        {
            "hour": range(1, number + 1),
            "block": [1] * number,
            "hours_stood_for": [weight] * number,
            "load": [float(one) for one in load],
            "heat": [0.0] * number,
        }
        | {name: [float(one) for one in values] for name, values in profiles.items()}
    )


def power_case(
    made: dy.DataFrame[PowerUnit], when: pl.DataFrame, *limits: PowerLimit, **told: float
) -> PowerCase:
    """Build a case of the fictive province.

    Parameters
    ----------
    made
        Units.
    when
        Hours.
    *limits
        Limits.
    **told
        ``rate``, ``co2_price``, ``unserved_cost``.

    Returns
    -------
    PowerCase
        The case.
    """
    return PowerCase(REGION, YEAR, made, when, tuple(limits), **told)


def powered(session: Session, *, year: int, folder: Path) -> None:
    """Give a workspace a unit and a day of load of a year, and dispatch it."""
    workspace = session.workspace
    region, dated = workspace.meta.region, pl.lit(year, pl.Int32)
    unit = units(coal={"co2_t_mwh": 0.8}).with_columns(region=pl.lit(region), year=dated)
    load = (
        hours([80.0] * 24)
        .select("hour", value="load")
        .with_columns(
            region=pl.lit(region),
            year=dated,
            profile=pl.lit("load"),
            profile_origin=pl.lit("synthetic"),
            quality=pl.lit("synthetic"),
            citation=pl.lit("synthetic"),
            note=pl.lit(None, pl.String),
        )
    )
    told = PowerProfile.cast(load.select(PowerProfile.column_names()))
    for name, rows, contract in (
        ("power_units", PowerUnit.cast(unit), PowerUnit),
        ("power_profiles", told, PowerProfile),
    ):
        workspace.put_dataset(name, rows, actor="tester", year=year, contract=contract, region=region)
    file = folder / "power.yaml"
    file.write_text(f"{{study: asked, name_zh: 示例, name_en: asked, year: {year}}}", "utf-8")
    session.call("power.dispatch", file=file)
