"""Trends by year: compiled inventories and published series side by side, never joined into one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tongyuan.plan import inventory
from tongyuan.services.answer import Answer
from tongyuan.services.jurisdiction import Jurisdiction
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.vocabulary import species as species_words
from tongyuan.vocabulary import units
from tongyuan.vocabulary.problems import InputError
from tongyuan.vocabulary.tables import Emission

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["trends"]

SCHEMA = {
    "line": pl.String,
    "species": pl.String,
    "label_zh": pl.String,
    "label_en": pl.String,
    "year": pl.Int32,
    "value": pl.Float64,
    "unit": pl.String,
}
MASS_UNIT = "万吨"


def trends(workspace: Workspace, place: Jurisdiction, *, medium: str) -> Answer:
    """Give the yearly trend of carbon or air.

    Parameters
    ----------
    workspace
        The workspace.
    place
        Its jurisdiction.
    medium
        ``carbon`` or ``air``; the series of each are listed in the workspace's settings.

    Returns
    -------
    Answer
        ``line``, ``species`` (where the line is one), ``label_zh``, ``label_en``, ``year``, ``value``,
        ``unit``: one line for each definition.
    """
    kind = "greenhouse_gas" if medium == "carbon" else "air_pollutant"
    wanted = ["CO2"] if medium == "carbon" else list(species_words.codes(kind))
    compiled = _compiled(workspace, wanted)
    published = _published(workspace, place, workspace.meta.settings.get(f"trend_{medium}", []))
    order = {code: place for place, code in enumerate(wanted)}
    place_of = pl.col("species").replace_strict(order, default=len(order), return_dtype=pl.Int32)
    rows = pl.concat([compiled, published]).sort(place_of, "line", "year", maintain_order=True)
    return Answer(meta={"medium": medium, "synthetic": workspace.meta.synthetic}, data=rows)


def _compiled(workspace: Workspace, wanted: list[str]) -> pl.DataFrame:
    region = workspace.meta.region
    rows = []
    seen: set[tuple[int, str | None]] = set()
    for row in workspace.runs("inventory").iter_rows(named=True):
        found = Compiled(workspace, workspace.run(row["run"]))
        if found.region != region or (found.year, found.run.family) in seen:
            continue
        seen.add((found.year, found.run.family))
        rows += _masses(found, wanted)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _masses(found: Compiled, wanted: list[str]) -> list[tuple[str, str, str, str, int, float | None, str]]:
    total = inventory.total(Emission.cast(found.emission))
    scope_1 = total.filter((pl.col("scope") == 1) & pl.col("species").is_in(wanted))
    return [
        (
            f"{row['species']}@{found.run.family}",
            row["species"],
            f"{row['species']}（本平台编制，范围一，{found.run.family}）",
            f"{row['species']} (compiled here, scope 1, {found.run.family})",
            found.year,
            None if row["mass_t"] is None else units.convert(row["mass_t"], "t", to=MASS_UNIT),
            MASS_UNIT,
        )
        for row in scope_1.iter_rows(named=True)
    ]


def _published(workspace: Workspace, place: Jurisdiction, series: list[str]) -> pl.DataFrame:
    about = {row["series"]: row for row in place.series.iter_rows(named=True)}
    current = workspace.current_statistics(region=workspace.meta.region)
    yearly = current.filter(pl.col("series").is_in(series) & pl.col("period").str.contains(r"^\d{4}$"))
    rows = [
        (
            row["series"],
            None,
            about[row["series"]]["label_zh"],
            about[row["series"]]["label_en"],
            int(row["period"]),
            *_in_trend_unit(row["value"], row["unit"]),
        )
        for row in yearly.filter(pl.col("value").is_not_null()).iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _in_trend_unit(value: float, unit: str) -> tuple[float, str]:
    """Masses are drawn in one unit; what is no mass keeps its own."""
    try:
        return units.convert(value, unit, to=MASS_UNIT), MASS_UNIT
    except InputError:
        return value, unit
