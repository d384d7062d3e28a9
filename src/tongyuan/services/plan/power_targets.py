"""Targets of a policy on a power system: which are constraints, and what a dispatch says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tongyuan.plan.power import PowerLimit, PowerStudy, reached_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Problem

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["JUDGED", "STATES", "bound_targets", "judged"]

TOLD = ("target", "reading", "name_zh", "name_en", "article")
STATES = dict.fromkeys(TOLD, pl.String) | {
    "target_year": pl.Int64,
    "state": pl.String,
    "limit": pl.String,
    "form": pl.String,
    "unit": pl.String,
    "bound": pl.Float64,
    "carriers": pl.String,
    "whole": pl.String,
}
JUDGED = dict.fromkeys((*TOLD, "verdict", "why", "unit"), pl.String) | {
    "target_year": pl.Int64,
    "bound": pl.Float64,
    "reached": pl.Float64,
    "give_way": pl.Float64,
    "price_cny": pl.Float64,
    "contends_with": pl.String,
}
#: A bound counts as kept within this part of it.
CLOSE = 1e-6


def bound_targets(workspace: Workspace, asked: PowerStudy) -> tuple[list[PowerLimit], pl.DataFrame]:
    """Find the targets that are constraints of a study, and what becomes of the others.

    Parameters
    ----------
    workspace
        The workspace, whose jurisdiction says how its targets bind power.
    asked
        The study.

    Returns
    -------
    tuple
        The limits; and of every reading its state: ``constraint``, ``left_out``, ``aspiration``,
        ``year_outside``, ``as_another_reading``.

    Raises
    ------
    InputError
        If the study leaves out a target that does not exist: it would bind nonetheless.
    """
    place = jurisdiction(workspace)
    targets = {(row["target"], row["reading"]): row for row in place.targets.iter_rows(named=True)}
    unknown = sorted(set(asked.without) - {name for name, _ in targets})
    if unknown:
        raise InputError(Problem("power.no_target", {"got": "、".join(unknown)}))
    found: list[PowerLimit] = []
    states = []
    for binding in place.frame("power_bindings").sort("target", "reading").iter_rows(named=True):
        target = targets.get((binding["target"], binding["reading"]))
        if target is None or target["value"] is None:
            continue
        limit = _limit(target, binding)
        state = _state(target, asked, stands=any(_same(limit, one) for one in found))
        found += [limit] * (state == "constraint")
        states.append(_told(target, limit, state))
    return found, pl.DataFrame(states, schema=STATES)


def _told(target: dict[str, Any], limit: PowerLimit, state: str) -> dict[str, Any]:
    return {name: str(target[name]) for name in TOLD} | {
        "target_year": target["target_year"],
        "state": state,
        "limit": limit.limit,
        "form": limit.form,
        "unit": limit.unit,
        "bound": limit.bound,
        "carriers": " ".join(limit.carriers),
        "whole": " ".join(limit.whole),
    }


def _state(target: dict[str, Any], asked: PowerStudy, *, stands: bool) -> str:
    if not asked.policy or target["target"] in asked.without:
        return "left_out"
    if target["aspirational"] and not asked.aspirations:
        return "aspiration"
    if target["target_year"] != asked.year:
        return "year_outside"
    return "as_another_reading" if stands else "constraint"


def _same(one: PowerLimit, other: PowerLimit) -> bool:
    told = ("target", "form", "bound", "carriers", "whole")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def _limit(target: dict[str, Any], binding: dict[str, Any]) -> PowerLimit:
    return PowerLimit(
        limit=f"{target['target']}:{target['reading']}",
        name_zh=target["name_zh"],
        name_en=target["name_en"],
        form=binding["form"],
        bound=target["value"] * binding["scale"],
        carriers=tuple(binding["carriers"].split()),
        whole=tuple(binding["whole"].split()),
        target=target["target"],
        article=str(target["article"]),
    )


def judged(
    states: pl.DataFrame,
    *,
    year: int,
    units: pl.DataFrame,
    limits: pl.DataFrame,
    conflicts: pl.DataFrame,
) -> pl.DataFrame:
    """Say of every target whether the system meets it, or why that cannot be told.

    Parameters
    ----------
    states
        Of :func:`bound_targets`, as kept.
    year
        Year studied.
    units, limits, conflicts
        Contracts ``PowerYear``, ``PowerLimitState`` and ``PowerConflict`` of the run.

    Returns
    -------
    pl.DataFrame
        ``verdict``: ``met``, ``not_met``, ``conflict`` or ``not_told``, and ``why``: the state of the target,
        or ``no_dispatch`` where other limits conflict.
    """
    prices = dict(limits.select("limit", "price_cny").iter_rows())
    against = {row["limit"]: row for row in conflicts.iter_rows(named=True)}
    rows = []
    for state in states.iter_rows(named=True):
        row: dict[str, Any] = {name: state[name] for name in (*TOLD, "target_year", "unit", "bound")}
        row |= {"why": state["state"], "price_cny": prices.get(state["limit"])}
        if state["target_year"] != year:
            rows.append(row | {"verdict": "not_told", "why": "year_outside"})
        elif not units.is_empty():
            reached = reached_of(_of_state(state), units)
            kept = reached >= state["bound"] - CLOSE * max(abs(state["bound"]), 1.0)
            rows.append(row | {"reached": reached, "verdict": "met" if kept else "not_met"})
        elif state["limit"] in against:
            rows.append(row | _contending(against, state["limit"]))
        else:
            rows.append(row | {"verdict": "not_told", "why": "no_dispatch"})
    return pl.DataFrame(rows, schema=JUDGED)


def _of_state(state: dict[str, Any]) -> PowerLimit:
    names = ("limit", "name_zh", "name_en", "form", "bound", "target", "article")
    told = {name: state[name] for name in names}
    return PowerLimit(**told, carriers=tuple(state["carriers"].split()), whole=tuple(state["whole"].split()))


def _contending(against: dict[str, dict[str, Any]], limit: str) -> dict[str, Any]:
    row = against[limit]
    others = [one for one, told in against.items() if told["in_conflict"] and one != limit]
    return {
        "verdict": "conflict",
        "give_way": row["give_way"],
        "contends_with": "、".join(others) if row["in_conflict"] else None,
    }
