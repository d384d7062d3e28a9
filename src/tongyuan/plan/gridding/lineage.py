"""Why a cell has its figure: what each city puts there, by points, by a proxy of its parts, or by area."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum
from typing import Any

import polars as pl

from tongyuan.plan.gridding.cells import index_of
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.packaged import look_up
from tongyuan.vocabulary.quality import Quality

__all__ = ["EVERY_SECTOR", "explain_cell"]

EVERY_SECTOR = "*"
POINTS = "points:"
AREA = "area"
Row = Mapping[str, Any]


def explain_cell(
    key: Mapping[str, Any],
    *,
    emission: pl.DataFrame,
    chosen: pl.DataFrame,
    shares: pl.DataFrame,
    points: pl.DataFrame,
    step: float,
    figure: Callable[[Row], str],
) -> Node | None:
    """Explain the mass of a species on a cell.

    Parameters
    ----------
    key
        ``sector`` (``*``: all of them together), ``species``, ``i`` and ``j`` of the cell.
    emission
        What was spread: rows of CityEmission with their ``sector`` [t].
    chosen
        GridPattern.
    shares
        GridShare.
    points
        PointSource.
    step
        Size of the cells [degree].
    figure
        Writes the id of a city's figure.

    Returns
    -------
    Node or None
        The sum [t] of each city's figure times its share of the cell; None where nothing is put there.

    Examples
    --------
    >>> row = {"region": "1", "source": "2A1", "activity": "production", "species": "CO2", "sector": "B",
    ...        "mass_t": 10.0, "quality": "derived"}
    >>> chosen = pl.DataFrame([{"region": "1", "source": "2A1", "activity": "production", "pattern": "area"}])
    >>> shares = pl.DataFrame({"region": "1", "pattern": "area", "i": [0, 1], "j": 0, "share": [0.3, 0.7]})
    >>> tree = explain_cell({"sector": "*", "species": "CO2", "i": 1, "j": 0}, emission=pl.DataFrame([row]),
    ...                     chosen=chosen, shares=shares, points=pl.DataFrame(), step=0.1,
    ...                     figure=lambda row: "1/city_emission/1")
    >>> tree.value, tree.children[0].equation
    (7.0, 'city_t * share')
    """
    wanted = emission.filter(pl.col("mass_t").is_not_null(), pl.col("species") == key["species"])
    if key["sector"] != EVERY_SECTOR:
        wanted = wanted.filter(pl.col("sector") == key["sector"])
    here = shares.filter(pl.col("i") == key["i"], pl.col("j") == key["j"])
    bare = wanted.drop("share", strict=False)  # the city's own share, of its province
    placed = bare.join(chosen, on=["region", "source", "activity"], how="inner", maintain_order="left").join(
        here, on=["region", "pattern"], how="inner", maintain_order="left"
    )
    if not placed.height:
        return None
    parts = tuple(_part(row, points=points, step=step, figure=figure) for row in placed.iter_rows(named=True))
    west, south = round(key["i"] * step, 6), round(key["j"] * step, 6)
    return Node(
        name="mass_t",
        kind=NodeKind.AGGREGATE,
        value=fsum(float(part.value or 0.0) for part in parts),
        unit="t",
        equation="sum(part_t)",
        label_zh=f"网格（西 {west}°，南 {south}°）{key['species']} 排放量",
        label_en=f"emission of {key['species']} of the cell west {west}, south {south}",
        detail=dict(key) | {"west": west, "south": south, "step_degree": step},
        children=parts,
    )


def _part(row: Row, *, points: pl.DataFrame, step: float, figure: Callable[[Row], str]) -> Node:
    """Say what one source of one city puts on the cell."""
    city = Node(
        name="city_t",
        kind=NodeKind.AGGREGATE,
        value=row["mass_t"],
        unit="t",
        label_zh=f"{row['region']} 的 {row['source']}",
        label_en=f"{row['source']} of {row['region']}",
        quality=Quality(row["quality"]),
        detail={name: row[name] for name in ("region", "source", "activity", "sector")}
        | {"figure": figure(row)},
    )
    return Node(
        name="part_t",
        kind=NodeKind.EQUATION,
        value=row["mass_t"] * row["share"],
        unit="t",
        equation="city_t * share",
        label_zh=f"{row['source']}：{row['region']}",
        label_en=f"{row['source']}, {row['region']}",
        citation="",
        detail={"region": row["region"], "pattern": row["pattern"]},
        children=(city, _share(row, points=points, step=step)),
    )


def _share(row: Row, *, points: pl.DataFrame, step: float) -> Node:
    pattern = str(row["pattern"])
    if not pattern.startswith(POINTS):
        return _of_outlines(row, pattern)
    listed = points.filter(
        pl.col("region") == row["region"], pl.col("source") == pattern.removeprefix(POINTS)
    )
    within = [
        one
        for one in listed.iter_rows(named=True)
        if (index_of(one["lon"], step=step), index_of(one["lat"], step=step)) == (row["i"], row["j"])
    ]
    return Node(
        name="share",
        kind=NodeKind.EQUATION,
        value=row["share"],
        unit="1",
        equation="sum(here) / sum(weight)",
        label_zh="点源权重之比",
        label_en="weights of point sources",
        detail={"region": row["region"], "pattern": pattern},
        children=(
            *(_point(one, name="here") for one in within),
            *(_point(one, name="weight") for one in listed.sort("id").iter_rows(named=True)),
        ),
    )


def _point(point: Row, *, name: str) -> Node:
    return Node(
        name=name,
        kind=NodeKind.REPORTED,
        value=point["weight"],
        unit=point["weight_unit"],
        label_zh=point["name"] or point["id"],
        label_en=point["name"] or point["id"],
        citation=point["citation"],
        quality=Quality(str(point["quality"])),
        detail={key: point[key] for key in ("region", "id", "lon", "lat", "year")},
    )


def _of_outlines(row: Row, pattern: str) -> Node:
    """Take the share as it was kept: outlines cut by cells are geometry, not arithmetic that is printed."""
    by_area = pattern == AREA
    zh, en = (
        ("面积", "area")
        if by_area
        else (look_up("proxies", key="proxy", code=pattern, column=f"name_{lang}") for lang in ("zh", "en"))
    )
    return Node(
        name="share",
        kind=NodeKind.CONSTANT,
        value=row["share"],
        unit="1",
        label_zh=f"本网格在 {row['region']} 的份额：{zh}" + ("" if by_area else "（按县，县内按面积）"),
        label_en=f"the cell's share of {row['region']} by {en}"
        + ("" if by_area else " (by county, within it by area)"),
        citation="边界与网格相交的球面面积",
        detail={"region": row["region"], "pattern": pattern},
    )
