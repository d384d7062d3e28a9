"""Quality of a kept inventory: what it lacks of what it is asked for."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.plan.quality import completeness as cells
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.inventory_runs import compiled, inventory_runs, meta_of
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.missing import Missing

__all__ = ["completeness"]

Region = Annotated[str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"]
Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
STATE_NAMES = {
    cells.VALUE: ("有数值", "value"),
    cells.NOT_ASKED: ("不要求", "not asked"),
    **{state.value: (state.label_zh, state.label_en) for state in Missing},
}


@service("inventory.completeness")
def completeness(
    ctx: Context, *, run: Run = None, region: Region = None, year: Annotated[int | None, "年份 · year"] = None
) -> Answer:
    """Show what stands in every cell of sources by species. 完整性矩阵：排放源 × 物种。"""
    found = compiled(ctx.workspace, run=run, region=region, year=year)
    matrix = cells.matrix(found.emission)
    whole = cells.score(matrix).row(0, named=True)
    by_species = cells.score(matrix, by=["species"]).to_dicts()
    meta = meta_of(ctx.workspace, found.run) | {
        "runs": inventory_runs(ctx.workspace),
        **whole,
        "by_species": by_species,
    }
    shown = ("source_zh", "species", "state", "mass_t", "rows", "gaps", "included_in")
    return Answer(meta=meta, data=_named(matrix), brief=shown)


def _named(matrix: pl.DataFrame) -> pl.DataFrame:
    """Add the names of sources and states, in both languages."""
    names = {code: [sources.label(code, language=word) for word in ("zh", "en")] for code in matrix["source"]}
    return matrix.with_columns(
        pl.col(column)
        .replace_strict({code: pair[at] for code, pair in table.items()}, return_dtype=pl.String)
        .alias(f"{column}_{language}")
        for column, table in (("source", names), ("state", STATE_NAMES))
        for at, language in enumerate(("zh", "en"))
    )
