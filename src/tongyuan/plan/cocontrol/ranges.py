"""Ranges of emission factors, and where they enter the limits: what chances and robust plans stand on.

A range belongs to a factor; whatever is counted with that factor moves with it, in all years and limits. In a
concentration, what went with the observed level moves with it too, so that only what differs from it counts;
the matrix and the level are taken as exact. A bound that is set against a year moves with what that year
emits.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.pieces import AT, BASE_YEAR, BOUND, pieces

__all__ = ["RANGES", "exact_terms", "ranged_terms"]

#: What a range moves in a limit.
COUNTED = ["limit", "year", "subject", "item", "part", "species"]
#: Columns of a table of ranges: ``subject`` (running, fixed, project, base or bound), its ``item`` (activity,
#: region/source or project; of base and bound an activity or region/source) and ``species``; ``factor`` names
#: what moves, one of perhaps several behind the item; ``low`` and ``high`` over its value hold 95 % of it;
#: ``share`` of the item moves with it, below zero where it falls as the factor rises; a range of whatever
#: factor stands behind the part ``covered``.
RANGES = {
    "subject": pl.String,
    "item": pl.String,
    "species": pl.String,
    "factor": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "distribution": pl.String,
    "share": pl.Float64,
    "covered": pl.Float64,
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
        of activity, for the whole of what is fixed, for one project), covered: what of it a range stands
        behind, whichever the factor.

    Examples
    --------
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_range, a_term, an_option
    >>> case = a_case({"works": 100.0}, options=[an_option("works", "filter", year=2025, cost=1.0)],
    ...     factors={("works", "base"): {"SO2": 1.0}, ("works", "filter"): {"SO2": 0.5}},
    ...     limits=[a_limit("cap", bound=80.0, year=2025)], terms=[a_term("cap", year=2025)])
    >>> ranged_terms(case, a_range("works", low=0.8, high=1.3)).select("part", "factor", "by").rows()
    [('base', 'sulphur', 1.0), ('filter', 'sulphur', 0.5)]
    """
    joined = _counted(case).join(
        ranges.select("subject", "item", "species", "factor", "share", "covered"),
        on=["subject", "item", "species"],
    )
    told = joined.with_columns(by=pl.col("by") * pl.col("share"), covered=pl.col("by") * pl.col("covered"))
    named = ["limit", "year", "subject", "item", "part", "species", "factor"]
    return told.group_by(named, maintain_order=True).agg(pl.col("by", "covered").sum()).sort(named)


def exact_terms(case: Case, ranges: pl.DataFrame) -> pl.DataFrame:
    """Find what no range moves in each limit: it counts at its value.

    Parameters
    ----------
    case, ranges
        As for ``ranged_terms``.

    Returns
    -------
    pl.DataFrame
        Columns limit, year, subject, item, part, species, by, as of ``ranged_terms``.

    Examples
    --------
    >>> from tongyuan.testing.cocontrol import a_case, a_limit, a_range, a_term
    >>> case = a_case({"one": 100.0, "two": 100.0}, options=[], factors={("one", "base"): {"SO2": 1.0},
    ...     ("two", "base"): {"SO2": 1.0}}, limits=[a_limit("cap", bound=300.0, year=2025)],
    ...     terms=[a_term("cap", year=2025)])
    >>> exact_terms(case, a_range("one", low=0.8, high=1.3)).select("item", "by").rows()
    [('two', 1.0)]
    """
    key = ["subject", "item", "species"]
    covered = ranges.group_by(key, maintain_order=True).agg(pl.col("covered").max())
    joined = _counted(case).join(covered, on=key, how="left", maintain_order="left")
    told = joined.with_columns(by=pl.col("by") * (1 - pl.col("covered").fill_null(0.0)))
    summed = told.group_by(COUNTED, maintain_order=True).agg(pl.col("by").sum()).sort(COUNTED)
    return summed.filter(pl.col("by") != 0)


def _counted(case: Case) -> pl.DataFrame:
    """List all emission that limits count."""
    counted = pieces(case).filter(pl.col("mass_t") != 0)
    return pl.concat([_of_regions(case, counted), _of_branches(case, counted), *_of_air(case, counted)])


def _of_regions(case: Case, emitted: pl.DataFrame) -> pl.DataFrame:
    """Find what limits on the emission of regions count."""
    asked = case.terms.filter(pl.col("subject") == "emission").select(
        "limit", "year", "coefficient", region="item", species="part"
    )
    joined = asked.join(emitted, on=["region", "species", "year"])
    return joined.select(*COUNTED, by=pl.col("coefficient") * pl.col("mass_t"))


def _of_air(case: Case, emitted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Find what limits on concentrations count: through the matrix, less what went with the level."""
    at = ["item", "species", "year"]
    held = case.responses.with_columns(pl.col("subject").cast(pl.String))
    slopes = held.select("limit", *at, raising="subject", slope="per_t")
    place = pl.concat_str("region", "source", separator=AT)
    placed = emitted.drop_nulls("source").with_columns(place=place)
    by = (pl.col("slope") * pl.col("mass_t")).alias("by")
    of_places = slopes.filter(raising="emission").rename({"item": "place"})
    yield placed.join(of_places, on=["place", "species", "year"]).select(*COUNTED, by)
    of_projects = emitted.filter(subject="project").join(slopes.filter(raising="project"), on=at)
    yield of_projects.select(*COUNTED, by)
    was = held.filter(pl.col("subject").is_in([BASE_YEAR, BOUND]))
    was = was.with_columns(part=pl.lit("-"), slope=-pl.col("per_t"))
    yield was.select(*COUNTED, by)


def _of_branches(case: Case, emitted: pl.DataFrame) -> pl.DataFrame:
    """Find what limits on branches of sources count; a project belongs to no branch."""
    asked = case.counted.rename({"source": "branch"})
    joined = asked.join(emitted.drop_nulls("source"), on=["species", "year"]).filter(
        pl.col("source").str.starts_with(pl.col("branch"))
    )
    return joined.select(*COUNTED, by=pl.col("weight") * pl.col("mass_t"))
