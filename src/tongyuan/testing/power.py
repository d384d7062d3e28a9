"""Builders of small power systems for tests and examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.plan.power import PowerCase, PowerLimit
from tongyuan.vocabulary.tables import PowerUnit

__all__ = ["hours", "power_case", "units"]

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
