"""Caps on concentrations, through any source-receptor matrix that is linear in what each source emits."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tongyuan.plan.cocontrol.bases import base_item
from tongyuan.plan.cocontrol.case import Case
from tongyuan.plan.cocontrol.limits import Limits, Stated, made, term
from tongyuan.plan.cocontrol.pieces import AT
from tongyuan.vocabulary.tables import LimitResponse

__all__ = ["concentration_cap", "source_prices"]

PLACED = ["region", "source", "species"]


def concentration_cap(
    stated: Stated,
    *,
    year: int,
    standard: float,
    level: float,
    response: pl.DataFrame,
    case: Case,
    base: pl.DataFrame,
    projects: pl.DataFrame | None = None,
) -> Limits:
    """Bound a concentration, linear about what was observed: C = level + M (E - E of the base) (C4).

    Parameters
    ----------
    stated
        Who states it.
    year
        Its year.
    standard
        Most that it may be [ug/m3].
    level
        What was observed with the emission of the base; the background, where the base is empty [ug/m3].
    response
        Columns region, source, species, ug_m3_per_t: what a tonne there does to this place [ug/m3 per t].
    case
        The problem: its activities and what is fixed have regions and sources.
    base
        Columns activity, region, source, species, mass_t: emission that went with the level [t].
    projects
        Columns project, species, ug_m3_per_t: what a tonne of each project does [ug/m3 per t]; None where
        none changes what counts.

    Returns
    -------
    Limits
        One limit in ug/m3, and what moves it; what has no response does not count.

    Examples
    --------
    20 kt of which nothing can be chosen stood behind 40 ug/m3; by 12 kt and 0.5 ug/m3 per kt it is 36:

    >>> from tongyuan.testing.cocontrol import periods_of
    >>> place = {"region": "990100", "source": "1A1a", "species": "SO2"}
    >>> cap = concentration_cap(Stated("air", "细颗粒物", "PM2.5"), year=2025, standard=35.0, level=40.0,
    ...     response=pl.DataFrame([place | {"ug_m3_per_t": 0.0005}]),
    ...     case=Case(periods=periods_of(2025), fixed=pl.DataFrame([place | {"year": 2025, "mass_t": 12e3}])),
    ...     base=pl.DataFrame([place | {"activity": "works", "mass_t": 20_000.0}]))
    >>> cap.limits.select("bound", "fixed").row(0)
    (35.0, 36.0)
    """
    at = ["activity", "year"]
    placed = case.factors.filter(pl.col("year") == year).join(
        case.levels.select(*at, "region", "source"), on=at, maintain_order="left_right"
    )
    running = placed.join(response, on=PLACED, maintain_order="left_right")
    summed = running.group_by("activity", "option", maintain_order=True).agg(
        (pl.col("factor_t") * pl.col("ug_m3_per_t")).sum()
    )
    terms = [term(stated, year, "running", *row) for row in summed.iter_rows()]
    changes = case.project_emissions.filter(pl.col("year") == year)
    if projects is not None:
        raised = changes.join(projects, on=["project", "species"], maintain_order="left_right")
        built = raised.group_by("project", maintain_order=True).agg(
            (pl.col("mass_t") * pl.col("ug_m3_per_t")).sum()
        )
        terms += [term(stated, year, "project", project, "-", slope) for project, slope in built.iter_rows()]
    held = _raised(case.fixed.filter(pl.col("year") == year), response) - _raised(base, response)
    limit = made(
        stated, year=year, sense="at_most", bound=standard, fixed=level + held, unit="ug/m3", terms=terms
    )
    moving = [_of_emission(response), _of_projects(projects), _of_base(base, response, case=case)]
    told = pl.concat(moving).with_columns(limit=pl.lit(stated.limit), year=pl.lit(year, pl.Int32))
    return replace(
        limit, responses=LimitResponse.validate(told.select(LimitResponse.column_names()), cast=True)
    )


def _of_emission(response: pl.DataFrame) -> pl.DataFrame:
    """Say what a tonne of each place and source does."""
    return response.select(
        pl.lit("emission").alias("subject"),
        _placed_item(),
        *_slope(),
        pl.lit(None, pl.Float64).alias("mass_t"),
    )


def _of_projects(projects: pl.DataFrame | None) -> pl.DataFrame:
    """Say what a tonne of each project does."""
    told = projects
    if told is None:
        schema = {"project": pl.String, "species": pl.String, "ug_m3_per_t": pl.Float64}
        told = pl.DataFrame(schema=schema)
    return told.select(
        pl.lit("project").alias("subject"),
        pl.col("project").alias("item"),
        *_slope(),
        pl.lit(None, pl.Float64).alias("mass_t"),
    )


def _of_base(base: pl.DataFrame, response: pl.DataFrame, *, case: Case) -> pl.DataFrame:
    """Say what went with the level: of what is run by its activity, of the rest by its place and source."""
    held = base.with_columns(pl.col(name).cast(pl.String) for name in PLACED).join(
        response, on=PLACED, maintain_order="left_right"
    )
    named = held.select(
        pl.lit("base").alias("subject"),
        base_item(case),
        *_slope(),
        "mass_t",
    )
    keys = ["subject", "item", "species"]
    return named.group_by(keys, maintain_order=True).agg(pl.col("per_t").first(), pl.col("mass_t").sum())


def _placed_item() -> pl.Expr:
    return pl.concat_str("region", "source", separator=AT).alias("item")


def _slope() -> list[pl.Expr]:
    return [pl.col("species").cast(pl.String), pl.col("ug_m3_per_t").alias("per_t")]


def _raised(emission: pl.DataFrame, response: pl.DataFrame) -> float:
    rows = emission.join(response, on=PLACED, maintain_order="left_right")
    return float((rows["mass_t"] * rows["ug_m3_per_t"]).sum())


def source_prices(prices: pl.DataFrame, *, slopes: pl.DataFrame) -> pl.DataFrame:
    """Tell what a tonne less is worth where it is emitted: the price of a concentration times its response.

    Parameters
    ----------
    prices
        Contract ShadowPrice [CNY per ug/m3].
    slopes
        Columns limit, year, region, species, release, ug_m3_per_t [ug/m3 per t].

    Returns
    -------
    pl.DataFrame
        ``limit``, ``year``, ``region``, ``species``, ``release``, ``ug_m3_per_t``, ``price_cny`` [CNY per
        ug/m3], ``price_cny_per_t`` [CNY per t].

    Examples
    --------
    5,000 CNY for the next ug/m3, of which a tonne there makes 0.04:

    >>> prices = pl.DataFrame({"limit": ["air"], "year": [2025], "price_cny": [5000.0]})
    >>> slopes = pl.DataFrame({"limit": ["air"], "year": [2025], "region": ["990200"], "species": ["SO2"],
    ...                        "release": ["tall"], "ug_m3_per_t": [0.04]})
    >>> source_prices(prices, slopes=slopes)["price_cny_per_t"].item()
    200.0
    """
    keys = ["limit", "year"]
    joined = slopes.join(prices.select(*keys, "price_cny"), on=keys, maintain_order="left_right")
    return joined.with_columns(price_cny_per_t=pl.col("price_cny") * pl.col("ug_m3_per_t"))
