"""From an inventory and the library of measures to a problem: what may be chosen, and what stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from tongyuan.plan.cocontrol.case import BASE, Case
from tongyuan.plan.measures.naming import BY, activity_id
from tongyuan.plan.measures.options import Options
from tongyuan.vocabulary.tables import (
    ActivityLevel,
    FixedEmission,
    OptionFactor,
    Saving,
    Substitution,
    TechnologyOption,
)

__all__ = ["Assembled", "assemble", "demanded", "projected", "with_shares"]


@dataclass(frozen=True)
class Assembled:
    """A problem and what could not enter it.

    Parameters
    ----------
    case
        The problem, without limits.
    left_out
        Columns activity, measure, reason: what the library has and cannot be chosen here.
    unbounded
        Columns activity, measure: how far cleaning may go was not found; all of the activity may be cleaned.
    uncounted
        Columns activity, species, state: emission that the inventory does not know; no limit counts it.
    """

    case: Case
    left_out: pl.DataFrame
    unbounded: pl.DataFrame
    uncounted: pl.DataFrame


def with_shares(options: Options, *, most: Mapping[str, float]) -> Options:
    """Bound how far measures may go where the user says so; a chain is bounded by its strictest measure.

    Parameters
    ----------
    options
        What may be chosen.
    most
        Highest share of each measure.

    Returns
    -------
    Options
        With those shares, marked as stated.
    """

    def bounded(table: pl.DataFrame, name: str) -> pl.DataFrame:
        parts = pl.col(name).str.split("+")
        said = parts.list.eval(
            pl.element().replace_strict(dict(most), default=None, return_dtype=pl.Float64)
        ).list.min()
        return table.with_columns(
            most_share=pl.min_horizontal("most_share", said),
            share_stated=pl.col("share_stated") | said.is_not_null(),
        )

    if not most:
        return options
    saved = bounded(
        options.savings.rename({"most_share": "whole"}).with_columns(most_share="whole"), "measure"
    )
    less = pl.when(pl.col("whole") > 0).then(pl.col("most_share") / pl.col("whole")).otherwise(1.0)
    return replace(
        options,
        options=bounded(options.options, "option"),
        substitutions=bounded(options.substitutions, "measure"),
        savings=saved.with_columns(most=pl.col("most") * less).select(options.savings.columns),
    )


def assemble(
    options: Options, *, activity: pl.DataFrame, growth: pl.DataFrame, weighed: pl.DataFrame
) -> Assembled:
    """Put a problem together from an inventory of one year and what may be chosen on it.

    What nothing can be done about is emission that is fixed: it grows with its activity and counts in every
    total. A substitution takes up an activity of its own, so that shares can count it.

    Parameters
    ----------
    options
        Of `tongyuan.plan.measures.options.options`, on the activity.
    activity
        Contract Activity, one year.
    growth
        Columns activity_id, year, growth: activity of each year of the plan over that of the inventory.
    weighed
        Contract Period: the years of the plan.

    Returns
    -------
    Assembled
        The problem without limits.

    Raises
    ------
    InputError
        If a row of activity has no growth.
    """
    rows = _asked(activity, growth=growth)
    known = _known_factors(options)
    chosen, forgotten = _complete(_named(options.options), known)
    moves, untold = _moves(options, known)
    saved = _named(options.savings)
    acted = pl.concat(
        [
            chosen.filter(pl.col("option") != BASE).select("activity_id"),
            moves.select("activity_id"),
            saved.select("activity_id"),
        ]
    ).unique()
    # What is negative (gas recovered, carbon that leaves in a product) is no activity to be run otherwise.
    negative = rows.filter(pl.col("quantity") < 0).select("activity_id")
    acted = acted.join(negative, on="activity_id", how="anti", maintain_order="left")
    modelled = rows.join(acted, on="activity_id", how="semi", maintain_order="left")
    fixed = _fixed_by_source(known, rows.join(acted, on="activity_id", how="anti", maintain_order="left"))
    case = Case(
        periods=weighed,
        levels=pl.concat([_levels(modelled), _levels_taken(moves, modelled)]),
        options=pl.concat([_options(chosen, modelled), _options_taken(moves, modelled)]),
        factors=pl.concat([_factors(known, chosen, modelled), _factors_taken(options, moves, modelled)]),
        substitutions=_substitutions(moves, modelled),
        savings=_savings(saved, modelled),
        fixed=FixedEmission.validate(fixed, cast=True),
    )
    left_out = pl.concat(
        [_named(options.excluded).select("activity_id", "measure", "reason"), forgotten, untold]
    )
    return Assembled(
        case,
        left_out=left_out.rename({"activity_id": "activity"}),
        unbounded=_unbounded(chosen),
        uncounted=_uncounted(options),
    )


def projected(options: Options, *, activity: pl.DataFrame, growth: pl.DataFrame) -> pl.DataFrame:
    """Give what would be emitted in the years to come if everything ran as in the year of the inventory.

    Parameters
    ----------
    options, activity, growth
        As for ``assemble``.

    Returns
    -------
    pl.DataFrame
        Columns activity, region, source, species, year, mass_t [t], of what the inventory knows.
    """
    masses = _emitted_today(_known_factors(options), _asked(activity, growth=growth))
    return masses.select("region", "source", "species", "year", "mass_t", activity="activity_id")


def demanded(activity: pl.DataFrame, *, growth: pl.DataFrame) -> pl.DataFrame:
    """Give the activity of the years to come, whether anything can be done about it or not.

    Parameters
    ----------
    activity, growth
        As for ``assemble``.

    Returns
    -------
    pl.DataFrame
        Contract Activity, named by ``activity_id``, with the quantity of each year.
    """
    return _asked(activity, growth=growth).with_columns(quantity=pl.col("level")).drop("level", "growth")


def _named(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(activity_id())


def _asked(activity: pl.DataFrame, *, growth: pl.DataFrame) -> pl.DataFrame:
    named = activity.with_columns(activity_id()).filter(pl.col("quantity").is_not_null())
    joined = named.drop("year").join(growth, on="activity_id", how="left", maintain_order="left")
    return joined.with_columns(level=pl.col("quantity") * pl.col("growth"))


def _known_factors(options: Options) -> pl.DataFrame:
    return _named(options.factors).filter(pl.col("factor_t").is_not_null())


def _complete(ways: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep options whose every species is known that the activity emits today; tell the others."""
    today = known.filter(pl.col("option") == BASE).select("activity_id", "species")
    asked = ways.select("activity_id", "option").join(today, on="activity_id", maintain_order="left_right")
    lost = asked.join(
        known, on=["activity_id", "option", "species"], how="anti", maintain_order="left"
    ).select("activity_id", "option")
    whole = ways.join(lost, on=["activity_id", "option"], how="anti", maintain_order="left")
    told = lost.unique().select("activity_id", pl.col("option").alias("measure"), reason=pl.lit("no_factor"))
    return whole, told


