"""The admission desk: the list of 两高一低 projects, the card of one, the rules, and what differs now."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.web.deploy.admission_card import draw_card, named
from tongyuan.web.deploy.admission_form import draw_form
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["page"]

#: Rows of a page of the list.
PAGE = 200
STAGES = ("all", "existing", "under_construction", "planned")


async def page(view: View) -> None:
    """Draw the desk.

    Parameters
    ----------
    view
        Its query may hold ``stage``, ``page``, ``anew`` and ``project`` (its card).
    """
    async with frame(view, view.word("项目准入：逐关研判，由人决定")):
        if "project" in view.query:
            await draw_card(view, view.query["project"])
            return
        known = await _listed(view)
        if known and view.may_call("admission.reassess"):
            await _differing(view, known)
        draw_form(view)
        _books(view)
        await _settings(view)
        await _rules(view)


async def _listed(view: View) -> int:
    stage = view.choice("stage", STAGES)
    asked = {} if stage == "all" else {"stage": stage}
    number = view.number("page") or 1
    shown = await view.ask("admission.list", **asked, page=number)
    rows = shown.frame()
    if rows.is_empty() and not asked:
        empty(
            view,
            missing=view.word("清单中还没有项目"),
            owed_by=view.word("项目表由经办人填写或导入；省级“两高”清单由主管部门提供，系统不臆造项目"),
            then=view.word("这里将列出存量、在建、拟建项目，每个项目逐关给出结论、条款、数值和所需文件。"),
        )
        return 0
    known, refused = shown.meta["projects"], shown.meta["not_supported"]
    answer_line(
        view.pick(
            f"{known} 个项目，{refused} 个研判不支持。",
            f"{known} projects; {refused} are not supported.",
        )
    )
    _choose(view, stage)
    columns = [
        Column("project", view.word("项目编号"), narrow=True),
        Column("name", view.word("项目名称")),
        Column("sector", view.word("行业")),
        Column("stage", view.word("项目类别")),
        Column("state", view.word("进展")),
        Column("outcome", view.word("研判结论")),
        Column("judged", view.word("研判日期")),
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("两高一低项目清单"), note=view.word("点编号看逐关研判。"))
        draw_table(view, columns, [_line(view, row) for row in rows.iter_rows(named=True)], name="admission")
        _turn(view, number, known)
        downloads(view, "admission.list", **asked, page=number)
    return int(known)


def _turn(view: View, number: int, known: int) -> None:
    """Lead to the rows before and after those that are shown."""
    last = -(-known // PAGE)
    if last < 2:
        return
    with ui.element("div").classes("ty-foot"):
        ui.label(view.pick(f"第 {number} 页，共 {last} 页", f"page {number} of {last}"))
        for text, other in ((view.word("上一页"), number - 1), (view.word("下一页"), number + 1)):
            if 1 <= other <= last:
                ui.link(text, view.here(page=str(other)))


def _choose(view: View, stage: str) -> None:
    stages = {
        one: view.word("全部类别") if one == "all" else view.term("project_stage", one) for one in STAGES
    }
    chosen = ui.select(
        stages,
        value=stage,
        label=view.word("项目类别"),
        on_change=lambda event: ui.navigate.to(view.here(stage=event.value, page=None)),
    )
    chosen.props("dense outlined options-dense data-testid=admission-stage").classes("min-w-[180px]")


def _line(view: View, row: dict[str, Any]) -> dict[str, Any]:
    link = view.here(project=row["project"])
    return {
        "project": cell(row["project"], link=link),
        "name": cell(named(view, row), lang="zh"),
        "sector": view.term("project_sector", row["project_sector"]),
        "stage": view.term("project_stage", row["project_stage"]),
        "state": view.term("project_state", row["state"]),
        "outcome": view.term("admission_outcome", row["outcome"]) if row["outcome"] else DASH,
        "judged": row["judged_on"] or DASH,
    }


async def _differing(view: View, known: int) -> None:
    """Say at which gates projects stand otherwise today; of a long list only where it is asked for."""
    if known > PAGE and "anew" not in view.query:
        with ui.column().classes("ty-card"):
            heading(view.word("重新研判的差异"), note=view.word("清单较长，研判全部项目需要时间。"))
            ui.link(view.word("现在重新研判"), view.here(anew="yes")).props("data-testid=admission-anew")
        return
    rows = (await view.ask("admission.reassess")).frame()
    if rows.is_empty():
        return
    columns = [
        Column("project", view.word("项目编号"), narrow=True),
        Column("gate", view.word("关口")),
        Column("before", view.word("原结论")),
        Column("after", view.word("现结论")),
        Column("rules_before", view.word("原结论的规则")),
        Column("rules_after", view.word("现结论的规则")),
        Column("outcome", view.word("现研判结论")),
    ]
    lines = [_difference(view, row) for row in rows.iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=admission-differs"):
        heading(
            view.word("重新研判的差异"),
            note=view.word("以今天有效的规则和数据重新研判，与最近一次意见比较。"),
        )
        draw_table(view, columns, lines, name="admission-differs")
        downloads(view, "admission.reassess")


def _difference(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "project": cell(row["project"], link=view.here(project=row["project"])),
        "gate": view.term("admission_gate", row["gate"]),
        **{
            name: view.term("admission_verdict", row[name]) if row[name] else DASH
            for name in ("before", "after")
        },
        **{name: (row[name] or DASH).replace("；", ", ") for name in ("rules_before", "rules_after")},
        "outcome": view.term("admission_outcome", row["outcome_after"]),
    }


async def _settings(view: View) -> None:
    """Show what the province set, with its document; where it set nothing, say what is open."""
    rows = (await view.ask("admission.settings")).frame()
    columns = [
        Column("setting", view.word("事项")),
        Column("industry", view.word("行业代码")),
        Column("figure", view.word("数值"), right=True),
        Column("from", view.word("生效"), narrow=True),
        Column("to", view.word("失效"), narrow=True),
        Column("document", view.word("文件与条款")),
    ]
    lines = [
        {
            "setting": view.term("admission_setting", row["setting"]),
            "industry": DASH if row["industry"] == "*" else row["industry"],
            "figure": figure(row["figure"]),
            "from": str(row["effective_from"]),
            "to": str(row["effective_to"] or DASH),
            "document": cell(f"{row['document']} {row['clause']}".strip(), lang="zh"),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=admission-settings"):
        heading(
            view.word("省级设定"),
            note=view.word("煤炭替代比例、省级“两高”行业由主管部门带文件录入；未录入的列为待补证。"),
        )
        if lines:
            draw_table(view, columns, lines, name="admission-settings")
            downloads(view, "admission.settings")
        else:
            ui.label(view.word("尚未录入。"))


def _books(view: View) -> None:
    """Offer the forms and take them back."""
    if view.may_call("admission.template"):
        kinds = {"admission_project": view.word("项目表"), "admission_source": view.word("替代来源表")}
        with ui.column().classes("ty-card"):
            heading(
                view.word("表格"),
                note=view.word("两张表可放在同一工作簿中一并导入；没有的数据留空，不填零。"),
            )
            with ui.element("div").classes("ty-foot"):
                for kind, text in kinds.items():
                    address = service_address("admission.template", form="xlsx", kind=kind)
                    ui.link(text, address).props(f"download data-testid=template-{kind}")
    upload_card(
        view,
        view.word("导入项目清单"),
        service="admission.import",
        tell=lambda meta: [meta["file"], meta["outcome"]],
    )


async def _rules(view: View) -> None:
    rows = (await view.ask("admission.rules")).frame()
    columns = [
        Column("rule", view.word("规则"), narrow=True),
        Column("gate", view.word("关口")),
        Column("asks", view.word("规则要求")),
        Column("figure", view.word("数值"), right=True),
        Column("unit", view.word("单位")),
        Column("from", view.word("生效"), narrow=True),
        Column("to", view.word("失效"), narrow=True),
        Column("document", view.word("文件与条款")),
        Column("status", view.word("核实情况")),
    ]
    lines = [
        {
            "rule": row["rule"],
            "gate": view.term("admission_gate", row["gate"]),
            "asks": view.pick(row["asks_zh"], row["asks_en"]),
            "figure": figure(row["figure"]),
            "unit": row["figure_unit"] or DASH,
            "from": str(row["effective_from"]),
            "to": str(row["effective_to"] or DASH),
            "document": cell(f"{row['document']} {row['clause']}", lang="zh"),
            "status": view.term("admission_status", row["status"]),
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(
            view.word("准入规则"),
            note=view.word("未核实、征求意见稿和本平台核算规则不单独否决，只要求补证；比值单位为1。"),
        )
        draw_table(view, columns, lines, name="admission-rules")
        downloads(view, "admission.rules")
