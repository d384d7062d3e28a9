"""Traffic: from vehicles and their distance to the activity that exhaust, wear and evaporation multiply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tongyuan.accounting.workings import Record, Working, added, computed, reported
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.packaged import packaged_table

__all__ = ["Vehicles", "drive"]

GUIDE = "MEE technical guide on road-vehicle emission inventories (trial), 2014"
ROAD_WEAR = ("1A3bvi", "1A3bvii")
Place = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Vehicles:
    """Vehicles of one class, fuel and standard.

    Parameters
    ----------
    row
        The record: ``region``, ``vehicle``, ``fuel``, ``standard``, ``km_per_vehicle`` [km],
        ``mean_speed`` [km/h], ``quality``, ``citation``.
    population
        Tree of how many they are [vehicle].
    """

    row: Record
    population: Node


def drive(vehicles: Sequence[Vehicles], *, year: int) -> list[Working]:
    """Tell what vehicles drive: km by class and standard, km by wear, hours and days of evaporation.

    Where the distance of one part of a sum is not known, the sum is not estimated. Evaporation is of
    gasoline vehicles alone. Source: MEE technical guide on road-vehicle inventories (trial), 2014.

    Parameters
    ----------
    vehicles
        Vehicles.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``driving`` [km, h, vehicle_day].

    Examples
    --------
    10,000 mini cars over 15,000 km: 150 million km.

    >>> from tongyuan.testing.transport import vehicles
    >>> row = vehicles()
    >>> cars = Vehicles(row, reported("population", row, column="population", unit="vehicle"))
    >>> [told.tree.value for told in drive([cars], year=2020) if told.fuel == "car_mini_gasoline"]
    [150000000.0]
    """
    parts: dict[Place, list[tuple[Record, Node]]] = {}
    for one in vehicles:
        for place, amount in _amounts(one):
            parts.setdefault(place, []).append((one.row, amount))
    return [_working(place, found, year) for place, found in parts.items()]


@cache
def _classes() -> dict[str, tuple[str, str]]:
    """Return the source and the wear of each class of vehicles."""
    rows = packaged_table("vehicles").select("vehicle", "source", "wear").iter_rows()
    return {vehicle: (source, wear) for vehicle, source, wear in rows}


def _amounts(one: Vehicles) -> Iterator[tuple[Place, Node]]:
    """List what one row of vehicles gives, and where it belongs."""
    row, region = one.row, str(one.row["region"])
    source, wear = _classes()[row["vehicle"]]
    distance = reported("km_per_vehicle", row, column="km_per_vehicle", unit="km")
    driven = _amount("population * km_per_vehicle", [one.population, distance], unit="km")
    yield (region, source, f"{row['vehicle']}_{row['fuel']}", row["standard"], "km"), driven
    for worn in ROAD_WEAR:
        yield (region, worn, f"wear_{wear}", UNSTATED, "km"), driven
    if row["fuel"] != "gasoline":
        return
    speed = reported("mean_speed", row, column="mean_speed", unit="km/h")
    hours = _amount("population * km_per_vehicle / mean_speed", [one.population, distance, speed], unit="h")
    yield (region, "1A3bv", "evaporation_running", UNSTATED, "h"), hours
    days = _amount("population * 365", [one.population], unit="vehicle_day")
    yield (region, "1A3bv", "evaporation_parked", UNSTATED, "vehicle_day"), days


def _amount(equation: str, children: Sequence[Node], *, unit: str) -> Node:
    return computed(
        "part", equation, children, unit=unit, zh="车辆行驶", en="driving of vehicles", citation=GUIDE
    )


def _working(place: Place, parts: Sequence[tuple[Record, Node]], year: int) -> Working:
    region, source, fuel, technology, unit = place
    amounts = [amount for _, amount in parts]
    return Working(
        region=region,
        year=year,
        sector="road_transport",
        source=source,
        fuel=fuel,
        technology=technology,
        activity="driving",
        unit=unit,
        tree=added("quantity", amounts, unit=unit, zh="行驶活动量", en="activity of driving"),
        citation="; ".join(dict.fromkeys(str(row["citation"]) for row, _ in parts)),
    )
