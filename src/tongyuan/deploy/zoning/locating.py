"""Sites located in units of zoning: which units, how much of the site, red line, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from tongyuan.deploy.zoning.areas import areas_m2, lengths_m
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.vocabulary.tables import ZonePart, ZoneSite
from tongyuan.vocabulary.tables.zoning import CLASSES

__all__ = ["Located", "Zoning", "locate"]

Shapes = npt.NDArray[np.object_]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
KINDS = ("point", "line", "polygon")
TYPES = frozenset({"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
#: A share below this is noise of floating numbers, not land [1].
NOISE = 1e-9
_RANK = {name: rank for rank, name in enumerate(CLASSES)}
_CLASS = dict(enumerate(CLASSES))
_TOLD = ("unit", "edition", "layer", "name", "region", "zone_class", "red_line")


@dataclass(frozen=True, slots=True, eq=False)
class Zoning:
    """Units with an outline that are in force, ready to be asked.

    Parameters
    ----------
    units
        Rows of ``ZoningUnit`` without their outlines, in the order of ``shapes``.
    shapes
        Their outlines, prepared.
    tree
        Index of their boxes.
    areas
        Their areas [m2].
    unmapped
        Units of a list without a map: no site is ever found in them.
    """

    units: pl.DataFrame
    shapes: Shapes
    tree: shapely.STRtree
    areas: Floats
    unmapped: tuple[str, ...]

    @classmethod
    def of(cls, units: pl.DataFrame, *, on: date | None = None) -> Zoning:
        """Index units.

        Parameters
        ----------
        units
            Rows of ``ZoningUnit``.
        on
            Day on which they are in force; without it, all rows are taken.

        Returns
        -------
        Zoning
            The index.
        """
        if on is not None:
            ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= on)
            units = units.filter((pl.col("valid_from") <= on) & ~ended)
        units = units.sort("unit", "edition")
        bare = units.filter(pl.col("geometry").is_null())["unit"].to_list()
        drawn = units.filter(pl.col("geometry").is_not_null())
        shapes = shapely.from_wkb(drawn["geometry"].to_numpy())
        shapely.prepare(shapes)
        return cls(drawn.drop("geometry"), shapes, shapely.STRtree(shapes), areas_m2(shapes), tuple(bare))


@dataclass(frozen=True, slots=True)
class Located:
    """Where sites lie.

    Parameters
    ----------
    parts
        Rows of ``ZonePart``: each unit that a site touches.
    sites
        Rows of ``ZoneSite``: one a site.
    """

    parts: pl.DataFrame
    sites: pl.DataFrame


def locate(sites: Mapping[str, BaseGeometry], *, zoning: Zoning) -> Located:
    """Locate sites in units.

    Parameters
    ----------
    sites
        Points, lines or polygons in longitude and latitude [degree], by name.
    zoning
        Units in force.

    Returns
    -------
    Located
        A point on a border belongs to each unit that it touches. Shares of a polygon or a line, with what
        is outside of all units and without what overlapping units count twice, add up to one.

    Raises
    ------
    InputError
        If a site is empty, broken, or neither point, line nor polygon.

    Examples
    --------
    >>> from tongyuan.testing.zones import square
    >>> zoning = Zoning.of(square("A", 0, 0, 2, 2).vstack(square("B", 2, 0, 4, 2)))
    >>> found = locate({"s": shapely.box(1, 0, 3, 1)}, zoning=zoning)
    >>> found.parts.select("unit", pl.col("share").round(6)).rows()
    [('A', 0.5), ('B', 0.5)]
    """
    names = list(sites)
    shapes: Shapes = np.array(list(sites.values()), dtype=object)
    _refuse(names, shapes)
    dimension = shapely.get_dimensions(shapes).astype(np.intp)
    whole = _measures(shapes, dimension)
    site, unit = zoning.tree.query(shapes)
    touching = shapely.intersects(zoning.shapes[unit], shapes[site])
    order = np.lexsort((unit[touching], site[touching]))
    site, unit = site[touching][order], unit[touching][order]
    pieces, border = _pieces(shapes[site], zoning.shapes[unit], dimension[site])
    met = _Met(site, dimension[site], pieces, _measures(pieces, dimension[site]), border)
    parts = _parts(names, zoning.units.select(_TOLD)[unit], met, whole)
    summed = _summed(names, parts, met, whole, dimension)
    told = zoning.units["layer"].eq("red_line").any()
    sites_told = summed.with_columns(red_line=_red_line(told=pl.lit(value=told)))
    return Located(
        ZonePart.validate(parts.select(ZonePart.column_names()), cast=True),
        ZoneSite.validate(sites_told.select(ZoneSite.column_names()), cast=True),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Met:
    """Meetings of sites with units, in order of the sites: what piece is common, how large, border alone."""

    site: Ints
    dimension: Ints
    pieces: Shapes
    measure: Floats
    border: Bools


def _refuse(names: list[str], shapes: Shapes) -> None:
    """Refuse sites that are no place."""
    problems = [
        Problem("zoning.site_shape", {"site": name, "got": _reason(shape)})
        for name, shape in zip(names, shapes, strict=True)
        if not _usable(shape)
    ]
    if problems:
        raise InputError(problems)


def _usable(shape: BaseGeometry) -> bool:
    if shapely.is_empty(shape) or not shapely.is_valid(shape) or shape.geom_type not in TYPES:
        return False
    west, south, east, north = shape.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _reason(shape: BaseGeometry) -> str:
    return shape.wkt[:60] if shapely.is_valid(shape) else str(shapely.is_valid_reason(shape))


def _measures(shapes: Shapes, dimension: Ints) -> Floats:
    """Measure each shape by the measure of its kind: a point counts 1, a line [m], a polygon [m2]."""
    by_kind = (np.ones(len(shapes)), lengths_m(shapes), areas_m2(shapes))
    result: Floats = np.select([dimension == kind for kind in range(3)], by_kind)
    return result


def _pieces(sites: Shapes, outlines: Shapes, dimension: Ints) -> tuple[Shapes, Bools]:
    """Cut sites by the units that they meet; one that lies wholly inside needs no cutting."""
    crossing = ~shapely.contains_properly(outlines, sites)
    pieces, border = sites.copy(), np.zeros(len(sites), dtype=bool)
    border[crossing] = shapely.touches(outlines[crossing], sites[crossing])
    cut = crossing & ((dimension == 1) | ((dimension == 2) & ~border))
    pieces[cut] = shapely.intersection(sites[cut], outlines[cut])
    pieces[border & (dimension == 2)] = shapely.Polygon()
    return pieces, border


def _parts(names: list[str], units: pl.DataFrame, met: _Met, whole: Floats) -> pl.DataFrame:
    """Tell for each meeting the unit and how much of the site it has."""
    share = np.minimum(met.measure / whole[met.site], 1.0)
    return units.with_columns(
        at=pl.Series(met.site, dtype=pl.Int64),
        site=pl.Series([names[at] for at in met.site], dtype=pl.String),
        area_m2=pl.Series(np.where(met.dimension == 2, met.measure, np.nan)).fill_nan(None),
        length_m=pl.Series(np.where(met.dimension == 1, met.measure, np.nan)).fill_nan(None),
        share=pl.Series(share, dtype=pl.Float64),
        on_border=pl.Series(met.border),
    )


def _summed(names: list[str], parts: pl.DataFrame, met: _Met, whole: Floats, dimension: Ints) -> pl.DataFrame:
    """Sum the meetings of each site; what overlaps counts once."""
    counted = (parts["layer"] == "unit").to_numpy()
    red = parts["red_line"].fill_null(value=False).to_numpy() & ~(met.border & (met.dimension != 1))
    of_units, of_red = _once(met, counted, len(names)), _once(met, red, len(names))
    twice = np.bincount(met.site[counted], met.measure[counted], minlength=len(names)) - of_units
    sites = pl.DataFrame(
        {
            "at": np.arange(len(names)),
            "site": names,
            "kind": [KINDS[one] for one in dimension],
            "whole": whole,
            "outside_share": _clean(1 - of_units / whole),
            "double_share": np.where(dimension == 0, 0.0, _clean(twice / whole, most=np.inf)),
            "red": of_red,
        }
    ).join(_by_site(parts), on="at", how="left", maintain_order="left")
    polygon, line = pl.col("kind") == "polygon", pl.col("kind") == "line"
    return sites.with_columns(
        area_m2=pl.when(polygon).then("whole"),
        length_m=pl.when(line).then("whole"),
        units=pl.col("units").fill_null(0),
        zone_class=pl.col("rank").replace_strict(_CLASS, default=None, return_dtype=pl.String),
        shared_border=(pl.col("kind") == "point") & (pl.col("bordering").fill_null(0) > 1),
        red_line_m2=pl.when(polygon).then("red"),
        red_line_m=pl.when(line).then("red"),
    )


def _by_site(parts: pl.DataFrame) -> pl.DataFrame:
    """Count what each site meets."""
    unit, hard = pl.col("layer") == "unit", pl.col("red_line").fill_null(value=False)
    ranked = pl.col("zone_class").cast(pl.String).replace_strict(_RANK, return_dtype=pl.Int8)
    return parts.group_by("at").agg(
        units=unit.sum(),
        rank=ranked.filter(unit).min(),
        bordering=(unit & pl.col("on_border")).sum(),
        touches_red=hard.any(),
        untold=pl.col("red_line").is_null().any(),
    )


def _once(met: _Met, taken: Bools, sites: int) -> Floats:
    """Measure what the taken pieces of each site cover, each place once."""
    site = met.site[taken]
    most = np.zeros(sites)
    np.maximum.at(most, site, met.measure[taken])
    many = np.bincount(site[met.measure[taken] > 0], minlength=sites) > 1
    shared = taken & many[met.site] & (met.measure > 0) & (met.dimension > 0)
    if not shared.any():
        return most
    order, first = np.unique(met.site[shared], return_index=True)
    groups = np.split(met.pieces[shared], first[1:])
    union = np.array([shapely.union_all(group) for group in groups], dtype=object)
    kinds = met.dimension[shared][first]
    most[order] = _measures(union, kinds)
    return most


def _clean(shares: Floats, *, most: float = 1.0) -> Floats:
    """Drop the noise of floating numbers."""
    result: Floats = np.clip(np.where(np.abs(shares) < NOISE, 0.0, shares), 0.0, most)
    return result


def _red_line(*, told: pl.Expr) -> pl.Expr:
    """Tell what a site has to do with the red line; without its layer an unmarked unit leaves that open."""
    opens = ~told & (pl.col("untold").fill_null(value=True) | (pl.col("outside_share") > 0))
    return (
        pl.when(pl.col("red") > 0)
        .then(pl.lit("overlaps"))
        .when(pl.col("touches_red").fill_null(value=False))
        .then(pl.lit("touches"))
        .when(opens)
        .then(pl.lit("not_told"))
        .otherwise(pl.lit("clear"))
    )
