"""Ranges of derived activity: each parameter with a range goes to its ends, through the same derivation.

A derivation needs no formula of its own for this: it is run again with one parameter moved. By how much its
quantities move is kept beside them (contract Leverage), so that whatever shares the parameter moves together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import Derivation, derivations
from tongyuan.accounting.parameters import picking
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Activity, Factor, Leverage, key_of

__all__ = ["derive_with_ranges", "ranged"]

KEY = key_of(Activity)
HALVINGS = 6
"""How often an end that a derivation refuses is moved half way to the central value."""


def derive_with_ranges(
    records: Mapping[str, pl.DataFrame], *, factors: dy.DataFrame[Factor], family: str, year: int
) -> tuple[dy.DataFrame[Activity], dy.DataFrame[Leverage]]:
    """Derive the activity of a year with its ranges, and what each parameter has of them.

    Parameters move apart; what records themselves state as a range is one more input of the row. Source:
    JCGM 100:2008 (GUM), 5.1.2, with the parameter at both ends of its range in place of a derivative;
    2006 IPCC Guidelines, volume 1, chapter 3, section 3.2.3.1.

    Parameters
    ----------
    records
        Frames of records by dataset, as for `tongyuan.accounting.derivation.derive_all`.
    factors
        Factors.
    family
        Factor family.
    year
        Year.

    Returns
    -------
    tuple of (dy.DataFrame[Activity], dy.DataFrame[Leverage])
        Activity with ``low`` and ``high`` where a parameter or a record states a range, and the moves
        behind them [each material's own unit].

    Raises
    ------
    ConflictError
        If two factors fit equally well.

    Examples
    --------
    >>> activity, moves = derive_with_ranges({}, factors=Factor.create_empty(), family="*", year=2020)
    >>> activity.height, moves.height
    (0, 0)
    """
    activity: list[pl.DataFrame] = [Activity.create_empty()]
    moves: list[pl.DataFrame] = [Leverage.create_empty()]
    for found in derivations():
        if found.dataset not in records:
            continue
        given: dict[str, Any] = {"family": family, "year": year}
        with picking() as picked:
            central = found.derive(records[found.dataset], factors=factors, **given)
        activity.append(central)
        if central["quantity"].null_count() == central.height:
            continue
        moves += _moves(found, central, records[found.dataset], factors, picked, given)
    leverage = Leverage.validate(pl.concat(moves), cast=True)
    return ranged(Activity.validate(pl.concat(activity), cast=True), leverage=leverage), leverage


def ranged(activity: dy.DataFrame[Activity], *, leverage: dy.DataFrame[Leverage]) -> dy.DataFrame[Activity]:
    """Widen the ranges of activity by what its parameters move, in quadrature, each side by itself.

    Parameters
    ----------
    activity
        Activity; ``low`` and ``high`` as records state them.
    leverage
        The moves of its parameters.

    Returns
    -------
    dy.DataFrame[Activity]
        The same rows in their order.

    Examples
    --------
    Moves of 3 and 4 t make a range of 5 t on either side:

    >>> from tongyuan.testing.accounting import activity_of, an_activity, moves_of
    >>> row = an_activity(quantity=100.0)
    >>> moves = moves_of(row, {"k": (-3.0, 3.0), "doc": (-4.0, 4.0)})
    >>> ranged(activity_of(row), leverage=moves).select("low", "high").row(0)
    (95.0, 105.0)
    """
    down, up = (
        pl.min_horizontal("at_low", "at_high", 0.0),
        pl.max_horizontal("at_low", "at_high", 0.0),
    )
    moved = leverage.group_by(KEY).agg(below=(down**2).sum(), above=(up**2).sum())
    joined = activity.join(moved, on=KEY, how="left", maintain_order="left")
    own_below = (pl.col("quantity") - pl.col("low")).fill_null(0.0) ** 2
    own_above = (pl.col("high") - pl.col("quantity")).fill_null(0.0) ** 2
    there = pl.col("below").is_not_null()
    wider = joined.with_columns(
        low=pl.when(there).then(pl.col("quantity") - (pl.col("below") + own_below).sqrt()).otherwise("low"),
        high=pl.when(there).then(pl.col("quantity") + (pl.col("above") + own_above).sqrt()).otherwise("high"),
    )
    return Activity.validate(wider.select(activity.columns), cast=True)


def _moves(
    found: Derivation,
    central: pl.DataFrame,
    records: pl.DataFrame,
    factors: pl.DataFrame,
    picked: set[str],
    given: Mapping[str, Any],
) -> Iterator[pl.DataFrame]:
    """Give the moves of a derivation's quantities, parameter by parameter."""
    used = factors.filter(pl.col("factor_id").is_in(picked))
    served = factors.filter(pl.col("method").is_in(used["method"].unique().to_list()))
    known = central.filter(pl.col("quantity").is_not_null()).select(*KEY, "quantity")
    has_range = (pl.col("low") < pl.col("high")) & (pl.col("distribution") != "fixed")
    for factor in used.filter(has_range).sort("factor_id").to_dicts():

        def at(value: float, id_: str = factor["factor_id"]) -> pl.DataFrame:
            mine = pl.when(pl.col("factor_id") == id_).then(value).otherwise("value")
            moved = Factor.cast(served.with_columns(value=mine))
            return _quantities(found, records, moved, given)

        moves = known.with_columns(factor_id=pl.lit(factor["factor_id"]))
        for side in ("low", "high"):
            change = _change(at, known, central=factor["value"], end=factor[side])
            moves = moves.with_columns(change.fill_null(0.0).alias(f"at_{side}"))
        moves = moves.filter((pl.col("at_low") != 0) | (pl.col("at_high") != 0))
        yield moves.select(list(Leverage.columns()))


def _quantities(
    found: Derivation, records: pl.DataFrame, factors: dy.DataFrame[Factor], given: Mapping[str, Any]
) -> pl.DataFrame:
    """Give what a derivation makes of records: its trees' roots where it tells trees, else its activity."""
    if found.trees is None:
        return found.derive(records, factors=factors, **given).select(*KEY, moved="quantity")
    trees = found.trees(records, factors=factors, **given)
    rows = [(*key, tree.value) for key, tree in trees.items()]
    text = pl.DataFrame(
        rows, schema=[*((name, pl.String) for name in KEY), ("moved", pl.Float64)], orient="row"
    )
    schema = Activity.create_empty().schema
    return text.with_columns(pl.col(name).cast(schema[name]) for name in KEY)


def _change(
    at: Callable[[float], pl.DataFrame], known: pl.DataFrame, *, central: float, end: float
) -> pl.Series:
    """Give by how much quantities change at an end of a range.

    An end that the derivation refuses (losses above what is there) is approached by halves, and the change
    there taken as many times; what is refused all the way changes nothing.
    """
    for part in (0.5**halving for halving in range(HALVINGS)):
        try:
            moved = at(central + (end - central) * part)
        except InputError:
            continue
        beside = known.join(moved, on=KEY, how="left", maintain_order="left")
        return (beside["moved"] - beside["quantity"]) / part
    return pl.zeros(known.height, eager=True)
