"""Builders of small power systems for tests and examples."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dataframely as dy
import numpy as np
import polars as pl

from tongyuan.plan.power import PowerCase, PowerLimit
from tongyuan.vocabulary.tables import PowerProfile, PowerUnit, WeatherHour

if TYPE_CHECKING:
    from tongyuan.services.session import Session

__all__ = ["hours", "power_case", "powered", "units", "weather", "weathered"]

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


def weather(*, year: int = YEAR, region: str = REGION, **told: float | str | None) -> pl.DataFrame:
    """Build a year of weather that is the same in every hour, at one site.

    Parameters
    ----------
    year, region
        Of what.
    **told
        Columns in place of 8 m/s at 100 m, 800 W/m2 and 20 degC on land, measured.

    Returns
    -------
    pl.DataFrame
        Columns of ``WeatherHour``, not checked.
    """
    number = 24 * (366 if calendar.isleap(year) else 365)
    row: dict[str, float | str | int | None] = {
        "region": region,
        "year": year,
        "site": "plain",
        "surface": "land",
        "wind_m_s": 8.0,
        "wind_height_m": 100.0,
        "irradiance_w_m2": 800.0,
        "temperature_c": 20.0,
        "weather_origin": "measured",
        "quality": "measured",
        "citation": "synthetic",
        "note": None,
    }
    schema = WeatherHour.create_empty().schema
    made = pl.DataFrame({"hour": np.arange(1, number + 1, dtype=np.int32)})
    columns = {name: pl.lit(value, schema[name]) for name, value in (row | told).items()}
    return made.with_columns(**columns).select(WeatherHour.column_names())


def weathered(session: Session, *, year: int) -> None:
    """Give a workspace a year of invented weather."""
    workspace = session.workspace
    region = workspace.meta.region
    rows = WeatherHour.cast(
        weather(year=year, region=region, weather_origin="synthetic", quality="synthetic")
    )
    workspace.put_dataset(
        "weather_hours", rows, actor="tester", year=year, contract=WeatherHour, region=region
    )
