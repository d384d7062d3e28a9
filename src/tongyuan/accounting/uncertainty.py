"""Uncertainty of sums of emission, analytic and by seeded Monte Carlo; a shared factor moves all its users.

Sums never mix regions, years or scopes: these three stand in every grouping by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from tongyuan.accounting.cells import Cells, gather
from tongyuan.accounting.drawing import Plan, draw_sums, lay_out
from tongyuan.accounting.emission import (
    check_activity,
    deviations,
    known_masses,
    number_rows,
    scope,
    spread_of,
    within_sign,
)
from tongyuan.accounting.levers import levers_on
from tongyuan.numerics.percentiles import percentiles_of_sorted
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import Activity, Control, Factor, Leverage

__all__ = ["ALWAYS", "propagate", "simulate"]

ALWAYS = ("region", "year", "scope")
BY_SPECIES = ("species",)
BY_SOURCE = ("source", "species")


def propagate(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
    by: Sequence[str] = BY_SPECIES,
    leverage: dy.DataFrame[Leverage] | None = None,
) -> pl.DataFrame:
    """Propagate the stated ranges to sums of emission, to first order.

    A factor that several figures use moves them together; activity rows move apart. The range covers the
    stated ranges only; where no input states one it is null. Source: JCGM 100:2008 (GUM), 5.1.2 and 5.2.2;
    2006 IPCC Guidelines, volume 1, chapter 3, approach 1.

    Parameters
    ----------
    activity, factors, controls
        The tables.
    family
        Factor family.
    species
        Species asked for.
    by
        Columns of the activity, or ``species``, that name a sum, besides region, year and scope.
    leverage
        Moves of derived activity: a parameter moves all rows derived with it together.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``scope``, the columns of ``by``; ``mass_t``, ``sd_t``, ``low_t``, ``high_t``
        [t]; ``range_quality``, the worst of the ranges used; ``missing``, the number of figures that are not
        in the sum; ``derived_from_co2``.

    Raises
    ------
    ConflictError, InputError
        As for `tongyuan.accounting.emission.estimate`.

    Examples
    --------
    Two sectors buy 100 GJ each at a factor of 0.11 +/- 10 %: the sum of 22 t moves by 2.2 t:

    >>> from tongyuan.testing.accounting import (
    ...     a_factor, activity_of, an_activity, controls_of, factors_of)
    >>> heat = dict(activity="purchased_heat", fuel="heat", unit="GJ", source="none", quantity=100.0)
    >>> rows = activity_of(an_activity(sector="a", **heat), an_activity(sector="b", **heat))
    >>> shared = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat",
    ...                              value=0.11, low=0.099, high=0.121))
    >>> sums = propagate(rows, factors=shared, controls=controls_of(), family="CEADs_2018", species=["CO2"])
    >>> sums.select(pl.col("low_t", "mass_t", "high_t").round(9)).row(0)
    (19.8, 22.0, 24.2)
    """
    rows, cells = _prepared(activity, factors, controls, family, species, leverage)
    named = _named_figures(rows, cells, by)
    group = [*ALWAYS, *(name for name in by if name not in ALWAYS)]
    masses = known_masses(rows, cells)
    sums = (
        named.join(masses, on=["row", "species"], how="left")
        .group_by(group, maintain_order=True)
        .agg(
            _sum_or_null("mass_t"),
            missing=pl.col("mass_t").null_count(),
            derived_from_co2=pl.col("derived_from_co2").any(),
        )
    )
    moved = deviations(rows, cells, masses).join(named, on=["row", "species"])
    spread = spread_of(moved, by=group)
    low, high = pl.col("mass_t") - pl.col("below"), pl.col("mass_t") + pl.col("above")
    return sums.join(spread, on=group, how="left", maintain_order="left").select(
        *group,
        "mass_t",
        sd_t="sd",
        low_t=within_sign(low, central=pl.col("mass_t")),
        high_t=within_sign(high, central=pl.col("mass_t")),
        range_quality="range_quality",
        missing="missing",
        derived_from_co2="derived_from_co2",
    )


def simulate(
    activity: dy.DataFrame[Activity],
    *,
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
    draws: int = 10_000,
    seed: int = 0,
    groupings: Sequence[Sequence[str]] = (BY_SPECIES, BY_SOURCE),
    leverage: dy.DataFrame[Leverage] | None = None,
) -> pl.DataFrame:
    """Draw sums of emission by Monte Carlo.

    Each factor and each activity row has a stream of its own, which follows from the seed and its name; all
    figures that use a factor see the same draw of it. Activity ranges are normal. Controls are exact.
    Source: 2006 IPCC Guidelines, volume 1, chapter 3, approach 2.

    Parameters
    ----------
    activity, factors, controls
        The tables.
    family
        Factor family.
    species
        Species asked for.
    draws
        Number of draws.
    seed
        Seed; equal seeds give equal results.
    groupings
        Columns of the activity, or ``species``, that name sums, besides region, year and scope.
    leverage
        Moves of derived activity: all rows derived with a parameter see the same draw of it, and so do the
        figures that use it as a factor. Between the ends of its range a quantity moves in proportion.

    Returns
    -------
    pl.DataFrame
        ``grouping`` (its columns, by commas), ``region``, ``year``, ``scope``, the columns of all groupings
        (null where a grouping does not have it), ``mean_t``, ``sd_t``, ``p2_5_t``, ``p50_t``, ``p97_5_t``
        [t], ``missing``, the number of figures that are not in the sum, and ``range_quality``, the worst of
        the ranges drawn from.

    Raises
    ------
    ConflictError, InputError
        As for `tongyuan.accounting.emission.estimate`; ranges out of order.

    Examples
    --------
    >>> from tongyuan.testing.accounting import (
    ...     a_factor, activity_of, an_activity, controls_of, factors_of)
    >>> rows = activity_of(an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none"))
    >>> heat = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat",
    ...                            value=0.11, low=0.099, high=0.121))
    >>> sums = simulate(rows, factors=heat, controls=controls_of(), family="CEADs_2018", species=["CO2"],
    ...                 groupings=[["species"]])
    >>> sums.select(pl.col("p2_5_t", "p50_t", "p97_5_t").round(0)).row(0)
    (99.0, 110.0, 121.0)
    """
    rows, cells = _prepared(activity, factors, controls, family, species, leverage)
    finest = list(dict.fromkeys([*ALWAYS, *(name for grouping in groupings for name in grouping)]))
    named = _with_range_quality(_named_figures(rows, cells, finest), rows, cells)
    plan = lay_out(rows, cells, named=named, by=finest)
    samples = draw_sums(plan, draws=draws, seed=seed)
    totals = [_added(plan, samples, _group(grouping)) for grouping in groupings]
    parts = [
        _summarised(sums, drawn, named, grouping, finest)
        for (sums, drawn), grouping in zip(totals, groupings, strict=True)
    ]
    return pl.concat(parts)


def _prepared(
    activity: dy.DataFrame[Activity],
    factors: dy.DataFrame[Factor],
    controls: dy.DataFrame[Control],
    family: str,
    species: Sequence[str],
    leverage: dy.DataFrame[Leverage] | None,
) -> tuple[pl.DataFrame, Cells]:
    check_activity(activity)
    cells = gather(
        activity, factors=factors, controls=controls, family=family, species=species, leverage=leverage
    )
    return number_rows(activity, cells), cells


def _named_figures(rows: pl.DataFrame, cells: Cells, by: Sequence[str]) -> pl.DataFrame:
    """Name every figure asked for by its row and species, with the columns that sums are named by."""
    extra = [name for name in by if name not in {*ALWAYS, "species"}]
    known = rows.with_columns(scope=scope(pl.col("activity")))
    columns = ["row", "context", "quantity", "derived_from_co2", *ALWAYS, *extra]
    figures = known.select(columns).join(cells.asked, on="context", maintain_order="left_right")
    has_method = cells.chosen.select("context", "species", has_method=True).unique()
    return figures.join(
        has_method, on=["context", "species"], how="left", maintain_order="left"
    ).with_columns(known=pl.col("quantity").is_not_null() & pl.col("has_method").is_not_null())


def _with_range_quality(named: pl.DataFrame, rows: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Add the worst quality of the ranges of each figure's inputs; null where none has a range."""
    has_range = pl.col("low").is_not_null() & pl.col("high").is_not_null()
    of_factors = (
        cells.chosen.filter(has_range, pl.col("distribution") != "fixed")
        .group_by("context", "species")
        .agg(of_factors=pl.coalesce(pl.col("range_quality", "quality").cast(QUALITY)).max())
    )
    of_rows = rows.select(
        "row", of_row=pl.when(has_range).then(pl.col("quality").cast(pl.String).cast(QUALITY))
    )
    of_levers = levers_on(rows, cells.levers).group_by("row").agg(of_levers=pl.col("range_quality").max())
    joined = (
        named.join(of_factors, on=["context", "species"], how="left", maintain_order="left")
        .join(of_rows, on="row", how="left", maintain_order="left")
        .join(of_levers, on="row", how="left", maintain_order="left")
    )
    worst = pl.when("known").then(pl.max_horizontal("of_factors", "of_row", "of_levers"))
    return joined.with_columns(range_quality=worst).drop("of_factors", "of_row", "of_levers")


