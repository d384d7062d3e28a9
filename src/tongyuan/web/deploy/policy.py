"""What the policy says: its articles, with the targets and tasks of each."""

from __future__ import annotations

import polars as pl
from nicegui import ui

from tongyuan.web.downloads import downloads
from tongyuan.web.frame import answer_line, frame
from tongyuan.web.view import View

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the articles with their tasks.

    Parameters
    ----------
    view
        Its query may hold ``article``.
    """
    policy = view.session.call("policy.show")
    tasks = view.session.call("policy.tasks").frame()
    targets = view.session.call("policy.targets").frame()
    with frame(view, view.word("政策怎么说，谁来做")):
        head = policy.meta
        answer_line(f"{head[f'title_{view.lang}']} · {head['document_no']} · {head['issued_on']}")
        for article in policy.frame().iter_rows(named=True):
            number = article["article"]
            mine = tasks.filter(pl.col("article") == number)
            aims = targets.filter(pl.col("article") == number)["target"].n_unique()
            title = view.pick(
                f"（{number}）{article['title_zh']} · 目标 {aims} · 任务 {mine.height}",
                f"({number}) {article['title_en'] or article['title_zh']}"
                f" · {aims} targets · {mine.height} tasks",
            )
            with ui.expansion(title, value=view.query.get("article") == str(number)).classes("ty-card"):
                ui.label(article["text_zh"]).classes("whitespace-pre-line")
                _tasks(view, mine)
        downloads(view, "policy.tasks")


def _tasks(view: View, tasks: pl.DataFrame) -> None:
    if not tasks.height:
        return
    columns = [
        {"name": "task", "label": view.word("编号"), "field": "task", "align": "left"},
        {"name": "phrase_zh", "label": view.word("任务（原文）"), "field": "phrase_zh", "align": "left"},
        {
            "name": "lead_proposed",
            "label": view.word("牵头（待确认）"),
            "field": "lead_proposed",
            "align": "left",
        },
    ]
    ui.table(
        rows=tasks.select("task", "phrase_zh", "lead_proposed").to_dicts(), columns=columns, row_key="task"
    ).props("flat dense wrap-cells hide-pagination :rows-per-page-options=[0]").classes("ty-table")
