"""Plots of land imported from maps and lists: all, or none with every fault named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
import shapely

from tongyuan.deploy.zoning.columns import columns_of, word_of
from tongyuan.deploy.zoning.mending import in_degrees, mended
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.zone_files import Layer, read_layer
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Plot

__all__ = ["import_plots"]

LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
FIELDS = ("plot", "name", "region", "enterprise", "former_use", "severe", "area_m2")
NEEDED = ("plot", "name", "region")


@service("plot.import", changes=True)
def import_plots(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("xlsx、csv、GeoJSON 或 shapefile（zip） · plots as a file")],
    kind: Annotated[Literal["contaminated", "wind", "pv"], "污染地块、风电、光伏备选 · kind"],
    source: Annotated[str, "来源文件 · document that lists them"],
    origin: Annotated[Literal["issued", "synthetic"], "发布或合成 · issued, or synthetic"] = "issued",
    crs: Annotated[str | None, "坐标系，缺省依文件 · reference system; the file's by default"] = None,
) -> Answer:
    """Import plots: all, or none with every fault named. 导入地块。"""
    if not source.strip():
        raise InputError(Problem("service.argument", {"name": "source", "got": source, "expected": "…"}))
    layer = read_layer(file.read_bytes(), file=file.name)
    shapes = in_degrees(layer.shapes, crs=crs or layer.crs, file=file.name)
    head = {"kind": kind, "source": source, "origin": origin}
    rows = _plots(ctx, Layer(layer.rows, shapes, layer.crs), head, file=file.name)
    known = ctx.workspace.whole.plots.frame().filter(pl.col("plot").is_in(rows["plot"].to_list()))
    both = pl.concat([known, rows]).unique(["plot", "region", "enterprise"], maintain_order=True)
    written = [
        Written(row["plot"], row["region"], None, row["enterprise"], Place(file=file.name))
        for row in both.iter_rows(named=True)
    ]
    require_all_within(ctx, written)
    ctx.workspace.plots.put(rows, actor=ctx.actor.id)
    meta = {"outcome": f"{rows.height} plots", "plots": rows.height, **LEVEL}
    return Answer(meta=meta, data=rows.drop("geometry"))


def _plots(ctx: Context, layer: Layer, head: Mapping[str, Any], *, file: str) -> pl.DataFrame:
    found = columns_of(layer.rows.columns, fields=FIELDS)
    absent = [field for field in NEEDED if field not in found]
    if absent:
        values = {"got": "、".join(absent), "there": "、".join(layer.rows.columns)}
        raise InputError(Problem("zoning.column", values, Place(file=file)))
    listed = jurisdiction(ctx.workspace).regions
    codes = listed["region"].to_list()
    regions = dict(zip(listed["name_zh"], codes, strict=True)) | dict(zip(codes, codes, strict=True))
    shapes = _shapes(layer, found["plot"], file)
    made, problems = [], []
    for at, (row, shape) in enumerate(zip(layer.rows.iter_rows(named=True), shapes, strict=True), start=2):
        told = {field: (row[name] or "").strip() or None for field, name in found.items()}
        problems += _faults(told, regions, Place(file=file, row=at))
        made.append({**head, **_plot(told, regions, shape)})
    names = [row["plot"] for row in made]
    problems += [Problem("zoning.twice", {"unit": one}) for one in sorted(set(names)) if names.count(one) > 1]
    if problems or not made:
        raise InputError(problems or Problem("zoning.empty", {}, Place(file=file)))
    return Plot.validate(pl.DataFrame(made, schema=Plot.create_empty().schema), cast=True)


def _shapes(layer: Layer, column: str, file: str) -> list[Any]:
    """Mend polygons; a plot may also be a point."""
    flat = [shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"} for shape in layer.shapes]
    polygons = np.array([None] * len(flat), dtype=object)
    polygons[flat] = layer.shapes[flat]
    good, _ = mended([str(one) for one in layer.rows[column]], polygons, file=file)
    return [
        polygon if is_flat else shape
        for polygon, is_flat, shape in zip(good, flat, layer.shapes, strict=True)
    ]


def _faults(told: Mapping[str, str | None], regions: Mapping[str, str], place: Place) -> list[Problem]:
    plot = told["plot"]
    problems = [
        Problem("zoning.lacking", {"unit": plot, "field": field}, place)
        for field in NEEDED
        if told[field] is None
    ]
    if told["region"] is not None and told["region"] not in regions:
        problems.append(Problem("zoning.region", {"unit": plot, "got": told["region"]}, place))
    severe = told.get("severe")
    if severe is not None and word_of("red_line", severe) is None:
        problems.append(Problem("zoning.word", {"unit": plot, "field": "severe", "got": severe}, place))
    area = told.get("area_m2")
    if area is not None and _area(area) is None:
        problems.append(Problem("zoning.area", {"unit": plot, "got": area}, place))
    return problems


def _area(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < 1e12 else None


def _plot(told: Mapping[str, str | None], regions: Mapping[str, str], shape: Any) -> dict[str, Any]:
    severe = word_of("red_line", told.get("severe") or "")
    return {
        **{name: told.get(name) for name in ("plot", "name", "enterprise", "former_use")},
        "region": regions.get(told["region"] or ""),
        "severe": None if severe is None else severe == "yes",
        "area_m2": _area(told.get("area_m2") or ""),
        "geometry": None if shape is None else shapely.to_wkb(shape),
    }
