"""Types of the registry in one workspace: those that ship, and those that somebody defined here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import yaml

from tongyuan.deploy.registry import Type, type_of, types_of
from tongyuan.reference.registry import registry_fields, registry_lives, registry_types
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.workspace import Workspace

__all__ = ["PUBLIC", "define", "form", "known_type", "known_types", "list_types"]

PUBLIC = {"sensitivity": Sensitivity.PUBLIC.value}


def known_types(workspace: Workspace) -> dict[str, Type]:
    """Put together every type that a workspace knows.

    Parameters
    ----------
    workspace
        Whose definitions stand over those that ship.

    Returns
    -------
    dict
        Types by code.
    """
    shipped = types_of(registry_types(), fields=registry_fields(), lives=registry_lives())
    defined = workspace.registry.defined()
    return shipped | {code: type_of(json.loads(text), lives=_lives()) for code, text in defined.items()}


def known_type(workspace: Workspace, code: str) -> Type:
    """Find a type.

    Parameters
    ----------
    workspace
        Where.
    code
        Its code.

    Returns
    -------
    Type
        The type.

    Raises
    ------
    NotFoundError
        If nobody defined it.
    """
    found = known_types(workspace)
    if code not in found:
        raise NotFoundError(Problem("registry.no_type", {"got": code[:80], "known": "、".join(found)}))
    return found[code]


def _lives() -> dict[str, list[dict[str, Any]]]:
    rows = registry_lives().group_by("life", maintain_order=True)
    return {str(key[0]): group.to_dicts() for key, group in rows}


@service("registry.types", permits="registry.list")
def list_types(ctx: Context) -> Answer:
    """List the types of entries, their fields and states. 名录类型。"""
    rows = [
        {
            **{name: getattr(kind, name) for name in ("type", "name_zh", "name_en", "chapter_zh")},
            "fields": "、".join(_told(field) for field in kind.fields),
            "states": "、".join(state.name_zh for state in kind.states.values()),
            "counted": "、".join(state.name_zh for state in kind.states.values() if state.counts),
        }
        for kind in known_types(ctx.workspace).values()
    ]
    return Answer(meta=PUBLIC, data=pl.DataFrame(rows))


@service("registry.form", permits="registry.list")
def form(ctx: Context, *, type: Annotated[str, Positional("类型 · type")]) -> Answer:
    """Tell what is asked of an entry of a type, and the states that it may come through. 名录字段。"""
    kind = known_type(ctx.workspace, type)
    fields = [
        {name: getattr(one, name) for name in ("field", "name_zh", "name_en", "kind", "required", "unit")}
        | {"choices": dict(one.choices)}
        for one in kind.fields
    ]
    states = [
        {
            name: getattr(one, name)
            for name in ("state", "name_zh", "name_en", "evidence", "by_other", "counts")
        }
        | {"next": kind.next_of(code)}
        for code, one in kind.states.items()
    ]
    named = {name: getattr(kind, name) for name in ("type", "name_zh", "name_en", "chapter_zh")}
    data = {**named, "fields": fields, "states": states, "first": kind.next_of("start")}
    return Answer(meta=PUBLIC, data=data)


def _told(field: Any) -> str:
    return f"{field.name_zh}（{field.unit}）" if field.unit else str(field.name_zh)


@service("registry.define", changes=True)
def define(
    ctx: Context, *, file: Annotated[Path, Positional("类型定义（yaml） · definition of a type")]
) -> Answer:
    """Define a type of entries by its fields and states, without code. 自定义名录类型。"""
    told = _read(file)
    kind = type_of(told, lives=_lives())
    held = ctx.workspace.whole.registry.frame(kind=kind.type)
    lost = set(held["state"]) - set(kind.states)
    if lost:
        raise ConflictError(Problem("registry.state_lost", {"got": "、".join(sorted(lost))}))
    content = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    number = ctx.workspace.registry.define(kind.type, content=content, actor=ctx.actor.id)
    data = {"type": kind.type, "version": number, "fields": len(kind.fields), "states": len(kind.states)}
    return Answer(meta={"outcome": kind.type, **PUBLIC}, data=data)


def _read(file: Path) -> Mapping[str, Any]:
    try:
        told = yaml.safe_load(file.read_bytes())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            Problem("registry.file", {"got": str(error)[:200]}, Place(file=file.name))
        ) from error
    if not isinstance(told, dict):
        raise InputError(Problem("registry.shape", {}, Place(file=file.name)))
    return told
