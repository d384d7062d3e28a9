"""Restricted series: data with no open licence, read from a folder of the user's own, never shipped.

The pack declares which rows and columns of which file are which series; what it does not declare is left
alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem

if TYPE_CHECKING:
    from tongyuan.packs import Pack
    from tongyuan.workspace.workspace import Workspace

__all__ = ["import_restricted"]

NOTE = "另有许可，仅供本工作空间内部使用 · restricted, for use inside this workspace only"


def import_restricted(workspace: Workspace, folder: Path, *, pack: Pack, actor: str) -> int:
    """Add the restricted series that a folder holds, all or none.

    Parameters
    ----------
    workspace
        The workspace.
    folder
        Folder of CSV files.
    pack
        Declares the series.
    actor
        Who imports.

    Returns
    -------
    int
        Figures added.

    Raises
    ------
    NotFoundError
        If there is no such folder, or none of the declared files in it.
    InputError
        If a file lacks a column, or names a region that the pack does not know: all problems at once.
    """
    found = [entry for entry in pack.restricted if (folder / entry["file"]).is_file()]
    if not found:
        values = {
            "got": folder,
            "expected": "、".join(sorted({entry["file"] for entry in pack.restricted})) or "—",
        }
        raise NotFoundError(Problem("service.no_restricted", values))
    problems: list[Problem] = []
    frames = [_read(folder / entry["file"], entry, pack, problems) for entry in found]
    if problems:
        raise InputError(problems)
    known = workspace.statistics().select("series", "region", "period")
    rows = pl.concat(frames).join(known, on=["series", "region", "period"], how="anti", maintain_order="left")
    workspace.add_statistics(rows, actor=actor)
    return rows.height


def _read(path: Path, entry: Mapping[str, Any], pack: Pack, problems: list[Problem]) -> pl.DataFrame:
    table = pl.read_csv(path, infer_schema_length=None)
    wanted = [entry["period"], entry["value"], *entry.get("where", {})]
    wanted += [entry["region_name"]] if "region_name" in entry else []
    absent = [name for name in wanted if name not in table.columns]
    problems += [
        Problem("service.restricted_column", {"got": name}, Place(file=path.name, column=name))
        for name in absent
    ]
    if absent:
        return _figures(pl.DataFrame(), entry, pack)
    for name, value in entry.get("where", {}).items():
        table = table.filter(pl.col(name).cast(pl.String) == str(value))
    named = table.with_columns(_region(entry, pack).alias("region"))
    strange = named.filter(pl.col("region").is_null())
    if strange.height:
        for name in strange[entry["region_name"]].unique(maintain_order=True):
            problems.append(Problem("service.restricted_region", {"got": name}, Place(file=path.name)))
    return _figures(named.filter(pl.col(entry["value"]).is_not_null()), entry, pack)


def _region(entry: Mapping[str, Any], pack: Pack) -> pl.Expr:
    if "region" in entry:
        return pl.lit(entry["region"])
    names = {row["name_zh"]: row["region"] for row in pack.regions.iter_rows(named=True)}
    short = {name.removesuffix("市"): code for name, code in names.items()}
    return pl.col(entry["region_name"]).replace_strict(
        {**names, **short}, default=None, return_dtype=pl.String
    )


def _figures(rows: pl.DataFrame, entry: Mapping[str, Any], pack: Pack) -> pl.DataFrame:
    height = rows.height
    columns = {
        "series": pl.Series([entry["series"]] * height, dtype=pl.String),
        "region": rows["region"] if height else pl.Series([], dtype=pl.String),
        "period": rows[entry["period"]].cast(pl.String) if height else pl.Series([], dtype=pl.String),
        "value": rows[entry["value"]].cast(pl.Float64) if height else pl.Series([], dtype=pl.Float64),
    }
    return pl.DataFrame(columns).with_columns(
        pl.lit("published").alias("kind"),
        pl.lit("unstated").alias("vintage"),
        pl.lit(None, dtype=pl.String).alias("state"),
        pl.lit(entry["unit"]).alias("unit"),
        pl.lit(None, dtype=pl.String).alias("evidence"),
        pl.lit(entry["quality"]).alias("quality"),
        pl.lit(pack.cite(entry["citation"])).alias("citation"),
        pl.lit(NOTE).alias("note"),
    )
