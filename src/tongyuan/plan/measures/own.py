"""A user's own figures of measures, laid over the library: each takes the place of what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import dataframely as dy
import polars as pl

from tongyuan.plan.measures.catalogue import OWN, Library
from tongyuan.vocabulary.tables import Measure, MeasureCost, MeasureEffect, MeasurePerformance, MeasureReach

__all__ = ["ASKED", "with_hours", "with_own"]

#: Whence hours are that stand in what is asked, and nowhere else.
ASKED = "asked"

ANY = "*"
COSTS = ("capex", "fixed_om", "var_om", "unit_cost")
EFFECTS = ("removal", "saving")
WORKING = {"hours": "h/a", "base_efficiency": "1"}
#: What a cost counts for, as people state it: what it is counted for, and in which unit.
PER = {
    "unit": ("unit", "unit"),
    "MWh": ("service", "MWh"),
    "t_removed": ("removed", "t"),
    "kW": ("capacity", "kW"),
    "t/h": ("capacity", "t/h"),
    "t/a": ("capacity", "t/a"),
    "capex": ("capex", "1"),
}


def with_own(library: Library, own: pl.DataFrame) -> Library:
    """Lay a workspace's own figures over a library.

    Parameters
    ----------
    library
        The packaged library.
    own
        Contract MeasureOwn; a row without a value says nothing.

    Returns
    -------
    Library
        The library with own costs (origin ``user``), effects, hours, efficiencies, lives and shares.

    Examples
    --------
    >>> from tongyuan.testing.measures import a_library, a_measure, an_own
    >>> own = pl.DataFrame([an_own(item="lifetime", value=25.0, per=None)])
    >>> with_own(a_library(measures=[a_measure()]), own).measures["lifetime_a"].to_list()
    [25.0]
    """
    plain = own.with_columns(pl.col("item", "per", "quality", "currency").cast(pl.String))
    told = plain.filter(pl.col("value").is_not_null())
    laid = library.with_own(
        {"costs": _costs(told), "effects": _effects(told), "performance": _performance(told)}
    )
    return replace(laid, measures=_lives(library, told), reach=_shares(library, told))


def with_hours(library: Library, hours: Mapping[str, float]) -> Library:
    """Lay hours of use that are stated with a question over a library.

    Parameters
    ----------
    library
        The library, own figures in it.
    hours
        By measure [h/a].

    Returns
    -------
    Library
        The library with them; the same without any.

    Examples
    --------
    >>> from tongyuan.testing.measures import a_library, a_measure
    >>> laid = with_hours(a_library(measures=[a_measure()]), {"X1": 3600.0})
    >>> laid.performance.select("measure", "parameter", "value").rows()
    [('X1', 'hours', 3600.0)]
    """
    rows = [
        {"measure": measure, "parameter": "hours", "value": value, "unit": WORKING["hours"], "origin": OWN}
        for measure, value in hours.items()
    ]
    if not rows:
        return library
    told = pl.DataFrame(rows).with_columns(
        low=pl.lit(None, pl.Float64),
        high=pl.lit(None, pl.Float64),
        quality=pl.lit("unverified"),
        citation=pl.lit(ASKED),
        place=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
    )
    laid = MeasurePerformance.validate(told.select(MeasurePerformance.column_names()), cast=True)
    return library.with_own({"performance": laid})


def _of_item(told: pl.DataFrame, items: list[str]) -> pl.DataFrame:
    subject = pl.when(pl.col("subject") != ANY).then("subject")
    return told.filter(pl.col("item").is_in(items)).with_columns(species=subject)


def _costs(told: pl.DataFrame) -> pl.DataFrame:
    rows = _of_item(told, list(COSTS)).with_columns(
        cost=pl.format("own/{}/{}/{}", "measure", "item", "subject"),
        per_unit=pl.col("per").replace_strict({name: unit for name, (_, unit) in PER.items()}, default=None),
        per=pl.col("per").replace_strict({name: per for name, (per, _) in PER.items()}, default=None),
        material=pl.lit(None, pl.String),
        annualised_at=pl.lit(None, pl.Float64),
        region=pl.lit(OWN),
        plant=pl.lit(None, pl.String),
        energy_in_cost=pl.lit("not_told"),
        energy_told_zh=pl.lit(None, pl.String),
        energy_told_en=pl.lit(None, pl.String),
        place=pl.lit(None, pl.String),
    )
    return MeasureCost.validate(rows.select(MeasureCost.column_names()), cast=True)


def _effects(told: pl.DataFrame) -> pl.DataFrame:
    rows = _of_item(told, list(EFFECTS)).with_columns(
        species="subject",
        effect="item",
        unit=pl.lit("1"),
        origin=pl.lit(OWN),
        place=pl.lit(None, pl.String),
    )
    return MeasureEffect.validate(rows.select(MeasureEffect.column_names()), cast=True)


def _performance(told: pl.DataFrame) -> pl.DataFrame:
    rows = _of_item(told, list(WORKING)).with_columns(
        parameter="item",
        unit=pl.col("item").replace_strict(WORKING, default=None, return_dtype=pl.String),
        origin=pl.lit(OWN),
        place=pl.lit(None, pl.String),
    )
    return MeasurePerformance.validate(rows.select(MeasurePerformance.column_names()), cast=True)


def _lives(library: Library, told: pl.DataFrame) -> dy.DataFrame[Measure]:
    lives = told.filter(item="lifetime").select("measure", own="value")
    joined = library.measures.join(lives, on="measure", how="left", maintain_order="left")
    return Measure.validate(joined.with_columns(lifetime_a=pl.coalesce("own", "lifetime_a")).drop("own"))


def _shares(library: Library, told: pl.DataFrame) -> dy.DataFrame[MeasureReach]:
    shares = told.filter(item="most_share").select(
        "measure", own="value", own_quality="quality", own_citation="citation"
    )
    joined = library.reach.with_columns(pl.col("quality").cast(pl.String)).join(
        shares, on="measure", how="left", maintain_order="left"
    )
    stated = joined.with_columns(
        most_share=pl.coalesce("own", "most_share"),
        quality=pl.coalesce("own_quality", "quality"),
        citation=pl.coalesce("own_citation", "citation"),
    )
    return MeasureReach.validate(stated.drop("own", "own_quality", "own_citation"), cast=True)
