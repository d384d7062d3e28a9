"""Components of NMVOC and PM2.5 by the profile of each source; what has none stays whole, and is told."""

from __future__ import annotations

import polars as pl

from tongyuan.vocabulary.missing import Missing

__all__ = ["speciate"]

EVERY = "*"
WHOLE = "not_speciated"


def speciate(emission: pl.DataFrame, *, shares: pl.DataFrame, profile: str) -> pl.DataFrame:
    """Divide emissions into components.

    Parameters
    ----------
    emission
        ``source``, ``species``, ``mass_t`` [t] and any further columns, which are kept.
    shares
        SpeciationShare.
    profile
        Set of profiles.

    Returns
    -------
    pl.DataFrame
        The columns of ``emission`` with ``component`` and its ``mass_t`` [t], ``state`` (NE where no profile
        fits: the whole mass stands under ``not_speciated``), ``origin``, ``profile_quality`` and
        ``citation``. Only species that the set divides are in it; their masses add up to what they were.

    Examples
    --------
    >>> emission = pl.DataFrame({"source": ["2D3"], "species": ["NMVOC"], "mass_t": [10.0]})
    >>> half = {"profile": "p", "species": "NMVOC", "source": "2D", "share": 0.5, "origin": "China",
    ...         "quality": "published", "citation": "c"}
    >>> shares = pl.DataFrame([half | {"component": "toluene"}, half | {"component": "xylene"}])
    >>> speciate(emission, shares=shares, profile="p").select("component", "mass_t").rows()
    [('toluene', 5.0), ('xylene', 5.0)]
    """
    named = shares.filter(profile=profile).select(
        "species",
        pl.col("source").alias("prefix"),
        "component",
        (pl.col("share") / pl.col("share").sum().over("species", "source")).alias("share"),
        "origin",
        pl.col("quality").cast(pl.String).alias("profile_quality"),
        "citation",
    )
    wanted = emission.filter(
        pl.col("species").is_in(named["species"].unique().to_list()), pl.col("mass_t").is_not_null()
    )
    fitting = _fitting(wanted, named)
    divided = wanted.join(fitting, on=["source", "species"], how="left", maintain_order="left_right")
    known = pl.col("component").is_not_null()
    return divided.with_columns(
        pl.when(known).then(pl.col("mass_t") * pl.col("share")).otherwise(pl.col("mass_t")).alias("mass_t"),
        pl.when(~known).then(pl.lit(Missing.NE.value)).alias("state"),
        pl.col("component").fill_null(WHOLE),
    ).drop("share")


def _fitting(wanted: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Give each source the rows of the longest prefix that it begins with."""
    pairs = wanted.select("source", "species").unique(maintain_order=True)
    length = pl.when(pl.col("prefix") == EVERY).then(0).otherwise(pl.col("prefix").str.len_chars())
    fits = pairs.join(named, on="species", how="inner", maintain_order="left_right").filter(
        (pl.col("prefix") == EVERY) | pl.col("source").str.starts_with(pl.col("prefix"))
    )
    return fits.filter(length == length.max().over("source", "species")).drop("prefix")
