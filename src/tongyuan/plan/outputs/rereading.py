"""A workbook come back: what in it differs from the run, and what the run's program makes of its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.emission import estimate
from tongyuan.vocabulary.tables import Activity, Control, Emission, Factor

__all__ = ["CLOSE", "Stood", "recomputed_totals", "replaced", "same"]

CLOSE = 1e-9
TOTAL = ("species", "scope")


@dataclass(frozen=True, slots=True)
class Stood:
    """What an inventory stood on."""

    activity: dy.DataFrame[Activity]
    factors: dy.DataFrame[Factor]
    controls: dy.DataFrame[Control]
    family: str
    species: tuple[str, ...]

    def emission(self) -> dy.DataFrame[Emission]:
        """Compute the emission again [t]."""
        return estimate(
            self.activity,
            factors=self.factors,
            controls=self.controls,
            family=self.family,
            species=self.species,
        )


def same(ours: Any, theirs: Any) -> bool:
    """Tell whether two cells say the same: numbers to a billionth of their size, words to the letter.

    Parameters
    ----------
    ours, theirs
        Values of cells; None where a cell is blank.

    Returns
    -------
    bool
        True where they agree.

    Examples
    --------
    >>> same(1.0, 1.0 + 1e-12), same(1.0, 1.001), same(None, 0.0), same("NE", "NE")
    (True, False, False, True)
    """
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= CLOSE * max(abs(ours), abs(theirs))
    return bool(ours == theirs)


def replaced(stood: Stood, changes: Mapping[tuple[str, str, str], float | None], *, ids: pl.Series) -> Stood:
    """Put the numbers of a workbook in the place of those that an inventory stood on.

    Parameters
    ----------
    stood
        What the inventory stood on.
    changes
        New numbers by table (``activity``, ``factor``, ``control``), id of the row and column; None where a
        quantity was taken out: it is then not reported.
    ids
        Ids of the rows of activity, in their order.

    Returns
    -------
    Stood
        The same with the new numbers.

    Examples
    --------
    >>> from tongyuan.testing.accounting import activity_of, an_activity, controls_of, factors_of
    >>> before = Stood(activity_of(an_activity()), factors_of(), controls_of(), "A", ("CO2",))
    >>> after = replaced(before, {("activity", "one", "quantity"): 5.0}, ids=pl.Series(["one"]))
    >>> after.activity["quantity"].item()
    5.0
    """
    numbered = stood.activity.with_columns(id=ids)
    activity = _with(numbered, changes, table="activity", key="id", column="quantity").with_columns(
        state=pl.when(pl.col("quantity").is_not_null())
        .then(None)
        .otherwise(pl.coalesce(pl.col("state").cast(pl.String), pl.lit("not_reported")))
    )
    factors = _with(stood.factors, changes, table="factor", key="factor_id", column="value")
    controls: pl.DataFrame = stood.controls
    for column in ("efficiency", "application"):
        controls = _with(controls, changes, table="control", key="control_id", column=column)
    return Stood(
        Activity.validate(activity.drop("id"), cast=True),
        Factor.validate(factors),
        Control.validate(controls),
        stood.family,
        stood.species,
    )


def _with(
    frame: pl.DataFrame,
    changes: Mapping[tuple[str, str, str], float | None],
    *,
    table: str,
    key: str,
    column: str,
) -> pl.DataFrame:
    new = {row: value for (where, row, name), value in changes.items() if (where, name) == (table, column)}
    if not new:
        return frame
    named = pl.DataFrame({key: list(new), "new": list(new.values()), "told": [True] * len(new)}).cast(
        {"new": pl.Float64}
    )
    beside = frame.join(named, on=key, how="left", maintain_order="left")
    value = pl.when("told").then("new").otherwise(column)
    return beside.with_columns(value.alias(column)).drop("new", "told")


def recomputed_totals(
    kept: pl.DataFrame, *, recomputed: pl.DataFrame, workbook: pl.DataFrame
) -> pl.DataFrame:
    """Lay the totals of a run, of its workbook, and of the program from the workbook's inputs side by side.

    Parameters
    ----------
    kept, recomputed
        Emission of the run, and computed from the workbook's inputs [t].
    workbook
        ``species``, ``scope``, ``mass_t``: the sums that stand in the workbook; null where it says NE.

    Returns
    -------
    pl.DataFrame
        ``species``, ``scope``, ``run_t``, ``workbook_t``, ``recomputed_t`` [t]; ``agrees``: the workbook's
        sum is the program's, to a billionth.

    Examples
    --------
    >>> one = pl.DataFrame({"species": ["CO2"], "scope": [1], "mass_t": [2.0]})
    >>> recomputed_totals(one, recomputed=one, workbook=one)["agrees"].item()
    True
    """
    sides = {"run_t": _sums(kept), "workbook_t": workbook, "recomputed_t": _sums(recomputed)}
    joined = sides["run_t"].select(TOTAL)
    for name, side in sides.items():
        column = side.select(*TOTAL, pl.col("mass_t").cast(pl.Float64).alias(name))
        joined = joined.join(column, on=TOTAL, how="full", coalesce=True, maintain_order="left_right")
    agrees = [same(*pair) for pair in joined.select("workbook_t", "recomputed_t").iter_rows()]
    return joined.with_columns(pl.Series("agrees", agrees, dtype=pl.Boolean))


def _sums(emission: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("mass_t").count() > 0
    return emission.group_by(pl.col("species"), pl.col("scope").cast(pl.Int64), maintain_order=True).agg(
        pl.when(known).then(pl.col("mass_t").sum()).alias("mass_t")
    )
