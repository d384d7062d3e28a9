"""Tracing: factors at a receptor, what each is like, winds that bring high values, cells that are hot."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.advance.tracing_charts import course_chart, profile_chart
from tongyuan.web.advance.tracing_forms import draw_forms
from tongyuan.web.advance.tracing_places import draw_cells, draw_winds
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, figure
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

#: Fewer starts in the least valley than this share make a model doubtful.
DOUBT = 0.2


async def page(view: View) -> None:
    """Draw the latest source apportionment, or the one that the address names.

    Parameters
    ----------
    view
        Its query may hold ``run``; ``station``, ``weather``, ``first``, ``last`` and ``item`` of winds.
    """
    async with frame(view, view.word("溯源：污染从哪些源来，从哪个方向来")):
        try:
            shown = await view.ask("trace.show", run=view.query.get("run"))
        except NotFoundError:
            if "run" in view.query:
                raise
            _teach(view)
        else:
            await _model(view, shown)
        await draw_winds(view)
        await draw_cells(view)
        draw_forms(view)


def _teach(view: View) -> None:
    empty(
        view,
        missing=view.word("还没有来源解析"),
        owed_by=view.word("监测中心交来组分浓度与不确定度后在本页计算；系统不编造组分数据"),
        then=view.word("因子谱及其区间、各因子随时间的贡献、与示踪组分的比对、起点与重抽样的诊断"),
    )


async def _model(view: View, shown: Answer) -> None:
    meta = shown.meta
    run = str(meta["run"])
    if meta["synthetic"]:
        ui.label(view.word("合成数据，仅供试用。")).props('role="note" data-testid=synthetic')
    _answer(view, meta)
    await _proposals(view, run)
    with ui.column().classes("ty-card"):
        profile_chart(view, shown)
    contributions = await view.ask("trace.show", run=run, part="contributions")
    with ui.column().classes("ty-card"):
        course_chart(view, contributions)
    await _fit(view, run)
    await _starts(view, run)
    _basis(view, meta)


def _answer(view: View, meta: dict[str, Any]) -> None:
    receptor, factors, samples = meta["receptor"], meta["factors"], meta["samples"]
    agreeing, starts, mapped = meta["starts_agreeing"], meta["starts"], figure(meta["mapped_share"])
    answer_line(
        view.pick(
            f"{receptor}：{samples} 个样品分为 {factors} 个因子；{starts} 个起点中 {agreeing} 个"
            f"到达同样低的 Q，重抽样因子有 {mapped} % 对应回原因子。",
            f"{receptor}: {samples} samples in {factors} factors; {agreeing} of {starts} starts came to as "
            f"low a Q, {mapped} % of the resamples' factors were mapped to their own.",
        )
    )
    if agreeing < DOUBT * starts:
        said = view.word("只有少数起点到达最小的 Q：因子可能不唯一，请增加起点或减少因子。")
        ui.label(said).props('role="note" data-testid=doubtful')


async def _proposals(view: View, run: str) -> None:
    answer = await view.ask("trace.match", run=run)
    columns = [
        Column("factor", view.word("因子"), right=True, narrow=True),
        Column("source", view.word("像哪一类源")),
        Column("score", view.measure(view.word("示踪组分解释比例"), "%"), right=True),
        Column("tracers", view.word("用到的示踪组分")),
        Column("proposed", view.word("建议")),
    ]
    lines = [
        {
            "factor": row["factor"],
            "source": view.of(row, "name"),
            "score": figure(row["score"]),
            "tracers": row["tracers"],
            "proposed": view.word("是") if row["proposed"] else "",
        }
        for row in answer.frame().group_by("factor", maintain_order=True).head(3).iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=trace-match"):
        heading(view.word("因子像什么源"), note=str(answer.meta["said"][view.lang]))
        draw_table(view, columns, lines, name="trace-match", page=30)
        downloads(view, "trace.match", run=run)


async def _fit(view: View, run: str) -> None:
    rows = (await view.ask("trace.show", run=run, part="species")).frame()
    columns = [
        Column("species", view.word("组分")),
        Column("measured", view.word("有值样品"), right=True),
        Column("missing", view.word("缺测样品"), right=True),
        Column("mean", view.word("平均浓度"), right=True),
        Column("explained", view.word("模型平均值"), right=True),
        Column("r2", "R²", right=True),
        Column("beyond", view.measure(view.word("标准残差超过 3"), "%"), right=True),
        Column("weak", view.word("弱组分")),
    ]
    lines = [
        {
            **{"species": cell(row["species"], lang="zh"), "measured": row["measured"]},
            **{name: figure(row[name]) for name in ("mean", "explained")},
            "missing": row["missing"],
            "r2": DASH if row["r2"] is None else f"{row['r2']:.2f}",
            "beyond": figure(row["beyond_3"]),
            "weak": view.word("是") if row["weak"] else "",
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=trace-species"):
        heading(view.word("各组分拟合得怎样"), note=view.word("组分的单位与交来的文件相同。"))
        draw_table(view, columns, lines, name="trace-species", page=30)
        downloads(view, "trace.show", run=run, part="species")


async def _starts(view: View, run: str) -> None:
    rows = (await view.ask("trace.show", run=run, part="starts")).frame().sort("q")
    columns = [
        Column("start", view.word("起点"), right=True, narrow=True),
        Column("q", "Q", right=True),
        Column("iterations", view.word("迭代次数"), right=True),
        Column("converged", view.word("收敛")),
        Column("agrees", view.word("与最小 Q 相差不超过 1%")),
    ]
    yes, no = view.word("是"), view.word("否")
    lines = [
        {
            **{"start": row["start"], "q": f"{row['q']:.1f}", "iterations": row["iterations"]},
            **{name: yes if row[name] else no for name in ("converged", "agrees")},
        }
        for row in rows.iter_rows(named=True)
    ]
    with ui.column().classes("ty-card").props("data-testid=trace-starts"):
        heading(view.word("各起点"), note=view.word("起点不同而 Q 相近，才说明解稳定。"))
        draw_table(view, columns, lines, name="trace-starts", page=20)
        downloads(view, "trace.show", run=run, part="starts")


def _basis(view: View, meta: dict[str, Any]) -> None:
    expected = DASH if meta["q_expected"] is None else str(meta["q_expected"])
    lines = [
        f"{view.word('运行')} {meta['run']}",
        f"Q {meta['q_true']:.1f} · Q robust {meta['q_robust']:.1f} · Q expected {expected}",
        view.pair(view.word("缺测单元"), str(meta["missing"])),
        view.pair(view.word("弱组分"), view.listing(meta["weak"]) or DASH),
        view.pair(view.word("随机种子"), str(meta["seed"])),
        view.pair(view.word("方法"), view.word("加权非负因子（LS-NMF）；方法文献未核实")),
    ]
    basis(view, lines=lines)
