"""Emission of every activity and species: a mass with its range, or the state that says why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import polars as pl

from tongyuan.accounting.cells import Cells, gather, rate, rate_deviations
from tongyuan.accounting.levers import levers_on, without_levers
from tongyuan.numerics.distributions import sd_per_range
from tongyuan.numerics.propagation import combine_deviations
from tongyuan.vocabulary.activities import scopes
from tongyuan.vocabulary.fuels import table as fuels_table
from tongyuan.vocabulary.materials import table as materials_table
from tongyuan.vocabulary.methods import get_method
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.species import codes as species_codes
from tongyuan.vocabulary.species import table as species_table
from tongyuan.vocabulary.tables import Activity, Control, Emission, Factor, Leverage, key_of

__all__ = [
    "check_activity",
    "deviations",
    "estimate",
    "known_masses",
    "number_rows",
    "scope",
    "spread_of",
    "within_sign",
]

KEY = key_of(Activity)


def estimate(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
    leverage: dy.DataFrame[Leverage] | None = None,
) -> dy.DataFrame[Emission]:
    """Estimate the emission of every activity row and species that it is asked for.

    Combustion and production are asked for every air species, purchases for CO2 of scope 2. What has no
    complete set of factors is NE; a missing activity hands on its own state. The range covers the stated
    ranges only: an input without a range counts as exact, and without any there is no range; its quality is
    the worst of the ranges used. Where no control is stated none is counted, and ``controls_stated`` says so.
    Source: the methods' own (see ``method``); range to first order, JCGM 100:2008, 5.1.2.

    Parameters
    ----------
    activity
        Activity [the fuel's or material's own unit].
    factors
        Factors of one family or several.
    controls
        Controls; empty where none is known.
    family
        The factor family to use.
    species
        Species asked for.
    leverage
        Moves of derived activity; without them a derived row's range is its own.

    Returns
    -------
    dy.DataFrame[Emission]
        One row per activity row and species, in their order; ``mass_t`` [t].

    Raises
    ------
    ConflictError
        If factors tie, the family is absent, or activity rows repeat.
    InputError
        If an activity is in another unit, or controls together serve more than the activity.

    Examples
    --------
    1,000 t of raw coal by the carbon balance, 20.908 GJ/t, 26.37 tC/TJ, 0.94: 1,900.3 t of CO2; SO2 is NE.

    >>> from tongyuan.testing.accounting import (
    ...     a_factor, activity_of, an_activity, controls_of, factors_of)
    >>> coal = factors_of(a_factor(), a_factor(parameter="carbon_tc_per_tj", value=26.37),
    ...                   a_factor(parameter="oxidation", value=0.94))
    >>> emission = estimate(activity_of(an_activity()), factors=coal, controls=controls_of(),
    ...                     family="NDRC_2013", species=["CO2", "SO2"])
    >>> emission.select("species", pl.col("mass_t").round(1), "state").rows()
    [('CO2', 1900.3, None), ('SO2', None, 'NE')]
    """
    check_activity(activity)
    cells = gather(
        activity, factors=factors, controls=controls, family=family, species=species, leverage=leverage
    )
    rows = number_rows(activity, cells)
    asked = rows.join(cells.asked, on="context")
    masses = known_masses(rows, cells)
    ranges = spread_of(deviations(rows, cells, masses), by=["row", "species"])
    facts = _facts(cells)
    joined = (
        asked.join(masses, on=["row", "species"], how="left")
        .join(facts, on=["context", "species"], how="left")
        .join(ranges, on=["row", "species"], how="left")
        .join(
            cells.included.select("context", "species", included=True), on=["context", "species"], how="left"
        )
        .join(species_table().select("species", "medium"), on="species", how="left")
        .sort("row", "species_order")
    )
    return Emission.validate(_as_contract(joined, family), cast=True)


def check_activity(activity: pl.DataFrame) -> None:
    """Refuse repeated activity, and activity in a unit that is not the fuel's or material's own.

    Parameters
    ----------
    activity
        Activity.

    Raises
    ------
    ConflictError
        If a key comes more than once; all at once.
    InputError
        If a unit is another; all at once.
    """
    counts = activity.group_by(KEY, maintain_order=True).len("count").filter(pl.col("count") > 1)
    if not counts.is_empty():
        raise ConflictError([Problem("accounting.activity_repeated", row) for row in counts.to_dicts()])
    own = pl.concat(
        [
            fuels_table().select("fuel", expected="activity_unit"),
            materials_table().select(fuel="material", expected="activity_unit"),
        ]
    )
    other = activity.join(own, on="fuel", maintain_order="left").filter(pl.col("unit") != pl.col("expected"))
    if not other.is_empty():
        columns = other.select("region", "year", "sector", "fuel", "expected", got="unit")
        raise InputError([Problem("accounting.unit", row) for row in columns.to_dicts()])


def number_rows(activity: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Give each row of activity a number, name its context, and leave in its range what is its own."""
    place = [name for name in cells.contexts.columns if name != "context"]
    numbered = (
        activity.with_columns(pl.col("activity").cast(pl.String))
        .with_row_index("row")
        .join(cells.contexts, on=place, maintain_order="left")
    )
    return without_levers(numbered, cells.levers)


def scope(kind: pl.Expr) -> pl.Expr:
    """Tell the scope of a kind of activity: 2 for purchased energy, else 1."""
    return kind.cast(pl.String).replace_strict(scopes(), return_dtype=pl.Int32)


