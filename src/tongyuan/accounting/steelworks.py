"""Carbon through a steel works: what each unit process gives to air, what is unaccounted, what 1A counts.

The rule against double counting: every flow says where its carbon is counted. The carbon of fuels that the
energy balance holds (``counted`` = ``energy_balance``) is taken off again as a row of its own, so that 2C1
bears fluxes, electrodes, purchased iron and scrap, less the carbon in steel; the two together are the works.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from tongyuan.accounting.parameters import pick
from tongyuan.accounting.record_workings import summed_by_place
from tongyuan.accounting.workings import Working, derived_by
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.tables import CarbonFlow, Factor
from tongyuan.vocabulary.tables.industry import OUTSIDE

__all__ = ["balance_works", "carbon_of", "tell_works"]

WORKS = ("region", "year", "works")
SOURCE, MATERIAL = "2C1", "works_carbon"
UNACCOUNTED, COUNTED_AS_FUEL = "unaccounted", "energy_balance"
"""Technologies of the rows that are no unit process."""


def carbon_of(records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str) -> pl.DataFrame:
    """Compute the carbon that each flow carries; where it was not analysed, by the default share.

    Source: 2006 IPCC Guidelines, volume 3, table 4.3 (2019 refinement).

    Parameters
    ----------
    records
        Contract CarbonFlow.
    factors
        Factors; ``carbon_share`` under the method ``works.balance``.
    family
        Factor family.

    Returns
    -------
    pl.DataFrame
        The records with ``carbon_t`` [t C], 0 or more but for stocks that shrank.

    Raises
    ------
    InputError
        If a material was not analysed and has no default; all at once.

    Examples
    --------
    >>> from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
    >>> coke = carbon_flows_of(a_carbon_flow(material="coke", mass_t=100.0, carbon_share=0.85))
    >>> carbon_of(coke, factors=Factor.create_empty(), family="*")["carbon_t"].to_list()
    [85.0]
    """
    words = ("process", "direction", "partner", "counted", "quality")
    rows = records.with_columns(pl.col(words).cast(pl.String))
    places = rows.with_columns(source=pl.lit(SOURCE), fuel="material", technology="process")
    found = pick(
        places.rename({"carbon_share": "analysed"}),
        factors=factors,
        family=family,
        method="works.balance",
        parameters=["carbon_share"],
    )
    share = pl.coalesce("analysed", "carbon_share")
    lacking = found.filter(share.is_null()).select(*WORKS, "process", "material")
    if not lacking.is_empty():
        raise InputError([Problem("industry.no_carbon_share", row) for row in lacking.unique().to_dicts()])
    default = pl.col("carbon_share_quality").cast(pl.String).cast(QUALITY)
    analysed = pl.col("analysed").is_not_null()
    quality = pl.col("quality").cast(QUALITY)
    worst = pl.when(analysed).then(quality).otherwise(pl.max_horizontal(quality, default))
    return found.with_columns(
        carbon_t=pl.col("mass_t") * share,
        carbon_share=share,
        carbon_share_id=pl.when(~analysed).then("carbon_share_id"),
        quality=worst.cast(pl.String),
    )


def _signed(flows: pl.DataFrame, *, more: pl.Expr, technology: pl.Expr) -> pl.DataFrame:
    """Count the carbon of some flows as more, of the others as less."""
    carbon = pl.lit("mass_t * carbon_share")
    return flows.with_columns(
        equation=pl.when(more).then(carbon).otherwise(pl.lit("-") + carbon), technology=technology
    )


def _parts(records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int) -> pl.DataFrame:
    """Sign the carbon of every flow for each row of activity that it belongs to.

    A process gives to air what comes in, less what goes out and what its stock gained. Between meters, what
    went out and did not come in is unaccounted. What came from outside as fuel is taken off again.
    """
    flows = carbon_of(records.filter(pl.col("year") == year), factors=factors, family=family)
    outside = pl.col("partner") == OUTSIDE
    between = flows.filter(~outside, pl.col("direction") != "stock")
    as_fuel = flows.filter(outside, pl.col("counted") == COUNTED_AS_FUEL)
    coming = pl.col("direction") == "in"
    parts = [
        _signed(flows, more=coming, technology=pl.col("process")),
        _signed(between, more=~coming, technology=pl.lit(UNACCOUNTED)),
        _signed(as_fuel, more=~coming, technology=pl.lit(COUNTED_AS_FUEL)),
    ]
    return pl.concat(parts).with_columns(sector="works", source=pl.lit(SOURCE), fuel=pl.lit(MATERIAL))


def tell_works(
    records: pl.DataFrame, *, factors: dy.DataFrame[Factor], family: str, year: int
) -> list[Working]:
    """Tell the carbon of each process, of the gap between meters, and of fuel counted in 1A.

    Source: 2006 IPCC Guidelines, volume 3, equations 4.2, 4.9, 4.10.

    Parameters
    ----------
    records
        Contract CarbonFlow, all years.
    factors, family
        Factors: default carbon of materials that were not analysed.
    year
        Year.

    Returns
    -------
    list of Working
        Activity of kind ``production`` [t C].

    Raises
    ------
    InputError
        If a material was not analysed and has no default; all at once.

    Examples
    --------
    >>> from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
    >>> coke = carbon_flows_of(a_carbon_flow(material="coke", mass_t=100.0, carbon_share=0.85))
    >>> (told,) = tell_works(coke, factors=Factor.create_empty(), family="*", year=2020)
    >>> told.technology, told.tree.value
    ('blast_furnace', 85.0)

    >>> from tongyuan.testing.industry import a_carbon_flow, carbon_flows_of
    >>> flows = carbon_flows_of(
    ...     a_carbon_flow(material="coke", mass_t=100.0, carbon_share=0.85, counted="energy_balance"),
    ...     a_carbon_flow(material="limestone", mass_t=100.0, carbon_share=0.12))
    >>> rows = balance_works(flows, factors=Factor.create_empty(), family="*", year=2020)
    >>> rows.select("technology", "quantity").rows()
    [('blast_furnace', 97.0), ('energy_balance', -85.0)]
    """
    parts = _parts(records, factors=factors, family=family, year=year)
    return summed_by_place(parts, activity="production", unit="t", contract=CarbonFlow, factors=factors)


balance_works = derived_by(
    tell_works,
    "works.balance",
    dataset="carbon_flows",
    source="2006 IPCC Guidelines, volume 3, equations 4.2, 4.9 and 4.10; NDRC guideline for iron and steel",
    edition="2006; 2019; 2013",
    span="year",
)
