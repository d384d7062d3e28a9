"""Regions of the jurisdiction and their boundaries."""

from __future__ import annotations

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
    return Answer(data=packs.boundaries(packs.load(meta.pack, seed=meta.settings["seed"])))
