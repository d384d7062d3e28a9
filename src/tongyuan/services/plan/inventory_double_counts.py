"""Rows of an inventory that may count the same tonnes, with the mass and how to mend it."""

from __future__ import annotations

from typing import Annotated

from tongyuan.plan.quality.double_counts import double_counts, works_flows
from tongyuan.services.answer import Answer
from tongyuan.services.citations import cite
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.inventory_runs import compiled, meta_of
from tongyuan.vocabulary.tables import CarbonFlow

__all__ = ["double_counts_of"]

FLOWS = "carbon_flows"
BRIEF = ("first", "first_t", "second", "second_t", "doubled_up_to_t", "remedy_zh")


@service("inventory.double_counts")
def double_counts_of(
    ctx: Context,
    *,
    run: Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"] = None,
    region: Annotated[
        str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"
    ] = None,
    year: Annotated[int | None, "年份 · year"] = None,
) -> Answer:
    """Name rows that may count the same tonnes, and how many at most. 可能重复计算的行。"""
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    held = found.records().get(FLOWS, CarbonFlow.create_empty())
    flows = works_flows(held, factors=found.require_input("factor"), family=found.family, year=found.year)
    rows = double_counts(found.emission, flows=flows)
    cited = {key: cite(ctx.workspace, key) for key in rows["citation"].unique()}
    meta = meta_of(ctx.workspace, found.run) | {"pairs": rows.height, "citations": cited}
    return Answer(meta=meta, data=rows, brief=BRIEF)
