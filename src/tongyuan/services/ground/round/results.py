"""What a round gave: sums over its enterprises, the whole of it as a workbook, and its release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.documents import XLSX
from tongyuan.services.ground.round.arguments import RoundNumber
from tongyuan.services.ground.round.names import named
from tongyuan.services.ground.round.reach import rounds_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.release_news import tell_of_release
from tongyuan.services.sheets import Sheet, write_sheets
from tongyuan.services.withholding import withhold
from tongyuan.vocabulary.problems import ConflictError, Problem
from tongyuan.vocabulary.rounds import SETTLED
from tongyuan.vocabulary.scope import EVERYTHING
from tongyuan.vocabulary.tables import column_labels, contracts
from tongyuan.workspace.rounds import Rounds

__all__ = ["export", "release", "totals"]


@service("round.totals")
def totals(ctx: Context, *, number: RoundNumber) -> Answer:
    """Sum what enterprises reported, by region and item; sums over one or two are withheld. 企业汇总。"""
    rounds = rounds_of(ctx)
    about = rounds.about(number)
    place = jurisdiction(ctx.workspace)
    parents = dict(place.regions.select("region", "parent").iter_rows())
    cells = _by_region(rounds, number, parents)
    if not ctx.scope.sees_enterprises:
        cells = withhold(cells, parents=parents)
    reached = [
        ctx.scope.covers(region=row["region"], department=row["department"])
        for row in cells.iter_rows(named=True)
    ]
    names = place.regions.select("region", pl.col("name_zh").alias("region_name"))
    items = rounds.items(number).select("form", "item", "label_zh", "label_en", "unit")
    rows = (
        cells.filter(pl.Series(reached, dtype=pl.Boolean))
        .join(items, on=["form", "item"], how="left", maintain_order="left")
        .join(names, on="region", how="left", maintain_order="left")
    )
    return Answer(meta=about, data=rows)


def _by_region(rounds: Rounds, number: int, parents: Mapping[str, str | None]) -> pl.DataFrame:
    """Sum enterprises' figures in each region that they lie in, and in every region above it."""
    everything = rounds.scoped(EVERYTHING)
    settled = everything.assignments(round_number=number).filter(
        pl.col("enterprise").is_not_null() & pl.col("state").cast(pl.String).is_in(list(SETTLED))
    )
    entered = everything.entries(settled["assignment"].to_list())
    about = settled.select("assignment", "form", "department", "region", "enterprise")
    figures = entered.filter(pl.col("value").is_not_null()).join(about, on="assignment")
    above = [(region, up) for region in settled["region"].unique().sort() for up in _up(region, parents)]
    spread = pl.DataFrame(above, schema={"region": pl.String, "up": pl.String}, orient="row")
    return (
        figures.join(spread, on="region")
        .drop("region")
        .rename({"up": "region"})
        .group_by("region", "item", "form", "department")
        .agg(pl.col("value").sum(), pl.col("enterprise").n_unique().cast(pl.Int64).alias("enterprises"))
        .with_columns(pl.lit(None, pl.String).alias("state"))
        .sort("form", "item", "region")
    )


def _up(region: str | None, parents: Mapping[str, str | None]) -> list[str]:
    found = []
    while region is not None:
        found.append(region)
        region = parents.get(region)
    return found


@service("round.export")
def export(ctx: Context, *, number: RoundNumber) -> Answer:
    """Write a round as one workbook: assignments, entries in every version, steps. 导出轮次。"""
    rounds = rounds_of(ctx)
    about = rounds.about(number)
    found = rounds.assignments(round_number=number)
    numbers = found["assignment"].to_list()
    sheets = [
        Sheet("任务", named(jurisdiction(ctx.workspace), found), _labels("Assignment")),
        Sheet("数值", rounds.versions(numbers), _labels("Entry")),
        Sheet("步骤", rounds.steps(numbers), _labels("Step")),
    ]
    meta = {**about, "synthetic": ctx.workspace.meta.synthetic}
    name = f"{about['title']}_{number}.xlsx".replace(" ", "_")
    return Answer(meta=meta, data=found, document=Document(name, XLSX, write_sheets(sheets, meta=meta)))


def _labels(contract: str) -> dict[str, str]:
    return column_labels(contracts()[contract])


@service("round.release", changes=True)
def release(ctx: Context, *, number: RoundNumber) -> Answer:
    """Put a closed round forward for release: its figures are pinned as a run. 提请发布。"""
    rounds = rounds_of(ctx)
    with rounds.deciding():
        about = rounds.about(number)
        everything = rounds.scoped(EVERYTHING)
        assignments = everything.assignments(round_number=number)
        if not all(_reached(ctx, row) for row in assignments.iter_rows(named=True)):
            raise ConflictError(Problem("round.part_only", {"round": number}))
        rounds.release(number)
        regional = assignments.filter(pl.col("enterprise").is_null())
        figures = everything.entries(regional["assignment"].to_list())
        run = ctx.workspace.record_run(
            "round",
            params={"round": number, "kind": about["kind"], "period": about["period"]},
            inputs={"assignment": assignments},
            tables={"entry": figures},
            actor=ctx.actor.id,
        )
        name = f"round/{about['kind']}/{about['period']}/{number}"
        proposed = ctx.workspace.releases.propose(name, run.id, actor=ctx.actor.id, note=about["title"])
        tell_of_release(ctx, proposed)
    return Answer(meta={"outcome": proposed.state, "run": run.id}, data=pl.DataFrame([asdict(proposed)]))


def _reached(ctx: Context, row: Mapping[str, str | None]) -> bool:
    return ctx.scope.covers(region=row["region"], department=row["department"], enterprise=row["enterprise"])
