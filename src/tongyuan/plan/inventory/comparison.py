"""Comparison with a published inventory: every fuel's difference, none tuned, none hidden."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.missing import Missing

__all__ = ["compare"]


def compare(emission: pl.DataFrame, *, published: pl.DataFrame) -> pl.DataFrame:
    """Set scope-1 combustion CO2 beside published totals by fuel.

    Activity that was itself derived from CO2 would only find itself again: it is kept out, and says so.

    Parameters
    ----------
    emission
        Emission of one jurisdiction and year [t].
    published
        PublishedEmission of one region, year, inventory and CO2 [t]; the row ``total`` is the published sum
        of these fuels.

    Returns
    -------
    pl.DataFrame
        ``fuel`` (last row ``total``), ``computed_t``, ``published_t``, ``difference_t`` [t CO2],
        ``difference_share`` (of the published) [1], ``verdict``: ``compared``, ``not_estimated``,
        ``not_published``, ``kept_out`` (derived from CO2); and ``gaps``, rows without a factor.

    Examples
    --------
    >>> row = {"species": "CO2", "scope": 1, "activity": "combustion", "derived_from_co2": False}
    >>> ours = pl.DataFrame([row | {"fuel": "coke", "mass_t": 1.02, "state": None}])
    >>> theirs = pl.DataFrame({"fuel": ["coke", "total"], "mass_t": [1.0, 1.0]})
    >>> round(compare(ours, published=theirs)["difference_share"][-1], 6)
    0.02
    """
    burned = emission.filter(species="CO2", scope=1, activity="combustion")
    independent = burned.filter(~pl.col("derived_from_co2"))
    computed = _by_fuel(independent)
    listed = published.filter(pl.col("fuel") != "total").select("fuel", published_t="mass_t")
    beside = listed.join(computed, on="fuel", how="full", coalesce=True, maintain_order="left_right")
    judged = _judge(beside.with_columns(pl.col("gaps").fill_null(0)))
    return pl.concat([judged, _kept_out(burned, listed), _total(judged, published)])


def _by_fuel(rows: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("mass_t").count() > 0
    not_estimated = pl.col("state").cast(pl.String) == Missing.NE.value
    return rows.group_by("fuel", maintain_order=True).agg(
        pl.when(known).then(pl.col("mass_t").sum()).alias("computed_t"),
        not_estimated.fill_null(False).sum().cast(pl.Int64).alias("gaps"),
    )


def _judge(beside: pl.DataFrame) -> pl.DataFrame:
    verdict = (
        pl.when(pl.col("computed_t").is_null())
        .then(pl.lit("not_estimated"))
        .when(pl.col("published_t").is_null())
        .then(pl.lit("not_published"))
        .otherwise(pl.lit("compared"))
    )
    return _with_difference(beside.with_columns(verdict.alias("verdict")))


def _kept_out(burned: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    derived = _by_fuel(burned.filter(pl.col("derived_from_co2")))
    beside = derived.join(listed, on="fuel", how="left", maintain_order="left")
    return _with_difference(beside.with_columns(pl.lit("kept_out").alias("verdict")))


def _total(judged: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Set the sum of all we computed beside the published sum; what we lack stays a gap, not a zero."""
    printed = published.filter(pl.col("fuel") == "total")["mass_t"]
    whole = printed.item() if printed.len() else published["mass_t"].sum()
    known = judged["computed_t"].count() > 0
    row = {
        "fuel": "total",
        "published_t": whole,
        "computed_t": judged["computed_t"].sum() if known else None,
        "gaps": judged["gaps"].sum(),
        "verdict": "compared" if known else "not_estimated",
    }
    return _with_difference(pl.DataFrame([row], schema={name: judged.schema[name] for name in row}))


def _with_difference(beside: pl.DataFrame) -> pl.DataFrame:
    difference = pl.col("computed_t") - pl.col("published_t")
    share = pl.when(pl.col("published_t") != 0).then(difference / pl.col("published_t"))
    return beside.select(
        "fuel",
        pl.col("computed_t").cast(pl.Float64),
        pl.col("published_t").cast(pl.Float64),
        difference.cast(pl.Float64).alias("difference_t"),
        share.cast(pl.Float64).alias("difference_share"),
        pl.col("verdict"),
        pl.col("gaps").cast(pl.Int64),
    )
