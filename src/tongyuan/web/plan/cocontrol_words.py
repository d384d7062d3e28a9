"""What a plan of co-control says in words: whether there is one, what binds, what the next tonne costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongyuan.web.figures import DASH, Scale, figure, mass_scale
from tongyuan.web.view import View

__all__ = [
    "amount",
    "answer",
    "conflict_lines",
    "limit_name",
    "money",
    "next_unit",
    "relaxations",
    "source_name",
    "wary",
]

Row = Mapping[str, Any]
#: Two prices closer than this part of the larger one are told as one.
SAME = 1e-3
#: A bound of so many steps is told by the step of its own size.
STEPS = 10.0
TEN_THOUSAND = 1e4


def money(view: View, cny: float) -> str:
    """Write yuan in the unit that people read: 元, 万元, 亿元; CNY, million CNY, billion CNY."""
    zh, en = (
        (("亿元", 1e8), ("万元", 1e4), ("元", 1.0)),
        (("billion CNY", 1e9), ("million CNY", 1e6), ("CNY", 1.0)),
    )
    steps = zh if view.lang == "zh" else en
    unit, size = next((step for step in steps if abs(cny) >= step[1]), steps[-1])
    return f"{figure(cny / size)} {unit}"


def source_name(view: View, row: Row) -> str:
    """Name the source of a row; a project has none of its own."""
    return f"{row['source']} {view.of(row, 'source')}" if row["source"] else view.word("整体项目")


def amount(view: View, value: float | None, unit: str) -> str:
    """Write an amount of a limit with its unit: masses in the size that people read."""
    if value is None:
        return DASH
    if unit == "t":
        scale = mass_scale(value, view.lang)
        return f"{scale.write(value)} {scale.unit}"
    if unit == "CNY":
        return money(view, value)
    return figure(value) if unit == "1" else f"{figure(value)} {view.unit(unit)}"


def limit_name(view: View, row: Row) -> str:
    """Name a limit with its article and its year."""
    name, article = view.of(row, "name"), row.get("article")
    if view.lang == "zh":
        stated = f"第{article}条“{name}”" if article else f"“{name}”"
        return f"{stated}（{row['year']}年）"
    stated = f"Article {article}, {name}" if article else name
    return f"{stated} ({row['year']})"


def answer(view: View, meta: Row, *, binding: Sequence[Row], conflicts: Sequence[Row]) -> str:
    """Say whether there is a plan, what it costs a year, and how many limits bind.

    Parameters
    ----------
    view
        In which language.
    meta
        Of ``cocontrol.show``.
    binding
        Limits that bind.
    conflicts
        Limits that contend, where there is no plan.

    Returns
    -------
    str
        One line.
    """
    if not meta["feasible"]:
        return _none(view, conflicts)
    yearly = view.listing(
        view.pick(f"{year}年每年{money(view, cost)}", f"{money(view, cost)} a year in {year}")
        for year, cost in meta["yearly_cny"].items()
    )
    whole, prices = money(view, meta["cost_cny"]), meta["price_year"]
    found = view.pick(
        f"有方案能同时满足全部约束，最低成本{yearly}（{prices}年价；全规划期现值{whole}）",
        f"A plan keeps every limit; least cost {yearly} (prices of {prices}; present value {whole})",
    )
    if not binding:
        return found + view.pick("；没有约束起作用。", "; no limit binds.")
    named = view.listing(limit_name(view, row) for row in binding)
    return found + view.pick(f"；起作用的约束是{named}。", f"; what binds: {named}.")


def _none(view: View, conflicts: Sequence[Row]) -> str:
    told = view.pick("；", "; ").join(_contends(view, rows) for rows in _sets(conflicts))
    return view.pick(f"没有可行方案：{told}。", f"No plan keeps every limit: {told}.")


def _sets(conflicts: Iterable[Row]) -> list[list[Row]]:
    """Part the limits that contend into their irreducible sets."""
    found: dict[Any, list[Row]] = {}
    for row in conflicts:
        found.setdefault(row.get("conflict_set"), []).append(row)
    return list(found.values())


def _contends(view: View, rows: Sequence[Row]) -> str:
    """Say of one set what contends: one limit cannot be met by itself, several cannot hold together."""
    names = view.listing(limit_name(view, row) for row in rows)
    if len(rows) == 1:
        return view.pick(
            f"只{names}一项，用尽可选措施也达不到",
            f"{names} cannot be met by itself, with all that may be chosen",
        )
    return view.pick(f"{names}不能同时满足", f"{names} cannot hold together")


def conflict_lines(view: View, conflicts: Iterable[Row], *, held_by: Iterable[str]) -> list[str]:
    """Say by article which limits contend, set by set, and what of the technology holds them apart."""
    lines = []
    for rows in _sets(conflicts):
        without = view.word("去掉其中任何一项，其余各项可以同时满足") if len(rows) > 1 else ""
        told = [_contends(view, rows), *([without] if without else [])]
        lines.append(view.pick("；", "; ").join(told) + view.pick("。", "."))
    parts = [view.term("cocontrol_block", name) for name in held_by]
    if parts:
        lines.append(view.pair(view.word("技术上受限于"), view.listing(parts)))
    return lines


def relaxations(view: View, rows: Iterable[Row]) -> list[str]:
    """Say the least relaxation that would do: which bound from where to where."""
    moved = [row for row in rows if abs(row["needed"] - row["bound"]) > 1e-9 * max(abs(row["bound"]), 1.0)]
    return [
        view.pick(
            f"{limit_name(view, row)}由{amount(view, row['bound'], row['unit'])}"
            f"放宽到{amount(view, row['needed'], row['unit'])}",
            f"{limit_name(view, row)}: from {amount(view, row['bound'], row['unit'])} "
            f"to {amount(view, row['needed'], row['unit'])}",
        )
        for row in moved
    ]


def next_unit(view: View, row: Row) -> str:
    """Say what the next unit of a limit costs a year, and what one unit less would save where they differ.

    Parameters
    ----------
    view
        In which language.
    row
        A limit with its shadow price.

    Returns
    -------
    str
        A sentence.
    """
    if not row["binding"]:
        return view.word("没有用到极限：再严一点不多花钱。")
    step, size = _step(view, row)
    more, less, price = row["tightened_cny"], row["relaxed_cny"], row["price_cny"]
    if more is None and less is None:
        return _costs(view, row, step, price * size) + view.pick("。", ".")
    if more is None:
        return view.word("已经不能再严；") + _saves(view, row, step, less * size) + view.pick("。", ".")
    told = _costs(view, row, step, more * size)
    if less is None or abs(more - less) <= SAME * max(abs(more), abs(less)):
        return told + view.pick("。", ".")
    joint = view.pick("；", "; ")
    corner = view.word("（正处在拐点，两边价格不同）。")
    return told + joint + _saves(view, row, step, less * size) + corner


def _step(view: View, row: Row) -> tuple[str, float]:
    """Choose the step in which a price is told: 万吨 or kt, a tonne where that is much of the bound."""
    unit = row["unit"]
    if unit != "t":
        return (view.pick("1 个单位", "one unit"), 1.0) if unit == "1" else (f"1 {view.unit(unit)}", 1.0)
    large = Scale(unit="万吨", tonnes=TEN_THOUSAND) if view.lang == "zh" else Scale(unit="kt", tonnes=1e3)
    small = Scale(unit=view.pick("吨", "t"), tonnes=1.0)
    chosen = large if abs(row["bound"]) >= STEPS * large.tonnes else small
    return f"1 {chosen.unit}", chosen.tonnes


def _costs(view: View, row: Row, step: str, cny: float) -> str:
    falls = row["sense"] == "at_most"
    return view.pick(
        f"再多{'减' if falls else '增'}{step}，每年要多花{money(view, cny)}",
        f"{step} {'less' if falls else 'more'} would cost {money(view, cny)} more a year",
    )


def _saves(view: View, row: Row, step: str, cny: float) -> str:
    falls = row["sense"] == "at_most"
    return view.pick(
        f"少{'减' if falls else '增'}{step}，每年可省{money(view, cny)}",
        f"{step} {'more' if falls else 'less'} would save {money(view, cny)} a year",
    )


def wary(view: View, rows: Sequence[Row]) -> str:
    """Warn where the plan takes up measures whose highest share nobody found; empty where it does not."""
    guessed = [row for row in rows if not row["share_known"]]
    if not guessed:
        return ""
    whole = sum(row["cost_cny"] for row in rows if row["cost_cny"] > 0)
    part = sum(row["cost_cny"] for row in guessed if row["cost_cny"] > 0)
    share = f"{100 * part / whole:.0f}" if whole > 0 else DASH
    names = list(dict.fromkeys(view.of(row, "measure") for row in guessed))
    return view.pick(
        f"注意：方案中{view.listing(names)}的最高应用比例没有找到，按可用于全部活动计算，占方案成本的{share}%；"
        "实际做不到这么多时，方案偏乐观。请在问题文件 most_shares 中填写后再求解。",
        f"Beware: no highest share was found of {view.listing(names)}; they count as usable on all of their "
        f"activity and make up {share} % of the cost. Where less can be done, this plan is too good: state "
        "shares in most_shares of the problem and solve again.",
    )
