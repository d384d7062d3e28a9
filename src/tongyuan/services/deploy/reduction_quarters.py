"""Total reduction by quarter, and so far in the year."""

from __future__ import annotations

from typing import Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["quarters"]

GUARDED = {"sensitivity": Sensitivity.SENSITIVE.value}
AMOUNT = pl.Decimal(38, 3)
QUARTERS: dict[str, Any] = {
    **dict.fromkeys(("commodity", "region"), pl.String),
    **dict.fromkeys(("year", "quarter"), pl.Int64),
    **dict.fromkeys(("counted", "so_far"), AMOUNT),
    "unit": pl.String,
}


@service("reduction.quarters", permits="reduction.list")
def quarters(ctx: Context) -> Answer:
    """Add up by quarter what was counted as total reduction, and so far in the year. 分季度总量减排。"""
    sums: dict[tuple[str, str, int, int], int] = {}
    cuts = {cut["id"]: cut for cut in ctx.workspace.reductions.cuts()}
    for step in ctx.workspace.reductions.steps():
        cut = cuts.get(step["reduction"])
        if cut is not None and step["step"] == "count":
            key = (cut["commodity"], cut["region"], cut["year"], step["quarter"])
            sums[key] = sums.get(key, 0) + step["amount"]
    rows, so_far = [], 0
    before: tuple[Any, ...] = ()
    for key in sorted(sums):
        so_far = sums[key] + (so_far if key[:3] == before else 0)
        before = key[:3]
        kind = commodity_of(key[0])
        told = dict(zip(("commodity", "region", "year", "quarter"), key, strict=True))
        amounts = {"counted": kind.amount(sums[key]), "so_far": kind.amount(so_far), "unit": kind.unit}
        rows.append(told | amounts)
    return Answer(meta=GUARDED, data=pl.DataFrame(rows, schema=QUARTERS))