def _moves(options: Options, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep substitutions of which it is known how far they may go, what is taken up, and what that emits.

    All of a province's coal power is not replaced by roofs because nobody said how many roofs there are.
    """
    named = _named(options.substitutions)
    taken = _named(options.taken)
    untold = taken.filter(pl.col("more_t").is_null()).join(
        known.filter(pl.col("option") == BASE),
        on=["activity_id", "species"],
        how="semi",
        maintain_order="left",
    )
    key = ["activity_id", "measure"]
    kept = named.join(untold, on=key, how="anti", maintain_order="left").filter(pl.col("share_stated"))
    told = pl.concat(
        [
            untold.select(key).unique().with_columns(reason=pl.lit("no_factor")),
            named.filter(~pl.col("share_stated"))
            .join(untold, on=key, how="anti", maintain_order="left")
            .select(*key, reason=pl.lit("no_share")),
        ]
    )
    return kept.with_columns(taken_id=pl.concat_str(["activity_id", "measure"], separator=BY)), told


def _levels(rows: pl.DataFrame) -> pl.DataFrame:
    return ActivityLevel.validate(
        rows.select(
            pl.col("activity_id").alias("activity"),
            "year",
            "region",
            "source",
            "fuel",
            pl.col("level").alias("quantity"),
            "unit",
        ),
        cast=True,
    )


def _taken_by_year(moves: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    places = rows.select("activity_id", "year", "level")
    return moves.drop("year").join(places, on="activity_id", maintain_order="left_right")


def _levels_taken(moves: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    return ActivityLevel.validate(
        _taken_by_year(moves, rows).select(
            pl.col("taken_id").alias("activity"),
            "year",
            "region",
            pl.col("to_source").alias("source"),
            pl.col("to_fuel").alias("fuel"),
            pl.lit(0.0).alias("quantity"),
            pl.col("to_unit").alias("unit"),
        ),
        cast=True,
    )


def _options(chosen: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    joined = rows.select("activity_id", "year").join(
        chosen.drop("year"), on="activity_id", maintain_order="left_right"
    )
    return TechnologyOption.validate(
        joined.select(
            pl.col("activity_id").alias("activity"),
            "option",
            "year",
            "rank",
            pl.lit(None, dtype=pl.String).alias("ladder"),
            "cost_cny",
            "least_share",
            "most_share",
            pl.lit(None, dtype=pl.Float64).alias("yearly_share"),
            "lifetime_a",
        ),
        cast=True,
    )


def _options_taken(moves: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    return TechnologyOption.validate(
        _taken_by_year(moves, rows).select(
            pl.col("taken_id").alias("activity"),
            pl.lit(BASE).alias("option"),
            "year",
            pl.lit(0).alias("rank"),
            pl.lit(None, dtype=pl.String).alias("ladder"),
            pl.lit(0.0).alias("cost_cny"),
            pl.lit(0.0).alias("least_share"),
            pl.lit(1.0).alias("most_share"),
            pl.lit(None, dtype=pl.Float64).alias("yearly_share"),
            pl.lit(None, dtype=pl.Float64).alias("lifetime_a"),
        ),
        cast=True,
    )


def _factors(known: pl.DataFrame, chosen: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the factors of the species that an activity emits today, under every option."""
    today = known.filter(pl.col("option") == BASE).select("activity_id", "species")
    kept = known.join(chosen, on=["activity_id", "option"], how="semi", maintain_order="left").join(
        today, on=["activity_id", "species"], how="semi", maintain_order="left"
    )
    joined = rows.select("activity_id", "year").join(
        kept.drop("year"), on="activity_id", maintain_order="left_right"
    )
    named = joined.select(pl.col("activity_id").alias("activity"), "option", "year", "species", "factor_t")
    return OptionFactor.validate(named, cast=True)


def _factors_taken(options: Options, moves: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    taken = _named(options.taken).filter(pl.col("more_t").is_not_null())
    whole = _taken_by_year(moves, rows).join(
        taken.select("activity_id", "measure", "species", "more_t"),
        on=["activity_id", "measure"],
        maintain_order="left_right",
    )
    return OptionFactor.validate(
        whole.filter(pl.col("yield_ratio") > 0).select(
            pl.col("taken_id").alias("activity"),
            pl.lit(BASE).alias("option"),
            "year",
            "species",
            (pl.col("more_t") / pl.col("yield_ratio")).alias("factor_t"),
        ),
        cast=True,
    )


def _substitutions(moves: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    joined = _taken_by_year(moves, rows)
    return Substitution.validate(
        joined.select(
            pl.col("taken_id").alias("substitution"),
            "year",
            pl.col("activity_id").alias("from_activity"),
            pl.col("taken_id").alias("to_activity"),
            "yield_ratio",
            "cost_cny",
            (pl.col("level") * pl.col("most_share")).alias("most"),
            pl.lit(None, dtype=pl.Float64).alias("yearly"),
        ),
        cast=True,
    )


def _savings(saved: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    joined = rows.select("activity_id", "year", "growth").join(
        saved.drop("year"), on="activity_id", maintain_order="left_right"
    )
    return Saving.validate(
        joined.select(
            pl.concat_str(["activity_id", "measure"], separator=BY).alias("saving"),
            "year",
            pl.col("activity_id").alias("activity"),
            "cost_cny",
            (pl.col("most") * pl.col("growth")).alias("most"),
        ),
        cast=True,
    )


def _fixed_by_source(known: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    keys = ["region", "source", "species", "year"]
    summed = _emitted_today(known, rows).group_by(keys, maintain_order=True).agg(pl.col("mass_t").sum())
    return summed.sort(keys)


def _emitted_today(known: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Give what each activity emits as it runs today [t]."""
    today = known.filter(pl.col("option") == BASE).select("activity_id", "species", "factor_t")
    masses = rows.join(today, on="activity_id", maintain_order="left_right")
    return masses.with_columns(mass_t=pl.col("factor_t") * pl.col("level"))


def _unbounded(chosen: pl.DataFrame) -> pl.DataFrame:
    return chosen.filter(~pl.col("share_stated")).select(activity="activity_id", measure="option")


def _uncounted(options: Options) -> pl.DataFrame:
    """List what the inventory does not know of what is emitted today."""
    unknown = _named(options.factors).filter(pl.col("option") == BASE, pl.col("factor_t").is_null())
    return unknown.select(pl.col("activity_id").alias("activity"), "species", "state").unique(
        maintain_order=True
    )
