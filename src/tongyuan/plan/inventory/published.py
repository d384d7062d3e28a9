"""Totals beside what others published for the same region, the same year or the nearest there is."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.accounts import of_account

__all__ = ["beside_published"]

FACTOR_OF_TWO = 2.0


def beside_published(emission: pl.DataFrame, *, published: pl.DataFrame) -> pl.DataFrame:
    """Set the sum of each species beside every published total of the region.

    A published total of another year is shown with its distance in years: it tells the order of magnitude,
    no more. Nothing is scaled to the year.

    Parameters
    ----------
    emission
        Emission of one jurisdiction and year [t].
    published
        PublishedEmission of the region, any year; only rows of the whole (fuel ``total``) are read [t].

    Returns
    -------
    pl.DataFrame
        ``species``, ``computed_t`` (sum of what is known, scope 1) [t], ``gaps`` (rows without a figure that
        do occur), ``inventory``, ``published_year``, ``years_apart``, ``published_t`` [t], ``ratio``
        (computed over published) [1], ``within_two`` (the ratio lies between a half and two), ``leading``
        (source that gives most), ``leading_share`` [1], ``quality`` and ``citation`` of the published
        figure; species that nobody published stand with nulls.

    Examples
    --------
    >>> row = {"region": "r", "year": 2007, "species": "SO2", "scope": 1, "state": None}
    >>> ours = pl.DataFrame([row | {"source": "1A1a", "mass_t": 3.0}, row | {"source": "2C1", "mass_t": 1.0}])
    >>> theirs = pl.DataFrame({"region": ["r"], "year": [2012], "inventory": ["a"], "species": ["SO2"],
    ...                        "fuel": ["total"], "mass_t": [5.0], "quality": ["published"],
    ...                        "citation": ["c"]})
    >>> told = beside_published(ours, published=theirs)
    >>> told.select("computed_t", "ratio", "within_two", "years_apart", "leading", "leading_share").row(0)
    (4.0, 0.8, True, 5, '1A1a', 0.75)
    """
    direct = of_account(emission.filter(pl.col("scope") == 1), kept="emissions")
    year = int(direct["year"][0]) if direct.height else 0
    missing = pl.col("state").cast(pl.String).is_in(["NE", "C", "not_reported"])
    sums = direct.group_by("species", maintain_order=True).agg(
        computed_t=pl.when(pl.col("mass_t").count() > 0).then(pl.col("mass_t").sum()),
        gaps=missing.fill_null(value=False).sum().cast(pl.Int64),
    )
    totals = published.filter(pl.col("fuel") == "total").select(
        "species",
        "inventory",
        pl.col("year").alias("published_year"),
        published_t="mass_t",
        quality=pl.col("quality").cast(pl.String),
        citation="citation",
    )
    ratio = pl.col("computed_t") / pl.col("published_t")
    return (
        sums.join(totals, on="species", how="left", maintain_order="left_right")
        .join(_leading(direct), on="species", how="left", maintain_order="left")
        .with_columns(ratio=ratio, years_apart=(pl.col("published_year") - year).abs())
        .with_columns(within_two=pl.col("ratio").is_between(1 / FACTOR_OF_TWO, FACTOR_OF_TWO))
        .select(_COLUMNS)
    )


_COLUMNS = (
    "species",
    "computed_t",
    "gaps",
    "inventory",
    "published_year",
    "years_apart",
    "published_t",
    "ratio",
    "within_two",
    "leading",
    "leading_share",
    "quality",
    "citation",
)


def _leading(direct: pl.DataFrame) -> pl.DataFrame:
    """Find the source that gives most of each species, and its share of the sum."""
    by_source = direct.group_by("species", "source", maintain_order=True).agg(pl.col("mass_t").sum())
    whole = pl.col("mass_t").sum().over("species")
    shared = by_source.with_columns(leading_share=pl.when(whole != 0).then(pl.col("mass_t") / whole))
    first = shared.sort("species", "mass_t", "source", descending=[False, True, False])
    return first.group_by("species", maintain_order=True).agg(
        leading=pl.col("source").first(), leading_share=pl.col("leading_share").first()
    )
