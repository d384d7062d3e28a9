"""What is held for projects, with the day on which it lapses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl

from tongyuan.deploy.reduction import shares_of
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["holds"]

GUARDED = {"sensitivity": Sensitivity.SENSITIVE.value}
AMOUNT = pl.Decimal(38, 3)
#: A reservation ends with its last day: a moment before its instant is that day.
MOMENT = timedelta(microseconds=1)
HOLDS: dict[str, Any] = {
    **dict.fromkeys(("hold", "reduction"), pl.Int64),
    **dict.fromkeys(("facility", "region", "commodity", "project"), pl.String),
    "amount": AMOUNT,
    "unit": pl.String,
    "last_day": pl.Date,
    "days_left": pl.Int64,
}


@service("replacement.holds", permits="reduction.list")
def holds(ctx: Context) -> Answer:
    """List what is held for projects, soonest to lapse first. 替代量预留与到期。"""
    steps = ctx.workspace.reductions.steps()
    ends = {step["id"]: step["expires_at"] for step in steps}
    today = ctx.today
    rows = []
    for cut in ctx.workspace.reductions.cuts():
        kind = commodity_of(cut["commodity"])
        own = [step for step in steps if step["reduction"] == cut["id"]]
        for number, (project, amount) in shares_of(cut["id"], own, at=ctx.now).live.items():
            ends_at = ends[number]
            last = None if ends_at is None else (ends_at - MOMENT).astimezone(CIVIL_ZONE).date()
            rows.append(
                {"hold": number, "reduction": cut["id"], "project": project, "amount": kind.amount(amount)}
                | {name: cut[name] for name in ("facility", "region", "commodity")}
                | {"unit": kind.unit, "last_day": last}
                | {"days_left": None if last is None else (last - today).days}
            )
    frame = pl.DataFrame(rows, schema=HOLDS).sort("last_day", "hold", nulls_last=True)
    return Answer(meta=GUARDED, data=frame)
