"""Reading the rows of rounds as frames by their contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tongyuan.vocabulary.rounds import SETTLED
from tongyuan.vocabulary.scope import Scope
from tongyuan.vocabulary.tables import Assignment, Contract, Entry, FormItem, Round, Step
from tongyuan.workspace.models.rounds import AssignmentRow, EntryRow, RoundItemRow, RoundRow, StepRow
from tongyuan.workspace.scoping import seen_in_sql

__all__ = [
    "assignments",
    "entries_of_period",
    "frame_of",
    "history",
    "items",
    "latest_entries",
    "people_at_work",
    "rounds",
    "seen",
    "steps",
]


def frame_of(session: Session, statement: Select[Any], contract: type[Contract]) -> pl.DataFrame:
    """Run a statement whose columns are those of a contract."""
    rows = [tuple(row) for row in session.execute(statement)]
    return pl.DataFrame(rows, schema=contract.create_empty().schema, orient="row")


def _columns(contract: type[Contract], row: type[Any], **renamed: str) -> list[InstrumentedAttribute[Any]]:
    return [getattr(row, renamed.get(name, name)) for name in contract.column_names()]


def seen(scope: Scope) -> ColumnElement[bool]:
    """Say which assignments a reader sees."""
    columns = {
        "regions": AssignmentRow.region,
        "departments": AssignmentRow.department,
        "enterprises": AssignmentRow.enterprise,
    }
    return seen_in_sql(scope, columns)


def rounds(session: Session) -> pl.DataFrame:
    """Return every round, newest first."""
    statement = select(*_columns(Round, RoundRow, round="id")).order_by(RoundRow.id.desc())
    return frame_of(session, statement, Round)


def items(session: Session, number: int) -> pl.DataFrame:
    """Return the items that a round asks for, in their order."""
    statement = select(*_columns(FormItem, RoundItemRow)).where(RoundItemRow.round == number)
    ordered = statement.order_by(RoundItemRow.form, RoundItemRow.order, RoundItemRow.item)
    return frame_of(session, ordered, FormItem)


def assignments(session: Session, *conditions: ColumnElement[bool]) -> pl.DataFrame:
    """Return assignments, by number."""
    statement = select(*_columns(Assignment, AssignmentRow, assignment="id")).where(*conditions)
    return frame_of(session, statement.order_by(AssignmentRow.id), Assignment)


def steps(session: Session, numbers: Sequence[int]) -> pl.DataFrame:
    """Return the steps of assignments, in order."""
    statement = select(*_columns(Step, StepRow)).where(StepRow.assignment.in_(numbers))
    return frame_of(session, statement.order_by(StepRow.assignment, StepRow.seq), Step)


def history(session: Session, numbers: Sequence[int]) -> pl.DataFrame:
    """Return every version of every entry of assignments."""
    statement = select(*_columns(Entry, EntryRow)).where(EntryRow.assignment.in_(numbers))
    ordered = statement.order_by(EntryRow.assignment, EntryRow.item, EntryRow.version)
    return frame_of(session, ordered, Entry)


def latest_entries(session: Session, numbers: Sequence[int]) -> pl.DataFrame:
    """Return the present version of each entry of assignments."""
    key = (EntryRow.assignment, EntryRow.item)
    newest = (
        select(*key, func.max(EntryRow.version).label("version"))
        .where(EntryRow.assignment.in_(numbers))
        .group_by(*key)
        .subquery()
    )
    statement = select(*_columns(Entry, EntryRow)).join(
        newest,
        (EntryRow.assignment == newest.c.assignment)
        & (EntryRow.item == newest.c.item)
        & (EntryRow.version == newest.c.version),
    )
    return frame_of(session, statement.order_by(*key), Entry)


def entries_of_period(
    session: Session, *, period: str, department: str, region: str, enterprise: str | None
) -> pl.DataFrame:
    """Return what one unit entered for a period, in any round; settled assignments first, then the latest."""
    same = AssignmentRow.enterprise == enterprise if enterprise else AssignmentRow.enterprise.is_(None)
    statement = (
        select(AssignmentRow.id)
        .join(RoundRow, RoundRow.id == AssignmentRow.round)
        .where(
            RoundRow.period == period,
            AssignmentRow.department == department,
            AssignmentRow.region == region,
            AssignmentRow.state.not_in(("not_reported", "waived")),
            same,
        )
        .order_by(AssignmentRow.state.in_(SETTLED).desc(), AssignmentRow.id.desc())
    )
    numbers = list(session.scalars(statement))
    found = latest_entries(session, numbers)
    order = pl.DataFrame({"assignment": numbers, "_order": range(len(numbers))}, schema=_ORDER)
    ranked = found.join(order, on="assignment", how="left", maintain_order="left").sort("_order", "item")
    return ranked.drop("_order").unique(subset=["item", "unit"], keep="first", maintain_order=True)


_ORDER = {"assignment": pl.Int64(), "_order": pl.Int64()}


def people_at_work(session: Session, number: int) -> pl.DataFrame:
    """Return who took which step in a round: ``assignment``, ``parent``, ``step``, ``actor``."""
    statement = (
        select(AssignmentRow.id, AssignmentRow.parent, StepRow.step, StepRow.actor)
        .join(StepRow, StepRow.assignment == AssignmentRow.id)
        .where(AssignmentRow.round == number)
        .distinct()
    )
    schema = {"assignment": pl.Int64, "parent": pl.Int64, "step": pl.String, "actor": pl.String}
    return pl.DataFrame([tuple(row) for row in session.execute(statement)], schema=schema, orient="row")
