"""Activity from an energy balance: what was burned, by sector and fuel, and the power that came from outside.

Burned is final consumption less feedstock (rows 22, 23 - 24, 25, 26, 27, 29, 30, 31) and what thermal power
and heat supply took in (rows 12 and 13). The other transformations (rows 14 to 19) turn fuels into fuels and
losses (row 20) are not burned: both are left out. Which source category a row and a fuel belong to is data
(``vocabulary/data/balance_sources.csv``), assumptions included.

Scope 2 of a region is the power that came in from outside, net. Power made inside is in row 12 already; its
use would count it twice. Heat is made where it is used: bought heat stands in row 13.
"""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl

from tongyuan.plan.energy import check, column_scales
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.tables import Activity

__all__ = ["NET_IMPORT_ROWS", "activity", "burned_fuels", "uses"]

NET_IMPORT_ROWS = (4, 5, 7, 8)
"""Moved in, imports, moved out (negative), exports (negative)."""

PURCHASES = (("purchased_electricity", "electricity"), ("purchased_heat", "heat"))

ITEM_SUMS = {12: "transformation", 13: "transformation", 29: "households", 30: "households"}
"""Identity that tells whether a blank item leaves something out; ``final`` for every other row."""


def burned_fuels() -> tuple[str, ...]:
    """List the 17 carriers that are burned: neither totals nor heat, power and other energy.

    Returns
    -------
    tuple of str
        Fuel codes, in the yearbook's order.

    Examples
    --------
    >>> len(burned_fuels())
    17
    """
    listed = set(packaged_table("fuel_types")["fuel"].to_list())
    return tuple(fuel for fuel in fuels.balance_carriers() if fuel in listed)


@cache
def uses() -> pl.DataFrame:
    """Say for each sector and fuel which cells of the balance make its activity.

    Returns
    -------
    pl.DataFrame
        ``sector``, ``fuel``, ``row``, ``less_row`` (null: nothing is taken off), ``part`` (``use``: as
        printed; ``input``: the negative of what is printed), ``source`` (NFR), ``note_zh``, ``note_en``.

    Examples
    --------
    >>> uses().filter(sector="transport", fuel="kerosene")["source"].item()
    '1A3a'
    """
    table = packaged_table("balance_sources").with_columns(
        pl.col("row").cast(pl.Int32), pl.col("less_row").cast(pl.Int32)
    )
    sectors = table.select("sector").unique(maintain_order=True)
    wanted = sectors.join(pl.DataFrame({"fuel": burned_fuels()}), how="cross", maintain_order="left_right")
    own = wanted.join(table, on=["sector", "fuel"], how="inner", maintain_order="left")
    other = wanted.join(own, on=["sector", "fuel"], how="anti", maintain_order="left").join(
        table.filter(pl.col("fuel") == "*").drop("fuel"), on="sector", how="inner", maintain_order="left"
    )
    return wanted.join(
        pl.concat([own, other.select(own.columns)]), on=["sector", "fuel"], maintain_order="left"
    )


def activity(balance: pl.DataFrame) -> dy.DataFrame[Activity]:
    """Derive the activity of a jurisdiction from its energy balance.

    A blank cell is NO where its row's sum closes without it (the yearbook leaves nothing for it), else
    ``not_reported``; it is never 0.

    Parameters
    ----------
    balance
        EnergyBalance; any number of regions and years; each column in its own physical unit.

    Returns
    -------
    dy.DataFrame[Activity]
        Combustion by sector and fuel [t, or 1e4 m3 of gas], and net purchased electricity [MWh] and heat
        [GJ] in sector ``net_import``; a net export is negative.

    Raises
    ------
    InputError
        If more feedstock is printed than industry consumed, or a cell's unit is not its column's.

    Notes
    -----
    Source: provincial greenhouse-gas inventory guideline (2011), energy, sectoral approach; CEADs
    (Shan et al. 2018) for the choice of rows.

    Examples
    --------
    Nine of ten used by industry, one of them as feedstock, 1e4 t:

    >>> from tongyuan.testing.energy import balanced
    >>> cells = {(2, "raw_coal"): 10.0, (23, "raw_coal"): 9.0, (24, "raw_coal"): 1.0}
    >>> activity(balanced(cells)).filter(sector="industry", fuel="raw_coal")["quantity"].item()
    80000.0
    """
    _demand_units(balance)
    burned = _burned(balance)
    _demand_feedstock_within(burned)
    rows = pl.concat([_combustion(burned, balance), *(_purchase(balance, *pair) for pair in PURCHASES)])
    return Activity.validate(rows, cast=True)


def _burned(balance: pl.DataFrame) -> pl.DataFrame:
    """Set each use beside its cells."""
    key = ["region", "year"]
    wanted = (
        balance.select(key).unique(maintain_order=True).join(uses(), how="cross", maintain_order="left_right")
    )
    cells = balance.select(*key, "row", "fuel", "quantity", "quality", "citation")
    less = balance.select(*key, "row", "fuel", pl.col("quantity").alias("less"))
    found = wanted.join(cells, on=[*key, "row", "fuel"], how="left", maintain_order="left")
    return found.join(
        less,
        left_on=[*key, "less_row", "fuel"],
        right_on=[*key, "row", "fuel"],
        how="left",
        maintain_order="left",
    )


