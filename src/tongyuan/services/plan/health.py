"""Health: deaths and years of life lost to PM2.5, what a case avoids, and only then what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import health
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import require_between
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.health_cases import Asked, case_of
from tongyuan.services.plan.health_inputs import People, air_of, function_of, functions_held, people_of
from tongyuan.services.plan.health_runs import KIND, HealthRun, health_run
from tongyuan.services.plan.kept_runs import kept_runs
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.quality import QUALITY
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import Impact, MortalityRate, key_of
from tongyuan.workspace.reading import reading

__all__ = ["example", "functions", "impact", "show"]

Run = Annotated[str | None, "运行编号，缺省为最近一次 · run id; the latest by default"]
Function = Annotated[str, "暴露反应函数，见 health functions · concentration-response function"]
Level = Annotated[float | None, "情景：各市浓度不高于此值（微克/立方米） · case: no city above this"]
Against = Annotated[int | None, "情景：另一年的浓度，人口与死亡率不变 · case: the air of another year"]
Response = Annotated[str | None, "情景：空气质量响应的运行编号 · case: the change of a run of air response"]
Incidence = Annotated[
    Literal["observed", "underlying"],
    "死亡率：observed 两次都用观测值，underlying 用无暴露时的基础值 · which rate serves both burdens",
]
Life = Annotated[
    float | None, "统计生命价值（元），缺省不折价 · value of a statistical life; none by default"
]
BRIEF = ("region_name_zh", "item_zh", "measure", "base", "base_low", "base_high", "avoided")
FUNCTIONS = (
    "function",
    "form",
    "causes",
    "from_age",
    "least_ug_m3",
    "slope_has_range",
    "quality",
    "citation",
)
#: Draws that are taken where none are told; the interval's ends are then stable to about one part in fifty.
DRAWS = 1000
SEED = 20180918


@service("health.impact", changes=True, job=True)
def impact(
    ctx: Context,
    *,
    year: Annotated[int, "年份：人口与现状浓度 · year of the people and of the air as it is"],
    function: Function = "gemm",
    level: Level = None,
    against: Against = None,
    response: Response = None,
    incidence: Incidence = "observed",
    life_cny: Life = None,
    draws: Annotated[int, "抽样次数 · draws"] = DRAWS,
    seed: Annotated[int, "随机种子 · seed"] = SEED,
) -> Answer:
    """Assess deaths and years of life lost to PM2.5, with intervals; a case by both burdens. 健康影响。"""
    require_between(draws, name="draws", least=20, most=20_000)
    asked = Asked(level=level, against=against, response=response)
    given = _gathered(ctx, asked, year=year, function=function)
    ctx.progress(0.3, "抽样 · drawing")
    found = health.impacts(
        given.people.population,
        mortality=given.people.mortality,
        base=given.base,
        functions=given.chosen,
        case=given.case,
        years=given.people.years,
        incidence=incidence,
        whole=ctx.workspace.meta.region,
        draws=draws,
        seed=seed,
    )
    params = {
        "year": year,
        "function": function,
        "incidence": incidence,
        "draws": draws,
        "life_cny": life_cny,
    }
    made = _kept(ctx, found, given=given, params=params | asked.told(), seed=seed)
    ctx.progress(1.0, made.run.id)
    return _told(ctx, made, by="region", measure="deaths")


@dataclass(frozen=True, slots=True)
class _Given:
    """What an assessment stands on, and its level."""

    units: list[str]
    base: pl.DataFrame
    case: health.Case | None
    people: People
    chosen: pl.DataFrame
    level: Sensitivity


def _gathered(ctx: Context, asked: Asked, *, year: int, function: str) -> _Given:
    """Gather people, rates, air, case and function of the cities."""
    province = ctx.workspace.meta.region
    require_reach(ctx, region=province)
    units = list(additive_children(jurisdiction(ctx.workspace).regions, parent=province))
    with reading() as read:
        base, case = case_of(ctx.workspace, asked, base=air_of(ctx.workspace, regions=units, year=year))
        people = people_of(ctx.workspace, regions=base["region"].to_list(), province=province, year=year)
        chosen = function_of(ctx.workspace, function, region=province)
    return _Given(units, base, case, people, chosen, read.level or Sensitivity.INTERNAL)


def _kept(
    ctx: Context, found: health.Impacts, *, given: _Given, params: dict[str, Any], seed: int
) -> HealthRun:
    """Keep an assessment as a run."""
    run = ctx.workspace.record_run(
        KIND,
        params={"region": ctx.workspace.meta.region} | params | _lacking(given),
        inputs=_pinned(given),
        tables={"impact": found.rows, "impact_sum": found.sums},
        seed=seed,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=given.level,
    )
    return HealthRun(ctx.workspace, run)


def _lacking(given: _Given) -> dict[str, Any]:
    """Say which regions are not assessed, and whose rates serve."""
    return {
        "not_assessed": [one for one in given.units if one not in set(given.base["region"])],
        "rates_lent": list(given.people.lent),
        "rates_years": sorted(set(given.people.rates_of_year.values())),
    }


def _pinned(given: _Given) -> dict[str, pl.DataFrame]:
    levels = {} if given.case is None else dict(given.case.ug_m3)
    schema = {"region": pl.String, "ug_m3": pl.Float64}
    return {
        "population": given.people.population,
        "mortality": given.people.mortality,
        "concentrations": given.base,
        "risk_function": given.chosen,
        "case_air": pl.DataFrame({"region": list(levels), "ug_m3": list(levels.values())}, schema=schema),
    }


@service("health.show")
def show(
    ctx: Context,
    *,
    run: Run = None,
    year: Annotated[int | None, "年份 · year"] = None,
    by: Annotated[
        Literal["whole", "region", "cause", "age", "detail"],
        "汇总：全部、分市、分死因、分年龄、明细 · summed by",
    ] = "region",
    measure: Annotated[
        Literal["deaths", "years_lost"], "指标：死亡、寿命损失年 · deaths or years of life lost"
    ] = "deaths",
) -> Answer:
    """Show an assessment: deaths and years of life lost with 95 % intervals. 查看健康影响。"""
    found = health_run(ctx.workspace, run=run, year=year)
    return _told(ctx, found, by=by, measure=measure)


@service("health.functions")
def functions(ctx: Context) -> Answer:
    """List the concentration-response functions, published and own, with their sources. 暴露反应函数。"""
    held = functions_held(ctx.workspace, region=ctx.workspace.meta.region)
    known = reference.citations()
    rows = held.group_by("function", "form", maintain_order=True).agg(
        pl.col("cause").unique(maintain_order=True).cast(pl.String).str.join(" ").alias("causes"),
        pl.col("age_from").min().alias("from_age"),
        pl.col("least_ug_m3").min(),
        pl.col("slope_se").null_count().eq(0).alias("slope_has_range"),
        pl.col("quality").cast(QUALITY).max().cast(pl.String),
        pl.col("citation").first(),
    )
    cited = [known[key].text() if key in known else key for key in rows["citation"]]
    meta = {"values": reference.health_values().to_dicts()}
    return Answer(
        meta=meta, data=rows.with_columns(source=pl.Series(cited, dtype=pl.String)), brief=FUNCTIONS
    )


@service("health.example")
def example(ctx: Context) -> Answer:
    """Give national death rates in the form of the record, labelled as an example. 死亡率填报示例。"""
    rows = reference.mortality_example().with_columns(
        pl.lit(ctx.workspace.meta.region).alias("region"),
        pl.lit(ctx.today.year - 1, pl.Int32).alias("year"),
        low=pl.lit(None, pl.Float64),
        high=pl.lit(None, pl.Float64),
    )
    known = reference.citations()
    meta = {
        "example": True,
        "said_zh": "示例：全国、全死因、男女合计；不是本地死亡率，用于评估前须换成本地数据。",
        "said_en": "Example: national, all causes, both sexes; replace it by the region's own rates.",
        "citations": [known["WPP_2024"].text()],
    }
    return Answer(meta=meta, data=MortalityRate.cast(rows.select(MortalityRate.column_names())))


def _told(ctx: Context, found: HealthRun, *, by: str, measure: str) -> Answer:
    """Tell one table of an assessment; what it is worth comes after deaths and years."""
    if by == "detail":
        key = pl.concat_str([pl.col(name).cast(pl.String) for name in key_of(Impact)], separator=",")
        rows = found.rows.filter(measure=measure).with_columns(
            pl.col("cause").cast(pl.String).alias("item"), figure=pl.lit(f"{found.run.id}/impact/") + key
        )
    else:
        rows = found.sums.filter(by=by, measure=measure)
    rows = rows.sort("region", "item" if by != "age" else pl.col("item").cast(pl.Int32), maintain_order=True)
    known = reference.citations()
    cited = sorted(set(ctx.workspace.run_input(found.run.id, "risk_function")["citation"]))
    meta = found.meta() | {
        "measure": measure,
        "contract": "Impact" if by == "detail" else "ImpactSum",
        "totals": _totals(found),
        "years_lost_held": "years_lost" in set(found.sums["measure"]),
        "worth": _worth(found),
        "citations": [known[key].text() if key in known else key for key in cited],
        "runs": _runs(ctx),
    }
    return Answer(meta=meta, data=_named(ctx, rows), brief=BRIEF)


def _totals(found: HealthRun) -> list[dict[str, Any]]:
    """Give the whole, deaths first."""
    whole = found.sums.filter(by="whole").sort("measure")
    return whole.drop("by", "item").to_dicts()


def _worth(found: HealthRun) -> dict[str, float] | None:
    """Value deaths avoided, or the burden where no case is asked; None where no value is told [CNY]."""
    each = found.run.params.get("life_cny")
    rows = found.sums.filter(by="whole", measure="deaths")
    if each is None or rows.is_empty():
        return None
    row = rows.row(0, named=True)
    side = "base" if row["avoided"] is None else "avoided"
    return {"life_cny": each, "of": side} | {
        f"{end or 'central'}_cny": row[f"{side}_{end}" if end else side] * each for end in ("", "low", "high")
    }


def _named(ctx: Context, rows: pl.DataFrame) -> pl.DataFrame:
    places = jurisdiction(ctx.workspace).regions.select(
        "region", pl.col("name_zh").alias("region_name_zh"), pl.col("name_en").alias("region_name_en")
    )
    causes = packaged_table("death_causes").rename(
        {"cause": "item", "name_zh": "item_zh", "name_en": "item_en"}
    )
    named = rows.with_columns(pl.col("item").cast(pl.String))
    return named.join(places, on="region", how="left", maintain_order="left").join(
        causes, on="item", how="left", maintain_order="left"
    )


def _runs(ctx: Context) -> dict[str, str]:
    return {run.id: _title(run.params) for run in kept_runs(ctx.workspace, KIND)}


def _title(params: dict[str, Any]) -> str:
    case = [f"≤{params['level']:g}"] if params["level"] is not None else []
    case += [f"→{params['against']}"] if params["against"] is not None else []
    case += [f"→{params['response']}"] if params["response"] is not None else []
    return " · ".join([str(params["year"]), params["function"], *case])
