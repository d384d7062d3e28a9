"""The energy balance of a region: in its yearbook layout, in standard coal, and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import polars as pl

from tongyuan import reference
from tongyuan.plan import energy
from tongyuan.services.answer import Answer
from tongyuan.services.citations import cite
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.activity import years_with
from tongyuan.vocabulary import balance as balance_words
from tongyuan.vocabulary import fuels
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.reading import reading

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run

__all__ = ["balance", "check"]

BRIEF = ("row", "row_name", "fuel_name", "printed", "computed", "difference", "unit")

Region = Annotated[str | None, "地区代码，缺省为本工作空间的地区 · region; the workspace's own by default"]
Year = Annotated[int | None, "年份，缺省为最近一年 · year; the latest by default"]


@service("energy.balance")
def balance(
    ctx: Context,
    *,
    region: Region = None,
    year: Year = None,
    basis: Annotated[
        Literal["physical", "calorific", "coal_equivalent"],
        "实物量、当量值、等价值 · physical, calorific, equivalent",
    ] = "physical",
    power_kgce_per_kwh: Annotated[float | None, "发电煤耗（等价值用） · coal per kWh, for 等价值"] = None,
) -> Answer:
    """Show an energy balance in the yearbook's rows and columns. 地区能源平衡表。"""
    with reading() as read:
        frame, place, chosen = _found(ctx, region, year)
    meta = {
        "region": place,
        "year": chosen,
        "years": years_with(ctx.workspace, "balance", place),
        "basis": basis,
        "citation": cite(ctx.workspace, frame["citation"][0]),
    }
    if basis == "physical":
        laid_out = energy.pivot(frame)
        return Answer(meta=meta, data=laid_out)
    level = read.level or Sensitivity.INTERNAL
    run = _converted(ctx, frame, level=level, basis=basis, power_kgce_per_kwh=power_kgce_per_kwh)
    key = [pl.col(name).cast(pl.String) for name in ("region", "year", "row", "fuel", "basis")]
    figure = (pl.lit(f"{run.id}/standard_coal/") + pl.concat_str(key, separator=",")).alias("figure")
    rows = ctx.workspace.run_table(run.id, "standard_coal").with_columns(figure)
    return Answer(meta=meta | {"run": run.id, "contract": "StandardCoal", "unit": "1e4_tce"}, data=rows)


@service("energy.check")
def check(ctx: Context, *, region: Region = None, year: Year = None) -> Answer:
    """Check the identities of an energy balance, by row and column. 审核平衡表的勾稽关系。"""
    frame, place, chosen = _found(ctx, region, year)
    findings = energy.check(frame)
    faults = findings.filter(pl.col("verdict") == "fault")
    named = faults.with_columns(
        pl.col("row").replace_strict(_row_names(), default="").alias("row_name"),
        pl.col("fuel").map_elements(fuels.label, return_dtype=pl.String).alias("fuel_name"),
    )
    meta = {
        "region": place,
        "year": chosen,
        "faults": faults.height,
        "untested": findings.height - faults.height,
        "contract": "BalanceFinding",
    }
    return Answer(meta=meta, data=named, passed=faults.is_empty(), brief=BRIEF)


def _found(ctx: Context, region: str | None, year: int | None) -> tuple[pl.DataFrame, str, int]:
    place = jurisdiction(ctx.workspace).region(region)
    years = years_with(ctx.workspace, "balance", place)
    if not years or (year is not None and year not in years):
        values = {
            "region": place,
            "year": year or "",
            "what_zh": "能源平衡表",
            "what_en": "energy balance",
            "expected": "、".join(map(str, years)) or "—",
        }
        raise NotFoundError(Problem("service.no_data", values))
    chosen = year or years[-1]
    return ctx.workspace.dataset_frame("balance", region=place, year=chosen), place, chosen


def _converted(
    ctx: Context,
    frame: pl.DataFrame,
    *,
    level: Sensitivity,
    basis: Literal["calorific", "coal_equivalent"],
    power_kgce_per_kwh: float | None,
) -> Run:
    coefficients = reference.standard_coal()

    def compute() -> dict[str, pl.DataFrame]:
        converted = energy.standard_coal(
            frame, coefficients=coefficients, basis=basis, power_kgce_per_kwh=power_kgce_per_kwh
        )
        return {"standard_coal": converted}

    return ctx.workspace.run_of(
        "energy",
        params={"basis": basis, "power_kgce_per_kwh": power_kgce_per_kwh},
        inputs={"balance": frame, "coefficient": coefficients},
        compute=compute,
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        region=frame["region"][0],
        sensitivity=level,
    )


def _row_names() -> dict[int, str]:
    rows = balance_words.rows()
    return dict(zip(rows["row"].cast(pl.Int64).to_list(), rows["name_zh"].to_list(), strict=True))
