"""Values of proxies, city by city, and which proxy serves a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tongyuan.vocabulary.problems import InputError, Problem

__all__ = ["VALUES", "candidates", "proxy_values"]

VALUES = {
    "proxy": pl.String,
    "region": pl.String,
    "proxy_year": pl.Int32,
    "value": pl.Float64,
    "quality": pl.String,
}
EVERY = "*"


def proxy_values(
    declared: pl.DataFrame,
    *,
    statistics: pl.DataFrame,
    points: pl.DataFrame,
    areas: Mapping[str, float],
    units: Sequence[str],
    year: int,
) -> pl.DataFrame:
    """Gather the values of the declared proxies for a year.

    Parameters
    ----------
    declared
        ProxySeries: where each proxy is found.
    statistics
        Statistic: the one figure that stands for each series, region and period [unit of the series].
    points
        PointSource; a region that a list of points does not name has none of them.
    areas
        Area of each region [any unit].
    units
        Regions that share.
    year
        Year of the inventory; a proxy may be ``years_back`` years older, one year for all regions.

    Returns
    -------
    pl.DataFrame
        ``proxy``, ``region``, ``proxy_year``, ``value`` [the proxy's own unit], ``quality``.

    Raises
    ------
    InputError
        If values are below zero; all of them at once.

    Examples
    --------
    >>> area = {"proxy": "area", "held": "area", "of": None, "years_back": 0, "quality": "derived"}
    >>> held = {"statistics": pl.DataFrame(), "points": pl.DataFrame(), "areas": {"1": 2.0}}
    >>> proxy_values(pl.DataFrame([area]), **held, units=["1"], year=2020)["value"].item()
    2.0
    """
    parts = [pl.DataFrame(schema=VALUES)]
    for row in declared.iter_rows(named=True):
        if row["held"] == "area":
            found = pl.DataFrame(
                {
                    "region": list(areas),
                    "proxy_year": year,
                    "value": list(areas.values()),
                    "quality": "derived",
                }
            )
        elif row["held"] == "points":
            found = _of_points(points, source=row["of"], units=units)
        else:
            found = _of_series(
                statistics, series=row["of"], units=units, years=(year - row["years_back"], year)
            )
        parts.append(_as_values(found.filter(pl.col("region").is_in(list(units))), row))
    values = pl.concat(parts)
    _refuse_negative(values)
    return values


def _as_values(found: pl.DataFrame, row: Mapping[str, object]) -> pl.DataFrame:
    return found.with_columns(proxy=pl.lit(row["proxy"])).select(
        pl.col(name).cast(dtype) for name, dtype in VALUES.items()
    )


def _of_points(points: pl.DataFrame, *, source: str, units: Sequence[str]) -> pl.DataFrame:
    """Add up the weights of a list of points; where there is no such list there is no proxy."""
    schema = {name: VALUES[name] for name in ("region", "proxy_year", "value", "quality")}
    listed = points.filter(pl.col("source") == source) if points.height else points
    if not listed.height:
        return pl.DataFrame(schema=schema)
    weights = dict(listed.group_by("region", maintain_order=True).agg(pl.col("weight").sum()).iter_rows())
    ranks = listed.with_columns(pl.col("quality").cast(pl.String))["quality"].unique().sort()
    return pl.DataFrame(
        {
            "region": list(units),
            "proxy_year": int(listed["year"].max()),  # type: ignore[arg-type]
            "value": [weights.get(unit, 0.0) for unit in units],
            "quality": "synthetic" if "synthetic" in ranks else str(ranks[-1]),
        }
    )


def _of_series(
    statistics: pl.DataFrame, *, series: str, units: Sequence[str], years: tuple[int, int]
) -> pl.DataFrame:
    """Take the latest year that every region has; else the latest year that any has."""
    schema = {name: VALUES[name] for name in ("region", "proxy_year", "value", "quality")}
    if not statistics.height:
        return pl.DataFrame(schema=schema)
    wanted = statistics.filter(
        pl.col("series") == series,
        pl.col("region").is_in(list(units)),
        pl.col("value").is_not_null(),
        pl.col("period").str.contains(r"^\d{4}$"),
    ).with_columns(proxy_year=pl.col("period").cast(pl.Int32, strict=False))
    held = wanted.filter(pl.col("proxy_year").is_between(*years))
    if not held.height:
        return pl.DataFrame(schema=schema)
    counted = held.group_by("proxy_year").len().sort("len", "proxy_year")
    chosen = counted["proxy_year"][-1]
    return held.filter(proxy_year=chosen).select("region", "proxy_year", "value", "quality")


def _refuse_negative(values: pl.DataFrame) -> None:
    wrong = values.filter(pl.col("value") < 0)
    if wrong.height:
        raise InputError(
            Problem("city.negative_proxy", row) for row in wrong.select("proxy", "region", "value").to_dicts()
        )


def candidates(rules: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """List the proxies of each source and kind of activity, in order of preference.

    A rule that names the kind of activity comes before one that does not, and then the longest prefix of the
    source.

    Parameters
    ----------
    rules
        ProxyRule.
    cells
        ``source`` and ``activity``.

    Returns
    -------
    pl.DataFrame
        ``source``, ``activity``, ``order``, ``proxy``.

    Examples
    --------
    >>> rules = pl.DataFrame({"source": ["2", "2A"], "activity": ["*", "*"], "order": [1, 1],
    ...                       "proxy": ["gdp", "cement_output"]})
    >>> candidates(rules, pl.DataFrame({"source": ["2A1"], "activity": ["production"]}))["proxy"].item()
    'cement_output'
    """
    pairs = cells.select("source", "activity").unique(maintain_order=True)
    named = rules.select(pl.col("source").alias("prefix"), pl.col("activity").alias("kind"), "order", "proxy")
    length = pl.when(pl.col("prefix") == EVERY).then(0).otherwise(pl.col("prefix").str.len_chars())
    fits = pairs.join(named, how="cross", maintain_order="left_right").filter(
        (pl.col("kind") == EVERY) | (pl.col("kind") == pl.col("activity")),
        (pl.col("prefix") == EVERY) | pl.col("source").str.starts_with(pl.col("prefix")),
    )
    ranked = fits.with_columns(
        pl.struct((pl.col("kind") != EVERY).cast(pl.Int64).alias("kind"), length.alias("length")).alias("fit")
    )
    best = ranked.filter(pl.col("fit").rank("dense", descending=True).over("source", "activity") == 1)
    return best.select("source", "activity", "order", "proxy").sort(
        "source", "activity", "order", maintain_order=True
    )
