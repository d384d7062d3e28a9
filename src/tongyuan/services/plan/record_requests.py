"""Records asked of a department: an assignment in a round, answered by a workbook, kept once approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl

from tongyuan.services.answer import Answer
from tongyuan.services.arguments import day
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.ground.round.arguments import One, on_day
from tongyuan.services.ground.round.entering import enter
from tongyuan.services.ground.round.reach import reporters, require_own, rounds_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.plan.record_answers import ANSWER, FORM, ITEM, handed_in
from tongyuan.services.plan.record_holdings import code_names, holding_of
from tongyuan.services.reach import require_reach
from tongyuan.services.telling import tell
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError, Place, Problem
from tongyuan.vocabulary.records import RecordKind, record_kind
from tongyuan.vocabulary.tables import FormItem
from tongyuan.workspace import workbooks
from tongyuan.workspace.hashing import hash_bytes
from tongyuan.workspace.lake import Source
from tongyuan.workspace.rounds import Planned

if TYPE_CHECKING:
    from tongyuan.workspace.rounds import Rounds

__all__ = ["answer", "answered", "request"]

UNIT = "行"
#: Days that a department has, where nobody says otherwise.
PATIENCE = timedelta(days=30)


@service("record.request", changes=True)
def request(
    ctx: Context,
    *,
    kind: Annotated[str, Positional("记录类别 · kind of record")],
    year: Annotated[int, "年份 · year"],
    region: Annotated[str | None, "地区代码 · region; the workspace's own by default"] = None,
    due_on: Annotated[str | None, "截止日期，缺省为30天后 · due on; in 30 days by default"] = None,
) -> Answer:
    """Ask the department that keeps a kind of record for one year: a round of one assignment. 提请补报。"""
    place = jurisdiction(ctx.workspace)
    found, code = holding_of(ctx, record_kind(kind)), place.region(region)
    if found.owner is None:
        values = {"name": found.kind.name_zh, "department": found.kind.department_zh}
        raise ConflictError(Problem("record.no_owner", values))
    require_reach(ctx, region=code, department=found.owner)
    today = on_day(ctx, None)
    due = day(due_on, name="due_on") or today + PATIENCE
    if due < today:
        raise InputError(Problem("round.dates", {"opens_on": today, "due_on": due}))
    form = f"{FORM}{found.kind.dataset}"
    level = "province" if code == ctx.workspace.meta.region else "unit"
    rounds = rounds_of(ctx)
    number = rounds.open(
        kind="january_call",
        period=str(year),
        title=f"{year} {found.kind.name_zh}（补报记录）",
        opens_on=today,
        due_on=due,
        items=_items(form, found.kind),
        plan=[Planned(form=form, department=found.owner, region=code, level=level, due_on=due)],
        actor=ctx.actor.id,
        at=ctx.now,
    )
    made = rounds.assignments(round_number=number)
    meta = {**rounds.about(number), "kind": found.kind.dataset, "outcome": f"round/{number}"}
    told = _tell_asked(ctx, found.kind, made.row(0, named=True), year=year)
    return Answer(meta=meta | {"told": told}, data=made)


def _tell_asked(ctx: Context, kind: RecordKind, assignment: Mapping[str, Any], *, year: int) -> int:
    """Tell whoever must hand the records in, with the page to do so; returns how many there are."""
    regions = jurisdiction(ctx.workspace).regions
    place = regions.row(by_predicate=pl.col("region") == assignment["region"], named=True)
    values = {
        "name": kind.name_zh,
        "name_en": kind.name_en,
        "region": place["name_zh"],
        "region_en": place["name_en"],
        "year": year,
        "due_on": assignment["due_on"],
    }
    link = f"/advance/round?assignment={assignment['assignment']}"
    return tell(ctx, reporters(ctx, assignment), "record.asked", values=values, link=link)


def _items(form: str, kind: RecordKind) -> pl.DataFrame:
    row = {
        "form": form,
        "item": ITEM,
        "order": 1,
        "label_zh": f"{kind.name_zh}（导入的行数）",
        "label_en": f"{kind.name_en} (rows handed in)",
        "unit": UNIT,
        "required": True,
        "series": None,
        "sums": False,
        "minimum": 0.0,
        "maximum": None,
        "choices": None,
    }
    schema = {name: definition.dtype for name, definition in FormItem.columns().items()}
    return FormItem.validate(pl.DataFrame([row], schema=schema, orient="row"))


@service("record.answer", changes=True, job=True)
def answer(
    ctx: Context,
    *,
    number: One,
    file: Annotated[Path, "填好的工作簿（xlsx 或 csv） · filled workbook"],
) -> Answer:
    """Hand in the records that an assignment asks for; they are kept once it is approved. 交回补报的记录。"""
    rounds = rounds_of(ctx)
    asked = rounds.assignments(numbers=[number])
    kind, year = _asked(rounds, asked, number)
    require_own(ctx.actor, "round.save", asked.to_dicts(), top=ctx.workspace.meta.region)
    content, region = file.read_bytes(), str(asked["region"][0])
    regions = jurisdiction(ctx.workspace).regions
    read = workbooks.read_records(content, file=file.name, kinds=[kind], regions=regions)
    rows = read.frames[kind.dataset]
    _refuse_others(rows, file.name, region=region, year=year)
    kept = ctx.workspace.put_dataset(
        f"{ANSWER}{kind.dataset}",
        rows,
        actor=ctx.actor.id,
        contract=kind.schema,
        region=region,
        year=year,
        source=Source(file.name, hash_bytes(content)),
        sensitivity=kind.schema.sensitivity,
    )
    said = {ITEM: {"value": rows.height, "reason": f"{file.name} {kept.sha256}"}}
    enter(ctx, rounds, {number: said}, permission="round.save")
    meta = {"file": file.name, "rows": rows.height, "notes": [note.text() for note in read.notes]}
    return Answer(meta=meta | {"contract": kind.contract}, data=rows)


@service("record.answered")
def answered(ctx: Context, *, number: One) -> Answer:
    """Show the records that an assignment was answered with, for whoever looks them over. 交回的记录。"""
    rounds = rounds_of(ctx)
    kind, year = _asked(rounds, rounds.assignments(numbers=[number]), number)
    found = handed_in(ctx.workspace.whole, rounds, rounds.assignment(number), kind)
    if found is None:
        values = {"name": kind.name_zh, "region": "", "year": year, "expected": "—"}
        raise NotFoundError(Problem("record.none", values))
    rows = kind.schema.cast(holding_of(ctx, kind).workspace.get_dataset(found.sha256))
    meta = {"kind": kind.dataset, "year": year, "contract": kind.contract, "names": code_names(rows)}
    return Answer(meta=meta, data=rows)


def _asked(rounds: Rounds, asked: pl.DataFrame, number: int) -> tuple[RecordKind, int]:
    """Tell which kind and year an assignment asks for; refuse one that asks for figures."""
    form = "" if asked.is_empty() else str(asked["form"][0])
    if not form.startswith(FORM):
        raise NotFoundError(Problem("record.no_request", {"assignment": number}))
    return record_kind(form.removeprefix(FORM)), int(rounds.about(asked["round"][0])["period"])


def _refuse_others(rows: pl.DataFrame, file: str, *, region: str, year: int) -> None:
    """Refuse rows of a region or year that the assignment does not ask for."""
    others = rows.filter((pl.col("region") != region) | (pl.col("year") != year))
    problems = [
        Problem(
            "record.not_asked", {"got": f"{place} {when}", "expected": f"{region} {year}"}, Place(file=file)
        )
        for place, when in others.select("region", "year").unique(maintain_order=True).iter_rows()
    ]
    if problems:
        raise InputError(problems)
