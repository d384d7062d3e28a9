"""What the policy says: its articles, with the targets and tasks of each."""

from __future__ import annotations

from typing import Any

import polars as pl
from nicegui import ui

from tongyuan.web.assess.judgement import departments, names_of
from tongyuan.web.downloads import downloads
from tongyuan.web.frame import CHINESE, answer_line, frame, quoted
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]


async def page(view: View) -> None:
    """Draw the articles with their targets and tasks.

    Parameters
    ----------
    view
        Its query may hold ``article``.
    """
    policy = await view.ask("policy.show")
    tasks = (await view.ask("policy.tasks")).frame()
    targets = (await view.ask("policy.targets")).frame()
    names = await departments(view)
    async with frame(view, view.word("政策怎么说，谁来做")):
        head = policy.meta
        count = targets["target"].n_unique()
        line = f"{view.of(head, 'title')} · {head['issued_on']}"
        answer_line(
            view.pick(
                f"{line}：{policy.frame().height} 条，{count} 项目标，{tasks.height} 项任务。",
                f"{line}: {policy.frame().height} articles, {count} targets, {tasks.height} tasks.",
            )
        )
        quoted(view.pair(view.word("文号"), f"{head['document_no']} · {head['title_zh']}")).classes("ty-note")
        ui.label(view.word("牵头部门为建议，标注“待确认”。条文、目标与任务的原文逐字引用。")).classes(
            "ty-note"
        )
        for article in policy.frame().iter_rows(named=True):
            of_article = pl.col("article") == article["article"]
            _article(view, article, targets.filter(of_article), tasks.filter(of_article), names)
        downloads(view, "policy.tasks")


def _article(
    view: View, article: dict[str, Any], targets: pl.DataFrame, tasks: pl.DataFrame, names: dict[str, str]
) -> None:
    number = article["article"]
    aims = targets["target"].n_unique()
    title = view.pick(
        f"（{number}）{article['title_zh']} · 目标 {aims} · 任务 {tasks.height}",
        f"({number}) {view.of(article, 'title')} · {aims} targets · {tasks.height} tasks",
    )
    opened = view.number("article") == number
    with ui.expansion(title, value=opened).classes("ty-basis").props(f"id=article-{number}"):
        ui.label(article["text_zh"]).classes("whitespace-pre-line").props("lang=zh")
        if aims:
            ui.link(view.word("本条目标的进展"), view.link("/assess/targets", article=number))
        _tasks(view, tasks, names)


def _tasks(view: View, tasks: pl.DataFrame, names: dict[str, str]) -> None:
    if not tasks.height:
        return
    columns = [
        Column("task", view.word("编号"), narrow=True),
        Column("phrase", view.word("任务（原文）")),
        Column("lead", view.word("牵头（待确认）")),
    ]
    if view.lang == "en":
        columns.insert(1, Column("name", view.word("任务")))
    rows = [
        {
            "task": cell(row["task"], anchor=f"task-{row['task']}"),
            "name": cell(row["name_en"], lang="zh" if CHINESE.search(row["name_en"]) else None),
            "phrase": cell(row["phrase_zh"], lang="zh"),
            "lead": names_of(row["lead_proposed"], names, view),
        }
        for row in tasks.iter_rows(named=True)
    ]
    draw_table(view, columns, rows, name=f"tasks-{tasks['article'][0]}")
