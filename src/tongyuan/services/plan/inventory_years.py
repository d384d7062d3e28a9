"""Many inventories in one call: every year of a region, or of all regions that hold anything."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import AsOf, instant
from tongyuan.services.declaration import Context, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.inventory_compiling import Compiler, years_held
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import NotFoundError, PermissionDeniedError, Problem, TongyuanError

__all__ = ["compile_years"]

FIRST, LAST = 1900, 2200
SCHEMA = {"region": pl.String, "year": pl.Int32, "run": pl.String, "figures": pl.Int64, "problem": pl.String}


@service("inventory.compile_years", changes=True, job=True)
def compile_years(
    ctx: Context,
    *,
    first: Annotated[int, "起始年份 · first year"] = FIRST,
    last: Annotated[int, "截止年份 · last year"] = LAST,
    regions: Annotated[
        Literal["own", "all"], "own：本地区；all：凡有数据的地区 · own region, or all that hold data"
    ] = "own",
    family: Annotated[str | None, "因子族 · factor family; the pack's own by default"] = None,
    as_of: AsOf = None,
) -> Answer:
    """Compile every year and region that holds anything; what fails says why. 批量编制历年各地清单。"""
    compiler = Compiler.of(ctx.workspace, family=family, actor=ctx.actor.id, moment=instant(as_of))
    wanted = _wanted(ctx, first=first, last=last, regions=regions)
    rows = []
    for number, (region, year) in enumerate(wanted):
        ctx.progress(number / len(wanted), f"{region} {year}")
        rows.append(_one(compiler, region=region, year=year))
    failed = sum(row["problem"] is not None for row in rows)
    meta = {"family": compiler.family, "compiled": len(rows) - failed, "failed": failed}
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=SCHEMA))


def _wanted(ctx: Context, *, first: int, last: int, regions: str) -> list[tuple[str, int]]:
    """List the regions within reach and their years that hold anything, or tell that there is none."""
    about = jurisdiction(ctx.workspace)
    own = about.region(None)
    codes = [own] if regions == "own" else [c for c in about.regions["region"] if _within(ctx, c)]
    if regions == "own":
        require_reach(ctx, region=own)
    wanted = [
        (code, year)
        for code in codes
        for year in sorted({year for years in years_held(ctx.workspace, code).values() for year in years})
        if first <= year <= last
    ]
    if not wanted:
        values = {
            "region": ", ".join(codes[:3]),
            "year": f"{first}-{last}",
            "what_zh": "活动水平、记录或能源平衡表",
            "what_en": "activity, records or energy balance",
            "expected": "—",
        }
        raise NotFoundError(Problem("service.no_data", values))
    return wanted


def _within(ctx: Context, region: str) -> bool:
    try:
        require_reach(ctx, region=region)
    except PermissionDeniedError:
        return False
    return True


def _one(compiler: Compiler, *, region: str, year: int) -> dict[str, Any]:
    """Compile one region and year; a failure is a row of its own and stops nothing else."""
    place = {"region": region, "year": year}
    try:
        run, emission = compiler.compile(region, year=year)
    except TongyuanError as error:
        told = "; ".join(f"{found.code}: {found.text('en')}" for found in error.problems)
        return place | {"run": None, "figures": None, "problem": told}
    known = emission["mass_t"].count()
    return place | {"run": run.id, "figures": known, "problem": None}
