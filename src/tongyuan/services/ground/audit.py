"""The audit: every change of state, in a chain that shows whether a row was altered."""

from __future__ import annotations

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service

__all__ = ["list_rows", "verify"]


@service("audit.list")
def list_rows(ctx: Context) -> Answer:
    """List the latest changes, newest first. 最近的变更。"""
    return Answer(data=ctx.workspace.audit.rows())


@service("audit.verify")
def verify(ctx: Context) -> Answer:
    """Follow the chain from its beginning and name every fault. 核验审计链。"""
    found = ctx.workspace.audit.verify()
    rows = [problem.as_dict() for problem in found.problems]
    frame = pl.DataFrame(rows) if rows else pl.DataFrame(schema={"code": pl.String, "what_zh": pl.String})
    return Answer(meta={"rows": found.rows, "head": found.head}, data=frame, passed=not rows)
