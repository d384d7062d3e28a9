"""An assignment as it is filled in: items, what stands in them, last year's figures, the sums below."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from tongyuan.services.declaration import Context
from tongyuan.services.ground.round_sums import below, sums, told
from tongyuan.vocabulary.missing import Missing
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.rounds import year_before
from tongyuan.workspace.rounds import Rounds, Said

__all__ = ["filled", "read_object", "read_values", "share_of_jump"]

JUMP = 0.2


def share_of_jump(ctx: Context) -> float:
    """Return the change against last year from which a reason is asked [share of last year's figure]."""
    return float(ctx.workspace.meta.settings.get("round_jump_share", JUMP))


def filled(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> pl.DataFrame:
    """Lay out assignments: one row an item.

    Parameters
    ----------
    ctx
        Who reads, and where.
    rounds
        The rounds as the reader sees them.
    assignments
        By the contract.

    Returns
    -------
    pl.DataFrame
        ``assignment`` and the item's columns; ``value``, ``state``, ``reason``, ``version``, ``actor``,
        ``at`` as they stand; ``last_value``, ``last_state`` of the same period last year, ``change`` against
        it [share]; ``sum_value``, ``sum_state``, ``sum_parts``, ``sum_absent`` of the assignments below;
        ``sum_true`` for the checks alone, never shown.
    """
    parts = assignments.partition_by("round", maintain_order=True)
    return pl.concat([_filled(ctx, rounds, part) for part in parts])


def _filled(ctx: Context, rounds: Rounds, assignments: pl.DataFrame) -> pl.DataFrame:
    number = assignments["round"][0]
    unit = assignments.select("assignment", "form", "department", "region", "enterprise")
    rows = unit.join(rounds.items(number), on="form", maintain_order="left_right")
    present = rounds.entries(assignments["assignment"].to_list()).drop("unit")
    found = sums(rounds, rows, below(rounds, assignments))
    added = told(found, ctx.scope).rename({"above": "assignment"})
    true = found.select("item", assignment="above", sum_true="sum_value")
    before = _last_year(ctx, rounds, rows, rounds.about(number)["period"])
    change = (pl.col("value") - pl.col("last_value")) / pl.col("last_value").abs()
    key = ["assignment", "item"]
    return (
        rows.drop("department", "region", "enterprise")
        .join(present, on=key, how="left", maintain_order="left")
        .join(before, on=key, how="left", maintain_order="left")
        .join(added.drop("enterprises"), on=key, how="left", maintain_order="left")
        .join(true, on=key, how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("last_value") != 0).then(change).alias("change"))
    )


def _last_year(ctx: Context, rounds: Rounds, rows: pl.DataFrame, period: str) -> pl.DataFrame:
    """Find what the same units said a year before: in a round, else what the statistics have."""
    before, regions = year_before(period), rows["region"].unique().sort().to_list()
    departments = rows["department"].unique().sort().to_list()
    unit = ["department", "region", "enterprise", "item", "unit"]
    entered = (
        rounds.entries_of_period(before, departments=departments, regions=regions)
        .select(*unit, "value", pl.col("state").cast(pl.String))
        .join(rows.select("assignment", *unit), on=unit, nulls_equal=True)
        .select(*_LAST)
    )
    wanted = rows.filter(pl.col("enterprise").is_null()).join(
        entered, on=["assignment", "item"], how="anti", maintain_order="left"
    )
    known = _from_statistics(ctx, wanted, before)
    return pl.concat([entered, known]).rename({"value": "last_value", "state": "last_state"})


_LAST = ("assignment", "item", "value", "state")
_KNOWN = {"assignment": pl.Int64, "item": pl.String, "value": pl.Float64, "state": pl.String}


def _from_statistics(ctx: Context, wanted: pl.DataFrame, period: str) -> pl.DataFrame:
    fed = wanted.filter(pl.col("series").is_not_null()).select(
        "assignment", "item", "series", "region", "unit"
    )
    if fed.is_empty():
        return pl.DataFrame(schema=_KNOWN)
    region = fed["region"][0] if fed["region"].n_unique() == 1 else None
    series = fed["series"].unique().sort().to_list()
    standing = ctx.workspace.current_statistics(region=region, series=series)
    found = standing.filter(pl.col("period") == period).with_columns(pl.col("state").cast(pl.String))
    joined = fed.join(found, on=["series", "region", "unit"], maintain_order="left")
    return joined.select(*_LAST)


def read_object(text: str) -> dict[str, Any]:
    """Read a JSON object; raises InputError ``round.json`` for anything else."""
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise InputError(Problem("round.json", {"got": text[:60]}))
    return given


def read_values(text: str, items: pl.DataFrame, present: pl.DataFrame, *, form: str) -> list[Said]:
    """Read what somebody enters, all problems at once.

    Parameters
    ----------
    text
        JSON: item to a number, to a state of missing (``"NO"``), to null (to clear it), or to an object with
        ``value``, ``state``, ``unit``, ``reason``; what an object does not name stays as it is.
    items
        Items of the form.
    present
        Entries that stand.
    form
        Form, for the message.

    Returns
    -------
    list of Said
        What is entered, by item.

    Raises
    ------
    InputError
        ``round.json``, ``round.no_item``, ``round.unit``, ``round.value``, ``round.absence``.
    """
    given = read_object(text)
    known = {row["item"]: row for row in items.iter_rows(named=True)}
    standing = {row["item"]: row for row in present.iter_rows(named=True)}
    said: list[Said] = []
    problems: list[Problem] = []
    for name, cell in given.items():
        if name not in known:
            problems.append(Problem("round.no_item", {"item": name, "form": form}))
            continue
        fields = _fields(cell, standing.get(name, {}))
        found = _faults(fields, known[name])
        problems += found
        if not found:
            value = None if fields["value"] is None else float(fields["value"])
            reason = str(fields["reason"]).strip() if fields["reason"] else None
            said.append(Said(name, known[name]["unit"], value, fields["state"], reason))
    if problems:
        raise InputError(problems)
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
