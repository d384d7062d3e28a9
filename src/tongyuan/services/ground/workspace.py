"""The workspace itself: what it is, and whether it is sound."""

from __future__ import annotations

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import FRAMES, jurisdiction

__all__ = ["about", "doctor", "show"]


@service("workspace.about", permits="workspace.show")
def about(ctx: Context) -> Answer:
    """Say whose workspace this is, without counting: every page asks. 工作空间的名称。"""
    meta = ctx.workspace.meta
    return Answer(
        meta={
            "title_zh": meta.title_zh,
            "title_en": meta.title_en,
            "region": meta.region,
            "pack": meta.pack,
            "synthetic": meta.synthetic,
            "family": meta.settings.get("family"),
        },
    )


@service("workspace.show")
def show(ctx: Context) -> Answer:
    """Say whose workspace this is and what it holds. 工作空间概况。"""
    counts = {name: jurisdiction(ctx.workspace).frame(name).height for name in FRAMES}
    counts["statistics"] = ctx.workspace.statistics().height
    counts["runs"] = ctx.workspace.runs().height
    return Answer(meta=about(ctx).meta, data=counts)


@service("workspace.doctor")
def doctor(ctx: Context) -> Answer:
    """Check what the workspace holds and where it lies. 体检：数据、审计链、磁盘、时钟、权限、任务、备份。"""
    rows = [
        {
            "check": found.name,
            "passed": found.passed,
            "detail_zh": found.detail("zh"),
            "detail_en": found.detail("en"),
            "remedy_zh": found.remedy("zh"),
            "remedy_en": found.remedy("en"),
        }
        for found in ctx.workspace.check()
    ]
    frame = pl.DataFrame(rows)
    return Answer(data=frame, passed=bool(frame["passed"].all()))
