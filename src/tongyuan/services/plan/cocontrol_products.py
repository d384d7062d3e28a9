"""What a kept plan's problem tells without solving again: coordinates, ranked bars, increments of a front."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import cocontrol
from tongyuan.plan.cocontrol.sizes import baseline
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, service
from tongyuan.services.plan.cocontrol_cases import CHAIN, CO2E, Kept, kept, weights_of
from tongyuan.services.plan.cocontrol_fronts import FrontRun, front_run
from tongyuan.services.plan.cocontrol_labels import with_measure_names
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem

__all__ = ["bars", "coordinates", "increments"]

Run = Annotated[str | None, "方案运行编号，缺省为最近一次 · run of a plan; the latest by default"]
Front = Annotated[str | None, "前沿运行编号，缺省为最近一次 · run of a front; the latest by default"]
Year = Annotated[int | None, "年份，缺省为方案最后一年 · year; the plan's last by default"]
GwpSet = Annotated[Literal["SAR", "AR4", "AR5", "AR6"], "GWP 集 · set of warming potentials (100 years)"]
Air = Annotated[
    str | None,
    "大气污染物权重（每吨），如 SO2=1 NOx=1；缺省为环境保护税法的污染当量数 · weights of air pollutants; by "
    "default equivalents of the tax law",
]
Counted = Annotated[str, "物种，或 CO2e · a species, or CO2e"]
KG_PER_T = 1000


@service("cocontrol.coordinates", permits="cocontrol.show")
def coordinates(
    ctx: Context, *, run: Run = None, year: Year = None, gwp: GwpSet = "AR5", air: Air = None
) -> Answer:
    """Place each measure, by itself, by its fall of air pollutants and of carbon. 协同控制坐标。"""
    found = kept(ctx.workspace, run=run)
    at = found.year(year)
    emitted = found.emitted(at)
    weights = _air_weights(air, known=emitted)
    carbon = weights_of(CO2E, gwp=gwp, known=emitted)
    alone = cocontrol.alone(found.case, names=found.names)
    placed = cocontrol.coordinates(alone, before=baseline(found.case), air=weights, carbon=carbon, year=at)
    rows, chains = _singles(placed)
    told = _fallen(alone, rows, weights, "air_eq", at).join(
        _fallen(alone, rows, carbon, "carbon_t", at), on="measure", maintain_order="left"
    )
    # What is no change of a share is none in tonnes: dust of the sums is not shown as a rise.
    told = rows.join(told, on="measure", maintain_order="left").with_columns(
        pl.when(pl.col(share) != 0).then(amount).otherwise(0.0).alias(amount)
        for share, amount in (("air", "air_eq"), ("carbon", "carbon_t"))
    )
    data = _named(found, told)
    about = {"year": at, "gwp_set": gwp, "air_weights": weights, "air_stated": air is not None}
    return Answer(meta=found.meta() | about | {"chains_left_out": chains, "unit": "1"}, data=data)


@service("cocontrol.bars", permits="cocontrol.show")
def bars(
    ctx: Context, *, run: Run = None, species: Counted = CO2E, year: Year = None, gwp: GwpSet = "AR5"
) -> Answer:
    """Rank measures by unit cost, each by itself: no interaction, not the system's curve. 措施排序条形图。"""
    found = kept(ctx.workspace, run=run)
    at = found.year(year)
    weights = weights_of(species, gwp=gwp, known=found.emitted(at))
    ranked = cocontrol.ranked_bars(
        _only_singles(cocontrol.alone(found.case, names=found.names)), weights=weights, year=at
    )
    about = {"year": at, "species": species, "interaction": "none", "unit": "t"}
    if species == CO2E:
        about["gwp_set"] = gwp
    return Answer(meta=found.meta() | about, data=_named(found, ranked))


@service("cocontrol.increments", permits="cocontrol.show")
def increments(
    ctx: Context,
    *,
    run: Front = None,
    limit: Annotated[
        str | None, "计效果的约束及年份，如 SO2:2030，缺省为第一个 · limit in which effect counts; the first"
    ] = None,
) -> Answer:
    """Give what one unit more costs between neighbouring points of a kept front (ICER). 增量成本效果比。"""
    found = front_run(ctx.workspace, run=run)
    about = found.meta()
    held = {f"{one['limit']}:{one['year']}": one for one in about["limits"]}
    word = limit or next(iter(held))
    if word not in held:
        raise NotFoundError(Problem("cocontrol.no_limit", {"got": word, "known": " ".join(sorted(held))}))
    chosen = held[word]
    rows = cocontrol.increments(_points(found, chosen), limit=chosen["limit"], year=chosen["year"])
    return Answer(meta=about | {"limit": chosen, "unit": chosen["unit"]}, data=rows)


def _points(found: FrontRun, chosen: dict[str, Any]) -> pl.DataFrame:
    """Give points with a number, a limit and a year, as a front has them; a curve has one limit."""
    rows = found.points
    if "point" in rows.columns:
        return rows
    place = {"limit": pl.lit(chosen["limit"]), "year": pl.lit(chosen["year"], pl.Int32)}
    return rows.with_row_index("point").with_columns(pl.col("point").cast(pl.Int64), **place)


def _air_weights(stated: str | None, *, known: list[str]) -> dict[str, float]:
    """Weigh air pollutants [per t] as the user says, else by the equivalents of the tax law."""
    if stated is not None:
        return _stated_weights(stated, known=known)
    table = reference.pollution_equivalents().filter(
        pl.col("medium") == "air", pl.col("species").is_in(known)
    )
    return {
        species: KG_PER_T / kg for species, kg in table.select("species", "kg_per_equivalent").iter_rows()
    }


def _stated_weights(text: str, *, known: list[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    problems = []
    for word in text.split():
        name, _, number = word.partition("=")
        try:
            found[name] = float(number)
        except ValueError:
            problems.append(Problem("cocontrol.weight", {"got": word}))
        if name not in known:
            problems.append(Problem("cocontrol.no_species", {"got": name, "known": " ".join(known)}))
    if problems or not found:
        raise InputError(problems or [Problem("cocontrol.weight", {"got": text})])
    return found


def _singles(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep measures; chains of several are not one at a time."""
    single = rows.filter(~pl.col("measure").str.contains(CHAIN, literal=True))
    return single, rows.height - single.height


def _only_singles(alone: cocontrol.Alone) -> cocontrol.Alone:
    return cocontrol.Alone(_singles(alone.choices)[0], _singles(alone.changes)[0])


def _fallen(
    alone: cocontrol.Alone, rows: pl.DataFrame, weights: dict[str, float], name: str, year: int
) -> pl.DataFrame:
    """Give by how much each measure lowers a weighed sum, in its unit."""
    changed = alone.weighed(weights, year=year).select("measure", (0.0 - pl.col("change")).alias(name))
    return changed.join(rows.select("measure"), on="measure", how="semi", maintain_order="left")


def _named(found: Kept, rows: pl.DataFrame) -> pl.DataFrame:
    """Name measures, with the quality of their rows and whether their highest share was found."""
    told = rows.join(found.measures(), on="measure", how="left", maintain_order="left")
    return with_measure_names(found.workspace, told)
