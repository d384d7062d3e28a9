"""Reading the rows of rounds as frames by their contracts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
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
    return pl.DataFrame(rows, schema=_schema(contract), orient="row")


@cache
def _schema(contract: type[Contract]) -> pl.Schema:
    return contract.create_empty().schema


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


def rounds(session: Session, *conditions: ColumnElement[bool]) -> pl.DataFrame:
    """Return rounds, newest first."""
    statement = select(*_columns(Round, RoundRow, round="id")).where(*conditions)
    return frame_of(session, statement.order_by(RoundRow.id.desc()), Round)


def items(session: Session, number: int, *, form: str | None) -> pl.DataFrame:
    """Return the items that a round asks for, or those of a form, in their order."""
    statement = select(*_columns(FormItem, RoundItemRow)).where(RoundItemRow.round == number)
    if form is not None:
        statement = statement.where(RoundItemRow.form == form)
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
    session: Session, *, period: str, departments: Sequence[str], regions: Sequence[str], scope: Scope
) -> pl.DataFrame:
    """Return what units entered for a period, in any round; of several the settled one, then the latest.

    Parameters
    ----------
    session
        Reads.
    period, departments, regions
        What is looked for.
    scope
        What the reader sees.

    Returns
    -------
    pl.DataFrame
        Columns of the contract Entry, and ``department``, ``region``, ``enterprise``.
    """
    unit = (AssignmentRow.department, AssignmentRow.region, AssignmentRow.enterprise)
    statement = (
        select(AssignmentRow.id, *unit)
        .join(RoundRow, RoundRow.id == AssignmentRow.round)
        .where(
            RoundRow.period == period,
            AssignmentRow.department.in_(departments),
            AssignmentRow.region.in_(regions),
            AssignmentRow.state.not_in(("not_reported", "waived")),
            seen(scope),
        )
        .order_by(AssignmentRow.state.in_(SETTLED).desc(), AssignmentRow.id.desc())
    )
    rows = [(*row, place) for place, row in enumerate(session.execute(statement))]
    found = pl.DataFrame(rows, schema=_UNITS, orient="row")
    entered = latest_entries(session, found["assignment"].to_list())
    ranked = entered.join(found, on="assignment", maintain_order="left").sort("_order", "item")
    key = ["department", "region", "enterprise", "item", "unit"]
    return ranked.drop("_order").unique(subset=key, keep="first", maintain_order=True)


_UNITS = {
    "assignment": pl.Int64(),
    "department": pl.String(),
    "region": pl.String(),
    "enterprise": pl.String(),
    "_order": pl.Int64(),
}


def people_at_work(session: Session, number: int, forms: Sequence[str]) -> pl.DataFrame:
    """Return who took which step in forms of a round: ``assignment``, ``parent``, ``step``, ``actor``."""
    statement = (
        select(AssignmentRow.id, AssignmentRow.parent, StepRow.step, StepRow.actor)
        .join(StepRow, StepRow.assignment == AssignmentRow.id)
        .where(AssignmentRow.round == number, AssignmentRow.form.in_(forms))
        .distinct()
    )
    schema = {"assignment": pl.Int64, "parent": pl.Int64, "step": pl.String, "actor": pl.String}
    return pl.DataFrame([tuple(row) for row in session.execute(statement)], schema=schema, orient="row")
