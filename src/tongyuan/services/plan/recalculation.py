"""Why two kept inventories differ: their pinned inputs laid beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from tongyuan.plan.quality.derived_parts import split_derived
from tongyuan.plan.quality.reasons import by_cause, by_factor, by_figure
from tongyuan.plan.quality.recalculation import Compilation, recalculate
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.vocabulary.accounts import Account, of_account
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import PermissionDeniedError, Problem
from tongyuan.vocabulary.tables import Activity, Emission, key_of

__all__ = ["reasons"]

SPECIES = ("species", "scope")


def reasons(
    old: Compiled, new: Compiled, *, by: Literal["cause", "factor", "figure"], account: Account = "emissions"
) -> pl.DataFrame:
    """Decompose the difference of two inventories.

    Parameters
    ----------
    old, new
        The earlier and the later inventory.
    by
        ``cause``: sums by species; ``factor``: every factor that changed; ``figure``: every figure.
    account
        Account whose figures are decomposed: land and memo items stand in no sum with emissions.

    Returns
    -------
    pl.DataFrame
        As `tongyuan.plan.quality.reasons`; by cause with the names of the causes and each species' ``old_t``,
        ``new_t`` and ``difference_t`` [t].

    Raises
    ------
    PermissionDeniedError
        If the inputs of a run may not be read.
    """
    before, after = _compilation(old), _compilation(new)
    whole = recalculate(before, after)
    split = split_derived(whole, old=before, new=after, records=old.records(), year=old.year)
    parts = of_account(split, kept=account)
    if by == "factor":
        return _named(by_factor(parts))
    if by == "figure":
        return by_figure(parts)
    kept = [of_account(found.emission, kept=account) for found in (before, after)]
    sums = _sums(kept[0], "old_t").join(
        _sums(kept[1], "new_t"), on=SPECIES, how="full", coalesce=True, maintain_order="left_right"
    )
    difference = pl.col("new_t").fill_null(0.0) - pl.col("old_t").fill_null(0.0)
    named = _named(by_cause(parts))
    return named.join(sums, on=SPECIES, how="left", maintain_order="left").with_columns(
        difference.alias("difference_t")
    )


def _compilation(found: Compiled) -> Compilation:
    inputs = found.accounting_inputs()
    activity, emission = inputs["activity"], Emission.cast(found.emission)
    _refuse_hidden(found, activity, emission)
    return Compilation(activity, inputs["factors"], inputs["controls"], found.family, emission)


def _refuse_hidden(found: Compiled, activity: pl.DataFrame, emission: pl.DataFrame) -> None:
    """Refuse a run whose results may be read and whose inputs may not: every cause would be wrong."""
    key: Sequence[str] = key_of(Activity)
    held, named = (frame.select(pl.col(key).cast(pl.String)) for frame in (activity, emission))
    if not named.join(held, on=key, how="anti").is_empty():
        raise PermissionDeniedError(Problem("quality.inputs_restricted", {"run": found.run.id}))


def _sums(emission: pl.DataFrame, name: str) -> pl.DataFrame:
    known = pl.col("mass_t").count() > 0
    total = pl.when(known).then(pl.col("mass_t").sum()).alias(name)
    return emission.group_by(SPECIES, maintain_order=True).agg(total)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    names = packaged_table("causes").select("cause", cause_zh="name_zh", cause_en="name_en")
    return rows.join(names, on="cause", how="left", maintain_order="left")
