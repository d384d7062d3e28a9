"""Two inventories beside each other: how much they differ, by source, and why, in parts that add up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import polars as pl
from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary import sources
from tongyuan.vocabulary.accounts import Account, label, of_account
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.charts import Caption, draw_chart
from tongyuan.web.downloads import downloads
from tongyuan.web.figures import DASH, Scale, mass_scale, percent
from tongyuan.web.frame import answer_line, basis, empty, frame, heading
from tongyuan.web.plan.run_times import family_line, places_of, run_names
from tongyuan.web.tables import Column, cell, draw_table
from tongyuan.web.view import View

__all__ = ["page"]

MOST_ROWS = 40
ACCOUNTS: tuple[Account, ...] = ("emissions", "land", "memo")
#: Colours of a waterfall: the whole, what adds and what takes away.
WHOLE, MORE, LESS = "#475569", "#D55E00", "#009E73"


async def page(view: View) -> None:
    """Draw two inventories beside each other.

    Parameters
    ----------
    view
        Its query may hold ``a`` (the later run), ``b`` (the earlier one), ``species`` and ``account``.
    """
    title = view.word("两次清单为什么不同")
    species = view.query.get("species") or "CO2"
    try:
        new = await view.ask("inventory.sources", run=view.query.get("a"), species=species)
    except NotFoundError:
        if "a" in view.query:
            raise
        await _too_few(view, title)
        return
    earlier = view.query.get("b") or _before(new)
    if earlier is None:
        await _too_few(view, title)
        return
    old = await view.ask("inventory.sources", run=earlier, species=species)
    runs = {"run": str(new.meta["run"]), "other": str(old.meta["run"])}
    async with frame(view, title):
        await _choose(view, new, old)
        _species(view, new, species)
        account = _account(view)
        _accounts(view, account)
        runs |= {"account": account}
        causes = await view.ask("run.compare", **runs, by="cause")
        moved = causes.frame().filter((pl.col("species") == species) & (pl.col("scope") == 1))
        fine = _fine_scale(view, moved)
        answer_line(_say(view, new, old, moved))
        with ui.element("div").classes("ty-grid"):
            _waterfall(view, new, old, moved, runs)
            _causes(view, moved, fine, runs)
        _by_source(view, new, old, fine)
        await _factors(view, species, fine, runs)
        basis(view, lines=[_line(view, view.word("较新"), new), _line(view, view.word("较旧"), old)])


async def _too_few(view: View, title: str) -> None:
    async with frame(view, title):
        empty(
            view,
            missing=view.word("还没有两次可比较的清单。"),
            owed_by=view.word("省、市分析人员"),
            then=view.word("编制两次之后，在此看到每个排放源差多少、因为什么。"),
        )
        ui.link(view.word("去编制清单"), view.link("/plan/inventory", part="make"))


def _before(new: Answer) -> str | None:
    """Choose what a run is laid beside by default: the inventory that was kept before it."""
    listed = list(new.meta["runs"])
    at = listed.index(str(new.meta["run"]))
    return next(iter([*listed[at + 1 :], *reversed(listed[:at])]), None)


async def _choose(view: View, new: Answer, old: Answer) -> None:
    names = run_names(new.meta["runs"], view.lang, places=await places_of(view))
    choices = {run: name if run[:8] in name else f"{name} · {run[:8]}" for run, name in names.items()}
    with ui.element("div").classes("ty-choices"):
        for key, word, shown in (("a", view.word("较新"), new), ("b", view.word("较旧"), old)):
            ui.select(
                choices,
                value=str(shown.meta["run"]),
                label=word,
                on_change=lambda event, key=key: ui.navigate.to(view.here(**{key: event.value})),
            ).props(f"dense outlined options-dense data-testid=run-{key}").classes("min-w-[280px]")


def _species(view: View, new: Answer, species: str) -> None:
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("物种")}"'):
        for code in new.meta["species_held"]:
            classes = "ty-tab ty-tab-here" if code == species else "ty-tab"
            ui.link(code, view.here(species=code)).classes(classes)


def _account(view: View) -> Account:
    return cast("Account", view.choice("account", ACCOUNTS))


def _accounts(view: View, account: Account) -> None:
    """Offer the accounts: land and memo items stand in no sum with emissions."""
    with ui.element("nav").classes("ty-tabs").props(f'aria-label="{view.word("账户")}"'):
        for key in ACCOUNTS:
            link = ui.link(label(key, language=view.lang), view.here(account=key))
            link.classes("ty-tab ty-tab-here" if key == account else "ty-tab")


def _total(view: View, tree: Answer) -> float | None:
    """Return the sum of the chosen account; None where nothing is known."""
    found: float | None = tree.meta["accounts"][_account(view)]["mass_t"]
    return found


def _scale(view: View, new: Answer, old: Answer) -> Scale:
    return mass_scale(max(abs(_total(view, new) or 0.0), abs(_total(view, old) or 0.0)), view.lang)


def _fine_scale(view: View, moved: pl.DataFrame) -> Scale:
    """Return the unit in which the parts of a difference are read: that of the greatest."""
    return mass_scale(float(moved["part_t"].abs().max() or 0.0), view.lang)  # type: ignore[arg-type]


def _named(view: View, tree: Answer) -> str:
    return f"{view.of(tree.meta, 'region_name')} {tree.meta['year']} ({str(tree.meta['run'])[:8]})"


def _say(view: View, new: Answer, old: Answer, moved: pl.DataFrame) -> str:
    species, totals = new.meta["species"], (_total(view, old), _total(view, new))
    named = (_named(view, old), _named(view, new))
    if totals[0] is None or totals[1] is None:
        return view.pick(
            f"{species}：两次清单中至少有一次没有估算，不能比较。",
            f"{species}: at least one of the two inventories does not estimate it; they cannot be compared.",
        )
    scale = _fine_scale(view, moved)
    change = f"{scale.write(totals[1] - totals[0])} {scale.unit}"
    share = "" if totals[0] == 0 else f"{percent((totals[1] - totals[0]) / abs(totals[0]), signed=True)}%"
    if not moved.height:
        return view.pick(
            f"{species}：{named[1]} 与 {named[0]} 相同，没有差异。",
            f"{species}: {named[1]} and {named[0]} do not differ.",
        )
    first = moved.sort(pl.col("part_t").abs(), descending=True).row(0, named=True)
    part = f"{scale.write(first['part_t'])} {scale.unit}"
    return view.pick(
        f"{species}：{named[1]} 比 {named[0]} 变化 {change}（{share}），"
        f"最大的原因是{first['cause_zh']}（{part}）。",
        f"{species}: {named[1]} differs from {named[0]} by {change} ({share}); the greatest reason: "
        f"{first['cause_en']} ({part}).",
    )


def _waterfall(view: View, new: Answer, old: Answer, moved: pl.DataFrame, runs: Mapping[str, str]) -> None:
    start, end, scale = _total(view, old), _total(view, new), _scale(view, new, old)
    with ui.column().classes("ty-card"):
        if start is None or end is None or not moved.height:
            heading(view.word("没有差异可画"))
            return
        first, last = scale.write(start), scale.write(end)
        caption = Caption(
            title=view.pick(
                f"从 {first} 到 {last} {scale.unit}：各原因的份额",
                f"From {first} to {last} {scale.unit}: each reason's part",
            ),
            source=f"{view.word('运行')} {runs['other'][:8]} → {runs['run'][:8]}",
            name="reasons",
            service="run.compare",
            arguments={**runs, "by": "cause"},
            note=view.word("各部分之和等于两次之差；纵轴不一定从零起。"),
        )
        draw_chart(view, caption, _steps(view, start, end, moved, scale), height=320)


def _steps(view: View, start: float, end: float, moved: pl.DataFrame, scale: Scale) -> dict[str, Any]:
    """Lay out a waterfall: an unseen bar below each step, so that steps hang where the last one ended."""
    names, below, seen, level = [view.word("较旧")], [0.0], [_step(start, start, WHOLE, scale)], start
    for row in moved.iter_rows(named=True):
        part = row["part_t"]
        names.append(view.of(row, "cause"))
        below.append(min(level, level + part) / scale.tonnes)
        seen.append(_step(abs(part), part, MORE if part > 0 else LESS, scale))
        level += part
    hidden = {"type": "bar", "stack": "all", "silent": True, "itemStyle": {"opacity": 0}}
    lowest = min([start, end, *(value * scale.tonnes for value in below[1:])]) / scale.tonnes
    return {
        "grid": {"left": 8, "right": 16, "top": 34, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [*names, view.word("较新")],
            "axisLabel": {"interval": 0, "width": 84, "overflow": "break"},
        },
        "yAxis": {"type": "value", "name": scale.unit, "min": _floor(lowest, max(start, end) / scale.tonnes)},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [
            {**hidden, "data": [*below, 0.0]},
            {
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 46,
                "data": [*seen, _step(end, end, WHOLE, scale)],
            },
        ],
    }


def _step(height: float, told: float, shade: str, scale: Scale) -> dict[str, Any]:
    text = f"{scale.write(told)}"
    return {
        "value": height / scale.tonnes,
        "itemStyle": {"color": shade},
        "label": {"show": True, "position": "top", "formatter": text},
        "tooltip": {"formatter": f"{text} {scale.unit}"},
    }


def _floor(lowest: float, highest: float) -> float:
    """Begin the axis near the steps where they are small beside the whole; else at zero."""
    if lowest <= 0 or lowest < highest / 2:
        return min(lowest, 0.0)
    room = (highest - lowest) * 2 or highest * 0.02
    power = 10.0 ** math.floor(math.log10(room))
    return max(0.0, round(math.floor((lowest - room) / power) * power, 9))


def _causes(view: View, moved: pl.DataFrame, scale: Scale, runs: Mapping[str, str]) -> None:
    columns = [
        Column("cause", view.word("原因")),
        Column("part", view.measure(view.word("引起的变化"), scale.unit), right=True),
        Column("figures", view.word("涉及数值个数"), right=True),
    ]
    lines = [
        {
            "cause": view.of(row, "cause"),
            "part": cell(scale.write(row["part_t"]), raw=row["part_t"]),
            "figures": row["figures"],
        }
        for row in moved.iter_rows(named=True)
    ]
    if moved.height:
        whole = float(moved["part_t"].sum())
        lines.append(
            {"cause": view.word("合计"), "part": cell(scale.write(whole), tone="ty-strong", raw=whole)}
        )
    with ui.column().classes("ty-card"):
        heading(view.word("按原因"), note=view.word("各部分之和等于两次之差。"))
        draw_table(view, columns, lines, name="causes")
        downloads(view, "run.compare", **runs, by="cause")


def _by_source(view: View, new: Answer, old: Answer, scale: Scale) -> None:
    kept = ("source", "mass_t", "state")
    joined = (
        new.frame()
        .select(kept)
        .join(
            old.frame().select(kept),
            on="source",
            how="full",
            coalesce=True,
            suffix="_old",
            maintain_order="left",
        )
    )
    difference = pl.col("mass_t").fill_null(0.0) - pl.col("mass_t_old").fill_null(0.0)
    mine = of_account(joined, kept=_account(view))
    changed = mine.filter(pl.col("mass_t").ne_missing(pl.col("mass_t_old"))).with_columns(
        difference.alias("difference_t")
    )
    columns = [
        Column("source", view.word("排放源")),
        Column("old", view.measure(view.word("较旧"), scale.unit), right=True),
        Column("new", view.measure(view.word("较新"), scale.unit), right=True),
        Column("difference", view.measure(view.word("差"), scale.unit), right=True),
    ]
    lines = [_source(view, row, scale, new) for row in changed.iter_rows(named=True)]
    with ui.column().classes("ty-card"):
        note = view.word("上级含下级；一边没有数值的写“—”，差按有数值的一边计。")
        heading(view.word("按排放源"), note=note)
        draw_table(view, columns, lines, name="compared-sources")
        downloads(
            view,
            "run.compare",
            run=new.meta["run"],
            other=old.meta["run"],
            by="figure",
            account=_account(view),
        )


def _source(view: View, row: dict[str, Any], scale: Scale, new: Answer) -> dict[str, Any]:
    code = row["source"]
    link = view.link("/plan/sources", source=code, species=new.meta["species"], run=new.meta["run"])
    return {
        "source": cell(f"{code} {sources.label(code, language=view.lang)}", link=link, raw=code),
        "old": DASH if row["mass_t_old"] is None else scale.write(row["mass_t_old"]),
        "new": DASH if row["mass_t"] is None else scale.write(row["mass_t"]),
        "difference": cell(scale.write(row["difference_t"]), raw=row["difference_t"]),
    }


async def _factors(view: View, species: str, scale: Scale, runs: Mapping[str, str]) -> None:
    rows = (await view.ask("run.compare", **runs, by="factor")).frame().filter(species=species)
    if not rows.height:
        return
    columns = [
        Column("term", view.word("参数")),
        Column("old", view.word("原因子")),
        Column("new", view.word("新因子")),
        Column("values", view.word("数值变化"), right=True),
        Column("part", view.measure(view.word("引起的变化"), scale.unit), right=True),
    ]
    lines = [
        {
            "term": _term(view, row["term"]),
            "old": row["old_id"] or DASH,
            "new": row["new_id"] or DASH,
            "values": f"{_short(row['old_value'])} → {_short(row['new_value'])}",
            "part": cell(scale.write(row["part_t"]), raw=row["part_t"]),
        }
        for row in rows.head(MOST_ROWS).iter_rows(named=True)
    ]
    with ui.column().classes("ty-card"):
        heading(view.word("哪些因子变了"), note=view.word("影响最大的在前。"))
        draw_table(view, columns, lines, name="changed-factors", page=10)
        downloads(view, "run.compare", **runs, by="factor")


def _term(view: View, term: str) -> str:
    """Name a term of an equation as its parameter is named, the code beside it."""
    names = packaged_table("parameters").filter(parameter=term)
    return view.measure(str(names[f"name_{view.lang}"][0]), term) if names.height else term


def _short(value: float | None) -> str:
    return DASH if value is None else f"{value:.4g}"


def _line(view: View, word: str, tree: Answer) -> str:
    meta = tree.meta
    named = f"{_named(view, tree)} · {view.word('运行')} {meta['run']}"
    return f"{view.pair(word, named)} · {family_line(view, meta)} · {meta['package_version']}"
