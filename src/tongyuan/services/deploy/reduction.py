"""Total reduction (总量减排核算): registered by who reduces, recognised by another, counted by quarter."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.reduction import EQUATIONS, lacking, refuse_registration
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import reduction_quarters
from tongyuan.services.deploy.reduction_shares import clauses, recomputed_of, seen_rows, take
from tongyuan.services.ledger_holders import own_holder
from tongyuan.vocabulary.commodities import Commodity, commodity_of
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import ConflictError, InputError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["count", "list_reductions", "recognise", "register", "totals"]

#: Its service belongs to the same noun.
PARTS = (reduction_quarters,)
GUARDED = {"sensitivity": Sensitivity.SENSITIVE.value}
Number = Annotated[int, Positional("登记编号 · number of the registration")]
Amount = Annotated[str, "数量，按指标的单位 · amount in the commodity's unit"]
Key = Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"]
Year = Annotated[int, "年度 · year"]
Day = Annotated[str | None, "日期 · day"]
Measure = Literal["closure", "end_of_pipe", "fuel_switch", "source_substitution", "sewage_plant", "livestock"]
Fuel = Literal["none", "gas", "electricity", "renewable", "petcoke", "coke", "semi_coke"]
Before = Annotated[
    str | None, "减排前年排放量，由登记人申报 · emission of a year before, as the registrant states it"
]
After = Annotated[
    str | None, "减排后年排放量，由登记人申报 · emission of a year after, as the registrant states it"
]
Parameters = Annotated[str | None, "核算参数：名称=值;…（见指南） · what it is recomputed from, name=value;…"]
AMOUNT = pl.Decimal(38, 3)
#: Largest activity or factor.
MOST = 1e12
#: Relative difference that is only a matter of printed digits.
ROUNDING = 1e-6
LISTED: dict[str, Any] = {
    "reduction": pl.Int64,
    **dict.fromkeys(("facility", "region", "enterprise", "commodity"), pl.String),
    "year": pl.Int32,
    "measure": pl.String,
    "claimed": AMOUNT,
    "proved": pl.String,
    "recomputed": pl.Float64,
    **dict.fromkeys(("recognised", "counted", "credited", "held", "used", "free", "replacing"), AMOUNT),
    "unit": pl.String,
}
BRIEF = ("reduction", "facility", "commodity", "year", "claimed", "recognised", "counted", "credited", "free")


@service("reduction.register", changes=True)
def register(
    ctx: Context,
    *,
    facility: Annotated[str, Positional("设施 · facility")],
    commodity: Annotated[str, "指标，如 nox · commodity"],
    year: Year,
    amount: Amount,
    holder: Annotated[str, "所属，如 enterprise:编号、region:代码 · whose it is"],
    measure: Annotated[Measure, "减排措施 · measure"],
    key: Key,
    before: Before = None,
    after: After = None,
    base: Annotated[str | None, "基准日 · base day"] = None,
    began: Annotated[str | None, "减排开始日 · first day of the reduction"] = None,
    lawful: Annotated[Literal["yes", "no"] | None, "来源合法 · lawful"] = None,
    substitute: Annotated[Fuel | None, "改用燃料 · fuel used instead"] = None,
    evidence: Annotated[str | None, "证明文件 · document that proves it"] = None,
    parameters: Parameters = None,
) -> Answer:
    """Register what a facility reduces in a year, with what it is recomputed from. 登记减排。"""
    require_between(year, name="year", least=1990, most=2100)
    kind, owner = commodity_of(commodity), own_holder(ctx, holder)
    _require_whole(owner.kind, holder=holder, before=before, after=after)
    cut = {
        "key": key,
        "facility": facility,
        "region": owner.place,
        "enterprise": owner.enterprise,
        "commodity": kind.commodity,
        **{"year": year, "measure": measure},
        "claimed": kind.steps(amount),
        "emitted_before": _steps(kind, before),
        "emitted_after": _steps(kind, after),
        "base_on": day(base, name="base"),
        "began_on": day(began, name="began"),
        "lawful": None if lawful is None else lawful == "yes",
        **{"substitute": substitute, "evidence": evidence},
        "parameters": _told(measure, parameters, commodity=kind.commodity),
        "actor": ctx.actor.id,
    }
    return _registered(ctx, cut)


def _told(measure: str, text: str | None, *, commodity: str) -> str | None:
    """Read the parameters of a measure, every fault at once: unknown, no number, out of range, lacking."""
    if text is None:
        return None
    measures = packaged_table("reduction_measures").filter(reduction_measure=measure)
    if commodity not in (counted := str(measures["commodities"][0]).split()):
        values = {"measure": measure, "commodity": commodity, "known": "、".join(counted)}
        raise InputError(Problem("reduction.no_equation", values))
    needs = EQUATIONS[measure].needs
    told: dict[str, float] = {}
    problems = []
    for part in (one for one in text.split(";") if one.strip()):
        name, _, value = (word.strip() for word in part.partition("="))
        most = 1.0 if name.startswith("removal") else MOST
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if name not in needs or not 0 <= number <= most:
            values = {"got": part.strip()[:80], "needs": "、".join(needs), "most": f"{most:g}"}
            problems.append(Problem("reduction.parameter", values))
            continue
        told[name] = number
    absent = [name for name in lacking(measure, told) if not problems]
    if absent:
        problems.append(
            Problem("reduction.lacking", {"absent": "、".join(absent), "needs": "、".join(needs)})
        )
    if problems:
        raise InputError(problems)
    return json.dumps(told, sort_keys=True)


def _require_whole(kind: str, *, holder: str, before: str | None, after: str | None) -> None:
    """Refuse an owner that has no facilities, and one emission without the other."""
    if kind not in ("region", "enterprise"):
        raise InputError(Problem("ledger.holder", {"got": holder}))
    if (before is None) != (after is None):
        raise InputError(Problem("reduction.one_emission", {"before": before or "—", "after": after or "—"}))


def _registered(ctx: Context, cut: dict[str, Any]) -> Answer:
    def refuse(cuts: Sequence[Mapping[str, Any]], _steps: Sequence[Mapping[str, Any]]) -> None:
        refuse_registration(cut, cuts, clause=clauses()["once"])

    number = ctx.workspace.reductions.register(cut, refuse=refuse)
    return Answer(meta={"outcome": f"reduction {number}"}, data=pl.DataFrame([{"reduction": number}]))


def _steps(kind: Commodity, amount: str | None) -> int | None:
    """Read an emission; a closed facility emits 0."""
    if amount is None:
        return None
    return 0 if amount.strip() in ("0", "0.0") else kind.steps(amount)


@service("reduction.recognise", changes=True)
def recognise(
    ctx: Context,
    *,
    number: Number,
    amount: Amount,
    key: Key,
    memo: Annotated[str, "与申报不同的理由 · reason where it differs from what was claimed"] = "",
) -> Answer:
    """Recognise a reduction that another person registered; the last recognition counts. 核定减排。"""
    cut = ctx.workspace.reductions.one(number)
    steps = commodity_of(cut["commodity"]).steps(amount)
    most = recomputed_of(cut)
    if most is not None and float(amount) > most * (1 + ROUNDING) and not memo.strip():
        values = {"amount": amount, "recomputed": f"{most:.6g}", "unit": commodity_of(cut["commodity"]).unit}
        raise ConflictError(Problem("reduction.above_recomputed", values))
    return take(ctx, cut, {"step": "recognise", "amount": steps, "key": key, "memo": memo})


@service("reduction.count", changes=True)
def count(
    ctx: Context,
    *,
    number: Number,
    amount: Amount,
    quarter: Annotated[int, "季度 · quarter, from 1 to 4"],
    key: Key,
    memo: Annotated[str, "说明 · note"] = "",
) -> Answer:
    """Count recognised tonnes as total reduction of a quarter; they replace nothing then. 计入总量减排。"""
    require_between(quarter, name="quarter", least=1, most=4)
    cut = ctx.workspace.reductions.one(number)
    steps = commodity_of(cut["commodity"]).steps(amount)
    return take(ctx, cut, {"step": "count", "amount": steps, "quarter": quarter, "key": key, "memo": memo})


@service("reduction.list")
def list_reductions(ctx: Context) -> Answer:
    """List the reductions in reach: claimed, recognised, counted, replacing, free. 减排台账。"""
    return Answer(meta=GUARDED, data=pl.DataFrame(seen_rows(ctx), schema=LISTED), brief=BRIEF)


@service("reduction.totals")
def totals(ctx: Context) -> Answer:
    """Add up by commodity, region and year; what is not recognised is no zero. 总量减排汇总。"""
    rows = pl.DataFrame(seen_rows(ctx), schema=LISTED)
    sums = rows.group_by("commodity", "unit", "region", "year", maintain_order=True).agg(
        pl.col("claimed").sum(),
        pl.when(pl.col("recognised").is_not_null().any())
        .then(pl.col("recognised").sum())
        .alias("recognised"),
        pl.col("recognised").is_null().sum().cast(pl.Int64).alias("not_recognised"),
        pl.col("counted").sum(),
        pl.col("credited").sum(),
    )
    return Answer(meta=GUARDED, data=sums.sort("commodity", "region", "year"))
