"""Carriers: which factors a total rests on, and how much of it hangs on each."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.factors import assign
from tongyuan.vocabulary.tables import Activity, Emission, Factor, key_of

__all__ = ["carriers"]

SHARED = ("ncv_gj_per_unit", "removal")
"""Parameters that only bring the activity into the factor's unit."""


def carriers(
    emission: dy.DataFrame[Emission], *, activity: dy.DataFrame[Activity], factors: dy.DataFrame[Factor]
) -> pl.DataFrame:
    """List the factors behind each species, the one that carries most first.

    A figure is carried by the factor of its method that is no calorific value; where a method has several
    (carbon content and oxidation), each carries the whole, so that shares of a species may exceed one.

    Parameters
    ----------
    emission
        Emission of one family [t].
    activity
        The activity that it was compiled from.
    factors
        The factors that it was compiled with.

    Returns
    -------
    pl.DataFrame
        ``species``, ``factor_id``, ``parameter``, ``value``, ``unit``, ``origin``, ``quality``,
        ``citation``, ``sources`` (how many), ``mass_t`` [t] that the factor carries, ``share`` of the
        species' known sum of absolute masses [1].

    Raises
    ------
    ConflictError
        As for `tongyuan.accounting.factors.assign`.

    Examples
    --------
    >>> from tongyuan.accounting import emission as accounting
    >>> from tongyuan.testing.accounting import a_factor, activity_of, an_activity, controls_of, factors_of
    >>> rows = activity_of(an_activity(activity="purchased_heat", fuel="heat", unit="GJ", source="none"))
    >>> heat = factors_of(a_factor(method="purchase.heat", parameter="ef_t_per_gj", fuel="heat", value=0.11))
    >>> made = accounting.estimate(rows, factors=heat, controls=controls_of(), family="CEADs_2018",
    ...                            species=["CO2"])
    >>> carriers(made, activity=rows, factors=heat).select("parameter", "mass_t", "share").row(0)
    ('ef_t_per_gj', 110.0, 1.0)
    """
    known = emission.filter(pl.col("mass_t").is_not_null())
    if known.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    family = str(known["family"][0])
    named = sorted(known["species"].unique().to_list())
    chosen = assign(activity, factors=factors, family=family, species=named).filter(
        ~pl.col("parameter").is_in(SHARED)
    )
    text = pl.col("activity").cast(pl.String)
    masses = known.select(*key_of(Emission), "mass_t").with_columns(text)
    behind = chosen.join(masses, on=list(key_of(Emission)), how="inner", maintain_order="left_right")
    whole = known.group_by("species", maintain_order=True).agg(whole=pl.col("mass_t").abs().sum())
    return (
        behind.group_by("species", "factor_id", maintain_order=True)
        .agg(
            pl.col("parameter", "value", "unit", "origin", "quality", "citation").first(),
            pl.col("source").n_unique().cast(pl.Int64).alias("sources"),
            pl.col("mass_t").sum(),
            carried=pl.col("mass_t").abs().sum(),
        )
        .join(whole, on="species", maintain_order="left_right")
        .with_columns(
            share=pl.when(pl.col("whole") > 0).then(pl.col("carried") / pl.col("whole")),
            quality=pl.col("quality").cast(pl.String),
        )
        .sort("species", "carried", "factor_id", descending=[False, True, False])
        .select(list(_SCHEMA))
    )


_SCHEMA: dict[str, type[pl.DataType]] = {
    "species": pl.String,
    "factor_id": pl.String,
    "parameter": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "origin": pl.String,
    "quality": pl.String,
    "citation": pl.String,
    "sources": pl.Int64,
    "mass_t": pl.Float64,
    "share": pl.Float64,
}
