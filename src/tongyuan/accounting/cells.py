"""Cells: what every kind and place of activity needs to give a species, gathered once for all that compute.

Every method is proportional to the quantity, so that a cell's rate (mass per unit of activity) serves all
rows of activity in its context; sectors that burn the same fuel in the same source share a context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.choice import applicable
from tongyuan.accounting.controls import SERVED, removal
from tongyuan.accounting.factors import choose, contexts_of
from tongyuan.accounting.levers import levers_of
from tongyuan.accounting.matching import PLACE
from tongyuan.accounting.overlaps import included_elsewhere
from tongyuan.numerics.distributions import DISTRIBUTIONS, sd_per_range
from tongyuan.vocabulary.methods import Method, get_method
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity, Control, Factor, Leverage

__all__ = ["Cells", "factor_names", "gather", "present", "rate", "rate_deviations"]

SIDES = ("value", "low", "high", "factor_id")


@dataclass(frozen=True, slots=True)
class Cells:
    """Contexts, species asked for, factors chosen, and the numbers of each method side by side.

    Parameters
    ----------
    contexts
        Kinds and places of activity: ``context`` and the columns that name it.
    asked
        ``context``, ``species``, ``species_order``: every figure that is asked for.
    chosen
        One row per context, species and factor of the chosen method.
    methods
        For each method: ``context``, ``species``, ``removal``, ``control_quality`` where the method knows
        controls, and ``value_NAME``, ``low_NAME``, ``high_NAME``, ``factor_id_NAME`` for each factor of
        its equation.
    included
        ``context`` and ``species`` that other activity gives already: they are IE here.
    levers
        Parameters that move derived activity, as `tongyuan.accounting.levers.levers_of` lays them out.
    """

    contexts: pl.DataFrame
    asked: pl.DataFrame
    chosen: pl.DataFrame
    methods: Mapping[str, pl.DataFrame]
    included: pl.DataFrame
    levers: pl.DataFrame


def gather(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
    leverage: dy.DataFrame[Leverage] | None = None,
) -> Cells:
    """Choose factors and controls for all activity, and lay their numbers side by side.

    Parameters
    ----------
    activity, factors, controls
        The tables.
    family
        Factor family.
    species
        Species asked for.
    leverage
        Moves of derived activity; none where it is not given.

    Returns
    -------
    Cells
        What estimating, propagating and drawing need.

    Raises
    ------
    ConflictError
        As for `tongyuan.accounting.factors.assign`.
    InputError
        As for `tongyuan.accounting.controls.removal`.

    Examples
    --------
    >>> from tongyuan.testing.accounting import activity_of, an_activity, controls_of, factors_of
    >>> nothing = gather(activity_of(an_activity()), factors=factors_of(), controls=controls_of(),
    ...                  family="NDRC_2013", species=["CO2", "SO2"])
    >>> nothing.asked["species"].to_list(), nothing.methods
    (['CO2', 'SO2'], {})
    """
    contexts = contexts_of(activity)
    included = included_elsewhere(contexts, present=present(activity))
    own = ["context", "species"]
    chosen = choose(contexts, factors=factors, family=family, species=species).join(
        included, on=own, how="anti", maintain_order="left"
    )
    asked = applicable(contexts, factors=factors, species=species).select(
        "context", "species", "species_order"
    )
    used = [get_method(name) for name in sorted(chosen["method"].unique())]
    controlled = {term.species for entry in used for term in entry.terms.values() if term.species}
    removals = removal(contexts, controls=controls, species=sorted({*species, *controlled}))
    methods = {entry.id: _side_by_side(entry, chosen, removals) for entry in used}
    levers = levers_of(leverage, factors=factors)
    return Cells(contexts, asked, chosen, methods, included, levers)


def present(activity: pl.DataFrame) -> pl.DataFrame:
    """List where which activity has a quantity: ``activity``, ``region``, ``year``, ``source``, ``fuel``."""
    there = activity.filter(pl.col("quantity").is_not_null())
    columns = [pl.col("activity").cast(pl.String), "region", "year", "source", "fuel"]
    return there.select(columns).unique(maintain_order=True)


def factor_names(entry: Method) -> list[str]:
    """List the names in a method's equation that are factors, in order."""
    return [name for name, term in entry.terms.items() if term.table == "factor"]


