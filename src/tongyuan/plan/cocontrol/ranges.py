"""Ranges of emission factors, and where they enter the limits: what chances and robust plans stand on.

A range belongs to a factor; whatever is counted with that factor moves with it, in all years and limits.
"""

from __future__ import annotations

import polars as pl

from tongyuan.plan.cocontrol.case import Case

__all__ = ["RANGES", "ranged_terms"]

#: Columns of a table of ranges: ``subject`` (running, fixed or project), its ``item`` (activity, region or
#: project) and ``species``; ``factor`` names what moves; ``low`` and ``high`` over its value hold 95 % of it.
RANGES = {
    "subject": pl.String,
    "item": pl.String,
    "species": pl.String,
    "factor": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "distribution": pl.String,
}


def ranged_terms(case: Case, ranges: pl.DataFrame) -> pl.DataFrame:
    """Find what each range moves in each limit.

    Parameters
    ----------
    case
        The problem.
    ranges
        Columns of ``RANGES``. What has no range is exact, and so is what a limit counts by amounts.

    Returns
    -------
    pl.DataFrame
        Columns limit, year, subject, item, part, species, factor, by (in the unit of the limit: for one unit
        of activity, for the whole of what is fixed, for one project).

    Examples
    --------
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_range, a_term, an_option
    >>> case = a_case({"works": 100.0}, options=[an_option("works", "filter", year=2025, cost=1.0)],
    ...     factors={("works", "base"): {"SO2": 1.0}, ("works", "filter"): {"SO2": 0.5}},
    ...     limits=[a_limit("cap", bound=80.0, year=2025)], terms=[a_term("cap", year=2025)])
    >>> ranged_terms(case, a_range("works", low=0.8, high=1.3)).select("part", "factor", "by").rows()
    [('base', 'sulphur', 1.0), ('filter', 'sulphur', 0.5)]
    """
    pieces = pl.concat([_running(case), _fixed(case), _projects(case)])
    asked = case.terms.filter(pl.col("subject") == "emission").select(
        "limit",
        "year",
        pl.col("item").alias("region"),
        pl.col("part").alias("species"),
        pl.col("coefficient"),
    )
    joined = asked.join(pieces, on=["region", "species", "year"]).join(
        ranges.select("subject", "item", "species", "factor"), on=["subject", "item", "species"]
    )
    by = (pl.col("coefficient") * pl.col("mass_t")).alias("by")
    named = ["limit", "year", "subject", "item", "part", "species", "factor"]
    return joined.filter(pl.col("mass_t") != 0).select(*named, by).sort(named)


def _running(case: Case) -> pl.DataFrame:
    placed = case.factors.join(case.levels.select("activity", "year", "region"), on=["activity", "year"])
    return placed.select(
        pl.lit("running").alias("subject"),
        pl.col("activity").alias("item"),
        pl.col("option").alias("part"),
        "region",
        "species",
        "year",
        pl.col("factor_t").alias("mass_t"),
    )


def _fixed(case: Case) -> pl.DataFrame:
    return case.fixed.select(
        pl.lit("fixed").alias("subject"),
        pl.col("region").alias("item"),
        pl.lit("-").alias("part"),
        "region",
        "species",
        "year",
        "mass_t",
    )


def _projects(case: Case) -> pl.DataFrame:
    return case.project_emissions.select(
        pl.lit("project").alias("subject"),
        pl.col("project").alias("item"),
        pl.lit("-").alias("part"),
        "region",
        "species",
        "year",
        "mass_t",
    )
