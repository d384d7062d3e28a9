"""Kilns: from what is fed, made and lost as dust to the carbonate calcined and the oxide formed."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.record_workings import summed_by_place
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import Factor, KilnFlow

__all__ = ["calcine", "tell_kilns"]

KEY = ("region", "year", "works", "product")
CALCINED = "mass_t * share * calcined_share"
UNCALCINED = "-mass_t * share * (1 - calcined_share)"
OXIDE = "mass_t * (share - other_share)"


def _flows(records: pl.DataFrame) -> pl.DataFrame:
    """Say for each record of a kiln by which arithmetic it gives carbonate calcined or oxide formed.

    Fed: mass x carbonate x calcined share. Made: mass x (oxide - oxide that was no carbonate). Dust: by the
    feed, carbonate that left uncalcined is deducted; by the product, carbonate that left calcined is added.
    """
    words = [pl.col(name).cast(pl.String) for name in ("product", "flow", "component")]
    known = (
        records.with_columns(words)
        .join(packaged_table("kiln_products").select("product", "source"), on="product", how="left")
        .join(
            packaged_table("kiln_components").select("component", "material", belongs="flow"),
            on="component",
            how="left",
        )
        .with_columns(
            by_feed=(pl.col("flow") == "fed").any().over(KEY),
            by_product=(pl.col("flow") == "made").any().over(KEY),
            reported_dust=(pl.col("flow") == "dust").any().over(KEY),
        )
    )
    _refuse(known)
    fed, made = pl.col("flow") == "fed", pl.col("flow") == "made"
    plain = pl.when("reported_dust").then(pl.lit("_with_dust")).otherwise(pl.lit(""))
    left = pl.when(~fed & ~made & pl.col("by_feed")).then(pl.lit(UNCALCINED))
    return known.with_columns(
        pl.col("calcined_share").cast(pl.Float64).fill_null(1.0),
        pl.col("other_share").cast(pl.Float64).fill_null(0.0),
        equation=left.when(made).then(pl.lit(OXIDE)).otherwise(pl.lit(CALCINED)),
        fuel="material",
        technology=pl.concat_str("product", plain),
        sector="works",
    )


def _refuse(known: pl.DataFrame) -> None:
    """Refuse kilns by two routes at once, and oxides that are fed or carbonates that are made."""
    twice = known.filter("by_feed", "by_product").select(KEY).unique(maintain_order=True)
    belongs = pl.when(pl.col("flow") == "dust").then(pl.lit("fed")).otherwise("flow")
    wrong = known.filter(pl.col("belongs") != belongs)
    problems = [Problem("industry.kiln_two_routes", row) for row in twice.to_dicts()]
    problems += [
        Problem("industry.kiln_component", row) for row in wrong.select(*KEY, "flow", "component").to_dicts()
    ]
    if problems:
        raise InputError(problems)


def tell_kilns(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the carbonate or oxide of each works: the records that it is the sum of.

    Source: 2006 IPCC Guidelines, volume 3, equations 2.2 to 2.7, 2.12 and 2.16.

    Parameters
    ----------
    records
        Contract KilnFlow, all years.
    factors, family
        Not used: what a kiln was fed and made is its own.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``production`` [t of pure carbonate or oxide].

    Raises
    ------
    InputError
        If a kiln states both its feed and its product, or a component stands where it cannot.

    Examples
    --------
    >>> from tongyuan.testing.industry import a_kiln_flow, kiln_flows_of
    >>> (told,) = tell_kilns(kiln_flows_of(a_kiln_flow()), factors=Factor.create_empty(), family="*",
    ...                      year=2020)
    >>> told.tree.value
    950.0

    >>> from tongyuan.testing.industry import a_kiln_flow, kiln_flows_of
    >>> rows = calcine(kiln_flows_of(a_kiln_flow()), factors=Factor.create_empty(), family="*", year=2020)
    >>> rows.select("source", "fuel", "quantity").rows()
    [('2A4', 'carbonate_magnesite', 950.0)]
    """
    own = _flows(records.filter(pl.col("year") == year))
    return summed_by_place(own, activity="production", unit="t", contract=KilnFlow)


calcine = derived_by(
    tell_kilns,
    "kiln.calcine",
    dataset="kiln_flows",
    source="2006 IPCC Guidelines, volume 3, equations 2.2 to 2.7, 2.12 and 2.16",
    edition="2006",
    span="year",
)