def _sum_or_null(column: str) -> pl.Expr:
    """Sum what is there; a sum of nothing is missing, not zero."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)


def _group(grouping: Sequence[str]) -> list[str]:
    return [*ALWAYS, *(name for name in grouping if name not in ALWAYS)]


def _added(
    plan: Plan, samples: NDArray[np.float64], group: Sequence[str]
) -> tuple[pl.DataFrame, NDArray[np.float64]]:
    """Add the samples of the finest groups to those of coarser sums."""
    sums = plan.groups.select(group).unique(maintain_order=True)
    if sums.height == plan.groups.height:
        return sums, samples
    numbered = plan.groups.join(sums.with_row_index("sum"), on=group, maintain_order="left")
    totals = np.zeros((sums.height, samples.shape[1]))
    for target, sample in zip(numbered["sum"].to_list(), samples, strict=True):
        totals[target] += sample
    return sums, totals


def _summarised(
    sums: pl.DataFrame,
    drawn: NDArray[np.float64],
    named: pl.DataFrame,
    grouping: Sequence[str],
    finest: Sequence[str],
) -> pl.DataFrame:
    """Reduce draws to statistics; the draws are sorted where they stand, which takes no second copy."""
    group = _group(grouping)
    drawn.sort(axis=1)
    points = percentiles_of_sorted(drawn, shares=[0.025, 0.5, 0.975])
    statistics = sums.with_columns(
        mean_t=drawn.mean(axis=1),
        sd_t=drawn.std(axis=1, ddof=1) if drawn.shape[1] > 1 else np.zeros(sums.height),
        p2_5_t=points[:, 0],
        p50_t=points[:, 1],
        p97_5_t=points[:, 2],
    )
    missing = named.group_by(group, maintain_order=True).agg(
        missing=(~pl.col("known")).sum(), range_quality=pl.col("range_quality").max()
    )
    absent = [pl.lit(None, named.schema[name]).alias(name) for name in finest if name not in group]
    summary = missing.join(statistics, on=group, how="left", maintain_order="left").with_columns(absent)
    return summary.select(pl.lit(",".join(grouping)).alias("grouping"), *finest, *_STATISTICS)


_STATISTICS = ("mean_t", "sd_t", "p2_5_t", "p50_t", "p97_5_t", "missing", "range_quality")
