"""The workspace itself: what it is, and whether it is sound."""

from __future__ import annotations

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import FRAMES, jurisdiction

__all__ = ["doctor", "show"]


@service("workspace.show")
def show(ctx: Context) -> Answer:
    """Say whose workspace this is and what it holds. 工作空间概况。"""
    meta = ctx.workspace.meta
    counts = {name: jurisdiction(ctx.workspace).frame(name).height for name in FRAMES}
    counts["statistics"] = ctx.workspace.statistics().height
    counts["runs"] = ctx.workspace.runs().height
    return Answer(
        meta={
            "title_zh": meta.title_zh,
            "title_en": meta.title_en,
            "region": meta.region,
            "pack": meta.pack,
            "synthetic": meta.synthetic,
            "family": meta.settings.get("family"),
        },
        data=counts,
    )


@service("workspace.doctor")
def doctor(ctx: Context) -> Answer:
    """Check the workspace: schema, files against their hashes, audit chain. 体检：库结构、文件、审计链。"""
    checks = ctx.workspace.check()
    frame = pl.DataFrame(
        [{"check": found.name, "passed": found.passed, "detail": found.detail} for found in checks],
        schema={"check": pl.String, "passed": pl.Boolean, "detail": pl.String},
    )
    return Answer(data=frame, passed=bool(frame["passed"].all()))
