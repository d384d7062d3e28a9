"""Where: every activity of a province shared out among its cities, one share for all that it emits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import polars as pl

from tongyuan.plan.cities import allocate
from tongyuan.plan.measures.options import Options
from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["CELL", "options_by_city", "shared_out", "shares_of_activity"]

#: What is shared out by one rule.
CELL = ["source", "fuel", "activity"]
#: Shares of two species that differ by more were not made by one rule.
ALIKE = 1e-6
#: Less than this part of a whole is rounding.
NOTHING = 1e-9


def shares_of_activity(
    activity: pl.DataFrame,
    *,
    own: pl.DataFrame,
    units: Sequence[str],
    rules: pl.DataFrame,
    values: pl.DataFrame,
    emission: pl.DataFrame,
) -> pl.DataFrame:
    """Give the share of each city in every activity, by the rules with which an inventory was shared out.

    The amount itself is shared out, not what it emits: a city's own records first, the rest by the first
    proxy that every other city has. So one record of activity still feeds every species, even where the
    inventory of cities took its species from different places.

    Parameters
    ----------
    activity
        Contract Activity of one province and year.
    own
        Contract Activity of the cities, of their own records.
    units
        The cities that add up to the province.
    rules, values
        Of the kept inventory of cities: ProxyRule, and values as ``proxy_values`` gives them.
    emission
        Contract CityEmission of that inventory: to tell where its species are shared out unlike each other.

    Returns
    -------
    pl.DataFrame
        ``region`` (a city, or the province for what no city took), ``source``, ``fuel``, ``activity``,
        ``way``, ``proxy``, ``share`` [1], ``quantity``, ``unit`` and ``species_differ``; the shares of an
        activity add up to one.

    Raises
    ------
    InputError
        Where records of cities come to more than the province has, or are in another unit: nothing tells
        how much of the activity each city has.
    """
    place = str(activity["region"][0])
    wholes = _cells(activity)
    kept = _own_cells(own, wholes, units=units)
    _refuse_misfits(wholes, kept)
    given = allocate(_as_masses(wholes), own=_as_masses(kept), units=units, rules=rules, values=values)
    taken = given.filter(pl.col("region") != place, pl.col("mass_t").is_not_null()).select(
        "region",
        "source",
        "activity",
        fuel="species",
        way=pl.col("way").cast(pl.String),
        proxy=pl.when(pl.col("way").cast(pl.String) == "top_down").then("proxy"),
        quantity="mass_t",
    )
    rows = pl.concat([taken, _left(wholes, taken, place=place)], how="diagonal")
    return (
        rows.join(wholes.select(*CELL, "unit", whole="quantity"), on=CELL, maintain_order="left")
        .join(_differing(emission), on=["source", "activity"], how="left", maintain_order="left")
        .with_columns(
            share=pl.when(pl.col("whole") != 0)
            .then(pl.col("quantity") / pl.col("whole"))
            .otherwise((pl.col("way") == "unallocated").cast(pl.Float64)),
            species_differ=pl.col("species_differ").fill_null(value=False),
        )
        .filter(pl.col("share") > 0)
        .select("region", *CELL, "way", "proxy", "share", "quantity", "unit", "species_differ")
        .sort(*CELL, pl.col("region") == place, "region")
    )


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("quantity").is_not_null()).with_columns(
        pl.col("region", "unit", "quality", *CELL).cast(pl.String)
    )


def _cells(activity: pl.DataFrame) -> pl.DataFrame:
    """Sum over sectors and technologies: they are shared out alike."""
    return (
        _plain(activity)
        .group_by("region", "year", *CELL, maintain_order=True)
        .agg(
            pl.col("quantity").sum(),
            pl.col("unit").first(),
            pl.col("unit").n_unique().alias("units"),
            pl.col("quality").first(),
        )
    )


def _own_cells(own: pl.DataFrame, wholes: pl.DataFrame, *, units: Sequence[str]) -> pl.DataFrame:
    """Take the cities' records; a city that keeps records of a source has none of the fuels they lack."""
    kept = _cells(own.filter(pl.col("region").cast(pl.String).is_in(list(units))))
    at = ["source", "activity"]
    grid = kept.select("region", "year", *at, "quality").unique(["region", *at], maintain_order=True)
    every = grid.join(wholes.select(*at, "fuel", "unit"), on=at, maintain_order="left_right")
    lacking = every.join(kept, on=["region", *CELL], how="anti", maintain_order="left")
    known = kept.join(wholes, on=CELL, how="semi", maintain_order="left")
    blank = lacking.with_columns(quantity=pl.lit(0.0), units=pl.lit(1, pl.UInt32))
    return pl.concat([known, blank.select(known.columns)], how="vertical_relaxed")


