"""Notices: what one should know and has perhaps not read yet."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, find, service
from tongyuan.vocabulary.problems import Problem
from tongyuan.workspace.notices import Notice

__all__ = ["list_notices", "read", "unread"]

CHINESE = re.compile("[㐀-鿿]")
SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "code": pl.String,
    "text_zh": pl.String,
    "text_en": pl.String,
    "link": pl.String,
    "sent_by": pl.String,
    "sent_at": pl.Datetime("us", "UTC"),
    "read_at": pl.Datetime("us", "UTC"),
}


@service("notice.list")
def list_notices(ctx: Context) -> Answer:
    """List one's own notices, newest first. 我的通知。"""
    rows = [_row(notice) for notice in ctx.workspace.notices.of(ctx.actor.id)]
    meta = {"unread": ctx.workspace.notices.unread(ctx.actor.id)}
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=SCHEMA), brief=("sent_at", "text_zh", "link"))


@service("notice.unread")
def unread(ctx: Context) -> Answer:
    """Count one's own notices that are not read. 未读通知数。"""
    return Answer(data={"unread": ctx.workspace.notices.unread(ctx.actor.id)})


@service("notice.read", changes=True)
def read(
    ctx: Context, *, notice: Annotated[str | None, "通知编号，缺省为全部 · notice; all by default"] = None
) -> Answer:
    """Mark one's own notices as read. 标为已读。"""
    count = ctx.workspace.notices.read(ctx.actor.id, notice=notice)
    return Answer(meta={"outcome": "read"}, data={"read": count})


def _row(notice: Notice) -> dict[str, Any]:
    words = Problem(notice.code, notice.params | _service_named(notice.params))
    told = {"text_zh": words.what("zh"), "text_en": words.what("en")}
    return {name: value for name, value in (asdict(notice) | told).items() if name in SCHEMA}


def _service_named(params: dict[str, Any]) -> dict[str, str]:
    """Say in words which service a notice is about: the two halves of its summary."""
    name = params.get("service")
    if name is None:
        return {}
    summary = find(str(name)).summary
    first = CHINESE.search(summary)
    if first is None:
        return {"service": summary, "service_en": summary}
    en, zh = summary[: first.start()], summary[first.start() :]
    return {"service": zh.rstrip("。"), "service_en": en.strip().rstrip(".")}