def _combustion(burned: pl.DataFrame, balance: pl.DataFrame) -> pl.DataFrame:
    open_sums = check(balance).filter(pl.col("identity").is_in(["transformation", "final", "households"]))
    left_out = open_sums.select("region", "year", "fuel", sum_of="identity", open_sum=pl.lit(True))
    taken_in = pl.when(pl.col("quantity") < 0).then(-pl.col("quantity"))
    used = pl.col("quantity") - pl.col("less").fill_null(0.0)
    amount = pl.when(pl.col("part") == "input").then(taken_in).otherwise(used)
    stated = (
        burned.with_columns(
            (amount * _scale()).alias("quantity"),
            pl.col("row").replace_strict(ITEM_SUMS, default="final", return_dtype=pl.String).alias("sum_of"),
        )
        .join(left_out, on=["region", "year", "fuel", "sum_of"], how="left", maintain_order="left")
        .with_columns(state=_state())
    )
    return _as_activity(stated.with_columns(activity=pl.lit("combustion"), note=pl.col("note_zh")))


def _state() -> pl.Expr:
    """Say why a quantity is missing: the sum leaves nothing for it, or nobody can tell."""
    known_blank = pl.col("citation").is_not_null() & pl.col("open_sum").is_null()
    return pl.when(pl.col("quantity").is_null()).then(
        pl.when(known_blank).then(pl.lit(Missing.NO.value)).otherwise(pl.lit(Missing.NOT_REPORTED.value))
    )


def _purchase(balance: pl.DataFrame, kind: str, carrier: str) -> pl.DataFrame:
    """Sum what came in less what went out; where nothing is printed the state says why."""
    cells = balance.filter(pl.col("row").is_in(NET_IMPORT_ROWS), pl.col("fuel") == carrier)
    printed = pl.col("quantity").count() > 0
    net = cells.group_by("region", "year", "fuel", maintain_order=True).agg(
        pl.when(printed).then(pl.col("quantity").sum()).alias("quantity"),
        pl.col("quality").first(),
        pl.col("citation").first(),
    )
    notes = {
        "electricity": "外省调入+进口-调出-出口的净额；本地所发电量已计入火力发电，不重复计",
        "heat": "热力在本地生产，外购热力已计入供热（第13行），不重复计",
    }
    absent = {"electricity": Missing.NOT_REPORTED.value, "heat": Missing.IE.value}
    return _as_activity(
        net.with_columns(
            (pl.col("quantity") * _scale()).alias("quantity"),
            pl.when(pl.col("quantity").is_null()).then(pl.lit(absent[carrier])).alias("state"),
            sector=pl.lit("net_import"),
            source=pl.lit("none"),
            activity=pl.lit(kind),
            note=pl.lit(notes[carrier]),
        )
    )


def _as_activity(rows: pl.DataFrame) -> pl.DataFrame:
    own_units = {fuel: fuels.activity_unit(fuel) for fuel in fuels.balance_carriers()}
    unknown = pl.lit(None, dtype=pl.Float64)
    return rows.with_columns(
        pl.col("fuel").replace_strict(own_units, return_dtype=pl.String).alias("unit"),
        pl.col("quality").cast(pl.String).fill_null(Quality.UNVERIFIED.value),
        pl.col("citation").fill_null("none"),
        unknown.alias("low"),
        unknown.alias("high"),
        pl.lit(False).alias("derived_from_co2"),
        pl.lit(UNSTATED).alias("technology"),
    ).select(Activity.column_names())


def _scale() -> pl.Expr:
    """Give what a column's unit is multiplied by to have the fuel's own unit."""
    return pl.col("fuel").replace_strict(column_scales(), return_dtype=pl.Float64)


def _demand_units(balance: pl.DataFrame) -> None:
    expected = {fuel: fuels.balance_unit(fuel) for fuel in fuels.balance_carriers()}
    named = balance.with_columns(
        pl.col("fuel").replace_strict(expected, default=None, return_dtype=pl.String).alias("expected")
    )
    wrong = named.filter(pl.col("unit").ne_missing(pl.col("expected")))
    if wrong.height:
        raise InputError(
            Problem(
                "energy.unit",
                {"row": row, "fuel": fuel, "got": got, "expected": unit or "22"},
                Place(row=row, column=fuel),
            )
            for row, fuel, got, unit in wrong.select("row", "fuel", "unit", "expected").rows()
        )


def _demand_feedstock_within(burned: pl.DataFrame) -> None:
    over = burned.filter(pl.col("less") > pl.col("quantity").fill_null(0.0))
    if over.height:
        columns = ("less_row", "row", "fuel", "less", "quantity")
        raise InputError(
            Problem(
                "energy.feedstock",
                {
                    "row": row,
                    "fuel_zh": fuels.label(fuel),
                    "fuel_en": fuels.label(fuel, language="en"),
                    "less": less,
                    "used": used if used is not None else "—",
                },
                Place(row=less_row, column=fuel),
            )
            for less_row, row, fuel, less, used in over.select(columns).rows()
        )
