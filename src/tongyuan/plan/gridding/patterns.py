"""Which pattern spreads which source of which region, and the emissions that it puts on each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dataframely as dy
import polars as pl
from shapely.geometry.base import BaseGeometry

from tongyuan.plan.cities.proxies import candidates
from tongyuan.plan.gridding.cells import shares_of
from tongyuan.plan.gridding.points import shares_of_points
from tongyuan.vocabulary.tables import GridPattern, GridShare

__all__ = ["AREA", "patterns", "spread"]

AREA = "area"
POINTS = "points:"
SHARE = {"region": pl.String, "pattern": pl.String, "i": pl.Int32, "j": pl.Int32, "share": pl.Float64}


def patterns(
    emission: pl.DataFrame,
    *,
    outlines: Mapping[str, BaseGeometry],
    parts: Mapping[str, Sequence[str]],
    points: pl.DataFrame,
    rules: pl.DataFrame,
    values: pl.DataFrame,
    step: float,
) -> tuple[dy.DataFrame[GridPattern], dy.DataFrame[GridShare]]:
    """Choose a pattern for each source of each region, and work out the shares of the cells.

    Points serve a source where its region has any; else a proxy that every part of the region has a value of;
    else the area of the region's outline.

    Parameters
    ----------
    emission
        ``region``, ``source`` and ``activity`` of what is to be spread.
    outlines
        Outline of each region and of each part, in longitude and latitude [degree].
    parts
        The parts that make up a region; none where they are not known.
    points
        PointSource.
    rules
        ProxyRule.
    values
        Values of proxies by part, as ``plan.cities.proxy_values`` gives them.
    step
        Size of the cells [degree].

    Returns
    -------
    tuple
        GridPattern: the pattern of each source; GridShare: the cells of each pattern [1].
    """
    placed = shares_of_points(points, step=step)
    by_area = {name: shares_of(outline, step=step) for name, outline in outlines.items()}
    by_proxy = _by_proxy(parts, values=values, by_area=by_area)
    pairs = emission.select("region", "source", "activity").unique(maintain_order=True)
    chosen = pairs.with_columns(
        pattern=pl.coalesce(
            _points_of(pairs, placed), _proxy_of(pairs, rules=rules, held=by_proxy), pl.lit(AREA)
        )
    )
    areas = [_named(by_area[region], region, AREA) for region in pairs["region"].unique(maintain_order=True)]
    cells = pl.concat([pl.DataFrame(schema=SHARE), placed, by_proxy, *areas])
    used = cells.join(chosen.select("region", "pattern").unique(), on=["region", "pattern"], how="semi")
    return (
        GridPattern.validate(chosen.sort("region", "source", "activity"), cast=True),
        GridShare.validate(used.sort("region", "pattern", "j", "i"), cast=True),
    )


def _points_of(pairs: pl.DataFrame, placed: pl.DataFrame) -> pl.Series:
    """Name the points that serve each pair: the longest source among those that its own begins with."""
    held: dict[str, list[str]] = {}
    for region, pattern in placed.select("region", "pattern").unique().sort("pattern").iter_rows():
        held.setdefault(region, []).append(pattern.removeprefix(POINTS))
    found = []
    for region, source in pairs.select("region", "source").iter_rows():
        fits = [prefix for prefix in held.get(region, []) if source.startswith(prefix)]
        found.append(POINTS + max(fits, key=len) if fits else None)
    return pl.Series(found, dtype=pl.String)


def _proxy_of(pairs: pl.DataFrame, *, rules: pl.DataFrame, held: pl.DataFrame) -> pl.Series:
    offered = candidates(rules, pairs).rename({"proxy": "pattern"})
    known = held.select("region", "pattern").unique()
    fits = offered.join(known, on="pattern", how="inner").sort("order")
    best = fits.unique(["region", "source", "activity"], keep="first")
    joined = pairs.join(best, on=["region", "source", "activity"], how="left", maintain_order="left")
    return joined["pattern"]


def _by_proxy(
    parts: Mapping[str, Sequence[str]], *, values: pl.DataFrame, by_area: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Spread each region by each proxy that all its parts have, and within a part by area."""
    spreads = [pl.DataFrame(schema=SHARE)]
    for region, within in parts.items():
        for (proxy,), held in values.filter(pl.col("proxy") != AREA).group_by("proxy", maintain_order=True):
            weights = dict(held.select("region", "value").iter_rows())
            total = sum(weights.get(part, 0.0) for part in within)
            if not within or total <= 0 or any(part not in weights or part not in by_area for part in within):
                continue
            laid = [
                by_area[part].with_columns(pl.col("share") * weights[part] / total)
                for part in within
                if weights[part] > 0
            ]
            joined = pl.concat(laid).group_by("i", "j").agg(pl.col("share").sum())
            spreads.append(_named(joined, region, str(proxy)))
    return pl.concat(spreads)


def _named(cells: pl.DataFrame, region: str, pattern: str) -> pl.DataFrame:
    named = cells.with_columns(region=pl.lit(region), pattern=pl.lit(pattern))
    return named.select(pl.col(name).cast(dtype) for name, dtype in SHARE.items())


def spread(
    emission: pl.DataFrame, *, chosen: pl.DataFrame, shares: pl.DataFrame, by: Sequence[str]
) -> pl.DataFrame:
    """Put emissions on the cells.

    Parameters
    ----------
    emission
        ``region``, ``source``, ``activity``, ``mass_t`` [t] and the columns of ``by``; rows without a mass
        put nothing anywhere: they are counted elsewhere, never as zero.
    chosen
        GridPattern.
    shares
        GridShare.
    by
        Columns kept apart (``sector``, ``species``).

    Returns
    -------
    pl.DataFrame
        Columns of ``by``, ``i``, ``j``, ``mass_t`` [t]; the sum over all cells is that of the emissions.

    Examples
    --------
    >>> emission = pl.DataFrame({"region": ["1"], "source": ["2A1"], "activity": ["production"],
    ...                          "species": ["CO2"], "mass_t": [10.0]})
    >>> chosen = emission.select("region", "source", "activity", pattern=pl.lit("area"))
    >>> shares = pl.DataFrame({"region": "1", "pattern": "area", "i": [0, 1], "j": 0, "share": [0.3, 0.7]})
    >>> spread(emission, chosen=chosen, shares=shares, by=["species"]).rows()
    [('CO2', 0, 0, 3.0), ('CO2', 1, 0, 7.0)]
    """
    named = emission.filter(pl.col("mass_t").is_not_null()).join(
        chosen, on=["region", "source", "activity"], how="left", maintain_order="left"
    )
    summed = named.group_by("region", "pattern", *by, maintain_order=True).agg(pl.col("mass_t").sum())
    laid = summed.join(shares, on=["region", "pattern"], how="left", maintain_order="left")
    return (
        laid.with_columns(pl.col("mass_t") * pl.col("share"))
        .group_by(*by, "i", "j")
        .agg(pl.col("mass_t").sum())
        .sort(*by, "j", "i")
    )
