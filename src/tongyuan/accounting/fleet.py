"""Fleets: vehicles counted by class, fuel and standard, and vehicles that turn over from registrations."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derives
from tongyuan.accounting.parameters import pick
from tongyuan.accounting.recorded import constant_leaf, part_node, quantity_node, record_leaf
from tongyuan.accounting.traffic import DAYS, SECTOR, drive_stock
from tongyuan.accounting.turnover import turn_over
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Activity, Contract, Factor, Fleet, Registration

__all__ = ["drive_fleet", "drive_registered", "registered_stock"]

GUIDE = "MEE technical guide on road-vehicle emission inventories (trial): distance = vehicles x km"
SURVIVAL = ("survival_scale", "survival_shape")
TURNOVER = "registration.turnover"
Row = Mapping[str, Any]


def registered_stock(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> pl.DataFrame:
    """Give each year's registrations their survival and what is left of them in a year.

    Source: Hao H. et al. (2011), Vehicle survival patterns in China; a record's own survival comes first.

    Parameters
    ----------
    records
        Registration, of all years up to ``year`` [vehicles].
    factors
        Factors, for the published survival.
    family
        Factor family.
    year
        Year of the stock.

    Returns
    -------
    pl.DataFrame
        The records with ``scale`` [year], ``shape`` [1], ``population`` and ``scrapped`` [vehicles]; null
        where no survival is known.

    Raises
    ------
    ConflictError
        If two survivals fit equally well.
    """
    places = records.with_columns(
        pl.col("vehicle", "fuel", "standard", "quality").cast(pl.String), registration_year=pl.col("year")
    ).with_columns(
        year=pl.lit(year, pl.Int32),
        source=pl.lit("1A3b"),
        technology=pl.lit(UNSTATED),
        burns=pl.col("fuel"),
        fuel=pl.concat_str("vehicle", "fuel", separator="_"),
    )
    own = places.rename({name: f"own_{name}" for name in SURVIVAL})
    found = pick(own, factors=factors, family=family, method=TURNOVER, parameters=SURVIVAL)
    filled = found.with_columns(
        year=pl.col("registration_year"),
        fuel=pl.col("burns"),
        scale=pl.coalesce("own_survival_scale", "survival_scale"),
        shape=pl.coalesce("own_survival_shape", "survival_shape"),
    )
    return turn_over(filled, year=year)


def _explain_fleet(
    key: Row, *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    return _explain(
        key, records.filter(pl.col("year") == int(key.get("year", 0))), contract=Fleet, population=_counted
    )


def _explain_registered(
    key: Row, *, records: pl.DataFrame, factors: dy.DataFrame[Factor], family: str
) -> Node | None:
    year = int(key.get("year", 0))
    stock = registered_stock(records, factors=factors, family=family, year=year)
    return _explain(key, stock, contract=Registration, population=_left)


@derives("fleet.driving", dataset="fleets", source=GUIDE, edition="2014", explain=_explain_fleet)
def drive_fleet(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive what a counted fleet drives in a year.

    Source: MEE technical guide on road-vehicle emission inventories (trial), 2014.

    Parameters
    ----------
    records
        Fleet, of any years [vehicles, km].
    factors, family
        Not used: nothing but the records is needed.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``driving`` [km, h, vehicle_day].

    Examples
    --------
    >>> drive_fleet(Fleet.create_empty(), factors=Factor.create_empty(), family="*", year=2020).height
    0
    """
    return drive_stock(records.filter(pl.col("year") == year))


