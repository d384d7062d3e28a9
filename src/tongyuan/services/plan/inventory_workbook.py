"""The workbook of an inventory: a template for activity and energy balance, and its import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.activity import activity_of
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import Place
from tongyuan.workspace import workbooks
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source

__all__ = ["import_inventory", "template"]


@service("inventory.template")
def template(
    ctx: Context,
    *,
    year: Annotated[int, "年份 · year"],
    region: Annotated[str | None, "地区代码 · region"] = None,
) -> Answer:
    """Make the workbook of activity and energy balance of a year. 清单填报模板。"""
    place = jurisdiction(ctx.workspace)
    code = place.region(region)
    content = workbooks.inventory_template(region=code, year=year, regions=place.regions)
    name = f"清单_{code}_{year}.xlsx"
    return Answer(meta={"region": code, "year": year}, document=Document(name, XLSX, content))


@service("inventory.import", changes=True, job=True)
def import_inventory(
    ctx: Context,
    *,
    file: Annotated[Path, "填好的工作簿（xlsx 或 csv） · filled workbook"],
    region: Annotated[str | None, "未注明地区的行归于此 · region of rows that name none"] = None,
    year: Annotated[int | None, "未注明年份的平衡表归于此 · year of a balance that names none"] = None,
) -> Answer:
    """Import activity and balance: whole, or not at all with every cell named. 导入活动水平与平衡表。"""
    place = jurisdiction(ctx.workspace)
    content = file.read_bytes()
    read = workbooks.read_inventory(
        content, file=file.name, regions=place.regions, region=place.region(region), year=year
    )
    parts = [rows.select("region", pl.col("year").cast(pl.Int32)) for rows in (read.activity, read.balance)]
    whose = pl.concat(parts).unique(maintain_order=True).iter_rows()
    named = Place(file=file.name)
    require_all_within(ctx, (Written(f"{code} {when}", code, place=named) for code, when in whose))
    source = Source(file.name, hash_bytes(content))
    kept = [
        *_keep(ctx, "activity", read.activity, source=source),
        *_keep(ctx, "balance", read.balance, source=source),
    ]
    for code, held in {(code, held) for _, code, held, _ in kept}:
        activity_of(ctx.workspace, region=code, year=held)
    data = pl.DataFrame(kept, schema=["table", "region", "year", "rows"], orient="row")
    notes = [note.text() for note in read.notes]
    return Answer(meta={"file": file.name, "notes": notes, "kept": data.to_dicts()}, data=data)


def _keep(ctx: Context, name: str, rows: pl.DataFrame, *, source: Source) -> list[tuple[str, str, int, int]]:
    kept = []
    for (region, year), part in rows.group_by(["region", "year"], maintain_order=True):
        place, when = str(region), int(str(year))
        ctx.workspace.put_dataset(name, part, actor=ctx.actor.id, region=place, year=when, source=source)
        kept.append((name, place, when, part.height))
    return kept
