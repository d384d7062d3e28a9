"""Entering values in assignments: what is given is read whole, and every problem is told at once."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.services.declaration import Context
from tongyuan.services.ground.round.arguments import chosen
from tongyuan.services.ground.round.reach import require_own
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.workspace.rounds import Rounds, Said

__all__ = ["enter", "read_object"]

Cells = Mapping[str, Any]


def enter(
    ctx: Context,
    rounds: Rounds,
    given: Mapping[int, Cells],
    *,
    permission: str,
    step: str = "save",
    reason: str | None = None,
    seqs: Mapping[int, int] | None = None,
) -> int:
    """Enter values in assignments of the actor's own.

    Parameters
    ----------
    ctx
        Who enters them, and when.
    rounds
        The rounds as the actor sees them.
    given
        Cells by assignment: item to a number, to a state of missing (``"NO"``), to None (to clear it), or to
        an object with ``value``, ``state``, ``unit``, ``reason``; what it does not name stays as it is.
    permission
        What the service asks for.
    step, reason
        ``save``, or ``correct`` with its reason.
    seqs
        Latest step that the writer has seen, by assignment.

    Returns
    -------
    int
        How many entries say something new.

    Raises
    ------
    InputError
        All at once: ``round.no_item``, ``round.unit``, ``round.value``, ``round.absence``.
    """
    with rounds.deciding():
        found = chosen(rounds, ",".join(map(str, given)))
        require_own(ctx.actor, permission, found.to_dicts(), top=ctx.workspace.meta.region)
        present = {
            (row["assignment"], row["item"]): row for row in rounds.entries(list(given)).iter_rows(named=True)
        }
        items = _items(rounds, found)
        problems: list[Problem] = []
        said = {
            row["assignment"]: _read(row, given[row["assignment"]], items, present, problems)
            for row in found.iter_rows(named=True)
        }
        if problems:
            raise InputError(problems)
        return rounds.save(said, actor=ctx.actor.id, at=ctx.now, step=step, reason=reason, seqs=seqs)


def _items(rounds: Rounds, found: pl.DataFrame) -> dict[tuple[int, str, str], dict[str, Any]]:
    return {
        (number, row["form"], row["item"]): row
        for number, form in found.select("round", "form").unique().sort("round", "form").iter_rows()
        for row in rounds.items(number, form=form).iter_rows(named=True)
    }


def read_object(text: str) -> dict[str, Any]:
    """Read a JSON object; raises InputError ``round.json`` for anything else."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise InputError(Problem("round.json", {"got": text[:60]}))
    return given


def _read(
    assignment: Mapping[str, Any],
    cells: Cells,
    items: Mapping[tuple[int, str, str], Mapping[str, Any]],
    present: Mapping[tuple[int, str], Mapping[str, Any]],
    problems: list[Problem],
) -> list[Said]:
    said: list[Said] = []
    for name, cell in cells.items():
        item = items.get((assignment["round"], assignment["form"], name))
        if item is None:
            problems.append(Problem("round.no_item", {"item": name, "form": assignment["form"]}))
            continue
        fields = _fields(cell, present.get((assignment["assignment"], name), {}))
        found = _faults(fields, item)
        problems += found
        if not found:
            value = None if fields["value"] is None else float(fields["value"])
            reason = str(fields["reason"]).strip() if fields["reason"] else None
            said.append(Said(name, item["unit"], value, fields["state"], reason))
    return said


def _fields(cell: Any, standing: Mapping[str, Any]) -> dict[str, Any]:
    """Complete a cell: a new value takes the state away, and a new state the value."""
    if not isinstance(cell, dict):
        cell = {"state": cell} if isinstance(cell, str) else {"value": cell}
    fields = {name: cell.get(name, standing.get(name)) for name in ("value", "state", "reason")}
    if cell.get("value") is not None and "state" not in cell:
        fields["state"] = None
    if cell.get("state") is not None and "value" not in cell:
        fields["value"] = None
    if fields["value"] is None and fields["state"] is None:
        fields["state"] = Missing.NOT_REPORTED.value
    return fields | {"unit": cell.get("unit")}


def _faults(fields: Mapping[str, Any], item: Mapping[str, Any]) -> list[Problem]:
    about = {"item": item["item"], "label_zh": item["label_zh"], "label_en": item["label_en"]}
    place = Place(sheet=item["form"], row=item["order"])
    problems = []
    value, state = fields["value"], fields["state"]
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if value is not None and not number:
        problems.append(Problem("round.value", about | {"got": value}, place))
    if state is not None and (value is not None or state not in {word.value for word in Missing}):
        states = "、".join(word.value for word in Missing)
        problems.append(Problem("round.absence", about | {"got": state, "expected": states}, place))
    if fields["unit"] not in (None, item["unit"]):
        problems.append(Problem("round.unit", about | {"got": fields["unit"], "unit": item["unit"]}, place))
    return problems
