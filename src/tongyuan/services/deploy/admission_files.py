"""Forms of projects: workbook, YAML; what is handed in is read whole, or refused with every gap named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zipfile import BadZipFile, ZipFile

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, create_model

from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.records import RecordKind
from tongyuan.vocabulary.stated import read_stated
from tongyuan.vocabulary.tables import AdmissionProject, AdmissionSource
from tongyuan.vocabulary.tables.contract import Contract
from tongyuan.workspace import workbooks

if TYPE_CHECKING:
    from tongyuan.workspace.workspace import Workspace

__all__ = ["KINDS", "Form", "form_model", "read_forms"]

KINDS = {
    "admission_project": RecordKind(
        "admission_project", "AdmissionProject", "两高一低项目", "projects at the admission desk", "", ""
    ),
    "admission_source": RecordKind(
        "admission_source", "AdmissionSource", "替代来源", "sources of replacement", "", ""
    ),
}
STATED = (".yaml", ".yml", ".json")
TABLES = (".xlsx", ".csv")
Form = tuple[dict[str, Any], tuple[dict[str, Any], ...]]


def read_forms(file: Path, *, workspace: Workspace) -> list[Form]:
    """Read projects with their sources from a file.

    Parameters
    ----------
    file
        Filled workbook, csv of projects, or YAML of one project.
    workspace
        Its regions are those that a project may lie in.

    Returns
    -------
    list
        Projects, each a row of ``AdmissionProject`` and rows of ``AdmissionSource``.

    Raises
    ------
    InputError
        With every gap and fault at once; one answer where a file holds pictures alone.
    """
    content, ending = file.read_bytes(), file.suffix.lower()
    _refuse_pictures(content, file.name, ending)
    if ending in STATED:
        return [_stated(content, file.name, workspace)]
    if ending not in TABLES:
        raise InputError(Problem("admission.not_a_form", {"got": file.name}, Place(file=file.name)))
    regions = jurisdiction(workspace).regions
    read = workbooks.read_records(content, file=file.name, kinds=list(KINDS.values()), regions=regions)
    projects, sources = (
        _rows(read.frames.get(name), contract)
        for name, contract in (("admission_project", AdmissionProject), ("admission_source", AdmissionSource))
    )
    known = {row["project"] for row in projects}
    alone = sorted({row["project"] for row in sources} - known)
    if alone:
        place = Place(file=file.name, sheet=KINDS["admission_source"].name_zh)
        raise InputError([Problem("admission.source_alone", {"got": code}, place) for code in alone])
    return [
        (row, tuple(source for source in sources if source["project"] == row["project"])) for row in projects
    ]


def _rows(frame: pl.DataFrame | None, contract: type[Contract]) -> list[dict[str, Any]]:
    if frame is None:
        return []
    return contract.validate(frame, cast=True).to_dicts()


def _refuse_pictures(content: bytes, name: str, ending: str) -> None:
    """Refuse an office file without a word in it, and one that holds words where a form is asked for."""
    if ending not in (".docx", ".xlsx"):
        return
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            text = b"".join(archive.read(one) for one in names if _worded(one, ending))
    except (BadZipFile, RuntimeError, ValueError, OSError):
        raise InputError(Problem("admission.not_a_form", {"got": name}, Place(file=name))) from None
    marks = (b"<w:t>", b"<w:t ") if ending == ".docx" else (b"<v>", b"<t>", b"<t ")
    if not any(mark in text for mark in marks):
        raise InputError(Problem("admission.pictures_only", {"got": name}, Place(file=name)))


def _worded(name: str, ending: str) -> bool:
    return name == "word/document.xml" if ending == ".docx" else name.startswith("xl/worksheets/sheet")


def _stated(content: bytes, name: str, workspace: Workspace) -> Form:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem("admission.not_a_form", {"got": name}, Place(file=name))) from None
    read = read_stated(text, model=form_model(), file=name)
    project = read.model_dump(exclude={"sources"})
    listed = jurisdiction(workspace).regions["region"].to_list()
    if project["region"] not in listed:
        raise InputError(Problem("region.unknown", {"got": project["region"]}, Place(file=name)))
    sources = [row | {"project": project["project"]} for row in read.model_dump()["sources"]]
    frames = ([project], AdmissionProject), (sources, AdmissionSource)
    rows = [
        _rows(pl.DataFrame(made, schema=contract.create_empty().schema), contract)
        for made, contract in frames
    ]
    return rows[0][0], tuple(rows[1])


@cache
def form_model() -> type[BaseModel]:
    """Give the model of a project's form as YAML states it, made from the contracts.

    Returns
    -------
    type
        Fields of ``AdmissionProject`` and ``sources``; what a form need not state may be left out.
    """
    source = _model("AdmissionSourceForm", AdmissionSource, without=("project",))
    whole = _model("AdmissionForm", AdmissionProject)
    sources: Any = (list[source], Field(default_factory=list))  # type: ignore[valid-type]
    made: type[BaseModel] = create_model("AdmissionFile", __base__=whole, sources=sources)
    return made


def _model(name: str, contract: type[Contract], *, without: tuple[str, ...] = ()) -> type[BaseModel]:
    fields = {
        column: _field(column, definition)
        for column, definition in contract.columns().items()
        if column not in without
    }
    config = ConfigDict(extra="forbid", allow_inf_nan=False)
    made: type[BaseModel] = create_model(name, __config__=config, **fields)
    return made


def _field(column: str, definition: Any) -> Any:
    categories = getattr(definition, "categories", None)
    kind: Any = Literal[tuple(categories)] if categories else _TYPES[str(definition.dtype)]
    metadata: Mapping[str, Any] = definition.metadata or {}
    told: dict[str, Any] = {"description": f"{metadata.get('label_zh')} · {metadata.get('label_en')}"}
    bounds = {"ge": getattr(definition, "min", None), "le": getattr(definition, "max", None)}
    bounds["gt"] = getattr(definition, "min_exclusive", None)
    told |= {name: bound for name, bound in bounds.items() if bound is not None}
    if definition.nullable:
        return (kind | None, Field(default=None, **told))
    if kind is str:
        told["min_length"] = 1
    return (kind, Field(**told))


_TYPES: dict[str, Any] = {"String": str, "Float64": float, "Int64": int, "Boolean": bool, "Date": date}
