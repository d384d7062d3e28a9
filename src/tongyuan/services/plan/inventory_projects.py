"""Restoration projects of a kept inventory, before and after: whether the change stands out."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.accounting.restoration import compare_projects
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.inventory_runs import compiled, meta_of
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.tables import Restoration

__all__ = ["projects"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
BRIEF = (
    "project",
    "first",
    "last",
    "area_ha",
    "before_t",
    "after_t",
    "change_t",
    "half_width_t",
    "verdict_zh",
)
NOTE = {
    "note_zh": "备忘：项目土地已在清查之内，不另计入总量。变化在不确定性之内的，不能判定增减。",
    "note_en": "Memo: the land's own figures hold its projects. A change within the uncertainty is neither "
    "gain nor loss.",
}


@service("inventory.projects")
def projects(ctx: Context, *, run: Run = None) -> Answer:
    """Set each restoration project's carbon before and after side by side. 生态修复项目前后对比。"""
    found = compiled(ctx.workspace, run=run)
    held = found.records().get("restorations", Restoration.create_empty())
    verdicts = packaged_table("verdicts")
    told = compare_projects(held).with_columns(
        pl.col("verdict")
        .replace_strict(dict(verdicts.select("verdict", f"name_{language}").rows()), return_dtype=pl.String)
        .alias(f"verdict_{language}")
        for language in ("zh", "en")
    )
    meta = meta_of(ctx.workspace, found.run) | {"unit": "t C"} | NOTE
    return Answer(meta=meta, data=told, brief=BRIEF)
