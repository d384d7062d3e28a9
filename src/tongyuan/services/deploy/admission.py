"""The admission desk (Art. 5): the list of 两高一低 projects, forms, opinions, and what was judged anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.admission import Case, Opinion, judge
from tongyuan.deploy.admission.following import next_steps, state_of
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import (
    admission_enacting,
    admission_forms,
    admission_reassessing,
    admission_settings,
    admission_steps,
)
from tongyuan.services.deploy.admission_carbon import carbon_facts, told_facts
from tongyuan.services.deploy.admission_cases import Desk, book, desk_of, edition
from tongyuan.services.deploy.admission_files import read_forms
from tongyuan.services.deploy.admission_letter import write_opinion
from tongyuan.services.deploy.admission_reassessing import entry_of, wanted_day
from tongyuan.services.deploy.admission_settings import held_settings
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import AdmissionFinding
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.projects import Entered

__all__ = ["check", "letter", "list_projects", "opinion", "rules", "show"]

#: Its services belong to the same noun.
PARTS = (
    admission_enacting,
    admission_forms,
    admission_reassessing,
    admission_settings,
    admission_steps,
)
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Project = Annotated[str, Positional("项目编号 · project id")]
On = Annotated[str | None, "研判日期，缺省为今天 · day of the opinion; today by default"]
Stage = Annotated[
    Literal["existing", "under_construction", "planned"] | None, "存量、在建、拟建 · class of the list"
]
BRIEF = ("gate", "verdict", "rule", "have", "need", "figure_unit", "reason_zh", "document", "clause")
#: Rows of the list that are shown at a time.
PAGE = 200
_LISTED: dict[str, Any] = {
    **dict.fromkeys(("project", "name", "region", "department", "enterprise"), pl.String),
    **dict.fromkeys(("project_sector", "project_stage", "state", "outcome", "judged_on"), pl.String),
    "told_as": pl.String,
}


@service("admission.check")
def check(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("项目表（xlsx、yaml） · form of a project")],
    on: On = None,
) -> Answer:
    """Put the project of a form to every gate; nothing is kept. 准入研判（不留存）。"""
    forms = read_forms(file, workspace=ctx.workspace)
    if len(forms) != 1:
        raise InputError(Problem("admission.one_project", {"got": len(forms)}, Place(file=file.name)))
    project, sources = forms[0]
    require_reach(ctx, **_owner(project))
    desk = desk_of(ctx)
    case = desk.case(project, sources, on=wanted_day(ctx, on))
    found = judge(case, book=desk.book)
    return Answer(
        meta=_about(desk, case, found),
        data=found.findings,
        passed=found.outcome != "not_supported",
        brief=BRIEF,
    )


@service("admission.list")
def list_projects(
    ctx: Context,
    *,
    stage: Stage = None,
    page: Annotated[int, f"页，每页 {PAGE} 行 · page of {PAGE} rows"] = 1,
) -> Answer:
    """List the projects within reach: class, how far each has come, the last opinion. 两高一低清单。"""
    require_between(page, name="page", least=1, most=1_000_000)
    projects = ctx.workspace.projects
    entered = [one for one in projects.forms() if stage in (None, one["project_stage"])]
    last = projects.outcomes()
    refused = sum(last.get(one["project"], ("", ""))[0] == "not_supported" for one in entered)
    taken: dict[str, list[str]] = {}
    for code, step in projects.steps().select("project", pl.col("step").cast(pl.String)).iter_rows():
        taken.setdefault(code, []).append(step)
    rows = []
    for one in entered[(page - 1) * PAGE : page * PAGE]:
        outcome, judged = last.get(one["project"], (None, None))
        told = {name: one.get(name) for name in _LISTED}
        state = state_of(taken.get(one["project"], []))
        rows.append({**told, "outcome": outcome, "judged_on": judged, "state": state})
    brief = ("project", "name", "region", "project_sector", "project_stage", "state", "outcome")
    meta = {**LEVEL, "projects": len(entered), "not_supported": refused, "page": page}
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=_LISTED, orient="row"), brief=brief)


@service("admission.show")
def show(ctx: Context, *, project: Project) -> Answer:
    """Show a project: form, sources, opinions and steps. 查看项目。"""
    entry = entry_of(ctx.workspace, project)
    opinions = ctx.workspace.projects.opinions(project)
    taken = ctx.workspace.projects.steps().filter(pl.col("project") == project)
    held = _steps_of(taken, project)
    card = {
        "project": entry.project,
        "sources": list(entry.sources),
        "state": state_of(held),
        "next": next_steps(held),
        "steps": taken.to_dicts(),
        "opinions": [
            {"number": one.number, "day": one.day, "outcome": one.outcome, "rules": one.rules[:12]}
            for one in opinions
        ],
        "findings": opinions[-1].findings if opinions else [],
        "carbon": (opinions[-1].facts if opinions else None) or carbon_facts(None, None),
    }
    return Answer(meta=LEVEL, data=card)


@service("admission.rules")
def rules(ctx: Context, *, on: Annotated[str | None, "在此日有效 · in force on this day"] = None) -> Answer:
    """List the dated rules, verified or not. 准入规则表。"""
    held, wanted = book(ctx.workspace), day(on, name="on")
    rows = held.rules
    if wanted is not None:
        begun = pl.col("effective_from") <= wanted
        rows = rows.filter(begun & (pl.col("effective_to").is_null() | (pl.col("effective_to") > wanted)))
    brief = ("rule", "gate", "sector", "region_set", "figure", "figure_unit", "effective_from", "status")
    meta = {
        "workspace": ctx.workspace.meta.region,
        "contract": "AdmissionRule",
        "edition": edition(held, held_settings(ctx.workspace)),
        "provincial": held.provincial,
        "sensitivity": Sensitivity.PUBLIC.value,
    }
    return Answer(meta=meta, data=rows, brief=brief)


@service("admission.opinion", changes=True)
def opinion(ctx: Context, *, project: Project, on: On = None) -> Answer:
    """Judge a project of the list, keep the opinion with its inputs, and write it as a letter. 研判意见。"""
    entry = entry_of(ctx.workspace, project)
    require_reach(ctx, **_owner(entry.project))
    desk = desk_of(ctx)
    case = desk.case(entry.project, entry.sources, on=wanted_day(ctx, on))
    found = judge(case, book=desk.book)
    kept: dict[str, Any] = {
        "day": case.on,
        "rules": desk.edition,
        "inputs": _inputs(desk, case, entry),
        "outcome": found.outcome,
        "findings": found.findings.to_dicts(),
        "facts": carbon_facts(case.carbon, case.price),
    }
    number = ctx.workspace.projects.keep(entry, kept, actor=ctx.actor.id)
    facts = _facts(number, case.on, desk.edition, kept["facts"])
    written = write_opinion(entry.project, found, facts=facts)
    meta = {**_about(desk, case, found), "opinion": number, "outcome": f"opinion {number} {found.outcome}"}
    document = Document(f"{project}准入研判意见.docx", DOCX, written)
    return Answer(meta=meta, data=found.findings, document=document, brief=BRIEF)


@service("admission.letter", permits="admission.show")
def letter(ctx: Context, *, project: Project) -> Answer:
    """Write the last opinion on a project as a letter again. 研判意见书。"""
    entry = entry_of(ctx.workspace, project)
    kept = ctx.workspace.projects.opinions(project)
    if not kept:
        raise NotFoundError(Problem("admission.no_opinion", {"project": project}))
    rows = pl.DataFrame(kept[-1].findings, schema=AdmissionFinding.create_empty().schema)
    last = kept[-1]
    facts = _facts(last.number, last.day, last.rules, last.facts or carbon_facts(None, None))
    content = write_opinion(entry.project, Opinion(kept[-1].outcome, rows), facts=facts)
    return Answer(meta=LEVEL, document=Document(f"{project}准入研判意见.docx", DOCX, content))


def _owner(project: dict[str, Any]) -> dict[str, Any]:
    return {name: project[name] for name in ("region", "department", "enterprise")}


def _steps_of(taken: pl.DataFrame, project: str) -> list[str]:
    return taken.filter(pl.col("project") == project)["step"].cast(pl.String).to_list()


def _inputs(desk: Desk, case: Case, entry: Entered) -> str:
    """Hash all that an opinion rests on: the same content, the same opinion."""
    told = {
        "entry": entry.number,
        "project": dict(case.project),
        "sources": [dict(source) for source in case.sources],
        "on": str(case.on),
        "rules": desk.edition,
        "red_line": case.red_line,
        "parts": None if case.parts is None else case.parts.write_csv(),
        "lists": None if case.lists is None else case.lists.write_csv(),
        "used": sorted((*key, value) for key, value in case.used.items()),
        "register": [str(one) for one in case.register.values()],
        "settings": str(case.settings),
        "carbon": carbon_facts(case.carbon, case.price),
    }
    return hash_record(json.loads(json.dumps(told, default=str)))


def _about(desk: Desk, case: Case, found: Opinion) -> dict[str, Any]:
    return {
        "contract": "AdmissionFinding",
        "opinion_outcome": found.outcome,
        "unmet": ";".join(found.unmet()),
        "conditions": [f"{zh} {en}" for zh, en in found.conditions()],
        "on": str(case.on),
        "edition": desk.edition,
        "advice": "研判意见，由人决定 · advice; a human decides",
        **carbon_facts(case.carbon, case.price),
        "told_as": case.project["told_as"],
        **LEVEL,
    }


def _facts(number: int, on: date, rules: str, carbon: Mapping[str, Any]) -> list[str]:
    """Say of an opinion its number, day, rules, and what is known of the city's budget."""
    return [f"意见编号 {number}；研判日期 {on}；规则版本 {rules[:12]}。", *told_facts(carbon)]