def _refuse_misfits(wholes: pl.DataFrame, kept: pl.DataFrame) -> None:
    summed = kept.group_by(CELL, maintain_order=True).agg(
        taken=pl.col("quantity").sum(),
        least=pl.col("quantity").min(),
        own_unit=pl.col("unit").unique().sort().str.join(" "),
    )
    both = summed.join(wholes, on=CELL, maintain_order="left")
    other = (pl.col("own_unit") != pl.col("unit")) | (pl.col("units") > 1)
    too_much = (pl.col("taken") - pl.col("quantity")).abs() > NOTHING * pl.col("quantity").abs()
    against = (pl.col("least") < 0) & (pl.col("quantity") > 0)
    against |= too_much & ((pl.col("quantity") - pl.col("taken")) * pl.col("quantity") <= 0)
    found = both.filter(other | against)
    if found.height:
        raise InputError(
            [
                Problem(
                    "cocontrol.cities_above_province",
                    {
                        **{name: row[name] for name in CELL},
                        "got": f"{row['taken']:.6g} {row['own_unit']}",
                        "whole": f"{row['quantity']:.6g} {row['unit']}",
                    },
                )
                for row in found.iter_rows(named=True)
            ]
        )


def _as_masses(cells: pl.DataFrame) -> pl.DataFrame:
    """Write amounts as the sharing out of an inventory takes them: the fuel stands where a species would."""
    return cells.select(
        "region",
        "year",
        "source",
        "activity",
        pl.col("fuel").alias("species"),
        pl.lit(1, pl.Int8).alias("scope"),
        pl.lit("air").alias("medium"),
        pl.lit("activity").alias("family"),
        pl.col("quantity").alias("mass_t"),
        pl.lit(None, pl.String).alias("state"),
        "quality",
        pl.lit(value=False).alias("derived_from_co2"),
    )


def _left(wholes: pl.DataFrame, taken: pl.DataFrame, *, place: str) -> pl.DataFrame:
    """Keep with the province what no city took, beyond rounding; all of what is none at all."""
    summed = taken.group_by(CELL, maintain_order=True).agg(taken=pl.col("quantity").sum())
    rest = wholes.join(summed, on=CELL, how="left", maintain_order="left").with_columns(
        quantity=pl.col("quantity") - pl.col("taken").fill_null(0.0), whole="quantity"
    )
    kept = rest.filter((pl.col("whole") == 0) | (pl.col("quantity").abs() > NOTHING * pl.col("whole").abs()))
    return kept.select(pl.lit(place).alias("region"), *CELL, pl.lit("unallocated").alias("way"), "quantity")


def _differing(emission: pl.DataFrame) -> pl.DataFrame:
    """Tell the sources whose species the inventory of cities shares out unlike each other."""
    at = ["source", "activity"]
    known = emission.filter(pl.col("scope") == 1, pl.col("mass_t").is_not_null()).with_columns(
        pl.col("species", *at).cast(pl.String)
    )
    whole = pl.col("mass_t").sum().over([*at, "species"])
    parts = known.with_columns(part=pl.when(whole != 0).then(pl.col("mass_t") / whole))
    spread = parts.group_by([*at, "region"], maintain_order=True).agg(
        apart=pl.col("part").max() - pl.col("part").min(), number=pl.col("part").count()
    )
    species = parts.group_by(at, maintain_order=True).agg(species=pl.col("species").n_unique())
    joined = spread.join(species, on=at, maintain_order="left")
    uneven = (pl.col("apart") > ALIKE) | (pl.col("number") < pl.col("species"))
    return joined.group_by(at, maintain_order=True).agg(species_differ=uneven.fill_null(value=False).any())


def shared_out(table: pl.DataFrame, *, shares: pl.DataFrame, amounts: Sequence[str] = ()) -> pl.DataFrame:
    """Put the rows of a province's table into its cities.

    Parameters
    ----------
    table
        Rows with the key of an activity.
    shares
        As ``shares_of_activity`` gives them.
    amounts
        Columns that are amounts, and so go by share; all others are of a unit of activity and stay.

    Returns
    -------
    pl.DataFrame
        A row for each row and city, with the same columns.

    Examples
    --------
    >>> row = {"region": "990000", "source": "1A1a", "fuel": "raw_coal", "activity": "combustion"}
    >>> shares = pl.DataFrame([row | {"region": "990100", "share": 0.3}, row | {"share": 0.7}])
    >>> shared_out(pl.DataFrame([row | {"quantity": 10.0}]), shares=shares, amounts=["quantity"]).select(
    ...     "region", "quantity").rows()
    [('990100', 3.0), ('990000', 7.0)]
    """
    named = table.with_columns(pl.col(name).cast(pl.String) for name in ("region", *CELL))
    by_city = shares.select(*CELL, place="region", part="share")
    joined = named.join(by_city, on=CELL, how="left", maintain_order="left_right")
    whole = pl.col("part").is_null()
    placed = joined.with_columns(
        pl.when(whole).then("region").otherwise("place").alias("region"),
        *(pl.when(whole).then(name).otherwise(pl.col(name) * pl.col("part")).alias(name) for name in amounts),
    )
    return placed.select(table.columns)


#: Columns of the tables of options that are amounts; all else is of a unit of activity.
AMOUNTS = {"savings": ("most",)}


def options_by_city(options: Options, *, shares: pl.DataFrame) -> Options:
    """Offer to every city what may be chosen on the activity of the province.

    Parameters
    ----------
    options
        What may be chosen on the province's activity.
    shares
        As ``shares_of_activity`` gives them.

    Returns
    -------
    Options
        The same by city: costs and factors are of a unit, and stay.
    """
    tables = {one.name: getattr(options, one.name) for one in fields(options)}
    return Options(
        **{
            name: shared_out(table, shares=shares, amounts=AMOUNTS.get(name, ()))
            for name, table in tables.items()
        }
    )
