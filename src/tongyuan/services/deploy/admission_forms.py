"""Forms of projects: template, schema, example, and import of a list, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl

from tongyuan.services.answer import Answer, Document
from tongyuan.services.declaration import Context, service
from tongyuan.services.deploy.admission_example import example_text
from tongyuan.services.deploy.admission_files import KINDS, form_model, read_forms
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import Place
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace import workbooks

__all__ = ["example", "import_projects", "schema", "template"]

LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
IMPORTED: dict[str, Any] = {
    "project": pl.String,
    "sources": pl.Int64,
    "entry": pl.Int64,
    "result": pl.String,
}
PUBLIC = {"sensitivity": Sensitivity.PUBLIC.value}


@service("admission.template")
def template(
    ctx: Context,
    *,
    kind: Annotated[
        Literal["admission_project", "admission_source"], "项目或替代来源 · projects, or their sources"
    ] = "admission_project",
) -> Answer:
    """Make the workbook of projects or of their sources. 项目表模板。"""
    content = workbooks.record_template(
        KINDS[kind],
        regions=jurisdiction(ctx.workspace).regions,
        year=ctx.today.year,
        facts={"说明": "两张表可放在同一工作簿中一并提交。The two sheets may stand in one workbook."},
    )
    return Answer(
        meta={"kind": kind, **PUBLIC}, document=Document(f"{KINDS[kind].name_zh}.xlsx", XLSX, content)
    )


@service("admission.import", changes=True)
def import_projects(
    ctx: Context, *, file: Annotated[Path, "填好的清单（xlsx、csv、yaml） · filled list"]
) -> Answer:
    """Import projects and their sources: all, or none with every problem named. 导入清单。"""
    forms = read_forms(file, workspace=ctx.workspace)
    place = Place(file=file.name)
    before = {one.project["project"]: one for one in ctx.workspace.whole.projects.entered()}
    rows = [project for project, _ in forms]
    rows += [before[row["project"]].project for row in rows if row["project"] in before]
    require_all_within(
        ctx,
        [Written(row["project"], row["region"], row["department"], row["enterprise"], place) for row in rows],
    )
    counted = []
    for project, sources in forms:
        held = before.get(project["project"])
        number = ctx.workspace.projects.put(project, sources, actor=ctx.actor.id)
        result = "entered" if held is None else "unchanged" if held.number == number else "corrected"
        row = {"project": project["project"], "sources": len(sources), "entry": number, "result": result}
        counted.append(row)
    meta = {"file": file.name, "outcome": f"{len(forms)} projects", **LEVEL}
    return Answer(meta=meta, data=pl.DataFrame(counted, schema=IMPORTED))


@service("admission.schema", permits="admission.template")
def schema(ctx: Context) -> Answer:
    """Give the schema of a project's YAML form as JSON schema. 项目表的格式。"""
    text = json.dumps(form_model().model_json_schema(), ensure_ascii=False, indent=1)
    about = {"workspace": ctx.workspace.meta.region, **PUBLIC}
    document = Document("admission.schema.json", "application/schema+json", text.encode())
    return Answer(meta=about, document=document)


@service("admission.example", permits="admission.template")
def example(ctx: Context) -> Answer:
    """Give a synthetic project as a YAML form to begin with. 合成项目示例。"""
    about = {"workspace": ctx.workspace.meta.region, "synthetic_example": True, **PUBLIC}
    text = example_text(region=ctx.workspace.meta.region)
    return Answer(meta=about, document=Document("project.yaml", "application/yaml", text.encode()))
