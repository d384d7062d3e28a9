"""What units do to each other and to their region: overlaps, holes, what is beyond, a shift of the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from tongyuan.deploy.zoning.areas import areas_m2
from tongyuan.deploy.zoning.shifting import unshifted

__all__ = ["Finding", "coverage"]

Shapes = npt.NDArray[np.object_]
#: An overlap or a hole below this is no land [m2].
SLIVER_M2 = 100.0
#: How many holes are told, from the largest.
MOST_HOLES = 20
#: What a shift back must leave of the difference to the region's outline, to be suspected [1].
SUSPECT = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at: kind, unit and other unit, area [m2], share [1]."""

    kind: str
    unit: str | None = None
    other: str | None = None
    area_m2: float | None = None
    share: float | None = None


def coverage(units: Sequence[str], shapes: Shapes, *, region: BaseGeometry) -> list[Finding]:
    """Look at units beside each other and beside their region.

    Parameters
    ----------
    units
        Their names.
    shapes
        Valid polygons [degree].
    region
        Outline of the region that they should cover [degree].

    Returns
    -------
    list of Finding
        ``overlap``, ``hole``, ``uncovered`` and ``beyond`` with the share of the region, ``shifted``.

    Examples
    --------
    >>> found = coverage(["A"], np.array([shapely.box(0, 0, 1, 1)]), region=shapely.box(0, 0, 2, 1))
    >>> [(one.kind, round(one.share, 6)) for one in found]
    [('uncovered', 0.5)]
    """
    found = list(_overlaps(units, shapes))
    union = shapely.union_all(shapes) if found else shapely.coverage_union_all(shapes)
    found += _holes(union)
    apart = np.array([shapely.difference(region, union), shapely.difference(union, region)], dtype=object)
    whole = areas_m2(np.array([region], dtype=object))[0]
    areas = areas_m2(apart)
    for kind, area in zip(("uncovered", "beyond"), areas, strict=True):
        if area > SLIVER_M2:
            found.append(Finding(kind, area_m2=float(area), share=float(area / whole)))
    back = unshifted(union)
    if back is not None and areas.sum() > SLIVER_M2:
        left = areas_m2(np.array([shapely.symmetric_difference(region, back)], dtype=object))[0]
        if left < SUSPECT * areas.sum():
            found.append(Finding("shifted", share=float(left / areas.sum())))
    return found


def _overlaps(units: Sequence[str], shapes: Shapes) -> Iterator[Finding]:
    """Find pairs that share land; only those with an edge that fits no neighbour are cut."""
    if shapely.coverage_is_valid(shapes):
        return
    unfit = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes[unfit], predicate="intersects")
    pairs = {(min(a, b), max(a, b)) for a, b in zip(unfit[first], second, strict=True) if a != b}
    for a, b in sorted(pairs):
        both = areas_m2(np.array([shapely.intersection(shapes[a], shapes[b]), shapes[a]], dtype=object))
        if both[0] > SLIVER_M2:
            yield Finding("overlap", units[a], units[b], float(both[0]), float(both[0] / both[1]))


def _holes(union: BaseGeometry) -> list[Finding]:
    rings = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    areas = sorted(areas_m2(np.array(rings, dtype=object)).tolist(), reverse=True)
    return [Finding("hole", area_m2=area) for area in areas[:MOST_HOLES] if area > SLIVER_M2]
