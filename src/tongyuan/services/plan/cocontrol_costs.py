"""What a plan costs, by measure, sector or region: investment where it is known, parts of each year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import measures
from tongyuan.plan.cocontrol import BASE
from tongyuan.plan.cocontrol.energy import PARTS
from tongyuan.plan.cocontrol.investing import with_investment
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.cocontrol_benefit_runs import plan_named
from tongyuan.services.plan.cocontrol_cases import kept
from tongyuan.services.plan.cocontrol_labels import named_rows
from tongyuan.services.plan.measure_library import own_of

if TYPE_CHECKING:
    from tongyuan.services.plan.cocontrol_runs import CocontrolRun

__all__ = ["costs", "invested"]

BRIEF = ("year", "sector_zh", "region_zh", "measure_zh", "investment_cny", "known", "chosen", "cost_cny")
#: What a sum is told by: columns that name it.
NAMED = {
    "measure": ("measure", "measure_zh", "measure_en"),
    "sector": ("sector", "sector_zh", "sector_en"),
    "region": ("region", "region_zh", "region_en"),
}


@service("cocontrol.costs", permits="cocontrol.show")
def costs(
    ctx: Context,
    *,
    run: Annotated[
        str | None, "方案或部署方案建议的运行编号，缺省为最近方案 · run of a plan or proposal; latest plan"
    ] = None,
    by: Annotated[
        Literal["measure", "sector", "region"], "按措施、行业或地区 · by measure, sector or region"
    ] = "sector",
) -> Answer:
    """Show what a plan costs and who bears it; investment counts where it is known. 方案的投资与成本。"""
    found = kept(ctx.workspace, run=plan_named(ctx.workspace, run))
    found.require_feasible()
    rows = invested(found.found)
    names = NAMED[by]
    known = pl.col("investment_cny").is_not_null()
    told = rows.group_by("year", *names, maintain_order=True).agg(
        pl.when(known.any()).then(pl.col("investment_cny").sum()).alias("investment_cny"),
        known.sum().cast(pl.Int64).alias("known"),
        pl.len().cast(pl.Int64).alias("chosen"),
        *(pl.when(pl.col(part).is_not_null().any()).then(pl.col(part).sum()).alias(part) for part in PARTS),
        pl.col("cost_cny").sum(),
    )
    ordered = told.sort("year", "cost_cny", descending=[False, True], maintain_order=True)
    return Answer(meta=found.meta() | {"table": by, "totals": _totals(rows)}, data=ordered, brief=BRIEF)


def invested(found: CocontrolRun) -> pl.DataFrame:
    """Lay investments beside the parts of a plan's cost.

    Parameters
    ----------
    found
        A kept plan.

    Returns
    -------
    pl.DataFrame
        Table ``cost_part`` of what is chosen, named, with ``investment_cny`` (null: not known).
    """
    workspace = found.workspace
    library = measures.with_own(measures.Library.of(reference.measure_tables()), own_of(workspace))
    stating = library.costs.filter(pl.col("item").cast(pl.String) == "capex")["measure"].unique().to_list()
    named = named_rows(workspace, found.table("cost_part").filter(pl.col("part") != BASE))
    return with_investment(
        named,
        lives=dict(library.measures.select("measure", "lifetime_a").iter_rows()),
        stating=stating,
        rate=float(found.run.params["social_rate"]),
    )


def _totals(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Say of each year for how many of the chosen ways the investment is known, and their sum."""
    known = pl.col("investment_cny").is_not_null()
    summed = rows.group_by("year", maintain_order=True).agg(
        pl.when(known.any()).then(pl.col("investment_cny").sum()).alias("investment_cny"),
        known.sum().cast(pl.Int64).alias("known"),
        pl.len().cast(pl.Int64).alias("chosen"),
        pl.col("cost_cny").filter(~known).sum().alias("without_cny"),
        pl.col("cost_cny").sum(),
    )
    return summed.sort("year").to_dicts()
