"""Regions of the jurisdiction and their boundaries."""

from __future__ import annotations

from functools import cache
from typing import Any

from tongyuan import packs
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction

__all__ = ["boundaries", "list_regions"]


@service("region.list")
def list_regions(ctx: Context) -> Answer:
    """List the regions and assessment units. 列出地区与考核单元。"""
    return Answer(meta={"contract": "Region"}, data=jurisdiction(ctx.workspace).regions)


@service("region.boundaries")
def boundaries(ctx: Context) -> Answer:
    """Give the boundaries of the regions as GeoJSON. 地区边界（GeoJSON）。"""
    meta = ctx.workspace.meta
    return Answer(data=_outlines(meta.pack, int(meta.settings["seed"])))


@cache
def _outlines(pack: str, seed: int) -> dict[str, Any]:
    """Outlines do not change while a process lives, and simplifying them takes half a second."""
    return packs.boundaries(packs.load(pack, seed=seed))
