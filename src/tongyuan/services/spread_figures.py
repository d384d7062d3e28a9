"""Trees of what was spread: a city's figure of a province, a cell's figure of its cities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.accounting.emission import scope
from tongyuan.plan import cities
from tongyuan.plan.cities.lineage import explain_city, figure_of
from tongyuan.plan.gridding.lineage import EVERY_SECTOR, explain_cell
from tongyuan.services.plan.city_runs import CityRun
from tongyuan.services.plan.grid_runs import STEP, GridRun
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.vocabulary.lineage import Node
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import (
    Activity,
    CityEmission,
    GridPattern,
    GridShare,
    PointSource,
    ProxyRule,
    ProxySeries,
    key_of,
)

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["CELL_KEY", "cell_figures", "cell_node", "city_figures", "city_node"]

CELL_KEY = ("sector", "species", "i", "j")
ELECTRICITY, BOUGHT = "electricity", 2
#: Explains the sum of an inventory's figures by a key, with the inputs put in the place of its own.
Tell = Callable[..., Node]
Row = Mapping[str, Any]


def city_node(workspace: Workspace, run: Run, key: Mapping[str, str], *, tell: Tell) -> Node:
    """Explain a figure of the cities.

    Parameters
    ----------
    workspace
        The workspace, whole.
    run
        Run of the cities.
    key
        Key of CityEmission.
    tell
        Explains a sum of an inventory's figures: the inventory, the key, and activity in place of its own.

    Returns
    -------
    Node
        The tree [t].

    Raises
    ------
    NotFoundError
        If there is no such figure.
    """
    found = CityRun(workspace, run)
    rows = found.emission
    row = _row(rows, key)
    cell = {name: row[name] for name in ("year", "source", "activity", "species", "scope")}
    by_records, missing = row["way"] == "bottom_up", row["mass_t"] is None
    own = _own(workspace, run, row["region"]) if by_records else None
    return explain_city(
        row,
        cities=rows,
        province=None if by_records or missing else _province(found, cell, tell=tell),
        own=tell(own, cell | {"region": row["region"]}) if own else None,
        rules=ProxyRule.cast(workspace.run_input(run.id, "proxy_rule")),
        values=workspace.run_input(run.id, "proxy_value"),
        series=_series(workspace, run),
    )


def _row(rows: pl.DataFrame, key: Mapping[str, str]) -> dict[str, Any]:
    held = rows.filter(*(pl.col(name).cast(pl.String) == key[name] for name in key_of(CityEmission)))
    if held.is_empty():
        raise NotFoundError(Problem("city.no_run", {"got": ",".join(key.values())}))
    return held.row(0, named=True)


def _own(workspace: Workspace, run: Run, region: str) -> Compiled | None:
    """Find the inventory that a city's records gave; a run from before that was kept does not name it."""
    if "own_run" not in run.inputs:
        return None
    named = workspace.run_input(run.id, "own_run").filter(region=region)
    return Compiled(workspace, workspace.run(named["run"].item())) if named.height else None


def _province(found: CityRun, cell: Row, *, tell: Tell) -> Node:
    """Tell the province's figure as it was shared out: scope 2 of electricity by use, where that is known."""
    inventory = Compiled(found.workspace, found.workspace.run(str(found.run.params["inventory"])))
    key = {**cell, "region": found.region}
    if "balance" not in inventory.run.inputs:
        return tell(inventory, key)
    held = inventory.require_input("activity")
    bought = (scope(pl.col("activity").cast(pl.String)) == BOUGHT) & (pl.col("fuel") == ELECTRICITY)
    used = cities.electricity_use(inventory.require_input("balance"))
    return tell(
        inventory, key, activity=Activity.validate(pl.concat([held.filter(~bought), used]), cast=True)
    )


def _series(workspace: Workspace, run: Run) -> pl.DataFrame:
    """Return where the proxies were found; a run from before that was kept does not tell."""
    if "proxy_series" not in run.inputs:
        return ProxySeries.create_empty()
    return ProxySeries.cast(workspace.run_input(run.id, "proxy_series"))


def cell_node(workspace: Workspace, run: Run, key: Mapping[str, str]) -> Node:
    """Explain the mass of a species on a cell, from what the reader sees of the cities.

    Parameters
    ----------
    workspace
        The workspace as its reader sees it: a cell on the border holds what the reader's cities put there.
    run
        Run of the grid.
    key
        :data:`CELL_KEY`.

    Returns
    -------
    Node
        The tree [t].

    Raises
    ------
    NotFoundError
        If nothing within reach is put on the cell.
    """
    found = GridRun(workspace, run)
    emission = found.emission
    named = str(run.params["cities"])
    typed = {**key, "i": int(key["i"]), "j": int(key["j"])}
    node = explain_cell(
        typed,
        emission=emission,
        chosen=GridPattern.cast(workspace.run_table(run.id, "grid_pattern")),
        shares=GridShare.cast(workspace.run_table(run.id, "grid_share")),
        points=PointSource.cast(workspace.run_input(run.id, "points")),
        step=STEP,
        figure=lambda row: f"{named}/{figure_of(row)}",
    )
    if node is None:
        raise NotFoundError(Problem("city.no_grid", {"got": ",".join(key.values())}))
    return node


def city_figures(run: str) -> pl.Expr:
    """Write the id of each city's figure of a run into ``figure``."""
    key = pl.concat_str([pl.col(name).cast(pl.String) for name in key_of(CityEmission)], separator=",")
    return (pl.lit(f"{run}/city_emission/") + key).alias("figure")


def cell_figures(run: str, *, sector: str | None, species: str) -> pl.Expr:
    """Write the id of each cell's figure of a run into ``figure``."""
    named = f"{run}/grid_cell/{sector or EVERY_SECTOR},{species},"
    return pl.concat_str([pl.lit(named), pl.col("i"), pl.lit(","), pl.col("j")]).alias("figure")
