"""Units of zoning in force, indexed once: what locates sites for every room that asks."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import shapely.geometry
from shapely.geometry.base import BaseGeometry

from tongyuan import packs
from tongyuan.deploy.zoning import Zoning

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["outline_of", "zoning_of"]

_KEPT: dict[tuple[str, str], Zoning] = {}
#: Indices kept in a process; one of 3,000 units of real complexity takes some hundred MB.
MOST = 2


def zoning_of(workspace: Workspace, *, on: date | None) -> Zoning:
    """Index the units in force on a day.

    Parameters
    ----------
    workspace
        Holds the editions.
    on
        The day; None takes of each region and layer the latest.

    Returns
    -------
    Zoning
        The index; the same editions are indexed once in a process.
    """
    zones = workspace.whole.zones
    held = zones.editions()
    numbers = zones.in_force(on)
    taken = held.filter(held["number"].is_in(numbers)).select("number", "at").rows()
    key = (str(workspace.folder), str(taken))
    if key not in _KEPT:
        while len(_KEPT) >= MOST:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = Zoning.of(zones.units(numbers))
    return _KEPT[key]


@lru_cache(maxsize=8)
def outline_of(pack: str, seed: int, region: str) -> BaseGeometry | None:
    """Find the outline of a region; None where the pack draws none.

    Parameters
    ----------
    pack
        Name of the pack.
    seed
        Seed of a drawn pack.
    region
        Code.

    Returns
    -------
    BaseGeometry or None
        The outline [degree].
    """
    drawn = _drawn(pack, seed)
    features = [drawn["outline"], *drawn["features"]]
    return next((shapely.geometry.shape(one["geometry"]) for one in features if one["id"] == region), None)


@cache
def _drawn(pack: str, seed: int) -> dict[str, Any]:
    return packs.boundaries(packs.load(pack, seed=seed), tolerance=0.0001)
