"""What the services of reductions and of replacement share: clauses, steps with their ledger, rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from tongyuan.deploy.reduction import Shares, recomputed, refuse_step, shares_of
from tongyuan.deploy.replacement import refuse_source
from tongyuan.reference.admission import admission_rules
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context
from tongyuan.vocabulary.commodities import commodity_of
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.ledger import Holder

__all__ = ["clauses", "holder_of_cut", "recomputed_of", "seen_rows", "share_row", "take"]

RULES = {"once": "R27", "fuel": "R14a", "real": "R28"}
TOLD = ("facility", "region", "enterprise", "commodity", "year", "measure")


def clauses() -> dict[str, str]:
    """Return the clause of each rule that a step may break: once, fuel, real."""
    rows = {row["rule"]: row for row in admission_rules().iter_rows(named=True)}
    return {name: f"{rows[code]['document']}{rows[code]['clause']}" for name, code in RULES.items()}


def holder_of_cut(cut: Mapping[str, Any]) -> Holder:
    """Return whose account of the ledger a reduction belongs to."""
    if cut["enterprise"] is None:
        return Holder("region", cut["region"])
    return Holder("enterprise", cut["enterprise"], region=cut["region"])


def take(
    ctx: Context,
    cut: Mapping[str, Any],
    step: Mapping[str, Any],
    post: Callable[[], int | None] | None = None,
) -> Answer:
    """Write a step of a reduction, with what it moves in the ledger, and tell what is left."""
    told = clauses()
    empty = dict.fromkeys(("quarter", "project", "hold", "expires_at"))
    row = {**empty, **step, "reduction": cut["id"], "actor": ctx.actor.id}

    def refuse(_cuts: Sequence[Mapping[str, Any]], steps: Sequence[Mapping[str, Any]]) -> None:
        if row["step"] in ("credit", "reserve"):
            refuse_source(cut, clauses=told)
        refuse_step(row, cut, steps, clause=told["once"], at=ctx.now)

    number = ctx.workspace.reductions.take(row, refuse=refuse, post=post)
    shares = shares_of(cut["id"], ctx.workspace.reductions.steps(), at=ctx.now)
    frame = pl.DataFrame([{"step": number, **share_row(cut, shares)}], infer_schema_length=None)
    return Answer(meta={"outcome": f"step {number}", "sensitivity": Sensitivity.SENSITIVE.value}, data=frame)


def share_row(cut: Mapping[str, Any], shares: Shares) -> dict[str, Any]:
    """Write a reduction with its sums, in the commodity's unit."""
    kind = commodity_of(cut["commodity"])
    held = sum(amount for _, amount in shares.live.values())
    again = recomputed_of(cut)
    stated = "unproved" if cut["emitted_before"] is None else "stated"
    told = None if shares.recognised is None else kind.amount(shares.recognised)
    return {
        "reduction": cut["id"],
        **{name: cut[name] for name in TOLD},
        "claimed": kind.amount(cut["claimed"]),
        "proved": stated if again is None else "recomputed",
        "recomputed": again,
        "recognised": told,
        "counted": kind.amount(shares.counted),
        "credited": kind.amount(shares.credited),
        "held": kind.amount(held),
        "used": kind.amount(shares.used),
        "free": kind.amount(shares.free),
        "replacing": kind.amount(shares.open),
        "unit": kind.unit,
    }


def recomputed_of(cut: Mapping[str, Any]) -> float | None:
    """Recompute a registered reduction from its parameters, in the commodity's unit; None without any."""
    if cut["parameters"] is None:
        return None
    return recomputed(cut["measure"], json.loads(cut["parameters"]))


def seen_rows(ctx: Context) -> list[dict[str, Any]]:
    """List the reductions in reach with what became of each."""
    steps: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for step in ctx.workspace.reductions.steps():
        steps[step["reduction"]].append(step)
    return [
        share_row(cut, shares_of(cut["id"], steps[cut["id"]], at=ctx.now))
        for cut in ctx.workspace.reductions.cuts()
    ]
