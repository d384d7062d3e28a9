"""Fleets: vehicles counted by class, fuel and standard, and vehicles that turn over from registrations."""

from __future__ import annotations

from collections.abc import Mapping

import dataframely as dy
import polars as pl

from tongyuan.accounting.traffic import Vehicles, drive
from tongyuan.accounting.workings import (
    Record,
    Working,
    computed,
    derived_by,
    parameters_of,
    reported,
)
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.tables import Factor

__all__ = ["drive_fleet", "drive_registered", "tell_fleet", "tell_registered"]

GUIDE = "MEE technical guide on road-vehicle emission inventories (trial): distance = vehicles x km"
TURNOVER = "registration.turnover"
SURVIVAL = {"survival_scale": "year", "survival_shape": "none"}
SURVIVING = "exp(-((age / survival_scale) ** survival_shape))"


def tell_fleet(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell what a counted fleet drives in a year.

    Parameters
    ----------
    records
        Contract Fleet.
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``driving`` [km, h, vehicle_day].

    Examples
    --------
    >>> tell_fleet(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = [row for row in records.to_dicts() if row["year"] == year]
    return drive([Vehicles(row, _reported("population", row, "vehicle")) for row in rows], year=year)


def tell_registered(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell what is driven in a year by the vehicles left of those registered until then.

    Left = registered x exp(-(age / scale)^shape). A record's own survival comes before the published one;
    without any, the vehicles are not estimated. Source: Hao H. et al. (2011), Vehicle survival patterns in
    China, Science China Technological Sciences 54(3).

    Parameters
    ----------
    records
        Contract Registration, of all years up to ``year``.
    factors, family
        For the published survival.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``driving`` [km, h, vehicle_day].

    Raises
    ------
    ConflictError
        If two survivals fit equally well.

    Examples
    --------
    >>> tell_registered(pl.DataFrame(), factors=Factor.create_empty(), family="x", year=2020)
    []
    """
    rows = [row for row in records.to_dicts() if row["year"] <= year]
    published = parameters_of(
        [_place(row, year) for row in rows],
        factors=factors,
        family=family,
        method=TURNOVER,
        parameters=tuple(SURVIVAL),
    )
    told = [Vehicles(row, _left(row, found, year=year)) for row, found in zip(rows, published, strict=True)]
    return drive(told, year=year)


def _reported(name: str, row: Record, unit: str) -> Node:
    return reported(name, row, column=name, unit=unit)


def _place(row: Record, year: int) -> dict[str, object]:
    """Name the place that a class of vehicles takes its published survival from."""
    material = f"{row['vehicle']}_{row['fuel']}"
    place = {"region": row["region"], "year": year, "source": "1A3b", "fuel": material}
    return place | {"technology": UNSTATED}


def _left(row: Record, published: Mapping[str, Node], *, year: int) -> Node:
    """Make the node of the vehicles left of one year's registrations."""
    age = Node("age", NodeKind.CONSTANT, float(year - row["year"]), "year", label_zh="车龄", label_en="age")
    survival = [
        published[name] if row[name] is None else _reported(name, row, unit)
        for name, unit in SURVIVAL.items()
    ]
    share = {"zh": "在用比例", "en": "share left", "citation": "Hao H. et al. 2011"}
    left = computed("left", SURVIVING, [age, *survival], unit="1", **share)
    registered = _reported("registered", row, "vehicle")
    words = {"zh": "在用车辆", "en": "vehicles left"}
    return computed("population", "registered * left", [registered, left], unit="vehicle", **words)


drive_fleet = derived_by(
    tell_fleet,
    "fleet.driving",
    dataset="fleets",
    source=GUIDE,
    edition="2014",
    span="year",
)


drive_registered = derived_by(
    tell_registered,
    TURNOVER,
    dataset="registrations",
    source=f"{GUIDE}; vehicles left by Weibull's law (Hao H. et al. 2011)",
    edition="2014; 2011",
)
