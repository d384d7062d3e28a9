"""Decomposing a target: read the file, gather the cities' figures, keep what follows, tell its tables."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml

from tongyuan.deploy.decomposition import Decomposition, decompose
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context
from tongyuan.services.deploy.decomposition_inputs import gathered
from tongyuan.services.deploy.decomposition_runs import (
    KIND,
    DecompositionRun,
    decomposition_run,
    decomposition_runs,
    params_of,
)
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.regions import additive_children
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.stated import naming_places, read_stated
from tongyuan.vocabulary.tables import Budget, key_of
from tongyuan.workspace.reading import reading

__all__ = ["Table", "decomposed", "example_text", "shown"]

Table = Literal["budget", "compare", "path", "burden", "fairness", "weight", "input"]
BRIEF = {
    "budget": ("region_name_zh", "method", "base_value", "budget_value", "unit", "reduction_share", "origin"),
    "burden": ("region_name_zh", "method", "reduction", "per_capita", "per_gdp", "rank", "shifted"),
}
#: Invented figures of an example, repeated over the cities.
INVENTED = (
    {"base": 60_000, "gdp": 3_000, "population": 400, "gdp_growth": 1.25},
    {"base": 30_000, "gdp": 1_000, "population": 200, "gdp_growth": 1.30},
    {"base": 10_000, "gdp": 1_000, "population": 150, "gdp_growth": 1.35},
)
HEAD = (
    "# 目标分解文件示例：各市数值均为示例，不是实际数据，分解前须换成实际值；"
    "已编制分市清单、已导入统计的，可删去相应项，由系统取数。\n"
    "# Example: the cities' figures are invented. Replace them, or delete them where they are held.\n"
)


def decomposed(ctx: Context, *, file: Path) -> DecompositionRun:
    """Decompose a target by a file and keep it as a run.

    Parameters
    ----------
    ctx
        Who asks, and where.
    file
        The file.

    Returns
    -------
    DecompositionRun
        The run.

    Raises
    ------
    InputError
        With every fault of the file, and every figure that is missing.
    """
    region = ctx.workspace.meta.region
    require_reach(ctx, region=region)
    text = file.read_bytes().decode("utf-8", errors="replace")
    asked = read_stated(text, model=Decomposition, file=file.name)
    with naming_places(text, file=file.name), reading() as seen:
        given = gathered(ctx.workspace, asked)
        emitted = None if given.optimum is None else given.optimum.emitted
        made = decompose(given.asked, cities=given.cities, optimum=emitted)
    # Budgets are a draft, whatever they are made of: nobody outside reads them before they are released.
    levels = (Sensitivity.INTERNAL, seen.level or Sensitivity.INTERNAL)
    kept = ctx.workspace.record_run(
        KIND,
        params=params_of(given, made, region=region),
        inputs={"decomposition_input": given.inputs, "decomposition_file": pl.DataFrame({"text": [text]})},
        tables={
            "budget": made.budgets,
            "budget_path": made.paths,
            "budget_burden": made.burdens,
            "budget_fairness": made.fairness,
            "budget_weight": made.weights,
        },
        actor=ctx.actor.id,
        as_of=ctx.workspace.believed_until(),
        sensitivity=max(levels, key=lambda level: level.rank),
    )
    return DecompositionRun(ctx.workspace, kept)


def shown(ctx: Context, *, run: str | None, table: Table, method: str | None) -> Answer:
    """Tell one table of a kept decomposition.

    Parameters
    ----------
    ctx
        Who asks, and where.
    run
        Run id; the latest by default.
    table
        Which table; ``compare`` lays the methods' budgets side by side.
    method
        One method alone.

    Returns
    -------
    Answer
        The rows, with names of the regions and the figure of each budget.
    """
    found = decomposition_run(ctx.workspace, run=run)
    rows = _rows(found, table)
    if method is not None and "method" in rows.columns:
        rows = rows.filter(pl.col("method") == method)
    contracts = {"compare": None, "input": None, "budget": "Budget"}
    meta = found.meta() | {"table": table, "runs": decomposition_runs(ctx.workspace)}
    contract = contracts.get(table, f"Budget{table.capitalize()}")
    if contract is not None:
        meta["contract"] = contract
    return Answer(meta=meta, data=_named(ctx, rows), brief=BRIEF.get(table, ()))


def _rows(found: DecompositionRun, table: Table) -> pl.DataFrame:
    if table == "input":
        return found.workspace.run_input(found.run.id, "decomposition_input")
    if table == "budget":
        key = [pl.col(name).cast(pl.String) for name in key_of(Budget)]
        figure = pl.lit(f"{found.run.id}/budget/") + pl.concat_str(key, separator=",")
        return found.table("budget").with_columns(figure.alias("figure"))
    if table == "compare":
        rows = found.table("budget")
        return rows.pivot(
            "method", index=["region", "base_value", "unit"], values="budget_value", maintain_order=True
        )
    return found.table(f"budget_{table}")


def _named(ctx: Context, rows: pl.DataFrame) -> pl.DataFrame:
    if "region" not in rows.columns:
        return rows
    places = jurisdiction(ctx.workspace).regions.select(
        "region", region_name_zh="name_zh", region_name_en="name_en"
    )
    return rows.join(places, on="region", how="left", maintain_order="left")


def example_text(ctx: Context, *, run: str | None) -> str:
    """Write a file to begin with, or give that of a kept decomposition as it was handed in.

    Parameters
    ----------
    ctx
        Who asks, and where.
    run
        Run id; None for the example.

    Returns
    -------
    str
        YAML.
    """
    if run is not None:
        return decomposition_run(ctx.workspace, run=run).text
    units = additive_children(jurisdiction(ctx.workspace).regions, parent=ctx.workspace.meta.region)
    told: dict[str, Any] = {
        "name": "nox_example",
        "indicator": "NOx",
        "form": "ratio",
        "value": 10,
        "unit": "t",
        "base_year": 2020,
        "year": 2025,
        "decimals": 0,
        "methods": ["equal", "entropy", "contraction", "frontier"],
        "gdp_growth_prices": "constant",
        "gdp_price_year": 2020,
        "quality": "synthetic",
        "citation": "示例",
        "cities": {region: dict(INVENTED[at % len(INVENTED)]) for at, region in enumerate(units)},
    }
    written = io.StringIO(HEAD)
    written.seek(0, io.SEEK_END)
    yaml.safe_dump(told, written, allow_unicode=True, sort_keys=False)
    return written.getvalue()
