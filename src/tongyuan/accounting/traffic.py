"""Traffic: from vehicles and their distance to the activity that exhaust, wear and evaporation multiply."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity

__all__ = ["DAYS", "SECTOR", "as_activity", "drive_stock"]

SECTOR = "road_transport"
DAYS = 365.0
COLUMNS = ("region", "year", "source", "fuel", "technology", "unit")


def drive_stock(stock: pl.DataFrame) -> dy.DataFrame[Activity]:
    """Derive what a stock of vehicles drives: km by class and standard, km by wear, hours and days parked.

    Where the distance of one vehicle row of a sum is not known, the sum is not estimated (NE). Evaporation
    is of gasoline vehicles alone. Source: MEE technical guide on road-vehicle inventories (trial), 2014.

    Parameters
    ----------
    stock
        Rows with ``region``, ``year``, ``vehicle``, ``fuel``, ``standard``, ``population`` [vehicle],
        ``km_per_vehicle`` [km], ``mean_speed`` [km/h], ``quality`` and ``citation``.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity of kind ``driving`` [km, h, vehicle_day].

    Examples
    --------
    10,000 mini cars over 15,000 km: 150 million km.

    >>> row = {"region": "990000", "year": 2020, "vehicle": "car_mini", "fuel": "gasoline",
    ...        "standard": "china_5", "population": 10_000.0, "km_per_vehicle": 15_000.0,
    ...        "mean_speed": None, "quality": "published", "citation": "test"}
    >>> rows = drive_stock(pl.DataFrame(row, schema_overrides={"mean_speed": pl.Float64}))
    >>> rows.filter(fuel="car_mini_gasoline")["quantity"].item()
    150000000.0
    """
    classes = packaged_table("vehicles").select("vehicle", "wear", class_source="source")
    km = pl.col("population") * pl.col("km_per_vehicle")
    named = stock.with_columns(pl.col("vehicle", "fuel", "standard").cast(pl.String)).join(
        classes, on="vehicle", how="left", maintain_order="left"
    )
    material = pl.concat_str("vehicle", "fuel", separator="_")
    unstated = pl.lit(UNSTATED)
    worn = pl.concat_str(pl.lit("wear_"), "wear")
    evaporating = named.filter(pl.col("fuel") == "gasoline")
    hours, days = km / pl.col("mean_speed"), pl.col("population") * DAYS
    parts = [
        _amount(named, km, source=pl.col("class_source"), fuel=material, technology=pl.col("standard")),
        _amount(named, km, source=pl.lit("1A3bvi"), fuel=worn, technology=unstated),
        _amount(named, km, source=pl.lit("1A3bvii"), fuel=worn, technology=unstated),
        _amount(evaporating, hours, fuel=pl.lit("evaporation_running"), unit="h", **_FUMES),
        _amount(evaporating, days, fuel=pl.lit("evaporation_parked"), unit="vehicle_day", **_FUMES),
    ]
    return as_activity(pl.concat(parts), sector=SECTOR, kind="driving")


_FUMES = {"source": pl.lit("1A3bv"), "technology": pl.lit(UNSTATED)}


def _amount(rows: pl.DataFrame, amount: pl.Expr, *, unit: str = "km", **named: pl.Expr) -> pl.DataFrame:
    """Compute the amount of each row under the names given."""
    named |= {"unit": pl.lit(unit), "quantity": amount}
    return rows.select("region", "year", "quality", "citation", **dict(sorted(named.items())))


def as_activity(rows: pl.DataFrame, *, sector: str, kind: str) -> dy.DataFrame[Activity]:
    """Sum rows of one place, material and technology to activity; an unknown part leaves the sum unknown.

    Parameters
    ----------
    rows
        ``region``, ``year``, ``source``, ``fuel``, ``technology``, ``unit``, ``quantity``, ``quality``,
        ``citation``.
    sector
        Sector of the activity.
    kind
        Kind of the activity.

    Returns
    -------
    dy.DataFrame[Activity]
        Activity [own unit]; the worst quality of its rows.

    Examples
    --------
    >>> row = {"region": "990000", "year": 2020, "source": "1A3a", "fuel": "lto_a320", "unit": "LTO",
    ...        "technology": "unstated", "quality": "published", "citation": "test"}
    >>> rows = pl.DataFrame([row | {"quantity": 1.0}, row | {"quantity": 2.0}])
    >>> as_activity(rows, sector="aviation", kind="movement")["quantity"].to_list()
    [3.0]
    """
    known = pl.col("quantity").is_not_null().all()
    nothing = pl.lit(None, pl.Float64)
    summed = rows.group_by(COLUMNS, maintain_order=True).agg(
        quantity=pl.when(known).then(pl.col("quantity").sum()),
        quality=pl.col("quality").cast(pl.String).cast(QUALITY).max(),
        citation=pl.col("citation").unique().sort().str.join("; "),
    )
    full = summed.with_columns(
        sector=pl.lit(sector),
        activity=pl.lit(kind),
        state=pl.when(pl.col("quantity").is_null()).then(pl.lit(Missing.NE.value)),
        low=nothing,
        high=nothing,
        derived_from_co2=pl.lit(value=False),
        note=pl.lit(None, pl.String),
    )
    return Activity.validate(full.select(Activity.column_names()), cast=True)
