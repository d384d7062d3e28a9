"""Activity that was derived from records: what of its change the records made, and what the factors."""

from __future__ import annotations

from collections.abc import Mapping

import dataframely as dy
import polars as pl

from tongyuan.accounting.derivation import derivations, derive_all
from tongyuan.accounting.overriding import FACTOR_PLACE
from tongyuan.plan.quality.recalculation import PART, Compilation
from tongyuan.vocabulary.tables import Activity, Factor, key_of

__all__ = ["DERIVED", "split_derived"]

DERIVED = "derivation"
"""Term of a part that parameters of a derivation made."""


def split_derived(
    parts: pl.DataFrame,
    *,
    old: Compilation,
    new: Compilation,
    records: Mapping[str, pl.DataFrame],
    year: int,
) -> pl.DataFrame:
    """Tell apart, in the parts that activity has, what changed records made and what changed factors.

    The earlier records are derived again with the later factors: the step there is the factors', the step
    from there to the later activity is the records'. A part is divided as its quantity was.

    Parameters
    ----------
    parts
        What `tongyuan.plan.quality.recalculation.recalculate` gives [t].
    old, new
        The runs.
    records, year
        Records by dataset that the earlier run stood on, and its year.

    Returns
    -------
    pl.DataFrame
        The parts, with the same sum for each figure; the factors' share has cause ``factor`` (``family``
        where the runs differ in it), term ``derivation`` and the ids of the parameters that changed.

    Raises
    ------
    ConflictError
        As for `tongyuan.accounting.derivation.derive_all`.
    """
    if not records:
        return parts
    derived = derive_all(records, factors=new.factors, family=new.family, year=year)
    key = [name for name in key_of(Activity) if name in parts.columns]
    texts = [pl.col(name).cast(pl.String) for name in key if name != "year"]
    between = derived.with_columns(texts).select(*key, between="quantity").drop_nulls()
    mine = pl.col("cause") == "activity"
    wide = parts.filter(mine).join(between, on=key, how="left", nulls_equal=True, maintain_order="left")
    step = pl.col("new_value") - pl.col("old_value")
    share = pl.when(step != 0).then((pl.col("between") - pl.col("old_value")) / step).fill_null(0.0)
    shared = wide.with_columns(share=share)
    before, after = _changed(old.factors, new.factors)
    another = "family" if old.family != new.family else "factor"
    by_factors = shared.with_columns(
        cause=pl.lit(another),
        term=pl.lit(DERIVED),
        old_id=pl.lit(before, pl.String),
        new_id=pl.lit(after, pl.String),
        new_value=pl.col("between"),
        part_t=pl.col("part_t") * pl.col("share"),
    )
    by_records = shared.with_columns(
        old_value=pl.when(pl.col("share") != 0).then("between").otherwise("old_value"),
        part_t=pl.col("part_t") * (1 - pl.col("share")),
    )
    tables = [parts.filter(~mine), by_factors.select(parts.columns), by_records.select(parts.columns)]
    order = [name for name in parts.columns if name not in PART]
    return pl.concat(tables).filter(pl.col("part_t") != 0).sort(*order, maintain_order=True, nulls_last=True)


def _changed(old: dy.DataFrame[Factor], new: dy.DataFrame[Factor]) -> tuple[str, str]:
    """Name the parameters of derivations that are other in the later run, before and after."""
    names = [found.name for found in derivations()]
    sides = [side.filter(pl.col("method").is_in(names)) for side in (old, new)]
    same = [*FACTOR_PLACE, "value"]
    apart = (one.join(other, on=same, how="anti") for one, other in (sides, reversed(sides)))
    before, after = ("; ".join(rows["factor_id"].sort().to_list()) for rows in apart)
    return before, after
