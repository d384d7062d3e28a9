"""What may be found: one list for each kind, of what lies within the reader's reach and opens for the reader.

A kind is searched in the reach of the permission that its page asks for (``data/search_kinds.csv``), which
may be narrower than the reach of the search itself.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from tongyuan.reference.measures import measure_tables
from tongyuan.services.declaration import Context
from tongyuan.services.finding_reach import findings_of
from tongyuan.services.ground.round.names import named
from tongyuan.services.ground.round.reach import rounds_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.services.reach import scope_of
from tongyuan.services.run_names import run_kind
from tongyuan.services.searching import Entry
from tongyuan.vocabulary.periods import CIVIL_ZONE

__all__ = ["entries", "kinds"]

Rows = Iterator[Mapping[str, Any]]


@cache
def kinds() -> dict[str, dict[str, str]]:
    """Return the kinds that are searched, in the order in which they are shown.

    Returns
    -------
    dict
        Columns of ``search_kinds.csv`` by kind.

    Examples
    --------
    >>> kinds()["article"]["zh"]
    '政策条文'
    """
    return {row["kind"]: row for row in _table("search_kinds.csv")}


def entries(ctx: Context) -> Iterator[Entry]:
    """List everything that whoever asks may open.

    Parameters
    ----------
    ctx
        Who asks, and where.

    Yields
    ------
    Entry
        By kind, in the order of the kinds.
    """
    for kind, row in kinds().items():
        if ctx.actor.may(row["permits"]):
            yield from _LISTS[kind](_reaching(ctx, row["permits"]), kind)


def _reaching(ctx: Context, permission: str) -> Context:
    scope = scope_of(ctx.actor, permission, ctx.workspace)
    return replace(ctx, scope=scope, workspace=ctx.workspace.scoped(scope))


def _places(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in _table("search_places.csv"):
        if row["kind"] == kind and ctx.actor.may(row["permits"]):
            text = f"{row['words_zh']} · {row['words_en']}"
            yield Entry(kind, row["key"], row["title_zh"], row["title_en"], text, row["link"])


def _articles(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in _rows(ctx, "articles"):
        number = row["article"]
        titles = f"第{number}条 {row['title_zh']}", f"Article {number} {row['title_en'] or ''}".strip()
        yield Entry(kind, str(number), *titles, row["text_zh"], _link("/deploy/policy", article=number))


def _targets(ctx: Context, kind: str) -> Iterator[Entry]:
    seen: set[str] = set()
    for row in _rows(ctx, "targets"):
        if row["target"] in seen:
            continue  # a further reading of the same words
        seen.add(row["target"])
        link = _link("/assess/targets", article=row["article"]) + f"#target-{row['target']}"
        yield Entry(kind, row["target"], row["name_zh"], row["name_en"], row["phrase_zh"], link)


def _tasks(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in _rows(ctx, "tasks"):
        link = _link("/deploy/policy", article=row["article"]) + f"#task-{row['task']}"
        yield Entry(kind, row["task"], row["phrase_zh"], row["name_en"], row["phrase_zh"], link)


def _measures(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in measure_tables()["measures"].iter_rows(named=True):
        text = _text(row, "mechanism", "applicability_zh", "applicability_en")
        link = _link("/plan/measures", measure=row["measure"])
        yield Entry(kind, row["measure"], row["name_zh"], row["name_en"], text, link)


def _series(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in _rows(ctx, "series"):
        link = _link("/advance/statistics", series=row["series"])
        yield Entry(
            kind, row["series"], row["label_zh"], row["label_en"], _text(row, "unit", "definition_zh"), link
        )


def _regions(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in _rows(ctx, "regions"):
        link = _link("/", region=row["region"])
        yield Entry(
            kind, row["region"], row["name_zh"], row["name_en"] or row["name_zh"], _text(row, "note"), link
        )


def _enterprises(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in _rows(ctx, "enterprises"):
        link = _link("/enterprise", id=row["enterprise"])
        names = row["name_zh"], row["name_en"] or row["name_zh"]
        yield Entry(kind, row["enterprise"], *names, _text(row, "credit_code", "note"), link)


def _rounds(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in rounds_of(ctx).listing().iter_rows(named=True):
        text = f"{row['period']} · {row['opens_on']} - {row['due_on']}"
        link = _link("/advance/rounds", round=row["round"])
        yield Entry(kind, str(row["round"]), row["title"], row["title"], text, link)


def _assignments(ctx: Context, kind: str) -> Iterator[Entry]:
    rounds, place = rounds_of(ctx), jurisdiction(ctx.workspace)
    titles = dict(rounds.listing().select("round", "title").iter_rows())
    for row in named(place, rounds.assignments()).iter_rows(named=True):
        title = f"{titles.get(row['round'], '')} · {row['department_name']} · {row['unit_name']}"
        link = _link("/advance/round", assignment=row["assignment"])
        yield Entry(kind, str(row["assignment"]), title, title, f"{row['form']} · {row['due_on']}", link)


def _findings(ctx: Context, kind: str) -> Iterator[Entry]:
    for one in findings_of(ctx).listing():
        first = findings_of(ctx).history(one.number)[0]
        text = first.text if first.version == one.version else f"{first.text} · {one.text}"
        titles = f"问题线索 {one.number}", f"Finding {one.number}"
        yield Entry(kind, str(one.number), *titles, text, _link("/assess/findings", number=one.number))


def _runs(ctx: Context, kind: str) -> Iterator[Entry]:
    for row in ctx.workspace.runs().iter_rows(named=True):
        params = " · ".join(str(value) for value in json.loads(row["params"]).values() if value is not None)
        titles = f"{run_kind(row['kind'], 'zh')} {params}", f"{run_kind(row['kind'], 'en')} {params}"
        moment = row["finished_at"].astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M")
        text = f"{row['family']} · {moment}" if row["family"] else moment
        yield Entry(kind, row["run"], *titles, text, _link("/run", run=row["run"]))


_LISTS: Mapping[str, Callable[[Context, str], Iterator[Entry]]] = {
    "page": _places,
    "article": _articles,
    "target": _targets,
    "task": _tasks,
    "measure": _measures,
    "series": _series,
    "region": _regions,
    "enterprise": _enterprises,
    "round": _rounds,
    "assignment": _assignments,
    "finding": _findings,
    "run": _runs,
    "guide": _places,
}


def _rows(ctx: Context, frame: str) -> Rows:
    return jurisdiction(ctx.workspace).frame(frame).iter_rows(named=True)


def _text(row: Mapping[str, Any], *names: str) -> str:
    return " · ".join(str(row[name]) for name in names if row[name] is not None)


def _link(path: str, **query: str | int) -> str:
    return f"{path}?{urlencode(query)}"


@cache
def _table(name: str) -> list[dict[str, str]]:
    path = files("tongyuan.services") / "data" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
