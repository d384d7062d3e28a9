"""What a workspace knows of a project: its site, other uses of its sources, settings, the city's budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import shapely

from tongyuan.deploy.admission import Carbon, Case, Rulebook, Settings
from tongyuan.deploy.zoning import locate
from tongyuan.reference.admission import admission_regions, admission_rules
from tongyuan.services.deploy.zone_index import zoning_of
from tongyuan.services.plan.kept_runs import kept_runs
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.hashing import hash_record

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.projects import Entered
    from tongyuan.workspace.workspace import Workspace

__all__ = ["book", "case_of", "edition"]

#: Annual mean of PM2.5 in the statistics of a workspace.
AIR = "pm25_annual_mean"
#: Masses of a budget in tonnes.
TONNES = {"t": 1.0, "t CO2": 1.0, "吨": 1.0, "kt": 1e3, "Mt": 1e6, "10 kt": 1e4, "万吨": 1e4}


def book() -> Rulebook:
    """Give the rules as they are packaged."""
    return Rulebook(admission_rules(), admission_regions())


def edition() -> str:
    """Give the hash of the rules: another one says that a rule changed."""
    return hash_record({"rules": admission_rules().write_csv(), "regions": admission_regions().write_csv()})


def case_of(
    ctx: Context,
    project: Mapping[str, Any],
    sources: Sequence[Mapping[str, Any]],
    *,
    on: date,
    coal_ratio: float | None = None,
) -> Case:
    """Put together what is known of a project.

    Parameters
    ----------
    ctx
        Who asks, and where.
    project, sources
        The form.
    on
        Day of the opinion.
    coal_ratio
        Coal replaced for each tonne of new use, as the province sets it [1]; None where it has set none.

    Returns
    -------
    Case
        What is not known is left open.
    """
    whole = ctx.workspace.whole
    parts, red_line = _located(whole, project, on)
    return Case(
        project=project,
        on=on,
        sources=tuple(sources),
        parts=parts,
        red_line=red_line,
        used=_used(whole.projects.entered(), project["project"]),
        settings=Settings(coal_ratio=coal_ratio, pm25_ug_m3=_air(whole, project["region"], on)),
        carbon=_carbon(whole, project["region"]),
    )


def _located(
    workspace: Workspace, project: Mapping[str, Any], on: date
) -> tuple[pl.DataFrame | None, str | None]:
    """Locate the site in the units in force on the day; nothing where either is missing."""
    site = _site(project)
    zoning = zoning_of(workspace, on=on)
    if site is None or zoning.units.is_empty():
        return None, None
    found = locate({project["project"]: site}, zoning=zoning)
    if found.parts.is_empty():
        return None, None
    return found.parts, str(found.sites["red_line"][0])


def _site(project: Mapping[str, Any]) -> Any:
    if project["outline"]:
        try:
            shape = shapely.from_wkt(project["outline"])
        except (shapely.errors.GEOSException, ValueError) as error:
            raise InputError(Problem("admission.outline", {"got": str(error)[:120]})) from None
        if shape.is_empty or not shape.is_valid:
            raise InputError(Problem("admission.outline", {"got": shapely.is_valid_reason(shape)[:120]}))
        return shape
    if project["longitude"] is None or project["latitude"] is None:
        return None
    return shapely.Point(project["longitude"], project["latitude"])


def _used(entered: Sequence[Entered], project: str) -> dict[tuple[str, str], float]:
    """Sum what other projects of the list use of each source."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for other in entered:
        if other.project["project"] == project:
            continue
        for source in other.sources:
            sums[source["offset_source"], source["offset_kind"]] += source["amount_t"]
    return dict(sums)


def _air(workspace: Workspace, region: str, on: date) -> float | None:
    """Give the city's last annual mean of PM2.5 before the day [ug/m3]; None where none is held."""
    rows = workspace.statistics(region=region, series=AIR).filter(
        pl.col("value").is_not_null(),
        pl.col("period").str.contains(r"^\d{4}$"),
        pl.col("period") < str(on.year),
    )
    last = rows.sort("period", "believed_at")["value"].to_list()
    return last[-1] if last else None


def _carbon(workspace: Workspace, region: str) -> Carbon | None:
    """Find what a kept decomposition leaves of the region's budget of CO2, and a kept plan's price of it."""
    for run in kept_runs(workspace, "decomposition"):
        rows = workspace.run_table(run.id, "budget").filter(
            pl.col("region") == region,
            pl.col("indicator").str.starts_with("CO2"),
            pl.col("form").cast(pl.String) == "amount",
            pl.col("unit").is_in(list(TONNES)),
        )
        if rows.height:
            found = rows.sort("year").row(-1, named=True)
            to_t = TONNES[found["unit"]]
            cap, now = found["budget_value"] * to_t, found["base_value"] * to_t
            return Carbon(cap, now, _price(workspace), run.id)
    return None


def _price(workspace: Workspace) -> float | None:
    """Give the shadow price of CO2 in the last year of the latest plan [CNY/t]; None where none binds."""
    for run in kept_runs(workspace, "cocontrol"):
        if "shadow_price" not in run.tables:
            continue
        rows = workspace.run_table(run.id, "shadow_price").filter(
            pl.col("limit").str.starts_with("CO2"), pl.col("binding"), pl.col("unit") == "t"
        )
        if rows.height:
            return float(rows.sort("year")["price_cny"][-1])
    return None
