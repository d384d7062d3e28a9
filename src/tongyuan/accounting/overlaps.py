"""Overlaps: what one kind of activity gives already is included elsewhere (IE) under another, never twice."""

from __future__ import annotations

import polars as pl

from tongyuan.accounting.choice import species_named
from tongyuan.vocabulary.packaged import read_packaged

__all__ = ["included_elsewhere"]


def included_elsewhere(contexts: pl.DataFrame, *, present: pl.DataFrame) -> pl.DataFrame:
    """List the species of each context that other activity of the same region and year gives already.

    A rule's ``present_fuel`` names materials by their ending: ``*_gasoline`` holds every vehicle on gasoline.

    Parameters
    ----------
    contexts
        Kinds and places of activity: ``context``, ``activity``, ``region``, ``year``, ``source``, ``fuel``.
    present
        Activity that has a quantity: ``activity``, ``region``, ``year``, ``source``, ``fuel``.

    Returns
    -------
    pl.DataFrame
        ``context``, ``species`` and ``note_zh``, ``note_en``: where it is included.

    Examples
    --------
    >>> none = pl.DataFrame(schema={"context": pl.UInt32, "activity": pl.String, "region": pl.String,
    ...                             "year": pl.Int32, "source": pl.String, "fuel": pl.String})
    >>> included_elsewhere(none, present=none).height
    0
    """
    schema = {"context": pl.UInt32, "species": pl.String, "note_zh": pl.String, "note_en": pl.String}
    parts = [pl.DataFrame(schema=schema)]
    for rule in read_packaged("tongyuan.accounting", "overlaps").iter_rows(named=True):
        places = present.filter(
            pl.col("activity") == rule["present_activity"],
            pl.col("source").str.starts_with(rule["present_source"]),
            pl.col("fuel").str.ends_with((rule["present_fuel"] or "*").removeprefix("*")),
        ).select("region", "year")
        served = contexts.filter(
            pl.col("activity") == rule["activity"],
            pl.col("source").str.starts_with(rule["source"]),
            (pl.lit(rule["fuel"]) == "*") | (pl.col("fuel") == rule["fuel"]),
        ).join(places.unique(), on=["region", "year"], how="semi")
        named = pl.DataFrame({"species": list(species_named(rule["species"]))})
        notes = {"note_zh": pl.lit(rule["note_zh"]), "note_en": pl.lit(rule["note_en"])}
        parts.append(served.select("context").join(named, how="cross").with_columns(**notes))
    return pl.concat(parts).unique(["context", "species"], keep="first", maintain_order=True)
