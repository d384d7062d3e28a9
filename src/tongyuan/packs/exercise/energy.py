"""Energy balances of the province that keep every identity, and the output of its processes.

The cells of 2020 that are free stand in ``balance_2020.csv`` and grow by row and by carrier; what moves in or
out of the province closes each column but for a small statistical difference. Sums follow
``vocabulary/data/balance_identities.csv``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from tongyuan.packs.exercise.draws import FIRST_YEAR, LAST_YEAR, random_for
from tongyuan.packs.exercise.outline import read
from tongyuan.vocabulary import fuels, units
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import Quality

__all__ = ["balances", "burned", "processes", "used"]

MOVED_IN, MOVED_OUT = 4, 7
MADE_AS_NEEDED = {"heat": 13}
"""Carriers that do not travel: the works of that row make what is used."""
TRANSFORMATION = range(12, 20)
BURNED_ROWS = (12, 13, 22, 23, 25, 26, 27, 29, 30, 31)
INPUT_ROWS = (12, 13)
INDUSTRY, FEEDSTOCK = 23, 24
REPORTING = {"1A1a": INPUT_ROWS, "1A2": (INDUSTRY,)}
"""Rows of the source categories whose enterprises report."""
DIGITS = 2

Cells = dict[tuple[int, str], float]


def balances(seed: int, *, region: str) -> pl.DataFrame:
    """Draw the energy balances.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the province.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``EnergyBalance``, 33 rows by 22 carriers a year [the unit of each carrier].
    """
    return pl.concat([_as_rows(_complete(cells), region, year) for year, cells in _years(seed)])


def burned(seed: int) -> pl.DataFrame:
    """Tell what was burned, added up from the drawn cells and not from the balance's sums.

    Parameters
    ----------
    seed
        Seed of the province.

    Returns
    -------
    pl.DataFrame
        ``year``, ``fuel``, ``quantity`` and ``unit`` (of the balance), carriers that are fuels alone.
    """
    listed = set(packaged_table("fuel_types")["fuel"].to_list())
    rows = []
    for year, cells in _years(seed):
        for fuel in (fuel for fuel in fuels.balance_carriers() if fuel in listed):
            taken = [cells.get((row, fuel), 0.0) for row in BURNED_ROWS]
            inputs = [
                max(-amount, 0.0) if row in INPUT_ROWS else amount
                for row, amount in zip(BURNED_ROWS, taken, strict=True)
            ]
            amount = sum(inputs) - cells.get((FEEDSTOCK, fuel), 0.0)
            rows.append((year, fuel, round(amount, DIGITS), fuels.balance_unit(fuel)))
    return pl.DataFrame(rows, schema=["year", "fuel", "quantity", "unit"], orient="row")


def used(seed: int) -> pl.DataFrame:
    """Tell what power and heat supply and industry burned, from the drawn cells.

    Parameters
    ----------
    seed
        Seed of the province.

    Returns
    -------
    pl.DataFrame
        ``year``, ``source``, ``fuel``, ``quantity`` [the fuel's own unit], carriers that are fuels alone.
    """
    listed = set(packaged_table("fuel_types")["fuel"].to_list())
    rows = []
    for year, cells in _years(seed):
        for fuel in (fuel for fuel in fuels.balance_carriers() if fuel in listed):
            scale = units.factor(str(fuels.balance_unit(fuel)), to=fuels.activity_unit(fuel))
            for source, taken in REPORTING.items():
                amount = sum(abs(cells.get((row, fuel), 0.0)) for row in taken)
                amount -= cells.get((FEEDSTOCK, fuel), 0.0) if INDUSTRY in taken else 0.0
                if amount:
                    rows.append((year, source, fuel, round(amount, DIGITS) * scale))
    return pl.DataFrame(rows, schema=["year", "source", "fuel", "quantity"], orient="row")


def processes(seed: int, *, region: str) -> pl.DataFrame:
    """Draw the output of industrial processes.

    Parameters
    ----------
    seed
        Seed of the province.
    region
        Code of the province.

    Returns
    -------
    pl.DataFrame
        Rows of the contract ``Activity``, kind ``production`` [t].
    """
    rows = []
    for item in read("production_2020"):
        rng = random_for(seed, f"output {item['material']}")
        quantity = float(item["quantity_t"])
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            place = (region, year, item["sector"], item["source"], item["material"])
            rows.append((*place, float(round(quantity, -2))))
            quantity *= 1 + float(rng.uniform(-0.04, 0.03))
    names = ["region", "year", "sector", "source", "fuel", "quantity"]
    nothing = pl.lit(None, dtype=pl.Float64)
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        activity=pl.lit("production"),
        technology=pl.lit(UNSTATED),
        unit=pl.lit("t"),
        state=pl.lit(None, dtype=pl.String),
        low=nothing,
        high=nothing,
        derived_from_co2=pl.lit(value=False),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("synthetic"),
        note=pl.lit("演练数据"),
    )


def _years(seed: int) -> list[tuple[int, Cells]]:
    """Draw the free cells of every year, closed by what moved in or out."""
    start = {(int(row["row"]), row["fuel"]): float(row["quantity"]) for row in read("balance_2020")}
    rng = random_for(seed, "energy")
    by_row = {row: float(rng.uniform(-0.01, 0.03)) for row in sorted({row for row, _ in start})}
    by_row[FEEDSTOCK] = by_row[INDUSTRY]
    by_fuel = {fuel: float(rng.uniform(-0.02, 0.01)) for fuel in fuels.balance_carriers()}
    first = {place: amount * float(rng.uniform(0.98, 1.0)) for place, amount in start.items()}
    years = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        free = {place: _grown(place, amount, year, by_row, by_fuel) for place, amount in first.items()}
        years.append((year, _closed(free, rng)))
    return years


def _grown(
    place: tuple[int, str], amount: float, year: int, by_row: dict[int, float], by_fuel: dict[str, float]
) -> float:
    """Grow a cell; a transformation keeps its proportions, so it grows by its row alone."""
    row, fuel = place
    yearly = by_row[row] if row in TRANSFORMATION else by_row[row] + by_fuel[fuel]
    return round(amount * (1 + yearly) ** (year - FIRST_YEAR), DIGITS)


def _closed(cells: Cells, rng: np.random.Generator) -> Cells:
    closed = dict(cells)
    for fuel in sorted({fuel for _, fuel in cells}):
        used = _total(cells, fuel, lambda row: row == 20 or (22 <= row <= 31 and row != FEEDSTOCK))
        there = _total(cells, fuel, lambda row: row < 11 or row in TRANSFORMATION)
        lacking = round((used - there) * (1 + float(rng.uniform(0, 0.01))), DIGITS)
        row = MADE_AS_NEEDED.get(fuel, MOVED_IN if lacking > 0 else MOVED_OUT)
        closed[row, fuel] = round(closed.get((row, fuel), 0.0) + lacking, DIGITS)
    return closed


def _total(cells: Cells, fuel: str, wanted: Callable[[int], bool]) -> float:
    return sum(amount for (row, carrier), amount in cells.items() if carrier == fuel and wanted(row))


def _complete(free: Cells) -> Cells:
    """Add every sum that the identities name, in their order; ``difference`` rests on the sums before it."""
    cells = dict(free)
    identities = packaged_table("balance_identities")
    totals = identities.filter(pl.col("kind") == "columns")
    sums = identities.filter(pl.col("kind") == "sum").rows(named=True)
    order = ("supply", "transformation", "households", "final", "difference", "consumption")
    named = {row["identity"]: row for row in sums}
    aggregates = set(totals["carriers"])
    for fuel in (fuel for fuel in fuels.balance_carriers() if fuel not in aggregates):
        for identity in order:
            _add_sum(cells, fuel, int(named[identity]["rows"]), named[identity]["terms"])
    for total in totals.iter_rows(named=True):
        _add_total(cells, total["carriers"], total["terms"].split(" "))
        _add_sum(cells, total["carriers"], 33, named["consumption_net"]["terms"])
    return cells


def _add_sum(cells: Cells, fuel: str, row: int, terms: str) -> None:
    """Add up terms such as ``+12 -13i``: an ``i`` takes the input alone."""
    amounts = []
    for term in terms.split(" "):
        place = (int(term[1:].removesuffix("i")), fuel)
        if place in cells:
            amount = min(cells[place], 0.0) if term.endswith("i") else cells[place]
            amounts.append(amount if term[0] == "+" else -amount)
    if amounts:
        cells[row, fuel] = round(sum(amounts), DIGITS)


def _add_total(cells: Cells, total: str, parts: list[str]) -> None:
    for row in range(1, 33):
        amounts = [cells[row, part] for part in parts if (row, part) in cells]
        if amounts:
            cells[row, total] = round(sum(amounts), DIGITS)


def _as_rows(cells: Cells, region: str, year: int) -> pl.DataFrame:
    carriers = fuels.balance_carriers()
    rows = [(region, year, row, fuel, cells.get((row, fuel))) for row in range(1, 34) for fuel in carriers]
    names = ["region", "year", "row", "fuel", "quantity"]
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return frame.with_columns(
        pl.col("year", "row").cast(pl.Int32),
        pl.col("quantity").cast(pl.Float64),
        pl.col("fuel").replace_strict({fuel: fuels.balance_unit(fuel) for fuel in carriers}).alias("unit"),
        quality=pl.lit(Quality.SYNTHETIC.value),
        citation=pl.lit("synthetic"),
    )
