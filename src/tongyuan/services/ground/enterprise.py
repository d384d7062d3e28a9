"""Enterprises of the jurisdiction, as far as one may see them."""

from __future__ import annotations

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction

__all__ = ["list_enterprises"]


@service("enterprise.list")
def list_enterprises(ctx: Context) -> Answer:
    """List the enterprises within reach. 企业名录。"""
    return Answer(meta={"contract": "Enterprise"}, data=jurisdiction(ctx.workspace).enterprises)
