"""Policies held against each other: two versions, targets of all, and what each plan below covers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from nicegui import ui

from tongyuan.web.advance.round_names import names
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, empty, heading, quoted
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["draw_beside", "draw_coverage", "draw_difference"]

CHANGES = ("changed", "added", "removed", "moved")
COVERED = (
    "covered",
    "weaker",
    "later",
    "no_share",
    "not_comparable",
    "unconfirmed",
    "missing",
    "not_applicable",
)


async def draw_difference(view: View, old: str, new: str) -> None:
    """Draw how two versions differ.

    Parameters
    ----------
    view
        What is shown.
    old, new
        Policies, perhaps with versions.
    """
    answer = await view.ask("policy.diff", old=old, new=new)
    told = answer.meta
    counts = [f"{view.term('policy_change', one)} {told[f'count_{one}']}" for one in CHANGES]
    same = f"{view.term('policy_change', 'same')} {told['count_same']}"
    answer_line(f"{old} → {new}：{view.listing([*counts, same])}")
    ui.link(view.word("返回政策库"), view.here(old=None, new=None))
    columns = [
        Column("kind", view.word("类别"), narrow=True),
        Column("change", view.word("变化"), narrow=True),
        Column("direction", view.word("松紧"), narrow=True),
        Column("old_value", view.word("原值")),
        Column("new_value", view.word("新值")),
        Column("old", view.word("原文")),
        Column("new", view.word("新文")),
        Column("alike", view.word("文字相似度"), right=True),
    ]
    lines = [_differing(view, row) for row in answer.frame().iter_rows(named=True)]
    with ui.column().classes("ty-card").props("data-testid=policy-difference"):
        note = view.word("按文字相似度一一对应；规则、单位或基年不同的目标不判松紧。")
        heading(view.word("版本比较"), note=note)
        draw_table(view, columns, lines, name="policy-difference", page=50)
        downloads(view, "policy.diff", old=old, new=new)


def _differing(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": view.term("phrase_kind", row["kind"]),
        "change": view.term("policy_change", row["change"]),
        "direction": view.term("policy_direction", row["direction"]) if row["direction"] else DASH,
        "old_value": cell(row["old_value"] or DASH, lang="zh"),
        "new_value": cell(row["new_value"] or DASH, lang="zh"),
        "old": cell(_short(row["old_zh"]), lang="zh", tip=row["old_zh"]),
        "new": cell(_short(row["new_zh"]), lang="zh", tip=row["new_zh"]),
        "alike": figure(row["likeness"]),
    }


def _short(text: str | None) -> str:
    if text is None:
        return DASH
    return text if len(text) <= 90 else f"{text[:90]}…"


async def draw_beside(view: View) -> None:
    """Draw the targets of all policies side by side, a column for each policy.

    Parameters
    ----------
    view
        What is shown.
    """
    answer = await view.ask("policy.beside")
    policies = answer.meta["policies"].split(";")
    titles = _titles((await view.ask("policy.list")).frame().to_dicts())
    groups: dict[str, dict[str, Any]] = {}
    for row in answer.frame().iter_rows(named=True):
        line = groups.setdefault(row["group"], {"name": cell(_short(row["group_zh"]), lang="zh")})
        line[row["policy"]] = _beside(view, row, line.get(row["policy"]))
    lines = [{**dict.fromkeys(policies, DASH), **line} for line in groups.values()]
    answer_line(
        view.pick(
            f"{len(policies)} 部政策，{len(lines)} 个指标。",
            f"{len(policies)} policies, {len(lines)} indicators.",
        )
    )
    columns = [Column("name", view.word("指标")), *(Column(one, titles.get(one, one)) for one in policies)]
    with ui.column().classes("ty-card").props("data-testid=policy-side"):
        note = view.word(
            "同一行为同一指标：由人确认的对应，或文字相似（≈，待确认）；箭头为与首个政策相比的松紧。"
        )
        heading(view.word("目标对照"), note=note)
        draw_table(view, columns, lines, name="policy-side", page=50, classes="ty-sticky")
        downloads(view, "policy.beside")


def _titles(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {row["policy"]: row["title_zh"] for row in rows}


SIGNS = {"stricter": "↑", "looser": "↓", "equal": "=", "cannot_tell": "?"}


def _beside(view: View, row: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """Write what a policy asks of an indicator; several targets of one stand in one cell."""
    sign = SIGNS.get(row["direction"] or "", "")
    alike = "≈" if row["link"] == "alike" else ""
    text = " ".join(filter(None, [alike, row["stated"] or view.word("未定量"), sign]))
    if before is None:
        return cell(text, lang="zh", tip=row["phrase_zh"])
    return cell(f"{before['text']}；{text}", lang="zh", tip=f"{before['tip']}；{row['phrase_zh']}")


async def draw_coverage(view: View) -> None:
    """Draw which plans below cover which targets and tasks above.

    Parameters
    ----------
    view
        What is shown; ``shares`` of its query names decompositions.
    """
    shares = {"shares": view.query["shares"]} if view.query.get("shares") else {}
    answer = await view.ask("policy.coverage", **shares)
    known = await names(view)
    rows = answer.frame().to_dicts()
    without = [known.region(one) for one in answer.meta["without"].split(";") if one]
    if not rows:
        empty(
            view,
            missing=view.word("还没有依据本地方案的下级方案"),
            owed_by=view.word("各市读入本市实施方案并注明依据的上级政策，逐条对应后发布"),
            then=view.word("这里将列出省级每项目标、任务在各市方案中的落实情况，并与分解给该市的份额比较。"),
        )
        _without(view, without)
        return
    counts = Counter(row["state"] for row in rows)
    told = view.listing(f"{view.term('coverage', one)} {counts[one]}" for one in COVERED if counts[one])
    plans = len({row["policy"] for row in rows})
    answer_line(view.pick(f"{plans} 部下级方案：{told}", f"{plans} plans below: {told}"))
    _without(view, without)
    _shares(view)
    _matrix(view, rows)
    _rows(view, rows, shares)


def _without(view: View, regions: list[str]) -> None:
    if regions:
        quoted(view.pair(view.word("尚无方案的地区"), view.listing(regions))).classes("ty-note")


def _shares(view: View) -> None:
    box = ui.input(view.word("份额依据（运行:方法;…）"), value=view.query.get("shares", ""))
    box.props("dense outlined data-testid=policy-shares").classes("min-w-[320px]")
    box.on("keydown.enter", lambda: ui.navigate.to(view.here(shares=box.value or None)))


def _matrix(view: View, rows: list[dict[str, Any]]) -> None:
    """Count by plan how many targets and tasks stand how."""
    plans = sorted({row["policy"] for row in rows})
    columns = [
        Column("policy", view.word("下级方案")),
        *(Column(one, view.term("coverage", one), right=True) for one in COVERED),
    ]
    lines = []
    for plan in plans:
        counts = Counter(row["state"] for row in rows if row["policy"] == plan)
        lines.append({"policy": cell(plan, lang="zh"), **{one: counts[one] for one in COVERED}})
    with ui.column().classes("ty-card").props("data-testid=policy-matrix"):
        heading(view.word("各市方案覆盖"), note=view.word("单位：条。没有分解份额的目标不判是否达到份额。"))
        draw_table(view, columns, lines, name="policy-matrix")


def _rows(view: View, rows: list[dict[str, Any]], shares: dict[str, str]) -> None:
    columns = [
        Column("upper", view.word("上级条目"), narrow=True),
        Column("words", view.word("上级原文")),
        Column("policy", view.word("下级方案")),
        Column("state", view.word("覆盖情况")),
        Column("lower", view.word("下级原文")),
        Column("share", view.word("应承担"), right=True),
        Column("value", view.word("下级数值"), right=True),
        Column("unit", view.word("单位")),
    ]
    lines = [
        {
            "upper": row["upper"].partition("/")[2],
            "words": cell(_short(row["upper_zh"]), lang="zh"),
            "policy": cell(row["policy"], lang="zh"),
            "state": cell(view.term("coverage", row["state"]), tip=row["reason"]),
            "lower": cell(_short(row["lower_zh"]), lang="zh"),
            "share": cell(figure(row["share_value"]), tip=row["share_of"]),
            "value": figure(row["lower_value"]),
            "unit": cell(row["unit"] or DASH, lang="zh"),
        }
        for row in rows
    ]
    with ui.column().classes("ty-card").props("data-testid=policy-coverage"):
        heading(view.word("逐条覆盖情况"))
        draw_table(view, columns, lines, name="policy-coverage", page=50)
        downloads(view, "policy.coverage", **shares)