@derives(
    TURNOVER,
    dataset="registrations",
    source=f"{GUIDE}; vehicles left by Weibull's law (Hao H. et al. 2011)",
    edition="2014; 2011",
    explain=_explain_registered,
)
def drive_registered(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> dy.DataFrame[Activity]:
    """Derive what is driven in a year by the vehicles left of those registered until then.

    Source: as for `registered_stock` and `drive_fleet`.

    Parameters
    ----------
    records
        Registration, of all years up to ``year`` [vehicles].
    factors, family
        For the published survival.
    year
        Year.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``driving`` [km, h, vehicle_day].

    Raises
    ------
    ConflictError
        If two survivals fit equally well.

    Examples
    --------
    >>> nothing = Registration.create_empty()
    >>> drive_registered(nothing, factors=Factor.create_empty(), family="*", year=2020).height
    0
    """
    stock = registered_stock(records, factors=factors, family=family, year=year)
    return drive_stock(stock.with_columns(year=pl.lit(year, pl.Int32)))


def _explain(
    key: Row, stock: pl.DataFrame, *, contract: type[Contract], population: Callable[[Row], Node]
) -> Node | None:
    """Tell the tree of one quantity of driving by the vehicles behind it."""
    if key.get("activity") != "driving" or key.get("sector") != SECTOR:
        return None
    parts = [
        _part(str(key["fuel"]), row, contract=contract, population=population)
        for row in _behind(key, stock).iter_rows(named=True)
    ]
    unit = {"evaporation_running": "h", "evaporation_parked": "vehicle_day"}.get(str(key["fuel"]), "km")
    return quantity_node(parts, unit=unit, citation=GUIDE)


def _behind(key: Row, stock: pl.DataFrame) -> pl.DataFrame:
    """Keep the vehicles whose driving a quantity sums."""
    classes = packaged_table("vehicles").select("vehicle", wears=pl.lit("wear_") + pl.col("wear"))
    named = stock.with_columns(pl.col("vehicle", "fuel", "standard", "quality").cast(pl.String)).join(
        classes, on="vehicle", how="left", maintain_order="left"
    )
    own = (pl.concat_str("vehicle", "fuel", separator="_") == key["fuel"]) & (
        pl.col("standard") == key["technology"]
    )
    fumes = pl.lit(str(key["fuel"]).startswith("evaporation_")) & (pl.col("fuel") == "gasoline")
    return named.filter(
        (pl.col("region") == key["region"]) & (own | fumes | (pl.col("wears") == key["fuel"]))
    )


def _part(material: str, row: Row, *, contract: type[Contract], population: Callable[[Row], Node]) -> Node:
    """Make the node of what one row of vehicles gives."""
    vehicles = population(row)
    if material == "evaporation_parked":
        days = constant_leaf("days", DAYS, unit="d", zh="全年天数", en="days of the year")
        return part_node(
            "part",
            row["population"] * DAYS,
            unit="vehicle_day",
            equation="population * days",
            children=[vehicles, days],
        )
    km = record_leaf("km_per_vehicle", row, contract=contract)
    driven = row["population"] * row["km_per_vehicle"]
    if material != "evaporation_running":
        equation = "population * km_per_vehicle"
        return part_node("part", driven, unit="km", equation=equation, children=[vehicles, km])
    speed = record_leaf("mean_speed", row, contract=contract)
    return part_node(
        "part",
        driven / row["mean_speed"],
        unit="h",
        equation="population * km_per_vehicle / mean_speed",
        children=[vehicles, km, speed],
    )


def _counted(row: Row) -> Node:
    return record_leaf("population", row, contract=Fleet)


def _left(row: Row) -> Node:
    """Make the node of the vehicles left of one year's registrations."""
    age = constant_leaf("age", row["age"], unit="year", zh="车龄", en="age")
    left = part_node(
        "left",
        math.exp(-((row["age"] / row["scale"]) ** row["shape"])),
        unit="1",
        equation=f"{math.e!r} ** -((age / survival_scale) ** survival_shape)",
        children=[age, *(_survival(name, row) for name in SURVIVAL)],
    )
    registered = record_leaf("registered", row, contract=Registration)
    return part_node(
        "population",
        row["population"],
        unit="vehicle",
        equation="registered * left",
        children=[registered, left],
    )


def _survival(name: str, row: Row) -> Node:
    """Make the leaf of a parameter of survival: the record's own, or the factor that served it."""
    if row[f"own_{name}"] is not None:
        return record_leaf(name, {**row, name: row[f"own_{name}"]}, contract=Registration)
    return Node(
        name=name,
        kind=NodeKind.FACTOR,
        value=row[name],
        unit="year" if name == "survival_scale" else "none",
        quality=Quality(row[f"{name}_quality"]),
        detail={"factor_id": row[f"{name}_id"]},
    )
