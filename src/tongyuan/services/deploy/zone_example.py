"""Units for practice: the jurisdiction's own outline split by its seed; labelled synthetic in every row."""

from __future__ import annotations

import polars as pl
import shapely

from tongyuan.deploy.zoning.drawing import split
from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.zone_index import outline_of
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["example"]

LEVEL = {"sensitivity": Sensitivity.PUBLIC.value}
PARTS = 40
WORDS = ("优先保护", "重点管控", "一般管控")


@service("zone.example", permits="zone.list")
def example(ctx: Context) -> Answer:
    """Draw synthetic units over the jurisdiction, for practice, ready for import. 合成示例单元。"""
    meta = ctx.workspace.meta
    seed = int(meta.settings["seed"])
    outline = outline_of(meta.pack, seed, meta.region)
    if outline is None:
        raise NotFoundError(Problem("zoning.none", {"on": "—"}))
    coarse = shapely.simplify(outline, 0.005)
    parts = split(shapely.make_valid(coarse), parts=PARTS, seed=seed, bends=3)
    order = range(len(parts))
    rows = pl.DataFrame(
        {
            "管控单元编码": [f"SYN{at + 1:03d}" for at in order],
            "管控单元名称": [f"合成单元{at + 1}" for at in order],
            "管控分类": [WORDS[at % 3] for at in order],
            "生态保护红线": ["是" if at % 6 == 0 else "否" for at in order],
            "空间布局约束": ["合成示例，不是任何主管部门的要求"] * len(parts),
            "wkt": [shapely.to_wkt(part, rounding_precision=6) for part in parts],
        }
    )
    content = rows.write_csv().encode("utf-8-sig")
    document = Document("合成示例单元.csv", "text/csv", content)
    return Answer(meta={"units": len(parts), "origin": "synthetic", **LEVEL}, document=document)
