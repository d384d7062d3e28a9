"""What two rows of an inventory may count both: works beside statistics, products beside feedstock.

Which of two rows is too much cannot be told from the inventory: statistics may or may not cover the works
that keep records. So nothing is taken off; both rows are named with the mass that may stand twice, at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from tongyuan.accounting.steelworks import carbon_of
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import Factor

__all__ = ["double_counts", "works_flows"]

PLACE = ("region", "year", "species")
SHOWN = ("rule", *PLACE, "first", "first_t", "second", "second_t", "doubled_up_to_t")
WORDS = ("note_zh", "note_en", "remedy_zh", "remedy_en", "citation", "place", "quality")
NOISE_T = 1e-6


def double_counts(emission: pl.DataFrame, *, flows: pl.DataFrame) -> pl.DataFrame:
    """List the pairs of rows that may count the same tonnes, and how many at most.

    Parameters
    ----------
    emission
        Contract Emission [t].
    flows
        What `works_flows` gives of the same region and year [t]; it may be empty.

    Returns
    -------
    pl.DataFrame
        ``rule``, ``region``, ``year``, ``species``; ``first`` and ``second`` (the rows, in codes) with
        ``first_t`` and ``second_t``; ``doubled_up_to_t``, the smaller of the two: less than 0 where both take
        off [t]; what it means and how to mend it in both languages, ``citation``, ``place`` and ``quality``
        of the rule. The largest first.

    Notes
    -----
    Source: 2006 IPCC Guidelines, volume 3, chapters 2 to 4 (places on each rule, from memory, not seen).

    Examples
    --------
    Works whose balance has 44 t of CO2 from limestone, beside flux of the whole province that gives 100 t:

    >>> from tongyuan.testing.double_counts import a_flow, a_mass, masses_of
    >>> told = double_counts(masses_of(a_mass(fuel="limestone_flux", mass_t=100.0)),
    ...                      flows=masses_of(a_flow(fuel="limestone", mass_t=44.0)))
    >>> told.select("first", "second", "doubled_up_to_t").row(0)
    ('works_flow 2C1 limestone', 'production 2C1 limestone_flux', 44.0)
    """
    columns = (*PLACE, "activity", "source", "fuel", "technology", "mass_t")
    words = pl.col("species", "activity", "source", "fuel", "technology").cast(pl.String)
    held = pl.concat([part.select(columns).with_columns(words) for part in (emission, flows)])
    known = held.filter(pl.col("mass_t").is_not_null())
    rules = packaged_table("double_counts")
    parts = [_pair(known, rule) for rule in rules.iter_rows(named=True)]
    doubled = (
        pl.when(pl.col("first_t") * pl.col("second_t") > 0)
        .then(pl.col("first_t").sign() * pl.min_horizontal(pl.col("first_t", "second_t").abs()))
        .otherwise(0.0)
    )
    return (
        pl.concat(parts)
        .with_columns(doubled_up_to_t=doubled)
        .filter(pl.col("doubled_up_to_t").abs() > NOISE_T)
        .select(SHOWN)
        .join(rules.select("rule", *WORDS), on="rule", maintain_order="left")
        .sort(pl.col("doubled_up_to_t").abs(), descending=True, maintain_order=True)
    )


def works_flows(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> pl.DataFrame:
    """Give the CO2 of each material that works count themselves, from their carbon balance.

    Parameters
    ----------
    records
        Contract CarbonFlow.
    factors, family
        Factors: default carbon of materials that were not analysed.
    year
        Year.

    Returns
    -------
    pl.DataFrame
        ``region``, ``year``, ``species``, ``activity`` (``works_flow``), ``source``, ``fuel`` (the material),
        ``technology`` (the process), ``mass_t``: brought in is +, handed on and stocked is - [t CO2].

    Raises
    ------
    InputError
        If a material was not analysed and has no default.

    Examples
    --------
    >>> from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
    >>> flux = carbon_flows_of(a_carbon_flow(material="limestone", mass_t=100.0, carbon_share=0.12))
    >>> works_flows(flux, factors=Factor.create_empty(), family="*", year=2020)["mass_t"].item()
    44.0
    """
    own = records.filter(
        pl.col("year") == year,
        pl.col("partner").cast(pl.String) == "outside",
        pl.col("counted").cast(pl.String) == "works",
    )
    sign = pl.when(pl.col("direction") == "in").then(1.0).otherwise(-1.0)
    return carbon_of(own, factors=factors, family=family).select(
        "region",
        "year",
        species=pl.lit("CO2"),
        activity=pl.lit("works_flow"),
        source=pl.lit("2C1"),
        fuel="material",
        technology="process",
        mass_t=sign * pl.col("carbon_t") * 44 / 12,
    )


def _pair(rows: pl.DataFrame, rule: Mapping[str, Any]) -> pl.DataFrame:
    sides = [_side(rows, rule, name) for name in ("first", "second")]
    both = sides[0].join(sides[1], on=PLACE, how="inner", maintain_order="left")
    return both.with_columns(rule=pl.lit(rule["rule"]))


def _side(rows: pl.DataFrame, rule: Mapping[str, Any], side: str) -> pl.DataFrame:
    """Add up what one side of a rule names, by place."""
    technology = rule[f"{side}_technology"]
    named = " ".join(rule[f"{side}_{part}"] for part in ("activity", "source", "fuel"))
    return (
        rows.filter(
            pl.col("species") == rule["species"],
            pl.col("activity") == rule[f"{side}_activity"],
            pl.col("source").str.starts_with(rule[f"{side}_source"]),
            pl.col("fuel") == rule[f"{side}_fuel"],
            (pl.lit(technology) == "*") | (pl.col("technology") == technology),
        )
        .group_by(PLACE, maintain_order=True)
        .agg(pl.col("mass_t").sum().alias(f"{side}_t"))
        .with_columns(pl.lit(named).alias(side))
    )
