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

__all__ = ["filled", "read_values", "share_of_jump"]

JUMP = 0.2


def share_of_jump(ctx: Context) -> float:
    """Return the change against last year from which a reason is asked [share of last year's figure]."""
    return float(ctx.workspace.meta.settings.get("round_jump_share", JUMP))


def filled(ctx: Context, rounds: Rounds, assignment: Mapping[str, Any]) -> pl.DataFrame:
    """Lay out an assignment: one row an item.

    Parameters
    ----------
    ctx
        Who reads, and where.
    rounds
        The rounds as the reader sees them.
    assignment
        The assignment as a record.

    Returns
    -------
    pl.DataFrame
        The item's columns; ``value``, ``state``, ``reason``, ``version``, ``actor``, ``at`` as they stand;
        ``last_value``, ``last_state`` of the same period last year, ``change`` against it [share];
        ``sum_value``, ``sum_state``, ``sum_parts``, ``sum_absent`` of the assignments below; ``sum_true`` for
        the checks alone, never shown.
    """
    items = rounds.items(assignment["round"], form=assignment["form"])
    present = rounds.entries([assignment["assignment"]]).drop("assignment", "unit")
    true = sums(rounds, items, below(rounds, assignment))
    added = told(true, ctx.scope, region=assignment["region"])
    before = _last_year(ctx, rounds, items, assignment)
    change = (pl.col("value") - pl.col("last_value")) / pl.col("last_value").abs()
    return (
        items.join(present, on="item", how="left", maintain_order="left")
        .join(before, on=["item", "unit"], how="left", maintain_order="left")
        .join(added.drop("enterprises"), on="item", how="left", maintain_order="left")
        .join(true.select("item", sum_true="sum_value"), on="item", how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("last_value") != 0).then(change).alias("change"))
    )


def _last_year(
    ctx: Context, rounds: Rounds, items: pl.DataFrame, assignment: Mapping[str, Any]
) -> pl.DataFrame:
    """Find what the same unit said a year before: in a round, else what the statistics have."""
    period = year_before(rounds.about(assignment["round"])["period"])
    unit = {name: assignment[name] for name in ("department", "region", "enterprise")}
    entered = rounds.entries_of_period(period, **unit).select(*_LAST)
    if assignment["enterprise"] is None:
        known = _from_statistics(ctx, items, assignment["region"], period)
        entered = pl.concat([entered, known.join(entered, on=["item", "unit"], how="anti")])
    return entered.rename({"value": "last_value", "state": "last_state"})


_LAST = ("item", "unit", "value", pl.col("state").cast(pl.String))


def _from_statistics(ctx: Context, items: pl.DataFrame, region: str, period: str) -> pl.DataFrame:
    fed = items.filter(pl.col("series").is_not_null()).select("item", "series")
    standing = ctx.workspace.current_statistics(region=region, series=fed["series"].to_list())
    found = standing.filter(pl.col("period") == period)
    return fed.join(found, on="series", maintain_order="left").select(*_LAST)


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
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise InputError(Problem("round.json", {"got": text[:60]}))
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
