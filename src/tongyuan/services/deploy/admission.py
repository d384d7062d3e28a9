"""The admission desk (Art. 5): the list of 两高一低 projects, forms, opinions, and what was judged anew."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.deploy.admission import Case, Opinion, judge
from tongyuan.deploy.admission.following import next_steps, state_of
from tongyuan.deploy.admission.opinion import WORST
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import day, require_between
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy import admission_forms, admission_steps
from tongyuan.services.deploy.admission_cases import book, case_of, edition
from tongyuan.services.deploy.admission_files import read_forms
from tongyuan.services.deploy.admission_letter import write_opinion
from tongyuan.services.reach import require_reach
from tongyuan.vocabulary.problems import InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import AdmissionFinding
from tongyuan.workspace.hashing import hash_record
from tongyuan.workspace.projects import Entered, Kept

__all__ = ["check", "letter", "list_projects", "opinion", "reassess", "rules", "show"]

#: Its services belong to the same noun.
PARTS = (admission_forms, admission_steps)
LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Project = Annotated[str, Positional("项目编号 · project id")]
On = Annotated[str | None, "研判日期，缺省为今天 · day of the opinion; today by default"]
Ratio = Annotated[
    float | None, "省级规定的煤炭替代比例；未规定不填 · coal replaced per tonne, as the province sets it"
]
Stage = Annotated[
    Literal["existing", "under_construction", "planned"] | None, "存量、在建、拟建 · class of the list"
]
BRIEF = ("gate", "verdict", "rule", "have", "need", "figure_unit", "reason_zh", "document", "clause")
HIGHEST_RATIO = 100.0
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
    coal_ratio: Ratio = None,
) -> Answer:
    """Put the project of a form to every gate; nothing is kept. 准入研判（不留存）。"""
    forms = read_forms(file, workspace=ctx.workspace)
    if len(forms) != 1:
        raise InputError(Problem("admission.one_project", {"got": len(forms)}, Place(file=file.name)))
    project, sources = forms[0]
    require_reach(ctx, **_owner(project))
    case = _case(ctx, project, sources, on=on, coal_ratio=coal_ratio)
    found = judge(case, book=book())
    return Answer(
        meta=_about(case, found),
        data=found.findings,
        passed=found.outcome != "not_supported",
        brief=BRIEF,
    )


@service("admission.list")
def list_projects(ctx: Context, *, stage: Stage = None) -> Answer:
    """List the projects within reach: class, how far each has come, the last opinion. 两高一低清单。"""
    last = {one.project: one for one in ctx.workspace.projects.opinions()}
    taken = ctx.workspace.projects.steps()
    rows = []
    for entry in ctx.workspace.projects.entered():
        code, kept = entry.project["project"], last.get(entry.project["project"])
        told = {name: entry.project.get(name) for name in _LISTED}
        judged = {"outcome": kept and kept.outcome, "judged_on": kept and str(kept.day)}
        rows.append({**told, **judged, "state": state_of(_steps_of(taken, code))})
    kept_rows = [row for row in rows if stage in (None, row["project_stage"])]
    brief = ("project", "name", "region", "project_sector", "project_stage", "state", "outcome")
    return Answer(meta=LEVEL, data=pl.DataFrame(kept_rows, schema=_LISTED, orient="row"), brief=brief)


@service("admission.show")
def show(ctx: Context, *, project: Project) -> Answer:
    """Show a project: form, sources, opinions and steps. 查看项目。"""
    entry = _entry(ctx, project)
    opinions = [one for one in ctx.workspace.projects.opinions() if one.project == project]
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
    }
    return Answer(meta=LEVEL, data=card)


@service("admission.rules")
def rules(ctx: Context, *, on: Annotated[str | None, "在此日有效 · in force on this day"] = None) -> Answer:
    """List the dated rules, verified or not. 准入规则表。"""
    rows, wanted = book().rules, day(on, name="on")
    if wanted is not None:
        begun = pl.col("effective_from") <= wanted
        rows = rows.filter(begun & (pl.col("effective_to").is_null() | (pl.col("effective_to") > wanted)))
    brief = ("rule", "gate", "sector", "region_set", "figure", "effective_from", "effective_to", "status")
    meta = {
        "workspace": ctx.workspace.meta.region,
        "contract": "AdmissionRule",
        "edition": edition(),
        "sensitivity": Sensitivity.PUBLIC.value,
    }
    return Answer(meta=meta, data=rows, brief=brief)


@service("admission.opinion", changes=True)
def opinion(ctx: Context, *, project: Project, on: On = None, coal_ratio: Ratio = None) -> Answer:
    """Judge a project of the list, keep the opinion with its inputs, and write it as a letter. 研判意见。"""
    entry = _entry(ctx, project)
    require_reach(ctx, **_owner(entry.project))
    case = _case(ctx, entry.project, entry.sources, on=on, coal_ratio=coal_ratio)
    found = judge(case, book=book())
    kept = {
        "day": case.on,
        "rules": edition(),
        "inputs": _inputs(case),
        "outcome": found.outcome,
        "findings": found.findings.to_dicts(),
    }
    number = ctx.workspace.projects.keep(entry, kept, actor=ctx.actor.id)
    written = write_opinion(entry.project, found, facts=_facts(case, number))
    meta = {**_about(case, found), "opinion": number, "outcome": f"opinion {number} {found.outcome}"}
    document = Document(f"{project}准入研判意见.docx", DOCX, written)
    return Answer(meta=meta, data=found.findings, document=document, brief=BRIEF)


@service("admission.letter", permits="admission.show")
def letter(ctx: Context, *, project: Project) -> Answer:
    """Write the last opinion on a project as a letter again. 研判意见书。"""
    entry = _entry(ctx, project)
    kept = [one for one in ctx.workspace.projects.opinions() if one.project == project]
    if not kept:
        raise NotFoundError(Problem("admission.no_opinion", {"project": project}))
    rows = pl.DataFrame(kept[-1].findings, schema=AdmissionFinding.create_empty().schema)
    facts = [f"意见编号 {kept[-1].number}；研判日期 {kept[-1].day}；规则版本 {kept[-1].rules[:12]}。"]
    content = write_opinion(entry.project, Opinion(kept[-1].outcome, rows), facts=facts)
    return Answer(meta=LEVEL, document=Document(f"{project}准入研判意见.docx", DOCX, content))


@service("admission.reassess")
def reassess(ctx: Context, *, on: On = None, coal_ratio: Ratio = None) -> Answer:
    """Judge every project anew, and say at which gate that differs from its last opinion. 清单重新研判。"""
    last = {one.project: one for one in ctx.workspace.projects.opinions()}
    rows = []
    for entry in ctx.workspace.projects.entered():
        kept = last.get(entry.project["project"])
        if kept is None:
            continue
        case = _case(ctx, entry.project, entry.sources, on=on, coal_ratio=coal_ratio)
        rows += _differing(kept, judge(case, book=book()))
    kept_names = ("project", "gate", "before", "after", "outcome_before", "outcome_after")
    schema = dict.fromkeys((*kept_names, "rules_changed"), pl.String)
    meta = {**LEVEL, "projects": len(last), "edition": edition()}
    return Answer(meta=meta, data=pl.DataFrame(rows, schema=schema, orient="row"))


def _differing(kept: Kept, found: Opinion) -> list[dict[str, str | None]]:
    """List the gates at which a project stands otherwise than in its opinion."""
    before: dict[str, str] = {}
    for row in kept.findings:
        held = before.get(row["gate"], row["verdict"])
        before[row["gate"]] = min((held, row["verdict"]), key=WORST.index)
    after = found.gates()
    told = {
        "project": kept.project,
        "outcome_before": kept.outcome,
        "outcome_after": found.outcome,
        "rules_changed": "no" if kept.rules == edition() else "yes",
    }
    return [
        {**told, "gate": gate, "before": before.get(gate), "after": after.get(gate)}
        for gate in dict.fromkeys((*before, *after))
        if before.get(gate) != after.get(gate)
    ]


def _case(
    ctx: Context, project: dict[str, Any], sources: Any, *, on: str | None, coal_ratio: float | None
) -> Case:
    if coal_ratio is not None:
        require_between(coal_ratio, name="coal_ratio", least=0.0, most=HIGHEST_RATIO)
    wanted: date = day(on, name="on") or ctx.now.date()
    return case_of(ctx, project, sources, on=wanted, coal_ratio=coal_ratio)


def _entry(ctx: Context, project: str) -> Entered:
    found = [one for one in ctx.workspace.projects.entered() if one.project["project"] == project]
    if not found:
        raise NotFoundError(Problem("admission.no_project", {"got": project}))
    return found[0]


def _owner(project: dict[str, Any]) -> dict[str, Any]:
    return {name: project[name] for name in ("region", "department", "enterprise")}


def _steps_of(taken: pl.DataFrame, project: str) -> list[str]:
    return taken.filter(pl.col("project") == project)["step"].cast(pl.String).to_list()


def _inputs(case: Case) -> str:
    """Hash all that an opinion rests on: the same content, the same opinion."""
    told = {
        "project": dict(case.project),
        "sources": [dict(source) for source in case.sources],
        "on": str(case.on),
        "rules": edition(),
        "red_line": case.red_line,
        "parts": None if case.parts is None else case.parts.write_csv(),
        "used": sorted((*key, value) for key, value in case.used.items()),
        "settings": str(case.settings),
        "carbon": str(case.carbon),
    }
    return hash_record(json.loads(json.dumps(told, default=str)))


def _about(case: Case, found: Opinion) -> dict[str, Any]:
    carbon = case.carbon
    return {
        "contract": "AdmissionFinding",
        "opinion_outcome": found.outcome,
        "unmet": ";".join(found.unmet()),
        "conditions": [f"{zh} {en}" for zh, en in found.conditions()],
        "on": str(case.on),
        "edition": edition(),
        "advice": "研判意见，由人决定 · advice; a human decides",
        "budget_left_t": None if carbon is None else carbon.left_t,
        "shadow_price_cny_per_t": None if carbon is None else carbon.price_cny_per_t,
        "told_as": case.project["told_as"],
        **LEVEL,
    }


def _facts(case: Case, number: int) -> list[str]:
    """Say of an opinion its number, day, rules, and what is known of the city's budget."""
    facts = [f"意见编号 {number}；研判日期 {case.on}；规则版本 {edition()[:12]}。"]
    if case.carbon is None:
        return [*facts, "城市碳预算：未提供。"]
    price = case.carbon.price_cny_per_t
    told = "未提供" if price is None else f"{price:,.0f} 元/吨"
    return [*facts, f"城市碳预算余量 {case.carbon.left_t:,.0f} 吨；影子价格 {told}。"]
