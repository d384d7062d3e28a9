"""Visits: in which browsers one is signed in, and ending them."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl

from tongyuan.services.accounts import own_account, this_visit
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.sign_in_rules import rules
from tongyuan.vocabulary.problems import NotFoundError, Problem

__all__ = ["end", "list_visits"]

INSTANT = pl.Datetime("us", "UTC")

#: Length of a visit's short name.
HANDLE = 12


@service("visit.list")
def list_visits(ctx: Context) -> Answer:
    """List the browsers in which one is signed in. 本人登录列表。"""
    own, here = own_account(ctx), this_visit(ctx.actor)
    rows = [
        {
            "visit": visit.handle,
            "created_at": visit.created_at,
            "last_seen_at": visit.last_seen_at,
            "expires_at": visit.expires_at,
            "how": visit.how,
            "address": visit.address,
            "agent": visit.agent,
            "this": visit.handle == here,
        }
        for visit in ctx.workspace.visits.listing(own.id, idle=rules().lasting("visit_idle"), at=ctx.now)
    ]
    schema: dict[str, Any] = {
        "visit": pl.String,
        "created_at": INSTANT,
        "last_seen_at": INSTANT,
        "expires_at": INSTANT,
        "how": pl.String,
        "address": pl.String,
        "agent": pl.String,
        "this": pl.Boolean,
    }
    return Answer(data=pl.DataFrame(rows, schema=schema))


@service("visit.end", changes=True)
def end(
    ctx: Context,
    *,
    visit: Annotated[str, Positional("登录编号；others 为其他全部 · id of the visit; others for all others")],
) -> Answer:
    """End one of one's own visits, or all but this. 退出登录。"""
    own = own_account(ctx)
    if visit == "others":
        ended = ctx.workspace.visits.end_all(own.id, keep=this_visit(ctx.actor), at=ctx.now)
    elif len(visit) != HANDLE or not (ended := ctx.workspace.visits.end_by_handle(own.id, visit, at=ctx.now)):
        raise NotFoundError(Problem("people.no_visit", {"visit": visit}))
    return Answer(meta={"outcome": "ended"}, data={"ended": ended})
