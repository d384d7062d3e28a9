"""What the analyses of a plan say in words: quadrants, signs, chances, and what they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tongyuan.web.figures import DASH, figure, percent
from tongyuan.web.plan.cocontrol_words import limit_name, money
from tongyuan.web.view import View

__all__ = [
    "chances_said",
    "dividend_said",
    "group_name",
    "measure_name",
    "placed_said",
    "ranged_share",
    "safety_said",
    "unsure",
    "weights_said",
]

Row = Mapping[str, Any]
READINGS = ("both_fall", "carbon_falls_air_rises", "both_rise", "air_falls_carbon_rises", "one_only", "none")
CHAIN = "+"


def measure_name(view: View, row: Row) -> str:
    """Name a measure with its code; a project has its own id alone."""
    named = view.of(row, "measure")
    return str(row["measure"]) if named == row["measure"] else f"{row['measure']} {named}"


def group_name(view: View, row: Row, *, by: str) -> str:
    """Name a group: the kinds of measures in it, or the measure."""
    if by == "measure":
        return measure_name(view, {**row, "measure": row["group"]})
    return " + ".join(view.term("measure_kind", part) for part in str(row["group"]).split(CHAIN))


def placed_said(view: View, rows: Sequence[Row]) -> str:
    """Say how many measures lie in each quadrant."""
    counts = Counter(str(row["reading"]) for row in rows)
    parts = [
        view.pick(
            f"{counts[reading]} 项{view.term('synergy', reading)}",
            f"{counts[reading]}: {view.term('synergy', reading)}",
        )
        for reading in READINGS
        if counts[reading]
    ]
    return view.pick(
        f"{len(rows)} 项措施逐项单独做：{'，'.join(parts)}。",
        f"{len(rows)} measures, each by itself: {'; '.join(parts)}.",
    )


def weights_said(view: View, meta: Row) -> str:
    """Say by which weights air pollutants are added up, and by which set greenhouse gases are."""
    told = view.listing(f"{name} {figure(weight)}" for name, weight in meta["air_weights"].items())
    if meta["air_stated"]:
        source = view.pick("自定权重", "weights as stated")
    else:
        source = view.pick("环境保护税法附表二的污染当量", "equivalents of the tax law, schedule 2")
    return view.pick(
        f"大气按{source}相加（每吨：{told}），没有列出的物种不计；温室气体按{meta['gwp_set']}的百年 GWP。"
        f"{meta['chains_left_out']} 个多项措施的组合不在图上。",
        f"Air: {source} (per t: {told}); other species do not count. Greenhouse gases by {meta['gwp_set']}, "
        f"100 years. {meta['chains_left_out']} chains of several measures are not drawn.",
    )


def unsure(view: View, rows: Sequence[Row]) -> str:
    """Say how many measures stand on unverified rows or on a highest share that nobody found."""
    unverified = sum(row["quality"] == "unverified" for row in rows)
    guessed = sum(row["share_known"] is False for row in rows)
    if not unverified + guessed:
        return ""
    return view.pick(
        f"注意：{unverified} 项措施的数据未经核实；{guessed} 项没有找到最高应用比例，按可用于全部活动计。",
        f"Beware: the rows of {unverified} measures are unverified; of {guessed} no highest share was found, "
        "they count as usable on all of their activity.",
    )


def dividend_said(view: View, row: Row) -> str:
    """Say what one plan saves against two, or what it costs more, with its sign."""
    apart = row["carbon_cny"] + row["air_cny"]
    size = money(view, abs(row["dividend_cny"]))
    share = "" if row["share"] is None else f"{percent(abs(row['share']))}%"
    if row["reading"] == "saves":
        return view.pick(
            f"协同红利为正：碳和大气一起做，比分开做（{money(view, apart)}）省{size}（现值），即{share}。",
            f"The dividend is positive: one plan for both saves {size} (present value), {share} of the "
            f"{money(view, apart)} that two plans cost.",
        )
    if row["reading"] == "costs":
        return view.pick(
            f"协同红利为负：碳和大气互相妨碍，一起做比分开做的成本之和多花{size}（现值），占{share}。",
            f"The dividend is negative: carbon and air fight each other; keeping both costs {size} more "
            f"(present value) than each apart, {share} of their sum.",
        )
    return view.pick(
        "协同红利为零：一起做与分开做花费相同；其中一边的约束可能没有起作用。",
        "There is no dividend: both together cost what they cost apart; one side may not bind.",
    )


def chances_said(view: View, rows: Sequence[Row], meta: Row) -> str:
    """Say how sure the least sure limit is, and how many could not be judged."""
    judged = [row for row in rows if row["chance"] is not None]
    silent = len(rows) - len(judged)
    more = view.pick(f"；{silent} 个约束没有范围可抽，不判断", f"; {silent} have no range and are not judged")
    if not judged:
        return view.pick(
            "没有一个约束有因子范围可抽，达标概率无法判断。", "No limit has a range to draw from."
        )
    least = min(judged, key=lambda row: row["chance"])
    return view.pick(
        f"方案不变、因子在各自范围内变动时，最没有把握的是{limit_name(view, least)}，"
        f"达标概率{percent(least['chance'])}%{more if silent else ''}（抽样{meta['draws']}次，"
        f"种子 {meta['seed']}）。",
        f"With the plan as it is and factors within their ranges, the least sure is "
        f"{limit_name(view, least)}: kept in {percent(least['chance'])} % of cases"
        f"{more if silent else ''} ({meta['draws']} draws, seed {meta['seed']}).",
    )


def safety_said(view: View, rows: Sequence[Row], meta: Row) -> str:
    """Say what the largest safety that can be had costs, and from where on there is none."""
    kept = [row for row in rows if row["cost_cny"] is not None]
    lost = [row["gamma"] for row in rows if row["cost_cny"] is None]
    if not kept:
        return view.pick("没有一个 Γ 有可行方案。", "No gamma can be withstood.")
    most = max(kept, key=lambda row: row["gamma"])
    told = view.pick(
        f"Γ 为 {most['gamma']:g} 时多花{money(view, most['more_cny'])}（现值）",
        f"Withstanding Γ = {most['gamma']:g} costs {money(view, most['more_cny'])} more (present value)",
    )
    if lost:
        end = view.pick(
            f"；Γ 为 {min(lost):g} 及以上没有可行方案：因子的范围太宽，用尽措施也守不住",
            f"; from Γ = {min(lost):g} on no plan can: the ranges are too wide for all that may be chosen",
        )
    else:
        end = ""
    return told + end + view.pick("。", ".")


def ranged_share(view: View, row: Row) -> str:
    """Write how much of a limit's value has a range behind it; nothing where there is none."""
    return DASH if not row["ranged"] else percent(row["ranged"])
