"""Figures by their ids: ``run/table/primary-key`` or ``statistic/key@version``, and the tree behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.accounting import lineage as accounting_lineage
from tongyuan.accounting.technologies import trace_to_shares
from tongyuan.assess import lineage as assess_lineage
from tongyuan.plan import lineage as plan_lineage
from tongyuan.services.breathed_figures import air_node, contribution_node, impact_node
from tongyuan.services.citations import citations
from tongyuan.services.cobenefit_figures import avoided_node, change_node, fall_node
from tongyuan.services.deploy.decomposition_runs import budget_node
from tongyuan.services.plan.inventory_pinned import pinned_by
from tongyuan.services.plan.inventory_runs import Compiled
from tongyuan.services.planned_figures import (
    planned_node,
    price_node,
    scenario_node,
    scenario_sum_node,
    scenario_without_node,
    uptake_node,
)
from tongyuan.services.powered_figures import (
    ENERGY_KEY,
    MASS_KEY,
    REACHED_KEY,
    energy_node,
    mass_node,
    reached_node,
)
from tongyuan.services.restricting import restricted
from tongyuan.services.spread_figures import CELL_KEY, cell_node, city_node
from tongyuan.vocabulary.activities import UNSTATED
from tongyuan.vocabulary.indicators import Indicator
from tongyuan.vocabulary.lineage import Node, NodeKind
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.quality import Quality
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import (
    AirContribution,
    AirTotal,
    BenefitAir,
    BenefitFall,
    BenefitImpact,
    Budget,
    CityEmission,
    Emission,
    Impact,
    IndicatorValue,
    PlannedEmission,
    ScenarioEmission,
    ShadowPrice,
    Statistic,
    TargetStatus,
    Uptake,
    key_of,
)

if TYPE_CHECKING:
    from tongyuan.workspace.runs import Run
    from tongyuan.workspace.workspace import Workspace

__all__ = ["explain", "figure_key"]

TOTAL_KEY = ("region", "year", "species", "medium", "scope", "family")
#: Figures that no table keeps: worked out, from what their reader sees, by a table that is kept.
WORKED_OUT = (
    {"grid_cell": "grid_share"}
    | dict.fromkeys(("power_energy", "power_mass", "power_reached"), "power_year")
    | dict.fromkeys(("scenario_sum", "scenario_without"), "scenario_emission")
)
STANDARD_COAL_KEY = ("region", "year", "row", "fuel", "basis")


def explain(workspace: Workspace, figure: str) -> Node:
    """Recompute the tree of a figure.

    Parameters
    ----------
    workspace
        The workspace.
    figure
        Figure id.

    Returns
    -------
    Node
        The tree.

    Raises
    ------
    NotFoundError
        If no figure has that id, or whoever asks may not see it: both are answered in the same words.
    """
    node = _found(workspace, figure)
    run, _, _ = figure.partition("/")
    told = _told(node, run=run, texts=citations(workspace))
    return replace(told, detail={**told.detail, "figure": figure})


def figure_key(table: str) -> tuple[str, ...]:
    """Name the columns that stand in the id of a figure of a run's table.

    Parameters
    ----------
    table
        Name of the table.

    Returns
    -------
    tuple of str
        The columns in their order; none where its rows are no figures that have a tree.
    """
    return _TABLES[table][0] if table in _TABLES else ()


def _found(workspace: Workspace, figure: str) -> Node:
    parts = figure.split("/", 2)
    if parts[0] == "statistic" and len(parts) == 2:
        return _statistic(workspace, figure, parts[1])
    if len(parts) != 3:
        raise _no_figure(figure)
    run = workspace.run(parts[0])
    if parts[1] not in _TABLES or WORKED_OUT.get(parts[1], parts[1]) not in run.tables:
        raise _no_figure(figure)
    key_names, told = _TABLES[parts[1]]
    values = parts[2].split(",")
    if key_names[-1] == "technology" and len(values) == len(key_names) - 1:
        values = [*values, UNSTATED]  # an id from before technologies were told apart
    if len(values) != len(key_names):
        raise _no_figure(figure)
    key = dict(zip(key_names, values, strict=True))
    worked_out = parts[1] in WORKED_OUT
    if not worked_out and not _is_seen(workspace, run, parts[1], key):
        raise _no_figure(figure)
    try:
        node = told(workspace if worked_out else workspace.whole, run, key)
    except (ValueError, NotFoundError):  # a part of the key is no year, row or date, or no row has that key
        raise _no_figure(figure) from None
    keys = {name: names for name, (names, _) in _TABLES.items()}
    return restricted(node, workspace=workspace, run=run, keys=keys)


def _is_seen(workspace: Workspace, run: Run, table: str, key: dict[str, str]) -> bool:
    """Tell whether the row of a figure is within reach; in a public run every figure is."""
    if workspace.scope.everything or run.sensitivity == Sensitivity.PUBLIC:
        return True
    rows = workspace.run_table(run.id, table)
    wanted = [pl.col(name).cast(pl.String) == value for name, value in key.items()]
    return not rows.filter(*wanted).is_empty()


def _told(node: Node, *, run: str, texts: dict[str, str]) -> Node:
    """Write citations out, and put the run before every figure named, so that each can be asked in turn."""
    named = node.detail.get("figure", "")
    own = named.count("/") == 1 and not named.startswith("statistic/")  # else it names its run itself
    placed = f"{run}/{named}" if own else named
    return replace(
        node,
        citation=texts.get(node.citation, node.citation),
        detail={**node.detail, "figure": placed} if named else node.detail,
        children=tuple(_told(child, run=run, texts=texts) for child in node.children),
    )


def _no_figure(figure: str) -> NotFoundError:
    return NotFoundError(Problem("service.no_figure", {"got": figure, "expected": "1a2b3c/emission/…"}))


def _statistic(workspace: Workspace, figure: str, text: str) -> Node:
    key, _, version = text.partition("@")
    names = key_of(Statistic)[:-1]
    values = key.split(",")
    if len(values) != len(names) or not version.isdigit():
        raise _no_figure(figure)
    history = workspace.statistic_history(series=values[0], region=values[1], period=values[2])
    wanted = [pl.col(name).cast(pl.String) == value for name, value in zip(names, values, strict=True)]
    found = history.filter(*wanted, pl.col("version") == int(version))
    if found.is_empty():
        raise _no_figure(figure)
    row = found.row(0, named=True)
    return Node(
        name=row["series"],
        kind=NodeKind.REPORTED if row["value"] is not None else NodeKind.MISSING,
        value=row["value"],
        unit=row["unit"],
        citation=row["citation"],
        quality=Quality(row["quality"]),
        detail={
            name: str(row[name]) for name in ("region", "period", "kind", "vintage", "version", "reporter")
        }
        | {"believed_at": row["believed_at"].isoformat(), "state": row["state"], "note": row["note"]},
    )


def _emission(workspace: Workspace, run: Run, key: dict[str, str]) -> Node:
    return _traced(Compiled(workspace, run), accounting_lineage.explain, key)


def _total(workspace: Workspace, run: Run, key: dict[str, str]) -> Node:
    wanted = {name: value for name, value in key.items() if name in ("region", "year", "species", "scope")}
    return _traced(Compiled(workspace, run), accounting_lineage.explain_sum, wanted)


def _sum(found: Compiled, key: dict[str, Any], **instead: Any) -> Node:
    return _traced(found, accounting_lineage.explain_sum, key, **instead)


def _city_emission(workspace: Workspace, run: Run, key: dict[str, str]) -> Node:
    return city_node(workspace, run, key, tell=_sum)


def _traced(found: Compiled, tell: Callable[..., Node], key: dict[str, Any], **instead: Any) -> Node:
    pinned = pinned_by(found)
    node = pinned.tracing.trace(tell(key, **{**pinned.inputs, **instead}))
    if pinned.shares is not None:
        node = trace_to_shares(node, shares=pinned.shares)
    if pinned.balance is None:
        return node
    return plan_lineage.trace_to_balance(node, balance=pinned.balance)


def _pinned(workspace: Workspace, run: Run) -> dict[str, Any]:
    indicators = workspace.run_input(run.id, "indicator")
    return {
        "statistics": workspace.run_input(run.id, "statistic"),
        "series": workspace.run_input(run.id, "series"),
        "indicators": [Indicator.model_validate_json(text) for text in indicators["declaration"]],
        "targets": workspace.run_input(run.id, "target"),
    }


def _indicator_value(workspace: Workspace, run: Run, key: dict[str, str]) -> Node:
    pinned = _pinned(workspace, run)
    declared = [found for found in pinned["indicators"] if found.id == key["indicator"]]
    if not declared:
        raise _no_figure(",".join(key.values()))
    return assess_lineage.explain_indicator(
        declared[0],
        statistics=pinned["statistics"],
        series=pinned["series"],
        region=key["region"],
        year=int(key["year"]),
    )


def _target_status(workspace: Workspace, run: Run, key: dict[str, str]) -> Node:
    return assess_lineage.explain_status(
        key["target"],
        reading=key["reading"],
        region=key["region"],
        on=date.fromisoformat(key["on"]),
        **_pinned(workspace, run),
    )


def _standard_coal(workspace: Workspace, run: Run, key: dict[str, str]) -> Node:
    typed = {**key, "year": int(key["year"]), "row": int(key["row"])}
    return plan_lineage.explain_standard_coal(
        typed,
        converted=workspace.run_table(run.id, "standard_coal"),
        balance=workspace.run_input(run.id, "balance"),
    )


_TABLES: dict[str, tuple[tuple[str, ...], Callable[..., Node]]] = {
    "emission": (key_of(Emission), _emission),
    "total": (TOTAL_KEY, _total),
    "indicator_value": (key_of(IndicatorValue), _indicator_value),
    "target_status": (key_of(TargetStatus), _target_status),
    "standard_coal": (STANDARD_COAL_KEY, _standard_coal),
    "city_emission": (key_of(CityEmission), _city_emission),
    "grid_cell": (CELL_KEY, cell_node),
    "impact": (key_of(Impact), impact_node),
    "air_contribution": (key_of(AirContribution), contribution_node),
    "air_total": (key_of(AirTotal), air_node),
    "benefit_fall": (key_of(BenefitFall), fall_node),
    "benefit_air": (key_of(BenefitAir), change_node),
    "benefit_impact": (key_of(BenefitImpact), avoided_node),
    "planned_emission": (key_of(PlannedEmission), planned_node),
    "scenario_emission": (key_of(ScenarioEmission), scenario_node),
    "scenario_sum": (key_of(ScenarioEmission), scenario_sum_node),
    "scenario_without": (key_of(ScenarioEmission), scenario_without_node),
    "power_energy": (ENERGY_KEY, energy_node),
    "power_mass": (MASS_KEY, mass_node),
    "power_reached": (REACHED_KEY, reached_node),
    "budget": (key_of(Budget), budget_node),
    "uptake": (key_of(Uptake), uptake_node),
    "shadow_price": (key_of(ShadowPrice), price_node),
}
