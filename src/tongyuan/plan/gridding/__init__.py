"""The grid: emissions of regions on cells of equal angle, by points, proxies and area; nothing is lost."""

from tongyuan.plan.gridding.cells import EARTH_RADIUS_M, area_of, cell_area, shares_of
from tongyuan.plan.gridding.patterns import patterns, spread
from tongyuan.plan.gridding.points import outside, shares_of_points
from tongyuan.plan.gridding.sectors import sector_of
from tongyuan.plan.gridding.speciation import speciate
from tongyuan.plan.gridding.timing import hours_of, months_of, normalised

__all__ = [
    "EARTH_RADIUS_M",
    "area_of",
    "cell_area",
    "hours_of",
    "months_of",
    "normalised",
    "outside",
    "patterns",
    "sector_of",
    "shares_of",
    "shares_of_points",
    "speciate",
    "spread",
]