def _own_deviations(rows: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """List by how much each activity row moves at the ends of its own range, and of its levers'."""
    levered = rows.select("row", "context").join(levers_on(rows, cells.levers), on="row")
    own = rows.select(
        "row",
        "context",
        input=pl.lit("activity/") + pl.col("row").cast(pl.String),
        at_low=pl.col("low") - pl.col("quantity"),
        at_high=pl.col("high") - pl.col("quantity"),
        sd_per_range=pl.lit(sd_per_range("normal")),
        range_quality=pl.col("quality").cast(pl.String).cast(QUALITY),
    ).drop_nulls()
    return pl.concat([own, levered.rename({"factor_id": "input"}).select(own.columns)])


def within_sign(end: pl.Expr, *, central: pl.Expr) -> pl.Expr:
    """Cut an end of a range at zero, where the central value lies on the other side of it."""
    return pl.when(central >= 0).then(end.clip(lower_bound=0)).otherwise(end.clip(upper_bound=0))


def known_masses(rows: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Compute the mass of each row and species that has a quantity and a method [t]."""
    parts = [
        rows.select("row", "context", "quantity")
        .drop_nulls()
        .join(cell, on="context")
        .select(
            "row",
            "species",
            method=pl.lit(name),
            mass_t=rate(get_method(name), quantity=pl.col("quantity")),
        )
        for name, cell in cells.methods.items()
    ]
    empty = {"row": pl.UInt32, "species": pl.String, "method": pl.String, "mass_t": pl.Float64}
    return pl.concat([pl.DataFrame(schema=empty), *parts])


def _facts(cells: Cells) -> pl.DataFrame:
    """Gather the quality and origin of the factors and controls behind each cell."""
    factors = cells.chosen.group_by("context", "species").agg(
        origin=pl.col("origin").unique().sort().str.join("; "), factor_quality=pl.col("quality").max()
    )
    quality = factors.schema["factor_quality"]
    controls = [
        cell.select(
            "context",
            "species",
            pl.col("control_quality").cast(quality),
            controls_stated=pl.col("control_quality").is_not_null(),
        )
        for cell in cells.methods.values()
        if "control_quality" in cell.columns
    ]
    none_stated = pl.lit(value=False).alias("controls_stated")
    empty = factors.select("context", "species", none_stated, control_quality="factor_quality").clear()
    return factors.join(pl.concat([empty, *controls], how="diagonal"), on=["context", "species"], how="left")


def deviations(rows: pl.DataFrame, cells: Cells, masses: pl.DataFrame) -> pl.DataFrame:
    """List by how much each mass moves when one of its inputs goes to an end of its range [t]."""
    ends = pl.col("at_low", "at_high")
    known = rows.select("row", "context", "quantity").drop_nulls()
    of_factors = known.join(rate_deviations(cells), on="context").with_columns(ends * pl.col("quantity"))
    columns = ["row", "species", "input", "at_low", "at_high", "sd_per_range", "range_quality"]
    per_unit = masses.join(known, on="row").filter(pl.col("quantity") != 0)
    of_activity = (
        _own_deviations(rows, cells)
        .join(per_unit, on="row")
        .with_columns(ends * pl.col("mass_t") / pl.col("quantity"))
    )
    return pl.concat([of_factors.select(columns), of_activity.select(columns)])


def spread_of(moved: pl.DataFrame, *, by: Sequence[str]) -> pl.DataFrame:
    """Combine deviations to the range of sums, with the worst quality of the ranges behind it.

    Parameters
    ----------
    moved
        What `deviations` gives, with the columns of ``by`` [t].
    by
        Columns that name a sum.

    Returns
    -------
    pl.DataFrame
        The columns of ``by``, ``below``, ``above``, ``sd`` [t] and ``range_quality``.

    Examples
    --------
    >>> one = {"sum": "s", "input": "ncv", "sd_per_range": 0.25, "at_low": -0.3, "at_high": 0.3}
    >>> moved = pl.DataFrame(one).with_columns(range_quality=pl.lit("derived", QUALITY))
    >>> spread_of(moved, by=["sum"]).select("above", "range_quality").row(0)
    (0.3, 'derived')
    """
    qualities = moved.group_by(*by).agg(pl.col("range_quality").max())
    combined = combine_deviations(moved, by=by)
    return combined.join(qualities, on=list(by), how="left", nulls_equal=True, maintain_order="left")


def _as_contract(joined: pl.DataFrame, family: str) -> pl.DataFrame:
    mass = pl.col("mass_t")
    there = mass.is_not_null()
    low, high = mass - pl.col("below"), mass + pl.col("above")
    elsewhere = pl.when(pl.col("included").is_not_null()).then(pl.lit(Missing.IE.value))
    state = pl.coalesce(pl.col("state").cast(pl.String), elsewhere, pl.lit(Missing.NE.value))
    quality = pl.max_horizontal("quality", "factor_quality", "control_quality")
    controllable = there & pl.col("species").is_in(species_codes("air_pollutant"))
    return joined.select(
        *KEY[:-1],
        "species",
        KEY[-1],
        "medium",
        scope(pl.col("activity")).alias("scope"),
        "method",
        "mass_t",
        pl.when(~there).then(state).alias("state"),
        within_sign(low, central=mass).alias("low_t"),
        within_sign(high, central=mass).alias("high_t"),
        pl.lit(family).alias("family"),
        pl.when(there).then("origin").alias("origin"),
        "derived_from_co2",
        pl.when(there).then(quality).alias("quality"),
        pl.when(there).then("range_quality").alias("range_quality"),
        pl.when(controllable).then("controls_stated").alias("controls_stated"),
    )
