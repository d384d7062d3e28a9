"""Judging projects anew, and saying at which gate that differs from their last opinions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.deploy.admission import Opinion, judge
from tongyuan.deploy.admission.opinion import WORST
from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.admission_cases import desk_of
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.projects import Entered, Kept

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["entry_of", "reassess", "wanted_day"]

NAMES = ("project", "gate", "before", "after", "outcome_before", "outcome_after", "rules_changed")
RULES = ("rules_before", "rules_after")


@service("admission.reassess")
def reassess(
    ctx: Context,
    *,
    on: Annotated[str | None, "研判日期，缺省为今天 · day of the opinion; today by default"] = None,
    project: Annotated[str | None, "只看此项目 · this project alone"] = None,
) -> Answer:
    """Judge projects anew, and say at which gates they differ from their last opinions. 清单重新研判。"""
    wanted, desk = wanted_day(ctx, on), desk_of(ctx)
    if project is not None:
        entry_of(ctx.workspace, project)
    last = ctx.workspace.projects.last_opinions(project)
    rows = []
    for entry in ctx.workspace.projects.entered(project):
        kept = last.get(entry.project["project"])
        if kept is not None:
            case = desk.case(entry.project, entry.sources, on=wanted)
            rows += _differing(kept, judge(case, book=desk.book), edition=desk.edition)
    meta = {"sensitivity": Sensitivity.INTERNAL.value, "projects": len(last), "edition": desk.edition}
    schema = dict.fromkeys((*NAMES, *RULES), pl.String)
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=schema, orient="row"))


def entry_of(workspace: Workspace, project: str) -> Entered:
    """Find a project as it was last entered.

    Parameters
    ----------
    workspace
        The workspace, as far as it is seen.
    project
        Its id.

    Returns
    -------
    Entered
        The entry.

    Raises
    ------
    NotFoundError
        If there is none in reach.
    """
    found = workspace.projects.entered(project)
    if not found:
        raise NotFoundError(Problem("admission.no_project", {"got": project}))
    return found[0]


def wanted_day(ctx: Context, on: str | None) -> date:
    """Give the day that is asked for; today where none is.

    Parameters
    ----------
    ctx
        Its clock says which day is today.
    on
        The day as text.

    Returns
    -------
    date
        The day.
    """
    return day(on, name="on") or ctx.today


def _differing(kept: Kept, found: Opinion, *, edition: str) -> list[dict[str, Any]]:
    """List the gates at which a project stands otherwise than in its opinion, with the rules that say so."""
    told = {
        "project": kept.project,
        "outcome_before": kept.outcome,
        "outcome_after": found.outcome,
        "rules_changed": "no" if kept.rules == edition else "yes",
    }
    now = found.findings.select(pl.col("gate", "verdict", "rule").cast(pl.String)).to_dicts()
    before, after = _gates(kept.findings), _gates(now)
    return [
        {
            **told,
            "gate": gate,
            "before": before.get(gate),
            "after": after.get(gate),
            "rules_before": _rules(kept.findings, gate, before.get(gate)),
            "rules_after": _rules(now, gate, after.get(gate)),
        }
        for gate in dict.fromkeys((*before, *after))
        if before.get(gate) != after.get(gate)
    ]


def _gates(findings: list[dict[str, Any]]) -> dict[str, str]:
    gates: dict[str, str] = {}
    for row in findings:
        held = gates.get(row["gate"], row["verdict"])
        gates[row["gate"]] = min((held, row["verdict"]), key=WORST.index)
    return gates


def _rules(findings: list[dict[str, Any]], gate: str, verdict: str | None) -> str | None:
    """Name the rules that give a gate its verdict."""
    found = [row["rule"] for row in findings if (row["gate"], row["verdict"]) == (gate, verdict)]
    return "；".join(dict.fromkeys(found)) or None
