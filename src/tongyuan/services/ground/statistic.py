"""Statistics: workbooks for departments, import all or nothing, lists, the map and the trends."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import years as read_years
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.ground import statistic_versions
from tongyuan.services.jurisdiction import Jurisdiction, jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.services.statistic_figures import described, mapped, owed_by_department
from tongyuan.services.trends import trends
from tongyuan.vocabulary.problems import PermissionDeniedError, Problem
from tongyuan.workspace import workbooks

__all__ = ["import_statistics", "list_statistics", "map_statistics", "owed", "template", "trend"]

BRIEF = ("series", "label_zh", "region_name", "period", "value", "state", "unit", "quality")
Department = Annotated[str | None, "部门编号 · department id"]
#: Its services belong to the same noun.
PARTS = (statistic_versions,)


@service("statistic.template")
def template(
    ctx: Context,
    *,
    department: Annotated[str, "部门编号 · department id"],
    years: Annotated[str | None, "年份，如 2021-2025 · years"] = None,
) -> Answer:
    """Make a department's workbook of every figure that it owes. 部门填报模板。"""
    place = jurisdiction(ctx.workspace)
    chosen = (
        list(range(ctx.today.year - 6, ctx.today.year)) if years is None else read_years(years, name="years")
    )
    content = workbooks.statistic_template(
        department,
        series=place.series,
        departments=place.departments,
        regions=place.regions,
        statistics=ctx.workspace.current_statistics(),
        periods=[str(year) for year in chosen],
    )
    name = f"填报_{department}_{chosen[0]}-{chosen[-1]}.xlsx"
    return Answer(meta={"department": department, "years": chosen}, document=Document(name, XLSX, content))


@service("statistic.import", changes=True, job=True)
def import_statistics(
    ctx: Context,
    *,
    file: Annotated[Path, "填好的工作簿（xlsx 或 csv） · filled workbook"],
    department: Department = None,
) -> Answer:
    """Import a filled workbook: it lands whole, or not at all with every cell named. 导入，全部或全不。"""
    place = jurisdiction(ctx.workspace)
    read = workbooks.read_statistics(
        file.read_bytes(),
        file=file.name,
        series=place.series,
        regions=place.regions,
        departments=place.departments,
        department=department,
    )
    _require_rows(ctx, place, read)
    counts = ctx.workspace.add_statistics(read.frame, actor=ctx.actor.id)
    if read.owners.height:
        ctx.workspace.put_dataset(
            "jurisdiction.series", _reassigned(place.series, read.owners), actor=ctx.actor.id
        )
    meta = {"file": file.name, **counts, "notes": [note.text() for note in read.notes]}
    return Answer(meta=meta, data=read.frame)


@service("statistic.list")
def list_statistics(
    ctx: Context,
    *,
    series: Annotated[str | None, "指标代码 · series id"] = None,
    region: Annotated[str | None, "地区代码 · region"] = None,
) -> Answer:
    """List the figures as currently believed. 现行统计数据。"""
    rows = ctx.workspace.statistics(region=region, series=series)
    meta = {"contract": "Statistic", "synthetic": ctx.workspace.meta.synthetic}
    return Answer(meta=meta, data=described(jurisdiction(ctx.workspace), rows), brief=BRIEF)


@service("statistic.owed")
def owed(ctx: Context) -> Answer:
    """Count what each department owes and what is missing. 各部门应报与未报。"""
    return Answer(data=owed_by_department(jurisdiction(ctx.workspace), ctx.workspace.current_statistics()))


@service("statistic.map")
def map_statistics(
    ctx: Context,
    *,
    series: Annotated[str | None, "指标代码 · series id"] = None,
    period: Annotated[str | None, "时期 · period"] = None,
) -> Answer:
    """Give a series by city, for the map; the first of the settings by default. 分市指标（地图）。"""
    return mapped(
        jurisdiction(ctx.workspace),
        ctx.workspace.current_statistics(),
        series=series,
        period=period,
        preferred=ctx.workspace.meta.settings.get("trend_air", []),
    )


@service("statistic.trend")
def trend(
    ctx: Context, *, medium: Annotated[Literal["carbon", "air"], "碳或大气 · carbon or air"] = "carbon"
) -> Answer:
    """Give the yearly trend of carbon or air: compiled inventories and published series apart. 趋势。"""
    return trends(ctx.workspace, jurisdiction(ctx.workspace), medium=medium)


def _require_rows(ctx: Context, place: Jurisdiction, read: workbooks.StatisticsRead) -> None:
    """Refuse the file where one figure is of another region, or of a series that another department owns."""
    owners: dict[str, str | None] = dict(place.series.select("series", "owner").iter_rows())
    for series, owner in read.owners.iter_rows():
        seen = [
            ctx.scope.covers(region=ctx.workspace.meta.region, department=held)
            for held in (owners[series], owner)
        ]
        if not all(seen):
            values = {"got": series, "department": owner}
            raise PermissionDeniedError(Problem("scope.owner_out_of_reach", values))
    rows = read.frame.select("series", "region", "period").iter_rows()
    require_all_within(
        ctx,
        (
            Written(f"{series} {region} {period}", region, owners[series], place=cell)
            for (series, region, period), cell in zip(rows, read.places, strict=True)
        ),
    )


def _reassigned(series: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    joined = series.join(
        owners.rename({"owner": "new_owner"}), on="series", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.coalesce("new_owner", "owner").alias("owner")).drop("new_owner")