def rate(entry: Method, *, quantity: pl.Expr, ends: Mapping[str, str] | None = None) -> pl.Expr:
    """Write a method as an expression over the columns of its cells.

    Parameters
    ----------
    entry
        The method.
    quantity
        Quantity of activity; 1 gives the mass per unit.
    ends
        For the names given, the end of the range (``low``, ``high``) to take in place of the value.

    Returns
    -------
    pl.Expr
        Mass [t].

    Examples
    --------
    >>> cell = pl.DataFrame({"value_ef_t_per_gj": 0.11, "high_ef_t_per_gj": 0.12})
    >>> heat = get_method("purchase.heat")
    >>> cell.select(rate(heat, quantity=pl.lit(100.0), ends={"ef_t_per_gj": "high"})).item()
    12.0
    """
    taken = {name: (ends or {}).get(name, "value") for name in factor_names(entry)}
    terms: dict[str, Any] = {name: pl.col(f"{end}_{name}") for name, end in taken.items()}
    if "removal" in entry.terms:
        terms["removal"] = pl.col("removal")
    if entry.function is None:
        raise TypeError(f"method {entry.id} has no function")
    expression: pl.Expr = entry.function(quantity, **terms)
    return expression


def rate_deviations(cells: Cells) -> pl.DataFrame:
    """List by how much each cell's rate moves when one of its factors goes to an end of its range.

    Parameters
    ----------
    cells
        The cells.

    Returns
    -------
    pl.DataFrame
        ``context``, ``species``, ``input`` (the factor's id), ``at_low``, ``at_high`` [t per unit of
        activity], ``sd_per_range`` [1] and ``range_quality``, the value's where the range states none;
        factors without a range have no row.

    Examples
    --------
    >>> from tongyuan.testing.accounting import (
    ...     a_factor, activity_of, an_activity, controls_of, factors_of)
    >>> rows = activity_of(an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none"))
    >>> heat = a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat",
    ...                 value=4.0, low=3.0, high=6.0)
    >>> moved = rate_deviations(gather(rows, factors=factors_of(heat), controls=controls_of(),
    ...                                family="NDRC_2013", species=["CO2"]))
    >>> moved.select("at_low", "at_high").row(0)
    (-1.0, 2.0)
    """
    one = pl.lit(1.0)
    parts = []
    for name, cell in cells.methods.items():
        entry = get_method(name)
        central = rate(entry, quantity=one)
        parts += [
            cell.select(
                "context",
                "species",
                pl.lit(name).alias("method"),
                pl.lit(term).alias("name"),
                at_low=rate(entry, quantity=one, ends={term: "low"}) - central,
                at_high=rate(entry, quantity=one, ends={term: "high"}) - central,
            )
            for term in factor_names(entry)
        ]
    if not parts:
        return pl.DataFrame(schema=_DEVIATION)
    spread = {name: sd_per_range(name) for name in DISTRIBUTIONS}
    inputs = cells.chosen.select(
        "context",
        "species",
        "name",
        input="factor_id",
        sd_per_range=pl.col("distribution").cast(pl.String).replace_strict(spread, return_dtype=pl.Float64),
        range_quality=pl.coalesce(pl.col("range_quality", "quality").cast(QUALITY)),
    )
    moved = pl.concat(parts).drop_nulls().join(inputs, on=["context", "species", "name"])
    return moved.filter(pl.col("sd_per_range") > 0).select(list(_DEVIATION))


_DEVIATION: dict[str, pl.DataType | type[pl.DataType]] = {
    "context": pl.UInt32,
    "species": pl.String,
    "input": pl.String,
    "at_low": pl.Float64,
    "at_high": pl.Float64,
    "sd_per_range": pl.Float64,
    "range_quality": QUALITY,
}


def _side_by_side(entry: Method, chosen: pl.DataFrame, removals: pl.DataFrame) -> pl.DataFrame:
    mine = chosen.filter(pl.col("method") == entry.id)
    numbers = [
        pl.col(side).filter(pl.col("name") == name).first().alias(f"{side}_{name}")
        for name in factor_names(entry)
        for side in SIDES
    ]
    cell = mine.group_by("context", "species", *PLACE, maintain_order=True).agg(numbers)
    if "removal" not in entry.terms:
        return cell.drop(PLACE)
    of_species = entry.terms["removal"].species
    wanted = pl.col("species") if of_species is None else pl.lit(of_species)
    controlled = cell.with_columns(controlled_species=wanted).join(
        removals.rename({"species": "controlled_species"}),
        on=[*SERVED, "controlled_species"],
        how="left",
        maintain_order="left",
    )
    return controlled.with_columns(pl.col("removal").fill_null(0.0)).drop(*PLACE, "controlled_species")
