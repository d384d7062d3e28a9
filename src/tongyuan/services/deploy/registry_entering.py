"""Entries of the registry written: added, corrected, moved, imported whole or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from tongyuan.deploy.registry import Type, entry_problems, move_problems, values_of
from tongyuan.services.answer import Answer, Document
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.registry_types import PUBLIC, known_type
from tongyuan.services.deploy.zone_files import read_layer
from tongyuan.services.documents import XLSX
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import Written, require_all_within
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity

__all__ = ["HEADS", "add", "import_entries", "move", "template"]

LEVEL = {"sensitivity": Sensitivity.INTERNAL.value}
#: Columns that every entry has, as a sheet heads them.
HEADS = {
    "entry": "编号",
    "name": "名称",
    "region": "地区",
    "department": "部门",
    "enterprise": "企业",
    "holder": "责任主体",
    "lon": "经度",
    "lat": "纬度",
    "state": "状态",
    "since": "状态日期",
    "evidence": "依据文件",
    "memo": "说明",
}
NEEDED = ("entry", "name", "region")
Row = Mapping[str, str | None]
Kind = Annotated[str, Positional("类型 · type")]
Entry = Annotated[str, Positional("编号 · entry")]
Key = Annotated[str, "业务编号：同一编号只记一次 · your own number: the same number counts once"]


@service("registry.add", changes=True)
def add(
    ctx: Context,
    *,
    type: Kind,
    entry: Entry,
    name: Annotated[str, "名称 · name"],
    region: Annotated[str, "地区 · region, code or name"],
    key: Key,
    state: Annotated[str | None, "状态，更正时不填 · state; none where it corrects"] = None,
    since: Annotated[str | None, "状态日期 · in the state since"] = None,
    fields: Annotated[str, "字段：名称=值;… · fields of the type, name=value;…"] = "",
    department: Annotated[str | None, "部门 · department"] = None,
    enterprise: Annotated[str | None, "企业 · enterprise"] = None,
    holder: Annotated[str | None, "责任主体 · holder"] = None,
    lon: Annotated[str | None, "经度 · longitude"] = None,
    lat: Annotated[str | None, "纬度 · latitude"] = None,
    evidence: Annotated[str, "依据文件 · document that shows it"] = "",
    memo: Annotated[str, "说明 · note"] = "",
) -> Answer:
    """Enter an entry, or correct the one of this number. 登记或更正。"""
    kind = known_type(ctx.workspace, type)
    base = {
        "entry": entry,
        "name": name,
        "region": region,
        "department": department,
        "enterprise": enterprise,
        "holder": holder,
        "lon": lon,
        "lat": lat,
        "state": state,
        "since": since,
        "evidence": evidence,
        "memo": memo,
    }
    return _put(ctx, kind, [(_pairs(kind, fields) | base, Place())], keys=[key])


def _pairs(kind: Type, text: str) -> dict[str, str | None]:
    known = {field.field: field.field for field in kind.fields}
    known |= {field.name_zh: field.field for field in kind.fields}
    told: dict[str, str | None] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, _, value = part.partition("=")
        if name.strip() not in known:
            raise InputError(Problem("registry.field", {"got": name[:80], "known": "、".join(known)}))
        told[known[name.strip()]] = value
    return told


@service("registry.move", changes=True)
def move(
    ctx: Context,
    *,
    type: Kind,
    entry: Entry,
    state: Annotated[str, Positional("新状态 · state")],
    on: Annotated[str, "日期 · day"],
    key: Key,
    evidence: Annotated[str, "依据文件 · document that shows it"] = "",
    memo: Annotated[str, "说明 · note"] = "",
) -> Answer:
    """Change the state of an entry, as its type allows. 变更状态。"""
    kind = known_type(ctx.workspace, type)
    held = ctx.workspace.registry.versions(type, entry)
    if held.is_empty():
        raise NotFoundError(Problem("registry.no_entry", {"got": entry[:80]}))
    names = (*HEADS, "values_json", "type")
    last = {name: held.row(-1, named=True)[name] for name in names}
    since = _past(ctx, day(on, name="on"))
    told = {**last, "state": _state(kind, state), "since": since, "evidence": evidence.strip()}
    return _write(ctx, kind, [({**told, "memo": memo, "change": "move", "key": _key(key)}, Place())])


@service("registry.template", permits="registry.list")
def template(ctx: Context, *, type: Kind) -> Answer:
    """Make the workbook of a type, with lists to choose from. 名录模板。"""
    kind = known_type(ctx.workspace, type)
    regions = jurisdiction(ctx.workspace).regions["name_zh"].to_list()
    heads = {**HEADS, **{field.field: field.name_zh for field in kind.fields}}
    lists = {"地区": regions, "状态": [one.name_zh for one in kind.states.values()]}
    lists |= {field.name_zh: list(field.choices.values()) for field in kind.fields if field.choices}
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(kind.name_zh[:31])
        choices = book.add_worksheet("选项")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 16)
        for at, head in enumerate(heads.values()):
            sheet.write_string(0, at, head)
        for at, (head, words) in enumerate(lists.items()):
            choices.write_column(0, at, [head, *words])
            column = list(heads.values()).index(head)
            letter = xl_col_to_name(at)
            source = f"=选项!${letter}$2:${letter}${len(words) + 1}"
            sheet.data_validation(1, column, 5000, column, {"validate": "list", "source": source})
    return Answer(meta={**PUBLIC}, document=Document(f"{kind.name_zh}.xlsx", XLSX, stream.getvalue()))


@service("registry.import", permits="registry.add", changes=True)
def import_entries(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("填好的名录（xlsx、csv、GeoJSON） · filled list")],
    type: Annotated[str, "类型 · type"],
) -> Answer:
    """Import entries of a type: all, or none with every fault named. 导入名录。"""
    kind = known_type(ctx.workspace, type)
    rows = read_layer(file.read_bytes(), file=file.name).rows
    heads = {**HEADS, **{field.field: field.name_zh for field in kind.fields}}
    found = {name: told for name, head in heads.items() for told in (name, head) if told in rows.columns}
    absent = [heads[name] for name in NEEDED if name not in found]
    if absent or rows.is_empty():
        values = {"got": "、".join(absent) or "—", "there": "、".join(rows.columns)[:400]}
        raise InputError(Problem("registry.column", values, Place(file=file.name)))
    lines = [
        ({name: row[told] for name, told in found.items()}, Place(file=file.name, row=at))
        for at, row in enumerate(rows.iter_rows(named=True), start=2)
    ]
    stem = f"{ctx.now.isoformat()} {file.name}"
    return _put(ctx, kind, lines, keys=[f"{stem}:{place.row}" for _, place in lines])


def _put(ctx: Context, kind: Type, lines: Sequence[tuple[Row, Place]], *, keys: Sequence[str]) -> Answer:
    """Check lines, and write them as new entries or corrections."""
    place = jurisdiction(ctx.workspace)
    codes = place.regions["region"].to_list()
    regions = dict(zip(place.regions["name_zh"], codes, strict=True)) | dict(zip(codes, codes, strict=True))
    lists = {
        "department": set(place.departments["department"]),
        "enterprise": set(place.enterprises["enterprise"]),
    }
    held = ctx.workspace.whole.registry.frame(kind=kind.type)
    before = {row["entry"]: row for row in held.iter_rows(named=True)}
    problems: list[Problem] = []
    made: list[tuple[dict[str, Any], Place]] = []
    for (told, where), key in zip(lines, keys, strict=True):
        clean = {name: (value or "").strip() or None for name, value in told.items()}
        found = _unfit(clean, regions, lists, where) + entry_problems(kind, told=clean, place=where)
        problems += found
        if not found:
            made.append((_version(ctx, kind, clean, regions, before) | {"key": _key(key)}, where))
    entries = [str(told.get("entry")) for told, _ in lines]
    twice = sorted({one for one in entries if entries.count(one) > 1})
    problems += [Problem("registry.twice", {"got": one}) for one in twice]
    if problems:
        raise InputError(problems)
    moved = [
        Written(row["entry"], row["region"], row["department"], row["enterprise"])
        for row in before.values()
        if row["entry"] in entries
    ]
    require_all_within(ctx, moved)
    return _write(ctx, kind, made)


def _unfit(
    told: Row, regions: Mapping[str, str], lists: Mapping[str, set[str]], where: Place
) -> list[Problem]:
    problems = [
        Problem("registry.lacking", {"field": HEADS[name]}, where)
        for name in NEEDED
        if told.get(name) is None
    ]
    checks: dict[str, Collection[str]] = {"region": regions, **lists}
    for name, known in checks.items():
        got = told.get(name)
        if got is not None and got not in known:
            values = {"field": HEADS[name], "got": got[:80], "expected": "—"}
            problems.append(Problem("registry.value", values, where))
    for name, most in (("lon", 180.0), ("lat", 90.0)):
        got, other = told.get(name), told.get("lat" if name == "lon" else "lon")
        if (got is None) != (other is None) or (got is not None and not _within(got, most)):
            values = {"field": HEADS[name], "got": got or "", "expected": f"-{most:.0f}–{most:.0f}"}
            problems.append(Problem("registry.value", values, where))
    if told.get("since") is not None and not _is_day(str(told["since"])):
        values = {"field": HEADS["since"], "got": str(told["since"])[:80], "expected": "2024-12-31"}
        problems.append(Problem("registry.value", values, where))
    return problems


def _within(text: str, most: float) -> bool:
    try:
        return abs(float(text)) <= most
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _version(
    ctx: Context, kind: Type, told: Row, regions: Mapping[str, str], before: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    last = before.get(str(told["entry"]))
    first = next(iter(kind.next_of("start")))
    state = told.get("state") or (last["state"] if last else first)
    since = date.fromisoformat(str(told["since"])[:10]) if told.get("since") else None
    values = values_of(kind, told=told)
    state = _state(kind, str(state))
    change = "enter" if last is None else "correct" if state == last["state"] else "move"
    return {
        **{name: told.get(name) for name in ("entry", "name", "department", "enterprise", "holder")},
        "type": kind.type,
        "change": change,
        "region": regions[str(told["region"])],
        "lon": float(str(told["lon"])) if told.get("lon") else None,
        "lat": float(str(told["lat"])) if told.get("lat") else None,
        "state": state,
        "since": _past(ctx, since or (last["since"] if last else ctx.today)),
        "values_json": json.dumps(values, ensure_ascii=False, sort_keys=True),
        "evidence": told.get("evidence") or "",
        "memo": told.get("memo") or "",
    }


def _state(kind: Type, told: str) -> str:
    words = {word: one.state for one in kind.states.values() for word in (one.name_zh, one.name_en)}
    return words.get(told, told)


def _past(ctx: Context, since: date | None) -> date:
    if since is None or since > ctx.today:
        raise InputError(Problem("registry.future", {"got": since}))
    return since


def _key(key: str) -> str:
    if not key.strip():
        raise InputError(Problem("service.argument", {"name": "key", "got": key, "expected": "2024-001"}))
    return key.strip()


def _write(ctx: Context, kind: Type, made: Sequence[tuple[dict[str, Any], Place]]) -> Answer:
    require_all_within(
        ctx,
        [Written(row["entry"], row["region"], row["department"], row["enterprise"], at) for row, at in made],
    )

    def refuse(versions: pl.DataFrame) -> None:
        last = {row["entry"]: row for row in versions.iter_rows(named=True) if row["type"] == kind.type}
        problems = []
        for row, at in made:
            if row["change"] == "correct":
                continue
            asked = {name: row[name] for name in ("state", "since", "evidence")}
            found = move_problems(kind, before=last.get(row["entry"]), actor=ctx.actor.id, **asked)
            problems += [Problem(one.code, one.values, at) for one in found]
        if problems:
            raise ConflictError(problems)

    numbers = ctx.workspace.registry.put([row for row, _ in made], actor=ctx.actor.id, refuse=refuse)
    rows = ctx.workspace.whole.registry.frame(kind=kind.type).filter(pl.col("version").is_in(numbers))
    about = {"contract": "RegistryEntry", "outcome": f"{kind.type}: {len(numbers)}", **LEVEL}
    return Answer(meta=about, data=rows)
