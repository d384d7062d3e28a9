"""Chains: measures one behind the other on the same gas, at most one a stage, removals counted once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import polars as pl

from tongyuan.plan.measures.catalogue import Library
from tongyuan.vocabulary.tables import Measure

__all__ = ["JOINED", "MOST_CHAINS", "chained", "chains", "removed"]

JOINED = "+"
#: A row with more is cut to single measures: the user's choice of stages, not every mixture, is wanted then.
MOST_CHAINS = 200
CHAIN = {"row": pl.UInt32, "option": pl.String, "measure": pl.String, "position": pl.Int64}
#: The whole process is retrofitted at once: nothing is put behind or before it.
ALONE = "whole"


def chains(found: pl.DataFrame, *, library: Library) -> pl.DataFrame:
    """List every chain of measures that a row may run under.

    Parameters
    ----------
    found
        ``row`` and ``measure``: cleaning measures that reach the row, and whose effect is known.
    library
        With the stages; measures without one are chains of their own.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option`` (measures joined by ``+``, in the order of the gas), ``measure``, ``position``.

    Examples
    --------
    >>> from tongyuan.testing.measures import a_library, a_measure
    >>> two = a_library(measures=[a_measure(), a_measure(measure="X2", stage="denitration")])
    >>> found = pl.DataFrame({"row": [0, 0], "measure": ["X1", "X2"]}, schema_overrides={"row": pl.UInt32})
    >>> chains(found, library=two)["option"].unique(maintain_order=True).to_list()
    ['X1', 'X2', 'X2+X1']
    """
    stages = dict(library.measures.select("measure", pl.col("stage").cast(pl.String)).iter_rows())
    sets = found.group_by("row", maintain_order=True).agg(pl.col("measure").unique().sort())
    keyed = sets.with_columns(key=pl.col("measure").list.join(" "))
    parts = [
        (key, option, measure, position)
        for key in keyed["key"].unique(maintain_order=True)
        for option in _mixtures(key.split(), stages)
        for position, measure in enumerate(option.split(JOINED))
    ]
    schema = {"key": pl.String} | {name: kind for name, kind in CHAIN.items() if name != "row"}
    listed = pl.DataFrame(parts, schema=schema, orient="row")
    joined = keyed.select("row", "key").join(listed, on="key", maintain_order="left_right")
    return joined.select(list(CHAIN))


def _mixtures(measures: list[str], stages: dict[str, str | None]) -> Iterator[str]:
    """Write the chains of a set of measures: single ones first, then one of each of several stages."""
    yield from measures
    order: list[str] = list(Measure.stage.dtype.categories)  # type: ignore[attr-defined]
    by_stage = {stage: [one for one in measures if stages[one] == stage] for stage in order if stage != ALONE}
    choices = [(None, *members) for members in by_stage.values() if members]
    count = 1
    for members in choices:
        count *= len(members)
    if count > MOST_CHAINS:
        return
    for mixture in product(*choices):
        taken = [one for one in mixture if one is not None]
        if len(taken) > 1:
            yield JOINED.join(taken)


def removed(links: pl.DataFrame, *, factors: pl.DataFrame, library: Library) -> pl.DataFrame:
    """Give what each measure of a chain removes of a unit's emission: each acts on what the former left.

    Where it is known what controls remove already, the chain takes their place: it starts from the gas
    before them, and never leaves more than there is today. Source: serial removal, 1 - product of (1 - r),
    as of the Chinese technical guides on air-pollutant inventories, 2014.

    Parameters
    ----------
    links
        Of `chains`.
    factors
        ``row``, ``species``, ``factor_t``, ``raw_t`` [t a unit].
    library
        With the effects.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option``, ``measure``, ``species``, ``removed_t`` [t a unit], ``alone_t`` (what it
        would remove by itself), ``after_t`` (of the whole chain); only species that a measure of the chain
        removes.

    Examples
    --------
    Of 1 t, 0.9 go first and half of what is left then: 0.95 in all, not 1.4.

    >>> from tongyuan.testing.measures import a_library, a_measure, an_effect
    >>> two = a_library(measures=[a_measure(), a_measure(measure="X2", stage="capture")],
    ...                 effects=[an_effect(), an_effect(measure="X2", value=0.5)])
    >>> links = pl.DataFrame({"row": [0, 0], "option": "X1+X2", "measure": ["X1", "X2"], "position": [0, 1]})
    >>> gas = pl.DataFrame({"row": [0], "species": ["SO2"], "factor_t": [1.0], "raw_t": [1.0]})
    >>> removed(links, factors=gas, library=two).select("measure", pl.col("removed_t").round(3)).rows()
    [('X1', 0.9), ('X2', 0.05)]
    """
    effects = library.effects.filter(pl.col("effect").cast(pl.String) == "removal")
    touched = links.join(
        effects.select("measure", "species", "value"), on="measure", maintain_order="left_right"
    )
    chain = ["row", "option", "species"]
    stepped = touched.join(factors, on=["row", "species"], maintain_order="left").sort(*chain, "position")
    left = (1 - pl.col("value")).cum_prod().over(chain)
    before = left.shift(1, fill_value=1.0).over(chain)
    end = pl.min_horizontal(pl.col("raw_t") * left.last().over(chain), "factor_t")
    whole = (pl.col("raw_t") - end).abs()
    scale = pl.when(whole > 0).then((pl.col("factor_t") - end) / whole).otherwise(0.0)
    alone = pl.min_horizontal(pl.col("raw_t") * (1 - pl.col("value")), "factor_t")
    return stepped.with_columns(
        after_t=pl.when(pl.col("factor_t").is_not_null()).then(end),
        removed_t=pl.col("raw_t") * before * pl.col("value") * scale,
        alone_t=pl.when(pl.col("factor_t").is_not_null()).then(pl.col("factor_t") - alone),
    ).select("row", "option", "measure", "species", "removed_t", "alone_t", "after_t")


def chained(links: pl.DataFrame, *, library: Library) -> pl.DataFrame:
    """Say what a chain is: how many measures, how long it lasts, how well it is known.

    Parameters
    ----------
    links
        Of `chains`.
    library
        Measures.

    Returns
    -------
    pl.DataFrame
        ``row``, ``option``, ``length``, ``lifetime_a`` (the shortest; null where one is not known).
    """
    lives = library.measures.select("measure", "lifetime_a")
    life = pl.when(pl.col("lifetime_a").is_null().any()).then(None).otherwise(pl.col("lifetime_a").min())
    return (
        links.join(lives, on="measure", how="left", maintain_order="left")
        .group_by("row", "option", maintain_order=True)
        .agg(length=pl.len().cast(pl.Int32), lifetime_a=life)
    )
