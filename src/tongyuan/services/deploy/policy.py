"""The policy: its document, articles, targets in every reading, and tasks."""

from __future__ import annotations

from typing import Annotated

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy import (
    policy_books,
    policy_comparing,
    policy_confirming,
    policy_publishing,
    policy_reading,
    policy_taking,
)
from tongyuan.services.jurisdiction import jurisdiction

__all__ = ["departments", "show", "targets", "tasks"]

#: Their services belong to the same noun.
PARTS = (
    policy_reading,
    policy_taking,
    policy_confirming,
    policy_books,
    policy_publishing,
    policy_comparing,
)
ArticleNumber = Annotated[int | None, "条 · article; all by default"]


@service("policy.show")
def show(ctx: Context, *, article: ArticleNumber = None) -> Answer:
    """Show the policy's articles with their exact text. 政策条文。"""
    place = jurisdiction(ctx.workspace)
    head = place.frame("policy").sort("version").row(-1, named=True)
    return Answer(
        meta=dict(head) | {"contract": "Article"},
        data=_of_article(place.frame("articles"), article),
        brief=("article", "chapter_zh", "title_zh", "title_en"),
    )


@service("policy.targets")
def targets(ctx: Context, *, article: ArticleNumber = None) -> Answer:
    """List the targets, one row a reading, each with its exact phrase. 政策目标（含两种读法）。"""
    return Answer(
        meta={"contract": "Target"},
        data=_of_article(jurisdiction(ctx.workspace).targets, article),
        brief=("target", "reading", "name_zh", "rule", "value", "unit", "target_year", "hedge"),
    )


@service("policy.tasks")
def tasks(ctx: Context, *, article: ArticleNumber = None) -> Answer:
    """List the tasks; lead departments are proposals (待确认). 政策任务，牵头部门为建议。"""
    return Answer(
        meta={"contract": "Task"},
        data=_of_article(jurisdiction(ctx.workspace).frame("tasks"), article),
        brief=("task", "article", "phrase_zh", "lead_proposed"),
    )


@service("policy.departments", permits="policy.show")
def departments(ctx: Context) -> Answer:
    """List the departments that the policy names. 政策所列部门。"""
    return Answer(meta={"contract": "Department"}, data=jurisdiction(ctx.workspace).departments)


def _of_article(rows: pl.DataFrame, article: int | None) -> pl.DataFrame:
    return rows if article is None else rows.filter(pl.col("article") == article)
